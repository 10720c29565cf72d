import Hashing

/// The version of a rule: a digest of what it asks for, its lists included. Comments and spacing make no difference.
enum RuleVersions {
  static let digits = 12

  /// Sets `version` of every rule.
  static func set(in ruleSet: inout RuleSet) {
    let digests = digests(of: ruleSet.lists)
    let rules = ruleSet.rules
    let versions = Parallel.map(Parallel.chunks(of: rules.indices)) { chunk in
      chunk.map { version(of: rules[$0].query, digests) }
    }
    for (index, version) in versions.joined().enumerated() { ruleSet.rules[index].head.version = version }
  }

  private static func version(of query: Expression, _ digests: [String: String]) -> String {
    let names = query.listNames.isEmpty ? [] : Set(query.listNames.map(\.name)).sorted()
    let parts = [QueryPrinter.print(query)] + names.flatMap { [$0, digests[$0] ?? ""] }
    return SHA256Digest(ofParts: parts).prefix(digits)
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
