import Articles
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

/// The index never changes the answer: engine and naive evaluator agree on matches, parts, spans, truncation and uncertain rules.
@Suite struct AgreementTests {
  struct Setting: Sendable, CustomTestStringConvertible {
    let name: String
    let seed: UInt64
    let limits: EvaluationLimits
    var testDescription: String { name }
  }

  static let settings = [
    Setting(name: "default limits", seed: 1, limits: EvaluationLimits(spansPerPart: 10_000)),
    Setting(name: "default limits and parts", seed: 2, limits: EvaluationLimits()),
    Setting(name: "three spans", seed: 3, limits: EvaluationLimits(spans: 3)),
    Setting(name: "three spans of few", seed: 4, limits: EvaluationLimits(spans: 3, steps: 12, combinations: 4)),
    Setting(name: "few steps", seed: 5, limits: EvaluationLimits(steps: 9, combinations: 1_000, spansPerPart: 10_000)),
    Setting(name: "few combinations", seed: 6, limits: EvaluationLimits(combinations: 3, spansPerPart: 10_000)),
    Setting(name: "a span", seed: 7, limits: EvaluationLimits(spans: 1, steps: 200, combinations: 8)),
  ]

  static let rounds = 42
  static let rulesPerRound = 10
  static let articlesPerRound = 7

  @Test(arguments: settings)
  func engineAgreesWithTheDefinition(_ setting: Setting) {
    var random = SplitMix64(seed: setting.seed)
    var tally = Tally()
    for round in 0..<Self.rounds {
      var rules = RandomRules(SplitMix64(seed: random.next()))
      let ruleSet = rules.makeRuleSet(rules: Self.rulesPerRound)
      let (index, diagnostics) = RuleIndex.build(ruleSet)
      #expect(diagnostics.allSatisfy { $0.severity == .warning }, "\(diagnostics)")
      let percolator = Percolator(index, limits: setting.limits)
      let naive = NaiveEvaluator(ruleSet, limits: setting.limits)
      for _ in 0..<Self.articlesPerRound {
        let article = RandomArticles.make(&random)
        let expected = naive.findings(in: article, arrival: 130_000)
        let found = percolator.findings(in: article, arrival: 130_000)
        if let difference = Self.difference(expected, found, article) {
          Issue.record("round \(round): \(difference)")
          return
        }
        tally.add(expected, pairs: Self.rulesPerRound)
      }
    }
    // A test over articles in which nothing happens would prove nothing.
    #expect(tally.pairs == Self.rounds * Self.rulesPerRound * Self.articlesPerRound)
    #expect(tally.matches > tally.pairs / 10)
    #expect(tally.matches < tally.pairs * 9 / 10)
    #expect(tally.spans > tally.pairs / 5)
    if setting.limits.spans < 10 { #expect(tally.truncated > tally.pairs / 50) }
    if setting.limits.spans < 10 { #expect(tally.uncertain > tally.pairs / 1_000) }
    if setting.limits == EvaluationLimits() { #expect(tally.uncertain == 0) }
  }

  private struct Tally {
    var pairs = 0
    var matches = 0
    var spans = 0
    var truncated = 0
    var uncertain = 0

    mutating func add(_ findings: Findings, pairs: Int) {
      let matches = findings.matches
      self.pairs += pairs
      uncertain += findings.uncertain.count
      self.matches += matches.count
      spans += matches.reduce(0) { $0 + $1.parts.reduce(0) { $0 + $1.spans.count } }
      truncated += matches.count { $0.isTruncated }
    }
  }

  private static func difference(_ expected: Findings, _ found: Findings, _ article: AnalyzedArticle) -> String? {
    let uncertainIDs = expected.uncertain.map(\.id)
    if uncertainIDs != found.uncertain.map(\.id) {
      let rules = (expected.uncertain + found.uncertain).map { "\($0.id) \($0.queryText)" }
      return "uncertain \(uncertainIDs), found \(found.uncertain.map(\.id)) of \(rules) in\n\(article.article.text)"
    }
    return difference(expected.matches, found.matches, article)
  }

  private static func difference(_ expected: [Match], _ found: [Match], _ article: AnalyzedArticle) -> String? {
    let expectedIDs = expected.map(\.rule.id)
    if expectedIDs != found.map(\.rule.id) {
      return "matches \(expectedIDs), found \(found.map(\.rule.id)) in\n\(article.article.text)"
    }
    for (a, b) in zip(expected, found) where a.parts != b.parts || a.isTruncated != b.isTruncated {
      return """
        \(a.rule.queryText)
        in \(article.article.text)
        expected \(a.isTruncated) \(a.parts.map { ($0.expression, $0.spans.map(\.positions)) })
        found    \(b.isTruncated) \(b.parts.map { ($0.expression, $0.spans.map(\.positions)) })
        """
    }
    return nil
  }
}
