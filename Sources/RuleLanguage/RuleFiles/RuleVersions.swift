import Hashing

/// The version of a rule: a digest of what it asks for, its lists included. Comments and spacing make no difference.
enum RuleVersions {
  static let digits = 12

  /// Sets `version` of every rule.
  static func set(in ruleSet: inout RuleSet) {
    let digests = digests(of: ruleSet.lists)
    for index in ruleSet.rules.indices {
      let query = ruleSet.rules[index].query
      let names = Set(query.listNames.map(\.name)).sorted()
      let parts = [QueryPrinter.print(query)] + names.flatMap { [$0, digests[$0] ?? ""] }
      ruleSet.rules[index].version = SHA256Digest(ofParts: parts).prefix(digits)
    }
  }

  /// A digest of each list with all that it uses.
  private static func digests(of lists: [String: RuleList]) -> [String: String] {
    let references = lists.mapValues { list in
      Set(list.items.flatMap { $0.expression.listNames.map(\.name) }).sorted()
    }
    var digests: [String: String] = [:]
    for name in ListGraph(references).bottomUp {
      guard let list = lists[name] else { continue }
      let items = list.items.map { QueryPrinter.print($0.expression) }
      let below = (references[name] ?? []).flatMap { [$0, digests[$0] ?? ""] }
      digests[name] = SHA256Digest(ofParts: [String(items.count)] + items + below).hex
    }
    return digests
  }
}
