import RuleLanguage

/// The syntax trees of rules that matched lately. An index does without them: few rules of many match, and only the
/// parts of a match are told in the words of the tree.
struct QueryCache {
  /// In UTF-8 bytes of query text; a tree takes a small multiple of its text.
  static let maximumBytes = 1 << 20

  private var queries: [Int: Expression] = [:]
  private var bytes = 0

  /// - Parameter rule: its place in `index`, which must be the same each time.
  mutating func query(of rule: Int, in index: IndexSegment) -> Expression? {
    if let known = queries[rule] { return known }
    guard let query = index.rules[rule].parsedQuery() else { return nil }
    let size = index.rules[rule].queryText.utf8.count
    if bytes + size > Self.maximumBytes {
      queries.removeAll()
      bytes = 0
    }
    queries[rule] = query
    bytes += size
    return query
  }
}
