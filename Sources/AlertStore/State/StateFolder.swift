import CLinux
import FileSystems
import Glibc
import OperatingSystem

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

extension StateFolder {
  /// What names of the database, of what SQLite has beside it, and of the search's index begin with.
  static let ownNames = ["watchword.db", "search.db"]

  /// Of those that are there or may come: the paths.
  static func files(in folder: String) -> [String] {
    ownNames.flatMap { name in DatabaseFiles.endings.map { "\(folder)/\(name)\($0)" } } + ["\(folder)/watchword.lock"]
  }

  /// `.` for a name without a folder.
  static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
  }
}

/// Which file it is, whatever it is called.
struct FileIdentity: Sendable, Equatable {
  let device: UInt64
  let inode: UInt64

  /// Of the file that a link leads to; `nil` where there is none, or it cannot be looked at: errno says which.
  init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  init(_ status: stat) {
    (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
  }
}
