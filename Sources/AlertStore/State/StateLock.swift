import Glibc
import OperatingSystem

/// The lock that keeps a second daemon off a state folder: flock(2) on `watchword.lock`, whose content is the holder's
/// process id, and on the next line how the database was left (`RunMark`). The system lets go of it when the process
/// ends, however it ends.
final class StateLock: Sendable {
  private let descriptor: CInt
  /// What the last holder left.
  let before: RunMark

  init(_ folder: StateFolder) throws {
    let path = folder.lockPath
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw folder.unusable(path, SystemCallError("open")) }
    do {
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let error = SystemCallError("flock")
        guard error.number == EWOULDBLOCK else { throw folder.unusable(path, error) }
        throw AlertStoreError(
          .locked,
          "Another daemon\(Self.holder(descriptor)) uses the state folder \(folder.path). "
            + "Stop it first, or choose another folder with --state.")
      }
      before = Self.mark(descriptor)
      // The mark stays until the database has been looked at.
      guard Self.write(before, to: descriptor) else { throw folder.unusable(path, SystemCallError("write")) }
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
  }

  /// Leaves a mark for the next start, on the disk when this returns.
  ///
  /// - Returns: false with errno set.
  func leave(_ mark: RunMark) -> Bool { Self.write(mark, to: descriptor) && fsync(descriptor) == 0 }

  private static func write(_ mark: RunMark, to descriptor: CInt) -> Bool {
    let text = Array("\(getpid())\n\(mark.line)\n".utf8)
    return pwrite(descriptor, text, text.count, 0) == text.count && ftruncate(descriptor, off_t(text.count)) == 0
  }

  private static func mark(_ descriptor: CInt) -> RunMark {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    return lines.count > 1 ? RunMark(line: lines[1]) : .none
  }

  /// ` (process 4711)`, or nothing where the file does not say.
  private static func holder(_ descriptor: CInt) -> String {
    var bytes = [UInt8](repeating: 0, count: 24)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0, let pid = Int32(String(decoding: bytes[..<count].prefix { $0 != 10 }, as: UTF8.self)) else {
      return ""
    }
    return " (process \(pid))"
  }

  deinit {
    // A child that was just forked has the descriptor too until it becomes its program, and would hold the lock so long.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
