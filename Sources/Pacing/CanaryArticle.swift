/// The article that the daemon itself drops into the inbox to see whether articles still become deliveries.
///
/// It is a file like any other, so that what it goes through is what articles go through. Its source is reserved: no article of
/// anybody else's has it.
package enum CanaryArticle {
  package static let source = "watchword-canary"
  private static let prefix = source + "-"
  private static let suffix = ".md"

  package static func fileName(token: Int64) -> String { prefix + String(token) + suffix }

  /// The token of a file name that `fileName` made; `nil` for any other.
  package static func token(fileName: String) -> Int64? {
    guard fileName.hasPrefix(prefix), fileName.hasSuffix(suffix) else { return nil }
    let token = Int64(fileName.dropFirst(prefix.count).dropLast(suffix.count))
    return token.flatMap { Self.fileName(token: $0) == fileName ? $0 : nil }
  }

  /// The file's content. The token stands in it so that no two are duplicates of each other.
  package static func text(token: Int64) -> String {
    """
    ---
    source: \(source)
    title: Watchword canary \(token)
    ---
    This is the Watchword canary \(token), an article by which Watchword tries itself.

    """
  }
}
