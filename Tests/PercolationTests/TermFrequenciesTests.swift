import Percolation
import Testing

@Suite struct TermFrequenciesTests {
  /// What workers tell is few articles at a time; older ones weigh less all the same.
  @Test(arguments: [8, 128, 4_000])
  func olderArticlesWeighLess(articlesAtOnce: Int) throws {
    let percolator = Percolator(RuleIndex.build(try Make.ruleSet(["red AND blue"])).index)
    var frequencies = TermFrequencies()
    // One of four is counted.
    func read(_ text: String, articles: Int) throws {
      for _ in 0..<articles / articlesAtOnce {
        let article = try Make.article(text)
        for _ in 0..<4 * articlesAtOnce { _ = percolator.matchingRules(in: article, arrival: 0) }
        frequencies.add(percolator.takeSample(), halfLife: 1_000)
      }
    }
    try read("red", articles: 16_000)
    #expect(frequencies.articles < 5_000, "without it they would be 16,000")
    #expect(frequencies.articles > 900)
  }

  /// An index from which nearly all rules were taken is made anew: those that are gone would cost time and memory for good.
  @Test func indexIsMadeAnewWhereMostRulesAreGone() throws {
    let rules = try Make.ruleSet((0..<4_000).map { "word\($0)" })
    let index = RuleIndex.build(rules).index
    var fewer = rules
    fewer.rules.removeFirst(1_500)
    let updated = try #require(index.updated(to: fewer)).index
    #expect(updated.ruleCount == 2_500)
    fewer.rules.removeFirst(1_500)
    #expect(index.updated(to: fewer) == nil)
    #expect(updated.updated(to: fewer) == nil)
  }
}
