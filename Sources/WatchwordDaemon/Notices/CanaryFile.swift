import Glibc
import Hashing
import OperatingSystem

/// An article of our own that is to become an alert, so that it is known that articles do: the rule is the user's, and names
/// its words.
struct CanaryFile: Sendable, Equatable {
  /// As the store has that of files at the inbox's top.
  static let source = ""

  /// No two are the same.
  let token: Int64
  let text: String

  /// - Parameter milliseconds: when, since 1970.
  init(token: Int64, milliseconds: Int64) {
    self.token = token
    // Short, so that none is taken for a copy of the one before.
    text = """
      Watchword canary \(token)

      This watchword canary, number \(token), came in at \(milliseconds).

      """
  }

  var name: String { "watchword-canary-\(token).txt" }
  /// Of its bytes.
  var hash: SHA256Digest { SHA256Digest(of: text) }

  /// Puts it there as others put files: whole under a name that is ignored, and then under its own. Follows no link.
  ///
  /// - Throws: `SystemCallError`.
  func write(into inbox: String) throws {
    let hidden = "\(inbox)/.\(name)"
    let descriptor = open(hidden, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemCallError("open") }
    let bytes = Array(text.utf8)
    let count = Glibc.write(descriptor, bytes, bytes.count)
    let failure = count == bytes.count ? nil : SystemCallError("write")
    close(descriptor)
    if failure == nil, rename(hidden, "\(inbox)/\(name)") == 0 { return }
    let error = failure ?? SystemCallError("rename")
    unlink(hidden)
    throw error
  }
}
