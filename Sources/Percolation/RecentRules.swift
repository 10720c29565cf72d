import RuleLanguage

/// The syntax trees of rules that matched lately. An index does without these: few rules of many match, and only the
/// parts of a match are told in the words of the tree.
struct RecentRules {
  /// In UTF-8 bytes of query text; a tree takes a small multiple of its text.
  static let maximumBytes = 1 << 20

  private var queries: [Int: Expression?] = [:]
  private var bytes = 0

  /// - Parameters:
  ///   - position: of the rule in its segment, which has the same query there each time.
  ///   - head: that of the rule now: all but its query may be another one than before.
  mutating func query(_ position: Int, of head: RuleHead) -> Expression? {
    if let known = queries[position] { return known }
    let size = head.queryText.utf8.count
    if bytes + size > Self.maximumBytes {
      queries.removeAll()
      bytes = 0
    }
    bytes += size
    let query = head.parsedQuery()
    queries[position] = .some(query)
    return query
  }
}
