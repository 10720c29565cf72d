import Articles
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

@testable import RandomRules

/// The index looks at few rules, and never past one that matches.
@Suite struct FilterTests {
  @Test func rulesWithoutTheirAnchorsAreNotLookedAt() throws {
    let queries = (0..<500).map { "word\($0) AND (common OR other\($0))" }
    let (index, _) = RuleIndex.build(try Make.ruleSet(queries))
    let percolator = Percolator(index)
    let matches = percolator.percolate(try Make.article("common words such as word7 and word11"), arrival: 0)
    #expect(matches.map(\.rule.id) == ["r7", "r11"])
    #expect(percolator.statistics.candidates == 2)
    _ = percolator.percolate(try Make.article("nothing here"), arrival: 0)
    #expect(percolator.statistics.candidates == 2)
    #expect(percolator.statistics.articles == 2)
    #expect(percolator.statistics.matches == 2)
  }

  @Test(arguments: [
    ("alpha NEAR/5 of", ["of"]), ("\"of alpha\"", ["of"]), ("alpha UNLESS of", ["of"]), ("alpha NOT NEAR/3 of", ["of"]),
    ("alpha AND NOT of", ["of"]), ("(alpha OR beta) AND of", ["of"]), ("title:alpha", ["of"]),
    ("(alpha AND of) OR (beta AND of)", ["of"]), ("$greek BEFORE/2 of", ["of"]), ("ATLEAST/1 (alpha)", ["of"]),
    ("FIRST/9 (alpha NEAR/9 of)", ["of"]),
    ("2 OF (alpha, beta, of)", ["of"]), ("2 OF (of, alpha)", ["of"]), ("SCORE/5 (alpha^5, of^4)", ["of"]),
    ("SCORE/5 (alpha^3, of^4, beta^3, gamma^-2)", ["of", "gamma"]),
    ("SCORE/7 (of^3, alpha^2, lang:en^3, beta^2)", ["of"]),
    ("alph* AND of", ["alp", "of"]),
  ])
  func ruleIsNotLookedAtForTheCommonWordAlone(_ query: String, _ words: [String]) throws {
    let list = try Make.list("greek", ["alpha", "beta gamma", "delta NEAR/2 epsilon"])
    let (index, diagnostics) = RuleIndex.build(try Make.ruleSet([query], lists: [list]))
    #expect(diagnostics.isEmpty)
    let percolator = Percolator(index)
    _ = percolator.percolate(try Make.article(words.joined(separator: " ")), arrival: 0)
    #expect(percolator.statistics.entries == 0)
    _ = percolator.percolate(try Make.article("T:alpha\nof alpha beta gamma"), arrival: 0)
    #expect(percolator.statistics.entries > 0)
  }

  @Test(arguments: [
    "1 OF (alpha, lang:en)", "SCORE/4 (alpha^2, (NOT beta)^4)", "SCORE/0 (alpha^2, beta^-3)", "lang:en", "NOT alpha",
    "alpha OR lang:en", "alpha OR NOT beta", "NOT lang:en AND NOT alpha",
  ])
  func ruleThatNeedsNoWordIsAlwaysLookedAt(_ query: String) throws {
    // Some of these the parser refuses as true of an empty article; the index must be right about them all the same.
    func word(_ text: String) -> Expression { Expression(.word(WordPattern(text)), at: 0..<0) }
    let language = Expression(.metadata(.text(.lang, [WordPattern("en")])), at: 0..<0)
    func not(_ expression: Expression) -> Expression { Expression(.not(expression), at: 0..<0) }
    let expressions: [String: Expression.Kind] = [
      "lang:en": language.kind, "NOT alpha": .not(word("alpha")), "alpha OR lang:en": .or([word("alpha"), language]),
      "alpha OR NOT beta": .or([word("alpha"), not(word("beta"))]),
      "1 OF (alpha, lang:en)": .of(1, [word("alpha"), language]),
      "SCORE/4 (alpha^2, (NOT beta)^4)": .score(
        4, [WeightedOperand(word("alpha"), 2), WeightedOperand(not(word("beta")), 4)]),
      "SCORE/0 (alpha^2, beta^-3)": .score(
        0, [WeightedOperand(word("alpha"), 2), WeightedOperand(word("beta"), -3)]),
      "NOT lang:en AND NOT alpha": .and([not(language), not(word("alpha"))]),
    ]
    let kind = try #require(expressions[query])
    let rule = Rule(id: "r", title: "", query: Expression(kind, at: 0..<0), queryText: query)
    let percolator = Percolator(RuleIndex.build(RuleSet(rules: [rule])).index)
    _ = percolator.percolate(try Make.article("gamma"), arrival: 0)
    #expect(percolator.statistics.candidates == 1)
  }

  /// The test that stands beside an anchor has room for few words; however many there are, each one counts, and nothing
  /// passes without one.
  @Test(arguments: [1, 2, 5, 6, 7, 12, 13, 16, 18, 19, 24, 25], [false, true])
  func everyWordOfTheTestCounts(width: Int, withPhrases: Bool) throws {
    // In a clause phrases stand for one of their words, and then something else decides.
    let items = (0..<width).map { withPhrases && !$0.isMultiple(of: 2) ? "\"word\($0) here\"" : "word\($0)" }
    // Of an OR or list of more than sixteen words, those would be one term.
    let lists = [
      try Make.list("some", Array(items.prefix(12))), try Make.list("others", items.dropFirst(12) + ["none"]),
    ]
    let (index, diagnostics) = RuleIndex.build(
      try Make.ruleSet(["anchor AND ($some OR $others)", "anchor", "anchor AND word0 AND NOT other"], lists: lists))
    #expect(diagnostics.isEmpty)
    let percolator = Percolator(index)
    for word in 0..<width {
      let matches = percolator.percolate(try Make.article("the anchor and word\(word) here"), arrival: 0)
      #expect(matches.map(\.rule.id) == (word == 0 ? ["r0", "r1", "r2"] : ["r0", "r1"]))
    }
    let candidates = percolator.statistics.candidates
    let others = percolator.percolate(try Make.article("the anchor and word\(width) here"), arrival: 0)
    #expect(others.map(\.rule.id) == ["r1"])
    #expect(percolator.statistics.candidates == candidates + 1)
  }

  /// A rule has an entry for every six words of its test under every word of its anchor; what is costly is done once.
  @Test func ruleWithManyEntriesIsDecidedOnce() throws {
    let lists = try ["a", "b", "c", "d"].map { name in try Make.list(name, (0..<12).map { "\(name)\($0)" }) }
    let (index, diagnostics) = RuleIndex.build(
      try Make.ruleSet(
        ["($a OR $b) NEAR/1 ($c OR $d)", "($a OR $b) NOT NEAR/9 ($c OR $d) AND ($c OR $d)"], lists: lists))
    #expect(diagnostics.isEmpty)
    let percolator = Percolator(index)
    func words(_ names: [String]) -> [String] { names.flatMap { name in (0..<12).map { "\(name)\($0)" } } }
    let article = Make.article(words: words(["a", "b"]) + ["x", "x"] + words(["c", "d"]))
    #expect(percolator.matchingRules(in: article, arrival: 0).map { index.rule($0).id } == ["r1"])
    #expect(percolator.statistics.candidates > 2 * 24)
    #expect(percolator.statistics.rests == 2)
    #expect(percolator.matchingRules(in: article, arrival: 0).count == 1)
    #expect(percolator.statistics.rests == 4)
  }

  /// A word that satisfies a pattern together with other patterns, and one that satisfies it alone: NEAR sees both, wherever
  /// they stand.
  @Test(
    arguments: ["trader far far far far trade", "trade far far far far trader", "trade far trader far traded"],
    [[], ["trader OR traded"], ["tr?de*"]])
  func nearSeesEveryWordOfAPattern(_ words: String, _ others: [String]) throws {
    let queries = ["trad* NEAR/0 pact", "trade NEAR/0 pact", "trad* BEFORE/0 pact"]
    let ruleSet = try Make.ruleSet(queries + others)
    let percolator = Percolator(RuleIndex.build(ruleSet).index)
    let naive = NaiveEvaluator(ruleSet)
    var split = words.split(separator: " ").map(String.init)
    for position in 0...split.count {
      split.insert("pact", at: position)
      let article = try Make.article(split.joined(separator: " "))
      split.remove(at: position)
      #expect(
        percolator.percolate(article, arrival: 0).map(\.rule.id) == naive.percolate(article, arrival: 0).map(\.rule.id))
    }
  }

  /// Every match of the definition is among the candidates, and over random rules most rules are not.
  @Test func filterRejectsNoMatchAndFilters() {
    var random = SplitMix64(seed: 99)
    var candidates = 0
    var pairs = 0
    for _ in 0..<30 {
      var rules = RandomRules(SplitMix64(seed: random.next()))
      let ruleSet = rules.makeRuleSet(rules: 20)
      let percolator = Percolator(RuleIndex.build(ruleSet).index)
      let naive = NaiveEvaluator(ruleSet)
      let article = RandomArticles.tokenized(
        Article(title: "kestrel", body: [random.pick(["owl cat", "dog", "kestrel kestrel"])]))
      #expect(
        percolator.percolate(article, arrival: 0).map(\.rule.id) == naive.percolate(article, arrival: 0).map(\.rule.id))
      candidates += percolator.statistics.candidates
      pairs += ruleSet.rules.count
    }
    #expect(candidates < pairs * 3 / 4)
  }

  @Test func equalPatternsAndListsOfManyRulesAreOne() throws {
    let list = try Make.list("pets", ["cat", "dog", "owl"] + (0..<100).map { "pet\($0)" })
    let queries = (0..<100).map { "$pets NEAR/\($0 + 1) kestrel" }
    let percolator = Percolator(RuleIndex.build(try Make.ruleSet(queries, lists: [list])).index)
    let matches = percolator.percolate(try Make.article("cat kestrel owl dog"), arrival: 0)
    #expect(matches.count == 100)
    // One for the list, one for the word, whatever the number of rules.
    #expect(percolator.statistics.presentTerms == 2)
  }
}
