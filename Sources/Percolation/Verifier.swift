import RuleLanguage
import TextAnalysis

/// Compares what an index finds with the definition of the rules, some or all of them.
///
/// The naive evaluator is slow: for all rules that is for a person who asks, for a few it fits into a running daemon.
package struct Verifier: Sendable {
  /// A rule about which index and definition do not agree. There should never be one.
  package struct Difference: Sendable {
    package let rule: RuleHead
    /// In words: what the index found, and what there is.
    package let message: String
  }

  private let ruleSet: RuleSet
  private let ids: Set<String>
  /// Rules whose text no longer gives a query.
  private let unreadable: [RuleHead]
  private let limits: EvaluationLimits

  /// - Parameters:
  ///   - rules: those to compare, of the index; `nil` for all.
  ///   - limits: those of the percolator whose findings are compared.
  package init(_ index: RuleIndex, rules: [RuleHead]? = nil, limits: EvaluationLimits = EvaluationLimits()) {
    var parsed: [Rule] = []
    var unreadable: [RuleHead] = []
    for head in rules ?? Array(index.rules) {
      if let query = head.parsedQuery() {
        parsed.append(Rule(head: head, query: query))
      } else {
        unreadable.append(head)
      }
    }
    ruleSet = RuleSet(rules: parsed, lists: index.lists)
    ids = Set(parsed.map(\.head.id))
    self.unreadable = unreadable
    self.limits = limits
  }

  package var ruleCount: Int { ruleSet.rules.count + unreadable.count }

  /// Where findings differ from what the definition gives for the same article and time.
  package func differences(_ findings: Findings, in article: AnalyzedArticle, arrival: Int64) -> [Difference] {
    let expected = NaiveEvaluator(ruleSet, limits: limits).findings(in: article, arrival: arrival)
    let found = Dictionary(
      findings.matches.lazy.filter { ids.contains($0.rule.id) }.map { ($0.rule.id, $0) },
      uniquingKeysWith: { a, _ in a })
    let right = Dictionary(expected.matches.map { ($0.rule.id, $0) }, uniquingKeysWith: { a, _ in a })
    let foundUncertain = Set(findings.uncertain.map(\.id))
    let rightUncertain = Set(expected.uncertain.map(\.id))
    let lost = unreadable.map { Difference(rule: $0, message: "its text can no longer be read as a query") }
    return lost
      + ruleSet.rules.compactMap { rule in
        let id = rule.head.id
        let message: String? =
          switch (found[id], right[id]) {
          case (nil, nil):
            foundUncertain.contains(id) == rightUncertain.contains(id)
              ? nil : "the index and the definition do not agree on whether limits kept it from being decided"
          case (nil, _?): "it is true of the article, and the index has missed it"
          case (_?, nil): "it is not true of the article, and the index says it is"
          case (let found?, let right?): Self.difference(found, right)
          }
        return message.map { Difference(rule: rule.head, message: $0) }
      }
  }

  private static func difference(_ found: Match, _ right: Match) -> String? {
    if found.isTruncated != right.isTruncated {
      return "it is true of the article, but the index is wrong about whether all its places were looked at"
    }
    if found.parts == right.parts { return nil }
    let wrong = zip(found.parts, right.parts).first { $0 != $1 }
    let expression = wrong.map { " of \($0.1.expression)" } ?? ""
    return "it is true of the article, but the index gives other places\(expression)"
  }
}
