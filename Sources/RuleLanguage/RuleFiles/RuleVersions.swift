import Hashing

/// The version of a rule: a digest of what it asks for, its lists included. Comments and spacing make no difference.
enum RuleVersions {
  static let digits = 12

  /// Sets `version` of every rule.
  static func set(in ruleSet: inout RuleSet) {
    for (index, version) in versions(in: ruleSet).joined().enumerated() { ruleSet.rules[index].head.version = version }
  }

  /// In a function of its own: a copy of the rules that is still held when they are changed costs one of them all.
  private static func versions(in ruleSet: RuleSet) -> [[String]] {
    let digests = digests(of: ruleSet.lists)
    return Parallel.map(Parallel.chunks(of: ruleSet.rules.indices)) { chunk in
      chunk.map { version(of: ruleSet.rules[$0], digests) }
    }
  }

  private static func version(of rule: Rule, _ digests: [String: String]) -> String {
    var parts = [QueryPrinter.print(rule.query)]
    if rule.head.queryText.utf8.contains(UInt8(ascii: "$")) {
      for name in Set(rule.query.listNames.map(\.name)).sorted() { parts += [name, digests[name] ?? ""] }
    }
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
