import Articles
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

/// Rules made to hurt, very many of them or very long ones: counted in what is looked at.
@Suite struct ManyRulesTests {
  private func at(_ kind: Expression.Kind) -> Expression { Expression(kind, at: 0..<0) }

  private func word(_ text: String) -> Expression { at(.word(WordPattern(text))) }

  private func rule(_ id: String, _ query: Expression) -> Rule {
    Rule(id: id, title: "", query: query, queryText: QueryPrinter.print(query))
  }

  private func list(_ name: String, _ items: [Expression]) -> RuleList {
    RuleList(name: name, items: items.map { RuleList.Item(text: "", expression: $0) })
  }

  /// What one article adds.
  private func count(
    _ percolator: Percolator, _ article: AnalyzedArticle
  ) -> (entries: Int, candidates: Int, terms: Int, matches: Int) {
    let before = percolator.statistics
    let matches = percolator.matchingRules(in: article, arrival: 0).count
    let after = percolator.statistics
    return (
      after.entries - before.entries, after.candidates - before.candidates, after.presentTerms - before.presentTerms,
      matches
    )
  }

  /// Above 65,536 terms several share a slot of the test beside the anchors, which must not decide then.
  @Test func moreTermsThanTheTestCanTellApart() {
    let count = 70_000
    let others = (0..<count).map { word("w\($0)") }
    // Short ORs, whose words are terms of their own.
    var rules = stride(from: 0, to: count, by: 16).map { start in
      rule("or-\(start)", at(.or(Array(others[start..<min(start + 16, count)]))))
    }
    rules += (0..<5_000).map { rule("and-\($0)", at(.and([word("anchor"), others[$0]]))) }
    let (index, diagnostics) = RuleIndex.build(RuleSet(rules: rules))
    #expect(diagnostics.isEmpty)
    let percolator = Percolator(index)
    func ands(_ words: [String]) -> [String] {
      percolator.matchingRules(in: Make.article(words: words), arrival: 0).map { index.rule($0).id }
        .filter { $0.hasPrefix("and-") }
    }
    // The words that the rules with the anchor name have the lowest numbers; most of those slots are shared by the words
    // with the highest.
    #expect(ands(["anchor"] + (5_000..<count).map { "w\($0)" }) == [])
    #expect(ands(["anchor", "w4999", "w69999"]) == ["and-4999"])
    #expect(percolator.statistics.candidates > 1_000)
  }

  // MARK: - Long rules

  /// An OR of a hundred thousand words and one of as many phrases, by themselves and under NEAR.
  @Test func hundredThousandAlternativesCostNoMoreThanWhatIsThere() throws {
    let count = 100_000
    let words = list("words", (0..<count).map { word("w\($0)") })
    let phrases = list("phrases", (0..<count).map { at(.phrase([WordPattern("old"), WordPattern("w\($0)")])) })
    let (w, p) = (at(.list("words")), at(.list("phrases")))
    func near(_ a: Expression, _ b: Expression) -> Expression { at(.near(Proximity(.words(2)), [a, b])) }
    let rules = [
      rule("words", w), rule("phrases", p), rule("words-near", near(w, word("red"))),
      rule("phrases-near", near(p, word("red"))), rule("both", near(w, p)),
      rule("not", at(.and([word("red"), at(.not(p))]))),
      rule("unless", at(.unless(word("red"), p))), rule("not-near", at(.notNear(word("red"), .words(2), p))),
    ]
    let ruleSet = RuleSet(rules: rules, lists: ["words": words, "phrases": phrases])
    let (index, diagnostics) = RuleIndex.build(ruleSet)
    #expect(diagnostics.isEmpty)
    let percolator = Percolator(index)
    func ids(_ text: String) throws -> [String] { try ids(Make.article(text)) }
    func ids(_ article: AnalyzedArticle) -> [String] {
      percolator.matchingRules(in: article, arrival: 0).map { index.rule($0).id }
    }
    #expect(try ids("red") == ["not", "unless", "not-near"])
    #expect(try ids("an old w77777 in red") == ["words", "phrases", "words-near", "phrases-near"])
    #expect(try ids("w3 and old w4, very, very old red") == ["words", "phrases", "both", "not-near"])
    #expect(try ids("old and red w99999") == ["words", "words-near", "not", "unless", "not-near"])
    // One word of each list: the alternatives that are not there are not looked at.
    let one = self.count(percolator, try Make.article("an old w5 of blue"))
    #expect(one.terms <= 5)
    #expect(one.entries <= 2 * rules.count)
    // Ten thousand of them: as many terms, but no more rules to look at.
    let many = self.count(percolator, Make.article(words: (0..<10_000).flatMap { ["old", "w\($0)"] }))
    #expect(many.terms <= 10_000 + 4)
    #expect(many.entries <= 2 * rules.count)
    #expect(many.matches == 3)
  }

  // MARK: - The commonest word

  /// Ten thousand rules that all need a word that every article has, and three of a hundred thousand articles' words.
  @Test func rulesAtTheCommonestWordAreLookedAtOnlyIfTheyCouldBeTrue() throws {
    let others = (0..<2_500).map { "x\($0 + 10_000)" }
    let forms: [(String) -> String] = [
      { "the AND \($0)" }, { "the NEAR/5 \($0)" }, { "\"the \($0)\"" }, { "\($0) NOT NEAR/2 (the NEAR/0 the)" },
    ]
    let queries = others.flatMap { other in forms.map { $0(other) } }
    let percolator = Percolator(RuleIndex.build(try Make.ruleSet(queries)).index)
    var words = Array(repeating: "the", count: 100_000)
    let none = count(percolator, Make.article(words: words))
    #expect(none.entries == 0)
    for position in [2, 50_000, 99_999] { words[position] = others[position / 50] }
    let three = count(percolator, Make.article(words: words))
    #expect(three.entries == 3 * forms.count)
    #expect(three.candidates == 3 * forms.count)
    #expect(three.matches == 3 * 3, "the last form has one near")
  }

  /// Where the guess is wrong, because the common word is the longer one, counting articles puts it right.
  @Test func whatIsCommonIsLearned() throws {
    let letters = "abcdefghijklmnopqrstuvwxyz"
    let others = letters.flatMap { a in letters.map { b in "\(a)\(b)" } }.filter { $0 != "of" }
    let queries = others.flatMap { ["common AND \($0)", "common NEAR/3 \($0)", "\"common \($0)\""] }
    let index = RuleIndex.build(try Make.ruleSet(queries)).index
    let percolator = Percolator(index)
    let article = try Make.article("common of")
    #expect(count(percolator, article).entries == queries.count)
    #expect(count(percolator, article).candidates == 0)
    for _ in 0..<200 { _ = percolator.matchingRules(in: article, arrival: 0) }
    let sample = percolator.takeSample()
    #expect(sample.articles == 51, "one of four is counted")
    #expect(percolator.takeSample().articles == 0)
    var frequencies = TermFrequencies()
    frequencies.count(index)
    frequencies.add(sample)
    percolator.adopt(index.screened(by: frequencies))
    #expect(count(percolator, article).entries == 0)
    #expect(count(percolator, try Make.article("common zz")).matches == 3)
    // What was learned outlives the rules: the keys of terms are those of any index.
    let changed = RuleIndex.build(try Make.ruleSet(queries.reversed()), frequencies: frequencies).index
    #expect(count(Percolator(changed), article).entries == 0)
  }

  /// The same word alone: all are true, and each is looked at once however often it stands there.
  @Test func wordAloneIsLookedAtOnceForEachRule() throws {
    let percolator = Percolator(RuleIndex.build(try Make.ruleSet(Array(repeating: "the", count: 10_000))).index)
    let result = count(percolator, Make.article(words: Array(repeating: "the", count: 100_000)))
    #expect(result.entries == 10_000)
    #expect(result.candidates == 10_000)
    #expect(result.matches == 10_000)
    #expect(result.terms == 1)
  }

  // MARK: - Rules without an anchor

  @Test func rulesWithoutAnchorCostTheSameWhateverTheArticle() throws {
    var queries = (0..<5_000).map { "words:>0 AND NOT x\($0)" }
    queries += (0..<2_500).map { "lang:en AND NOT (x\($0) OR \"y x\($0)\")" }
    queries += (0..<2_500).map { "words:>=\($0 + 1)" }
    let percolator = Percolator(RuleIndex.build(try Make.ruleSet(queries)).index)
    let short = count(percolator, try Make.article("red"))
    #expect(short.entries == 10_000)
    #expect(short.candidates == 10_000)
    #expect(short.matches == 5_000 + 1)
    let long = count(percolator, Make.article(words: (0..<100_000).map { "z\($0)" }))
    #expect(long.entries == 10_000)
    #expect(long.matches == 5_000 + 2_500)
    let excluded = count(percolator, Make.article(words: (0..<5_000).map { "x\($0)" }))
    #expect(excluded.entries == 10_000)
    #expect(excluded.matches == 2_500)
  }

  // MARK: - Wildcards

  /// New tokens against ten thousand wildcards of three kinds, the whole way: not the product of both.
  @Test func newTokensCostLittleMoreWithManyWildcards() throws {
    var random = SplitMix64(seed: 5)
    func word(_ length: Int) -> String { String((0..<length).map { _ in random.pick(Array("abcdefghijklmnop")) }) }
    let pieces = (0..<10_000).map { _ in word(6) }
    let queries = pieces.enumerated().map { number, piece in [piece + "*", "*" + piece, "*" + piece + "*"][number % 3] }
    let article = Make.article(words: (0..<20_000).map { _ in word(9) })
    func time(_ queries: [String]) throws -> (Duration, Percolator) {
      let index = RuleIndex.build(try Make.ruleSet(queries)).index
      let times = (0..<3).map { _ in
        let percolator = Percolator(index)
        return processorTime { _ = percolator.matchingRules(in: article, arrival: 0) }
      }
      return (times.min() ?? .zero, Percolator(index))
    }
    let (few, _) = try time(Array(queries.prefix(10)))
    let (many, percolator) = try time(queries)
    #expect(many < few * 20, "a thousand times as many wildcards")
    let result = count(percolator, article)
    #expect(result.terms > 0)
    #expect(result.entries == result.terms, "of each that is there one")
    #expect(result.matches == result.terms)
  }

  /// A token that satisfies ten thousand patterns, a hundred thousand times.
  @Test func tokenOfManyPatternsIsReadOnce() throws {
    let letters = Array("abcdefghijklmnop")
    // Each with others of its letters replaced by a wildcard.
    let queries = (0..<10_000).map { bits in
      "ab" + letters[2...].enumerated().map { bits >> $0.offset & 1 == 1 ? "?" : String($0.element) }.joined()
    }
    let index = RuleIndex.build(try Make.ruleSet(queries)).index
    let percolator = Percolator(index)
    let result = count(percolator, Make.article(words: Array(repeating: String(letters), count: 100_000)))
    #expect(result.terms == 10_000)
    #expect(result.entries == 10_000)
    #expect(result.matches == 10_000)
    #expect(percolator.statistics.lexiconSurfaces == 1)
    // With the reasons: of each rule the first places.
    let short = Make.article(words: Array(repeating: String(letters), count: 30))
    let matches = percolator.percolate(short, arrival: 0)
    #expect(matches.count == 10_000)
    #expect(matches.allSatisfy { $0.parts[0].spans.count == 20 })
  }
}
