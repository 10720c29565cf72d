import Articles
import Percolation
import RuleLanguage
import Testing
import TestSupport
import TextAnalysis

@Suite struct NaiveCostTests {
  private func steps(_ query: String, _ article: AnalyzedArticle, lists: [RuleList] = []) throws -> Double {
    var cost = NaiveCost(article, lists: Dictionary(uniqueKeysWithValues: lists.map { ($0.name, $0) }))
    return cost.steps(try Make.rule(query).query)
  }

  /// Sentences of ten words, five in a paragraph.
  private func prose(_ count: Int) throws -> AnalyzedArticle {
    let sentence = "One two three four five six seven eight nine ten. "
    return try Make.article((0..<count / 50).map { _ in String(repeating: sentence, count: 5) }.joined(separator: "\n"))
  }

  @Test(arguments: [
    "red", "\"red blue\"", "red AND (blue OR NOT green)", "red NEAR/5 blue", "red NEAR/s blue",
    "(red OR blue) NEAR/p green",
    "NEAR/s (red, blue, green)", "red NOT NEAR/0 \"red blue\"", "(red UNLESS blue) NEAR/p (green UNLESS blue)",
    "title:red AND lead:(red NEAR/3 blue)", "uzbek* AND source:reuters", "ATLEAST/3 (red OR blue)",
    "2 OF (red, blue NEAR/5 green, NOT white)", "SCORE/5 (red^3, blue^2)",
    "FIRST/50 (red OR blue)",
  ])
  func whatPeopleWriteIsCheap(_ query: String) throws {
    #expect(try steps(query, prose(600)) < 5_000_000)
  }

  @Test(arguments: [
    "(red NEAR/50 blue) NOT NEAR/5 (blue NEAR/50 red)", "NEAR/100 (red, blue, green, white)",
    "(red NEAR/50 blue) NEAR/p (green NEAR/50 white)", "(red NEAR/50 blue) NOT NEAR/9 (red NEAR/100 green)",
  ])
  func whatMayBeSlowIsSeen(_ query: String) throws {
    #expect(try steps(query, prose(2_000)) > 25_000_000)
  }

  @Test func oneLongSentenceCostsMoreThanManyShortOnes() throws {
    let long = try Make.article(String(repeating: "one ", count: 2_000))
    #expect(try steps("red NEAR/s blue", long) > 10 * steps("red NEAR/s blue", prose(2_000)))
  }

  @Test func listsCountAsLongAsTheyAre() throws {
    let article = try prose(2_000)
    let long = try Make.list("long", (0..<10_000).map { "w\($0)" })
    let short = try Make.list("short", (0..<100).map { "w\($0)" })
    #expect(try steps("$long", article, lists: [long]) > 25_000_000)
    #expect(try steps("$short", article, lists: [short]) < 1_000_000)
    #expect(try steps("$long", prose(50), lists: [long]) < 10_000_000)
  }

  /// Each names the one before twice: the evaluator goes through all of it, the estimate does not.
  @Test func listsThatDoubleAreSeenAtOnce() throws {
    var lists = [try Make.list("l0", ["red"])]
    for number in 1...60 { lists.append(try Make.list("l\(number)", ["$l\(number - 1) OR $l\(number - 1)"])) }
    #expect(try steps("$l60", prose(100), lists: lists) > 1e18)
  }

  /// What the estimate is for: nothing below the bound of the daemon's check takes long. Articles are as bad as can be.
  @Test(arguments: [
    "red NEAR/5 red", "red NEAR/s red", "NEAR/9 (red, red, red)", "red NOT NEAR/0 red", "(red NEAR/5 red) NEAR/5 red",
    "(red NEAR/9 red) NOT NEAR/3 (red NEAR/9 red)", "NEAR/s (red, red, red)",
    "(red NEAR/3 red) NEAR/p (red NEAR/3 red)", "red*", "r*d* NEAR/p ?ed", "ATLEAST/1000 (red)", "FIRST/10000 (red)",
    "ATLEAST/3 (red NEAR/s red)", "FIRST/10000 (red NEAR/9 red)", "2 OF (red NEAR/5 red, 1 OF (red, $none), blue)",
  ])
  func noRuleTakesLongThatIsTakenForCheap(_ query: String) throws {
    let rules = try Make.ruleSet([query])
    var evaluated = 0
    var slowest = Duration.zero
    for count in [10, 25, 100, 400, 1_600] {
      let article = try Make.article(String(repeating: "red ", count: count))
      guard try steps(query, article) <= 3_000_000 else { continue }
      evaluated += 1
      let elapsed = processorTime { _ = NaiveEvaluator(rules).percolate(article, arrival: 0) }
      slowest = max(slowest, elapsed)
    }
    #expect(evaluated > 0)
    #expect(slowest < .seconds(10))
  }
}
