/// Something that is wrong now, and what to do about it.
package struct Condition: Codable, Sendable, Equatable {
  package enum Severity: String, Codable, Sendable, Comparable {
    /// Everything is done, but a person should know.
    case warning
    /// Something is not done, or not as it should be.
    case error

    package static func < (a: Severity, b: Severity) -> Bool { a == .warning && b == .error }
  }

  /// Stable; the same thing that is wrong keeps it. A kind, with what it concerns behind a space where there may be several:
  /// `endpoint desk`.
  package var key: String
  package var severity: Severity
  /// ISO 8601, UTC.
  package var since: String
  /// A sentence without its stop.
  package var what: String
  /// Likewise.
  package var action: String?

  package init(key: String, severity: Severity, since: String, what: String, action: String? = nil) {
    self.key = key
    self.severity = severity
    self.since = since
    self.what = what
    self.action = action
  }
}
