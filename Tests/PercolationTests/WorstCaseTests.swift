import Articles
import Percolation
import RuleLanguage
import Testing
import TextAnalysis

/// Articles written to hurt: bounded in time whatever the operator.
@Suite struct WorstCaseTests {
  /// One paragraph of one word, tokens made directly.
  private func monotone(_ count: Int, sentence length: Int) -> AnalyzedArticle {
    let article = Article(body: [Array(repeating: "red", count: count).joined(separator: " ")])
    let tokens = (0..<count).map { position in
      Token(
        utf8Range: position * 4..<position * 4 + 3, paragraph: 0, sentence: position / length, zone: .body,
        isInCapitalsLine: false)
    }
    return AnalyzedArticle(article: article, tokens: tokens)
  }

  @Test(arguments: [
    "(red NEAR/50 red) NEAR/50 red", "(red NEAR/50 red) NEAR/50 (red NEAR/50 red)",
    "NEAR/1000 (red, red, red, red, red)", "NEAR/9 (red, red, red, absent)", "(red NEAR/50 red) NOT NEAR/5 absent",
    "red NEAR/p red", "NEAR/p (red, red, red)", "NEAR/s (red, red, red)", "(red NEAR/50 red) NEAR/p (red NEAR/50 red)",
    "(red NEAR/50 red) NOT NEAR/3 (red NEAR/9 red)", "red UNLESS (red NEAR/1000 red)", "\"red red red red blue\"",
    "BEFORE/1000 (red, red, red)", "BEFORE/s (red, red)", "(red NEAR/30 red) OR (red NEAR/40 red) OR red",
  ])
  func oneWordOverAndOverIsBounded(_ query: String) throws {
    let (index, _) = RuleIndex.build(try Make.ruleSet([query, "red"]))
    // Limits in proportion to what a debug build can do.
    let percolator = Percolator(index, limits: EvaluationLimits(spans: 2_000, steps: 20_000))
    let article = monotone(20_000, sentence: 100)
    let elapsed = ContinuousClock().measure {
      for match in percolator.percolate(article, arrival: 0) where match.rule.id == "r0" {
        #expect(match.isTruncated)
      }
    }
    #expect(elapsed < .seconds(10))
  }

  /// All pairs share a token: nothing is ever found, and looking is bounded.
  @Test func searchWithoutSuccessIsBounded() throws {
    let (index, _) = RuleIndex.build(try Make.ruleSet(["(red NEAR/1000 blue) NEAR/1000 (blue NEAR/1000 red)"]))
    let words = Array(repeating: "red", count: 900) + ["blue"] + Array(repeating: "red", count: 900)
    let article = try Make.article(words.joined(separator: " "))
    let percolator = Percolator(index, limits: EvaluationLimits(spans: 2_000, steps: 20_000))
    let elapsed = ContinuousClock().measure { #expect(percolator.percolate(article, arrival: 0).isEmpty) }
    #expect(elapsed < .seconds(10))
  }

  @Test func lexiconIsBoundedAndForgettingChangesNothing() throws {
    let (index, _) = RuleIndex.build(try Make.ruleSet(["red NEAR/3 blue"]))
    let percolator = Percolator(index)
    let target = try Make.article("red and blue")
    for round in 0..<6 {
      // Tokens are 52,000 distinct words of one long text each round.
      let words = (0..<52_000).map { "x\(round)y\($0)" }
      _ = percolator.percolate(try Make.article(words.joined(separator: " ")), arrival: 0)
      #expect(percolator.percolate(target, arrival: 0).spansText == "0+2")
      #expect(percolator.statistics.lexiconSurfaces <= 1 << 18)
    }
    #expect(percolator.statistics.lexiconSurfaces < 100_000, "it has forgotten at least once")
  }

  @Test func endlessTokenSatisfiesNothing() throws {
    let ruleSet = try Make.ruleSet(["*ab*ab*ab*abc", "red"])
    let text = String(repeating: "ab", count: 200_000)
    let article = AnalyzedArticle(
      article: Article(body: [text + " red"]),
      tokens: [(0..<400_000, 0), (400_001..<400_004, 0)].map {
        Token(utf8Range: $0.0, paragraph: 0, sentence: 0, zone: .body, isInCapitalsLine: false)
      })
    #expect(Percolator(RuleIndex.build(ruleSet).index).percolate(article, arrival: 0).map(\.rule.id) == ["r1"])
    #expect(NaiveEvaluator(ruleSet).percolate(article, arrival: 0).map(\.rule.id) == ["r1"])
  }

  @Test(arguments: ["", " ", "—", "\u{0}"])
  func articleWithoutTokensMatchesNothing(_ text: String) throws {
    let ruleSet = try Make.ruleSet(["red", "\"red blue\"", "red NEAR/s blue"])
    #expect(Percolator(RuleIndex.build(ruleSet).index).percolate(try Make.article(text), arrival: 0).isEmpty)
    #expect(NaiveEvaluator(ruleSet).percolate(try Make.article(text), arrival: 0).isEmpty)
  }

  @Test func truncationIsTold() throws {
    let ruleSet = try Make.ruleSet(["red NEAR/5 blue", "red", "green AND NOT (pink AND (red NEAR/5 blue))"])
    let article = try Make.article("red blue red blue red blue green")
    for limit in [2, 100] {
      let limits = EvaluationLimits(spans: limit)
      let expected = [limit == 2, false, limit == 2]
      let index = RuleIndex.build(ruleSet).index
      #expect(Percolator(index, limits: limits).percolate(article, arrival: 0).map(\.isTruncated) == expected)
      #expect(NaiveEvaluator(ruleSet, limits: limits).percolate(article, arrival: 0).map(\.isTruncated) == expected)
    }
  }
}
