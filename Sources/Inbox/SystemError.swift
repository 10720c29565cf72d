import Glibc

/// A call to the system that failed.
package struct SystemError: Error, Sendable, Equatable {
  /// errno.
  package let code: Int32
  /// What was being done, to what.
  package let action: String

  package init(_ action: String, code: Int32 = errno) {
    self.code = code
    self.action = action
  }

  /// For the person who reads the log.
  package var message: String { "cannot \(action): \(Self.text(code))" }

  /// Whether trying again later can help, without anybody changing the file: shortage, not refusal.
  package var isTemporary: Bool {
    [EMFILE, ENFILE, ENOMEM, EIO, EAGAIN, EINTR, ENOSPC, EDQUOT, ESTALE, EROFS, EBUSY, ETXTBSY].contains(code)
  }

  static func text(_ code: Int32) -> String {
    // glibc gives a NUL-terminated text that stays valid until this thread asks again; it is copied at once.
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }
}
