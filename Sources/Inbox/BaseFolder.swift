import CLinux
import FailPoints
import Glibc

/// A folder that everything is done beneath: an open descriptor that outlives renames of the path to it.
///
/// Paths given to it are relative, and resolved without following any link.
package final class BaseFolder: Sendable {
  package let path: String
  /// Stays the same number for life; what it is open on changes only by `refresh()`.
  let descriptor: Int32

  /// - Throws: `SystemError` when it does not exist, is no folder, or may not be read. Links in `path` itself are
  ///   followed.
  package init(path: String) throws(SystemError) {
    self.path = path
    descriptor = try Self.open(path)
  }

  deinit { close(descriptor) }

  private static func open(_ path: String) throws(SystemError) -> Int32 {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("open the folder \(path)") }
    return descriptor
  }

  /// Looks again which folder lies at `path`, and goes on with that. Any thread: users of the descriptor see the old or
  /// the new folder. Returns whether it is another one.
  package func refresh() throws(SystemError) -> Bool {
    let found = Descriptor(try Self.open(path))
    let (now, before) = (try Self.status(found.number, path), try Self.status(descriptor, path))
    if now.fingerprint.inode == before.fingerprint.inode, now.fingerprint.device == before.fingerprint.device {
      return false
    }
    guard watchword_replace_descriptor(found.number, descriptor) == 0 else {
      throw SystemError("reopen the folder \(path)")
    }
    return true
  }

  /// Whether the folder that is open here was deleted, which inotify(7) does not announce while it is open.
  var isDeleted: Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink == 0
  }

  static func status(_ descriptor: Int32, _ path: @autoclosure () -> String) throws(SystemError) -> FileStatus {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError("look at \(path())") }
    return FileStatus(status)
  }

  /// What lies at a relative path, links not followed; `nil` where nothing does.
  func status(at path: [UInt8]) throws(SystemError) -> FileStatus? {
    let descriptor = path.withCString { watchword_open_path_beneath(self.descriptor, $0) }
    guard descriptor >= 0 else {
      if meansGone(errno) { return nil }
      throw SystemError("look at \(InboxPath.display(path))")
    }
    let file = Descriptor(descriptor)
    return try Self.status(file.number, InboxPath.display(path))
  }

  /// Opens a folder beneath; an empty path is this folder itself. `nil` where no folder lies there (or a link does).
  func openFolder(_ path: [UInt8]) throws(SystemError) -> Descriptor? {
    let descriptor = (path.isEmpty ? [dot] : path).withCString {
      watchword_open_beneath(self.descriptor, $0, UInt64(O_RDONLY | O_DIRECTORY))
    }
    guard descriptor >= 0 else {
      if meansGone(errno) { return nil }
      throw SystemError("open the folder \(InboxPath.display(path))")
    }
    return Descriptor(descriptor)
  }

  /// Opens a folder beneath, making what is missing, one component at a time. Returns the folders that were made.
  func makeFolder(_ path: [UInt8], mode: mode_t) throws(SystemError) -> (folder: Descriptor, made: [[UInt8]]) {
    if let folder = try openFolder(path) { return (folder, []) }
    var made: [[UInt8]] = []
    var parent = try openFolder([])
    var end = 0
    for component in path.split(separator: slash) {
      end += component.count + (end == 0 ? 0 : 1)
      guard let above = parent else { break }
      if FailPoint.folderMaking.allows, Array(component).withCString({ mkdirat(above.number, $0, mode) }) == 0 {
        FailPoint.folderMade.pass()
        made.append(Array(path[..<end]))
      } else if errno != EEXIST {
        throw SystemError("make the folder \(InboxPath.display(path)) in \(self.path)")
      }
      parent = try openFolder(Array(path[..<end]))
    }
    guard let folder = parent else {
      throw SystemError("open the folder \(InboxPath.display(path)) in \(self.path)", code: ENOTDIR)
    }
    return (folder, made)
  }
}

/// A file descriptor with one owner, closed when the owner lets go of it.
///
/// Keep it in a variable while `number` is used: a variable lives to the end of its scope, past calls to the system;
/// what is only a part of an expression may be closed before the call that got its number.
final class Descriptor: Sendable {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// What lies under a name in this folder, links not followed; `nil` where nothing does.
  func status(of name: [UInt8]) throws(SystemError) -> FileStatus? {
    var status = stat()
    let result = name.withCString { fstatat(number, $0, &status, AT_SYMLINK_NOFOLLOW) }
    if result == 0 { return FileStatus(status) }
    if meansGone(errno) { return nil }
    throw SystemError("look at \(InboxPath.display(name))")
  }
}

/// Whether an errno says that nothing lies at a path any more, or only something that is reached through a link.
func meansGone(_ code: Int32) -> Bool { [ENOENT, ENOTDIR, ELOOP, EXDEV, ENAMETOOLONG].contains(code) }

extension [UInt8] {
  /// The bytes with a NUL behind them, for a C call that reads them while it runs.
  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    var terminated = map(CChar.init(bitPattern:))
    terminated.append(0)
    // The pointer is valid for the call of `body` alone, and what it points to ends with a NUL.
    return body(terminated)
  }
}
