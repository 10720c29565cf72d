import Glibc

/// The lock that keeps a second daemon off a state folder: flock(2) on `watchword.lock`, whose content is the holder's
/// process id. The system lets go of it when the process ends, however it ends.
final class StateLock: Sendable {
  private let descriptor: CInt

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
      let text = Array("\(getpid())\n".utf8)
      guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
        throw folder.unusable(path, SystemCallError("write"))
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
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

  deinit { close(descriptor) }
}
