import Articles
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

@testable import Percolation
@testable import RandomRules

/// Scratch memory is bounded, and giving it up changes no answer.
@Suite struct ForgettingTests {
  /// Random rules, and some that give tokens made of eighteen pieces as many sets of terms as there are sets of pieces.
  private func makeRules(_ random: inout SplitMix64) throws -> RuleSet {
    var made = RandomRules(SplitMix64(seed: random.next()))
    var ruleSet = made.makeRuleSet(rules: 10)
    for (number, piece) in Self.pieces.enumerated() {
      ruleSet.rules.append(try Make.rule("*\(piece)* AND kestrel", id: "piece\(number)"))
    }
    return ruleSet
  }

  private func makePercolator(_ ruleSet: RuleSet) -> SegmentPercolator {
    let segment = IndexSegment.build(ruleSet.rules, lists: ruleSet.lists, TermFrequencies()).segment
    return SegmentPercolator(segment, limits: EvaluationLimits())
  }

  private static let pieces = (0..<18).map { "q\(Character(Unicode.Scalar(UInt8(97 + $0))))" }

  private func expectAgreement(_ percolator: SegmentPercolator, _ ruleSet: RuleSet, _ random: inout SplitMix64) {
    let naive = NaiveEvaluator(ruleSet)
    for _ in 0..<8 {
      let article = RandomArticles.make(&random)
      var found = Findings()
      percolator.find(in: article, arrival: 0, &found)
      let expected = naive.findings(in: article, arrival: 0)
      #expect(AgreementTests.difference(expected, found, article) == nil)
    }
  }

  @Test func millionDistinctTokensAreForgotten() throws {
    var random = SplitMix64(seed: 11)
    let ruleSet = try makeRules(&random)
    let percolator = makePercolator(ruleSet)
    expectAgreement(percolator, ruleSet, &random)
    let known = percolator.statistics.lexiconSurfaces
    #expect(known > 0)
    let words = (0..<1_000_000).map { "x\($0)" }
    _ = percolator.matchingRules(in: Make.article(words: words), arrival: 0)
    // Three times full since, so that none of them is from before.
    #expect(percolator.statistics.lexiconSurfaces == (1_000_000 + known) % Lexicon.maximumSurfaces)
    #expect(percolator.reading.lexicon.setCount < 1_000, "words that nobody looks for are one set")
    #expect(percolator.reading.setOfToken.count <= ArticleReading.maximumKept)
    expectAgreement(percolator, ruleSet, &random)
    // Longer than what is kept.
    let more = Array(repeating: "x", count: ArticleReading.maximumKept + 1)
    _ = percolator.matchingRules(in: Make.article(words: more), arrival: 0)
    #expect(percolator.reading.setOfToken.isEmpty, "given back")
    expectAgreement(percolator, ruleSet, &random)
  }

  /// Each token satisfies others of the patterns than all others.
  @Test func tooManySetsOfTermsAreForgotten() throws {
    var random = SplitMix64(seed: 12)
    let ruleSet = try makeRules(&random)
    let percolator = makePercolator(ruleSet)
    expectAgreement(percolator, ruleSet, &random)
    let before = percolator.reading.lexicon.setCount
    let words = (0..<70_000).map { number in
      "z" + Self.pieces.indices.map { number >> $0 & 1 == 1 ? Self.pieces[$0] : "" }.joined()
    }
    #expect(percolator.matchingRules(in: Make.article(words: words + ["kestrel"]), arrival: 0).count >= 17)
    #expect(percolator.reading.lexicon.setCount > before + Lexicon.maximumMixedSets)
    expectAgreement(percolator, ruleSet, &random)
    #expect(percolator.reading.lexicon.setCount < before + 1_000, "forgotten before the next article")
    #expect(percolator.statistics.lexiconSurfaces < 1_000)
    #expect(percolator.matchingRules(in: Make.article(words: words + ["kestrel"]), arrival: 0).count >= 17)
    expectAgreement(percolator, ruleSet, &random)
  }

  /// Words that are new, met again and again: what is read of an article takes time in proportion to its length.
  @Test func newTokensTakeTimeInProportion() throws {
    let index = RuleIndex.build(try Make.ruleSet(["red NEAR/3 blue", "*zz*", "a*b"])).index
    func time(_ count: Int) -> Duration {
      let article = Make.article(words: (0..<count).map { "x\($0)" })
      return (0..<3).map { _ in
        let percolator = Percolator(index)
        return processorTime { _ = percolator.matchingRules(in: article, arrival: 0) }
      }.min() ?? .zero
    }
    // Eight times as many: sixty-four times the time were it their product.
    #expect(time(80_000) < time(10_000) * 24)
  }
}
