/// The article that the daemon itself drops into the inbox to see whether articles still become deliveries.
///
/// It is a file like any other, so that what it goes through is what articles go through. It lies in a folder of its own,
/// which is what gives an article its source; that source is reserved.
package enum CanaryArticle {
  package static let source = "watchword-canary"
  private static let prefix = source + "/canary-"
  private static let suffix = ".md"

  /// Relative to the inbox.
  package static func path(token: Int64) -> String { prefix + String(token) + suffix }

  /// The token of a path that `path` made; `nil` for any other.
  package static func token(path: String) -> Int64? {
    guard path.hasPrefix(prefix), path.hasSuffix(suffix) else { return nil }
    let token = Int64(path.dropFirst(prefix.count).dropLast(suffix.count))
    return token.flatMap { Self.path(token: $0) == path ? $0 : nil }
  }

  /// The file's content. The token stands in it so that no two are duplicates of each other.
  package static func text(token: Int64) -> String {
    """
    ---
    title: Watchword canary \(token)
    ---
    This is the Watchword canary \(token), an article by which Watchword tries itself.

    """
  }
}
