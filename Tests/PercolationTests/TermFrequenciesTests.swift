import Percolation
import Testing

@Suite struct TermFrequenciesTests {
  /// What workers tell is few articles at a time; older ones weigh less all the same.
  @Test(arguments: [8, 128, 4_000])
  func olderArticlesWeighLess(articlesAtOnce: Int) throws {
    let percolator = Percolator(RuleIndex.build(try Make.ruleSet(["red AND blue"])).index)
    var frequencies = TermFrequencies(halfLife: 1_000)
    frequencies.count(percolator.index)
    // One of four is counted.
    func read(_ text: String, articles: Int) throws {
      for _ in 0..<articles / articlesAtOnce {
        let article = try Make.article(text)
        for _ in 0..<4 * articlesAtOnce { _ = percolator.matchingRules(in: article, arrival: 0) }
        frequencies.add(percolator.takeSample())
      }
    }
    try read("red", articles: 16_000)
    #expect(frequencies.articles < 5_000, "without it they would be 16,000")
    #expect(frequencies.articles > 900)
  }

  private func entries(_ index: RuleIndex, _ text: String) throws -> Int {
    let percolator = Percolator(index)
    _ = percolator.matchingRules(in: try Make.article(text), arrival: 0)
    return percolator.statistics.entries
  }

  /// A word that was not looked for has not been rare: of new words the guess says more.
  @Test func newWordIsNotTakenForRare() throws {
    let percolator = Percolator(RuleIndex.build(try Make.ruleSet(["kestrel"])).index)
    var frequencies = TermFrequencies()
    frequencies.count(percolator.index)
    for _ in 0..<4_000 { _ = percolator.matchingRules(in: try Make.article("kestrel"), arrival: 0) }
    frequencies.add(percolator.takeSample())
    // Of `kestrel` it is known that every article has it; `nightingale` is long, `of` is short.
    let ruleSet = try Make.ruleSet(["nightingale AND of", "kestrel AND of"])
    let index = RuleIndex.build(ruleSet, frequencies: frequencies).index
    #expect(try entries(index, "of") == 1, "only the second rule is anchored at a word that is short")
    #expect(try entries(index, "nightingale") == 1)
    #expect(try entries(index, "kestrel") == 0)
  }

  /// Also where a word stands in rules that have changed since the index was built whole, and only there.
  @Test func wordsOfChangedRulesAreCounted() throws {
    let index = try #require(
      RuleIndex.build(try Make.ruleSet(["red"])).index.updated(
        removing: [], adding: [try Make.rule("nightingale AND of", id: "new")], lists: [:])
    ).index
    let percolator = Percolator(index)
    var frequencies = TermFrequencies()
    frequencies.count(index)
    for _ in 0..<400 { _ = percolator.matchingRules(in: try Make.article("nightingale red"), arrival: 0) }
    frequencies.add(percolator.takeSample())
    #expect(try entries(index, "nightingale") == 1)
    #expect(try entries(index.screened(by: frequencies), "nightingale") == 0)
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
