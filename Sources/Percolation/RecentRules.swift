import RuleLanguage

/// The rules that matched lately, with their syntax trees. An index does without these: few rules of many match, and
/// only the parts of a match are told in the words of the tree.
struct RecentRules {
  /// In UTF-8 bytes of query text; a tree takes a small multiple of its text.
  static let maximumBytes = 1 << 20

  private var rules: [Int: (head: RuleHead, query: Expression?)] = [:]
  private var bytes = 0

  /// - Parameters:
  ///   - position: in the rules of `index`.
  ///   - index: the same each time.
  mutating func rule(_ position: Int, of index: IndexSegment) -> (head: RuleHead, query: Expression?) {
    if let known = rules[position] { return known }
    let head = index.rules[position]
    let size = head.queryText.utf8.count
    if bytes + size > Self.maximumBytes {
      rules.removeAll()
      bytes = 0
    }
    bytes += size
    let rule = (head, head.parsedQuery())
    rules[position] = rule
    return rule
  }
}
