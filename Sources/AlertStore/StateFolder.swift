import CLinux
import Glibc

/// The folder that holds the database and the lock. All checks before SQLite sees a path are here.
struct StateFolder {
  let path: String

  var databasePath: String { path + "/watchword.db" }
  var lockPath: String { path + "/watchword.lock" }

  /// Makes the folder, and missing ones above it, for nobody but the owner; refuses one on a network file system.
  init(creating path: String) throws {
    try self.init(path)
    do {
      try Self.makeFolders(self.path)
    } catch let error as SystemCallError {
      throw AlertStoreError(
        .stateFolder, "The state folder \(self.path) cannot be made: \(error). Choose another with --state.",
        cause: error)
    }
    try refuseNetworkFileSystem()
  }

  /// A folder that is expected to be there.
  init(_ path: String) throws {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw AlertStoreError(.stateFolder, "The state folder's name is empty or contains a zero byte.")
    }
    var path = path
    while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  private static func makeFolders(_ path: String) throws {
    var missing: [String] = []
    var current = path
    while !current.isEmpty, current != "/", access(current, F_OK) != 0, errno == ENOENT {
      missing.append(current)
      guard let slash = current.lastIndex(of: "/") else { break }
      current = String(current[..<slash])
    }
    for folder in missing.reversed() where mkdir(folder, 0o700) != 0 && errno != EEXIST {
      throw SystemCallError("mkdir \(folder)")
    }
    var status = stat()
    guard stat(path, &status) == 0 else { throw SystemCallError("stat") }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw SystemCallError("stat", number: ENOTDIR) }
  }

  private func refuseNetworkFileSystem() throws {
    var type: UInt32 = 0
    guard watchword_file_system_type(path, &type) == 0 else {
      let error = SystemCallError("statfs")
      throw AlertStoreError(.stateFolder, "The state folder \(path) cannot be used: \(error).", cause: error)
    }
    if let name = NetworkFileSystem.name(ofType: type) {
      throw AlertStoreError(
        .networkFileSystem,
        "The state folder \(path) is on \(name), where SQLite's locks and syncs cannot be relied on. "
          + "Put it on a local disk with --state.")
    }
  }

  /// Makes the database file before SQLite does, so that it and the -wal and -shm files, whose mode SQLite copies from
  /// it, are the owner's alone whatever the umask.
  func makeDatabaseFilePrivate() throws {
    let descriptor = Glibc.open(databasePath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw unusable(databasePath, SystemCallError("open")) }
    // Closing any descriptor of a file drops the process's POSIX locks on it, so this must come before SQLite opens it.
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw unusable(databasePath, SystemCallError("fstat")) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw irregular(databasePath)
    }
    if status.st_mode & 0o077 != 0, fchmod(descriptor, 0o600) != 0 {
      throw unusable(databasePath, SystemCallError("fchmod"))
    }
  }

  /// SQLite would wait for ever on a FIFO in the place of one of its files.
  func refuseIrregularFiles() throws {
    for file in ["", "-wal", "-shm", "-journal"].map({ databasePath + $0 }) {
      var status = stat()
      // What cannot be looked at cannot be opened either.
      guard stat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { continue }
      throw irregular(file)
    }
  }

  private func irregular(_ file: String) -> AlertStoreError {
    AlertStoreError(
      .stateFolder, "\(file) is not a regular file. Move it away, or choose another state folder with --state.")
  }

  /// The entry of a new file is durable only when its folder is.
  func sync() throws {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unusable(path, SystemCallError("open")) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw unusable(path, SystemCallError("fsync")) }
  }

  func unusable(_ file: String, _ error: SystemCallError) -> AlertStoreError {
    AlertStoreError(.stateFolder, "\(file) cannot be used: \(error). Check owner and permissions.", cause: error)
  }
}

/// A failed call to the system, told as the system tells it.
struct SystemCallError: Error, CustomStringConvertible {
  let call: String
  let number: CInt

  init(_ call: String, number: CInt = errno) {
    self.call = call
    self.number = number
  }

  var description: String {
    var text = [CChar](repeating: 0, count: 256)
    guard strerror_r(number, &text, text.count) == 0 else { return "error \(number) (\(call))" }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + " (\(call))"
  }
}

/// File systems that statfs(2) shows to be across a network, or behind a program that may be.
package enum NetworkFileSystem {
  /// FUSE and 9P cannot be told apart from a network by their type, and map no memory that processes share reliably.
  static let types: [(type: UInt32, name: String)] = [
    (0x0000_6969, "NFS"), (0x0000_517B, "SMB"), (0xFE53_4D42, "SMB"), (0xFF53_4D42, "CIFS"), (0x5346_414F, "AFS"),
    (0x6B41_4653, "AFS"), (0x00C3_6400, "Ceph"), (0x7375_7245, "Coda"), (0x0000_564C, "NCP"), (0x0BD0_0BD0, "Lustre"),
    (0x0102_1997, "9P"), (0x6573_5546, "FUSE"),
  ]

  package static func name(ofType type: UInt32) -> String? { types.first { $0.type == type }?.name }
}
