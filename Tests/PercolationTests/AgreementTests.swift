import Articles
import Foundation
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

@testable import RandomRules

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
    Setting(
      name: "three spans of few", seed: 4,
      limits: EvaluationLimits(spans: 3, steps: 12, combinations: 4, regexBytes: 150)),
    Setting(name: "few steps", seed: 5, limits: EvaluationLimits(steps: 9, combinations: 1_000, spansPerPart: 10_000)),
    Setting(name: "few combinations", seed: 6, limits: EvaluationLimits(combinations: 3, spansPerPart: 10_000)),
    Setting(name: "a span", seed: 7, limits: EvaluationLimits(spans: 1, steps: 200, combinations: 8, regexBytes: 40)),
  ]

  static let rulesPerRound = 10
  /// So many articles, then the rules are screened anew or changed; so many times.
  static let articlesPerStage = 4
  static let stages = 3
  /// Pairs of rule and article, over all settings: a few ten thousand, or as many as one asks for (`make agreement`).
  static let wantedPairs = ProcessInfo.processInfo.environment["WATCHWORD_PAIRS"].flatMap { Int($0) } ?? 20_000
  static let rounds = wantedPairs / (settings.count * rulesPerRound * articlesPerStage * stages) + 1

  @Test(arguments: settings)
  func engineAgreesWithTheDefinition(_ setting: Setting) {
    var random = SplitMix64(seed: setting.seed)
    var tally = Tally()
    for round in 0..<Self.rounds {
      var rules = ChangingRules(count: Self.rulesPerRound, seed: random.next())
      // One for all stages: nothing may stay of an article, or of rules that are gone.
      let percolator = Percolator(rules.index, limits: setting.limits)
      for stage in 0..<Self.stages {
        if stage > 0 {
          if random.chance(50) { rules.screen(percolator.takeSample()) } else { rules.change() }
          percolator.adopt(rules.index)
        }
        let verifier = Verifier(rules.index, limits: setting.limits)
        let naive = NaiveEvaluator(rules.ruleSet, limits: setting.limits)
        for number in 0..<Self.articlesPerStage {
          let article = RandomArticles.make(&random)
          let expected = naive.findings(in: article, arrival: 130_000)
          // Before or after the reasons are asked for.
          let asksFirst = random.chance(50)
          var ids = asksFirst ? Self.matchingIDs(percolator, article) : []
          let found = percolator.findings(in: article, arrival: 130_000)
          if !asksFirst { ids = Self.matchingIDs(percolator, article) }
          var difference = Self.difference(expected, found, article)
          if ids != expected.matches.map(\.rule.id) {
            difference = difference ?? "without reasons \(ids), not \(expected.matches.map(\.rule.id))"
          }
          if number == 0, random.chance(40) {
            let verified = verifier.differences(found, in: article, arrival: 130_000).first
            difference = difference ?? verified.map { "\($0.rule.queryText): \($0.message)" }
          }
          if let difference {
            Issue.record("round \(round), stage \(stage): \(difference)")
            return
          }
          tally.add(expected, pairs: rules.ruleSet.rules.count)
        }
      }
    }
    print("\(setting.name): \(tally)")
    // A test over articles in which nothing happens would prove nothing.
    #expect(tally.pairs > Self.wantedPairs / Self.settings.count * 9 / 10)
    #expect(tally.matches > tally.pairs / 10)
    #expect(tally.matches < tally.pairs * 9 / 10)
    #expect(tally.spans > tally.pairs / 5)
    if setting.limits.spans < 10 { #expect(tally.truncated > tally.pairs / 50) }
    if setting.limits.spans < 10 { #expect(tally.uncertain > tally.pairs / 2_000) }
    if setting.limits == EvaluationLimits() { #expect(tally.uncertain == 0) }
  }

  private static func matchingIDs(_ percolator: Percolator, _ article: AnalyzedArticle) -> [String] {
    percolator.matchingRules(in: article, arrival: 130_000).map { percolator.index.rule($0).id }
  }

  private struct Tally: CustomStringConvertible {
    var description: String {
      "\(pairs) pairs agree: \(matches) matches, \(spans) spans, \(truncated) truncated, \(uncertain) uncertain"
    }

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

  static func difference(_ expected: Findings, _ found: Findings, _ article: AnalyzedArticle) -> String? {
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
