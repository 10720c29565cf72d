import Articles
import Percolation
import RuleLanguage
import Testing
import TestSupport
import TextAnalysis

/// Articles written to hurt: bounded in time whatever the operator.
@Suite struct WorstCaseTests {
  @Test(arguments: [
    "(red NEAR/50 red) NEAR/50 red", "(red NEAR/50 red) NEAR/50 (red NEAR/50 red)",
    "NEAR/1000 (red, red, red, red, red)", "NEAR/9 (red, red, red, absent)", "(red NEAR/50 red) NOT NEAR/5 absent",
    "red NEAR/p red", "NEAR/p (red, red, red)", "NEAR/s (red, red, red)", "(red NEAR/50 red) NEAR/p (red NEAR/50 red)",
    "(red NEAR/50 red) NOT NEAR/3 (red NEAR/9 red)", "red UNLESS (red NEAR/1000 red)", "\"red red red red blue\"",
    "BEFORE/1000 (red, red, red)", "BEFORE/s (red, red)", "BEFORE/p (red, red, red)", "red NEAR/1000 red",
    "(red NEAR/s red) NOT NEAR/s absent", "NEAR/3 (\"red red\", \"red red red\", red)",
    "(red NEAR/9 red) UNLESS absent", "ATLEAST/9 (red NEAR/50 red)", "FIRST/10000 (red NEAR/50 red)",
    "1 OF (red NEAR/50 red, absent)", "SCORE/1 ((red NEAR/p red)^1)", "FIRST/10000 (red) NEAR/50 red",
    "(red NEAR/30 red) OR (red NEAR/40 red) OR red",
  ])
  func oneWordOverAndOverIsBounded(_ query: String) throws {
    let (index, _) = RuleIndex.build(try Make.ruleSet([query, "red"]))
    // Limits in proportion to what a debug build can do.
    let percolator = Percolator(index, limits: EvaluationLimits(spans: 2_000, steps: 20_000))
    let article = Make.article(words: Array(repeating: "red", count: 20_000), sentence: 100)
    let elapsed = processorTime {
      for match in percolator.percolate(article, arrival: 0) where match.rule.id == "r0" {
        #expect(match.isTruncated)
      }
    }
    #expect(elapsed < .seconds(10))
  }

  /// Repetition a million times under every form that counts or asks for two things: each may meet all of them.
  @Test func oneWordAMillionTimesIsReadInProportion() throws {
    let queries = [
      "red NEAR/5 blue", "red BEFORE/5 blue", "blue BEFORE/5 red", "red NEAR/s blue", "red NEAR/p blue",
      "BEFORE/s (red, blue)", "BEFORE/p (blue, red)", "\"red blue\"", "\"red red red blue\"",
      "\"blue red\"", "(red OR green) NEAR/2 (blue OR pink)", "blue NOT NEAR/5 red", "red NOT NEAR/5 blue",
      "red UNLESS blue", "red AND NOT blue", "title:red NEAR/5 blue", "ATLEAST/1000 (red)", "ATLEAST/2 (blue)",
      "ATLEAST/1000 (red OR blue)", "ATLEAST/1000 (\"red red\")", "2 OF (red, blue, green)", "SCORE/5 (red^3, blue^2)",
      "FIRST/10000 (red)", "FIRST/10000 (blue)",
    ]
    let expected = ["r0", "r1", "r3", "r4", "r5", "r7", "r8", "r10", "r12", "r16", "r18", "r19", "r20", "r21", "r22"]
    let index = RuleIndex.build(try Make.ruleSet(queries)).index
    func time(_ count: Int) -> Duration {
      let article = Make.article(words: Array(repeating: "red", count: count - 1) + ["blue"], sentence: 1_000)
      let percolator = Percolator(index)
      let times = (0..<(count < 1_000_000 ? 2 : 1)).map { _ in
        processorTime {
          let found = percolator.matchingRules(in: article, arrival: 0)
          #expect(found.map { index.rule($0).id } == expected)
        }
      }
      #expect(percolator.statistics.entries <= 2 * 2 * queries.count)
      #expect(percolator.statistics.lexiconSurfaces == 2)
      return times.min() ?? .zero
    }
    // Eight times as many: sixty-four times the time were it their product.
    #expect(time(1_000_000) < time(125_000) * 24)
  }

  /// A thousand operands are one look at an article that has few of them, and one go through them at one that has many.
  @Test func scoreOfAThousandIsBounded() throws {
    func words(_ rule: Int) -> [String] { (0..<1_000).map { "w\($0)x\(rule)" } }
    let queries = (0..<20).map { rule in
      let operands = words(rule).enumerated().map { "\($1)^\($0.isMultiple(of: 10) ? -3 : 1 + $0 % 5)" }
      return rule.isMultiple(of: 2)
        ? "SCORE/900 (\(operands.joined(separator: ", ")))" : "400 OF (\(words(rule).joined(separator: ", ")))"
    }
    let ruleSet = try Make.ruleSet(queries)
    var index = RuleIndex.build(RuleSet()).index
    let building = processorTime { index = RuleIndex.build(ruleSet).index }
    #expect(building < .seconds(10))
    let percolator = Percolator(index)
    let all = Make.article(words: (0..<20).flatMap(words))
    let elapsed = processorTime {
      for _ in 0..<20 { #expect(percolator.matchingRules(in: all, arrival: 0).count == 20) }
    }
    #expect(elapsed < .seconds(10))
    #expect(percolator.statistics.entries == 20 * 20)
    // What is there cannot reach it, and whatever of it is an anchor is asked for once.
    let few = Make.article(words: (0..<20).flatMap { words($0).prefix(300) })
    #expect(percolator.matchingRules(in: few, arrival: 0).isEmpty)
    #expect(percolator.statistics.entries <= 20 * 20 + 20)
  }

  /// All pairs share a token: nothing is ever found, and looking is bounded.
  @Test func searchWithoutSuccessIsBounded() throws {
    let (index, _) = RuleIndex.build(try Make.ruleSet(["(red NEAR/1000 blue) NEAR/1000 (blue NEAR/1000 red)"]))
    let words = Array(repeating: "red", count: 900) + ["blue"] + Array(repeating: "red", count: 900)
    let article = try Make.article(words.joined(separator: " "))
    let percolator = Percolator(index, limits: EvaluationLimits(spans: 2_000, steps: 20_000))
    let elapsed = processorTime { #expect(percolator.percolate(article, arrival: 0).isEmpty) }
    #expect(elapsed < .seconds(10))
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
