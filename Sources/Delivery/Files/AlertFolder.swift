import CLinux
import Glibc

/// The folder of a `FilesEndpoint`, open for one batch.
///
/// A file is written under a hidden name, brought to disk and only then named, without replacing anything: whoever looks
/// for `*.json` sees whole files alone, after a crash too.
struct AlertFolder: ~Copyable {
  private let path: String
  private let temporaryPrefix: String
  private let calls: SystemCalls
  private let descriptor: OwnedDescriptor
  /// Read by the owner and the group, whatever the umask: the group of the folder with its set-group-id bit is how
  /// another user gets the files.
  private static let mode: mode_t = 0o640
  /// Two writers of one name, in two daemons, is one too many already.
  private static let maximumWriters = 8

  /// - Parameter writer: told apart from others in the same folder by this; usable in a file's name.
  init(path: String, writer: String, calls: SystemCalls) throws(SystemError) {
    self.path = path
    self.calls = calls
    temporaryPrefix = ".watchword-\(writer)-"
    let number = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    let code = errno
    descriptor = OwnedDescriptor(number)
    guard number >= 0 else { throw SystemError(code, "open the folder \(path)") }
  }

  /// Whether the file was there already; a folder or a link of its name is none.
  func has(_ name: String) throws(SystemError) -> Bool {
    var status = stat()
    guard fstatat(descriptor.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return false }
      throw SystemError(errno, "look for \(name) in the folder \(path)")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw SystemError(EEXIST, "write \(name) in the folder \(path), where something else has its name")
    }
    return true
  }

  /// Makes the file, wholly or not at all. Its name is on disk after `synchronize()`.
  func write(_ bytes: [UInt8], as name: String) throws(SystemError) {
    let temporary = try makeTemporary()
    do throws(SystemError) {
      try write(bytes, to: temporary.file.number)
      try give(name, to: temporary.name)
    } catch {
      unlinkat(descriptor.number, temporary.name, 0)
      throw error
    }
  }

  /// Brings the names of the files to disk.
  func synchronize() throws(SystemError) {
    let result = calls.synchronizeFolder(descriptor.number)
    guard result < 0, -result != EINVAL, -result != EROFS else { return }
    throw SystemError(-result, "bring the folder \(path) to disk")
  }

  // MARK: The temporary file

  private struct Temporary: ~Copyable {
    let name: String
    let file: OwnedDescriptor
  }

  /// Locked as long as it is open. What is not locked was left by a crash.
  private func makeTemporary() throws(SystemError) -> Temporary {
    for number in 0..<Self.maximumWriters {
      let name = temporaryPrefix + "\(number).part"
      guard clear(name) else { continue }
      let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
      let file = OwnedDescriptor(openat(descriptor.number, name, flags, Self.mode))
      if file.number < 0 {
        if errno == EEXIST { continue }
        throw SystemError(errno, "make a file in the folder \(path)")
      }
      // Another writer may have taken it for one that was left, before the lock was there.
      if Self.lock(file), isNamed(name, file) { return Temporary(name: name, file: file) }
    }
    throw SystemError(EBUSY, "make a file in the folder \(path), whose names for unfinished files are all taken")
  }

  /// Removes what a crash left. False where somebody is writing it, or it is no file.
  private func clear(_ name: String) -> Bool {
    let flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let left = OwnedDescriptor(openat(descriptor.number, name, flags))
    guard left.number >= 0 else { return errno == ENOENT }
    return Self.lock(left) && isNamed(name, left) && unlinkat(descriptor.number, name, 0) == 0
  }

  /// Where the file system has no locks, nobody holds one.
  private static func lock(_ file: borrowing OwnedDescriptor) -> Bool {
    flock(file.number, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK
  }

  private func isNamed(_ name: String, _ file: borrowing OwnedDescriptor) -> Bool {
    var named = stat()
    var opened = stat()
    return fstatat(descriptor.number, name, &named, AT_SYMLINK_NOFOLLOW) == 0 && fstat(file.number, &opened) == 0
      && named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
  }

  private func write(_ bytes: [UInt8], to file: Int32) throws(SystemError) {
    guard fchmod(file, Self.mode) == 0 || errno == EPERM else {
      throw SystemError(errno, "set the permissions of a file in the folder \(path)")
    }
    var done = 0
    while done < bytes.count {
      let count = calls.write(file, bytes.span.extracting(done...))
      if count == 0 { throw SystemError(EIO, "write to the folder \(path)") }
      if count < 0, -count != Int(EINTR) { throw SystemError(Int32(-count), "write to the folder \(path)") }
      done += max(0, count)
    }
    let synchronized = calls.synchronize(file)
    if synchronized < 0 { throw SystemError(-synchronized, "bring a file in the folder \(path) to disk") }
  }

  /// Where a file of that name has come about meanwhile, it stays and this one goes.
  private func give(_ name: String, to temporaryName: String) throws(SystemError) {
    if calls.rename(descriptor.number, temporaryName, name) == 0 { return }
    var code = errno
    if [EINVAL, ENOSYS, EOPNOTSUPP].contains(code) {
      // File systems that cannot rename without replacing; a second link replaces nothing either.
      if linkat(descriptor.number, temporaryName, descriptor.number, name, 0) == 0 {
        unlinkat(descriptor.number, temporaryName, 0)
        return
      }
      code = errno
    }
    guard code == EEXIST, try has(name) else { throw SystemError(code, "name a file in the folder \(path)") }
    unlinkat(descriptor.number, temporaryName, 0)
  }
}
