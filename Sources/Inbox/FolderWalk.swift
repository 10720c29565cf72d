import CLinux
import Glibc

/// A lazy walk through a folder and what lies beneath it; keeps only the folders that it stands in open.
///
/// Each folder is given out before its first name is read, so that a watch can be put on it in between.
final class FolderWalk {
  enum Step {
    /// Now in this folder (empty: the inbox itself). Nothing of it has been listed.
    case entered([UInt8], folder: Int32)
    case found(InboxPath, FileStatus)
    /// This folder, or what is left of it, is not walked.
    case failed([UInt8], SystemError)
    /// This folder lies too deep, or its path is too long.
    case tooDeep([UInt8])
    case ended
  }

  private struct Level {
    let stream: OpaquePointer
    let path: [UInt8]
  }

  private let base: BaseFolder
  private var start: [UInt8]?
  private var levels: [Level] = []
  private var name = [UInt8](repeating: 0, count: 256)

  /// - Parameter start: relative to the inbox; empty for all of it.
  init(_ base: BaseFolder, from start: [UInt8]) {
    self.base = base
    self.start = start
  }

  deinit { for level in levels { closedir(level.stream) } }

  /// Goes on by one name at most per call of readdir; ignored and vanished names are passed over. Bounded work: at most
  /// `budget` names are read, and `nil` says that they are used up.
  func next(budget: inout Int) -> Step? {
    if let path = start {
      start = nil
      return enter(path)
    }
    while let level = levels.last {
      guard budget > 0 else { return nil }
      budget -= 1
      var type: UInt8 = 0
      let length = watchword_read_entry(level.stream, &name, &type)
      if length <= 0 {
        let error = SystemError("list the folder \(InboxPath.display(level.path))")
        closedir(levels.removeLast().stream)
        if length < 0 { return .failed(level.path, error) }
        continue
      }
      if let step = step(Array(name[..<Int(length)]), type: type, in: level) { return step }
    }
    return .ended
  }

  private func step(_ name: [UInt8], type: UInt8, in level: Level) -> Step? {
    if InboxPath.isHidden(name) { return nil }
    var status: FileStatus?
    if Int32(type) != Int32(DT_DIR) {
      var found = stat()
      // Only this folder is searched, and a link is not followed.
      let result = name.withCString { fstatat(dirfd(level.stream), $0, &found, AT_SYMLINK_NOFOLLOW) }
      guard result == 0 else {
        return meansGone(errno) ? nil : .failed(level.path, SystemError("look at \(InboxPath.display(name))"))
      }
      status = FileStatus(found)
    }
    guard let path = InboxPath.joining(level.path, name) else {
      return .tooDeep(level.path)
    }
    if let status, status.kind != .folder {
      return InboxPath.isUnfinishedName(name) ? nil : .found(path, status)
    }
    let folder = name.withCString {
      openat(dirfd(level.stream), $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    }
    guard folder >= 0 else {
      return meansGone(errno)
        ? nil : .failed(path.bytes, SystemError("open the folder \(path.display)"))
    }
    return push(folder, path.bytes)
  }

  private func enter(_ path: [UInt8]) -> Step {
    do {
      guard let folder = try base.openFolder(path) else { return .ended }
      // The stream needs a descriptor of its own, for it closes it.
      let copy = fcntl(folder.number, F_DUPFD_CLOEXEC, 0)
      guard copy >= 0 else { return .failed(path, SystemError("open the folder \(InboxPath.display(path))")) }
      return push(copy, path)
    } catch {
      return .failed(path, error)
    }
  }

  private func push(_ descriptor: Int32, _ path: [UInt8]) -> Step {
    guard let stream = fdopendir(descriptor) else {
      let error = SystemError("list the folder \(InboxPath.display(path))")
      close(descriptor)
      return .failed(path, error)
    }
    levels.append(Level(stream: stream, path: path))
    return .entered(path, folder: descriptor)
  }
}
