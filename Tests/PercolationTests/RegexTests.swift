import Articles
import Percolation
import RuleLanguage
import Testing
import TextAnalysis

/// What regexes cost, and which rules are looked at for them.
@Suite struct RegexTests {
  @Test(arguments: [
    ("uzbek* AND /[0-9]+ tons/", "of tons for uzbeks", "500 tons"),
    ("uzbek* AND /[0-9]+ tons/", "of tons for uzbeks", "500 uzbeks"), ("uzbek* AND /[0-9]+/", "uzbeks", "500"),
    ("/Tashkent.*Moscow/", "from Tashkent to Moscow", "to Moscow"), ("/(?i)KABUL|herat/", "Kabul", "Kabinett"),
    ("title:/su-[0-9]+ jets?/", "T:Five su-35 jets", "five su 35 planes"),
    ("/500 tons/ NEAR/5 grain", "500 tons of grain", "grain, 600 tons"),
    ("ATLEAST/2 (/tons/)", "tons and tons", "kilos"), ("$both", "500 tons", "500 kilos"),
    ("2 OF (/tons/, /grain/, /[0-9]+/)", "tons of grain", "no 500 of that"),
    ("(/[0-9]+/ OR /[A-Z]+/) AND grain", "grain", "500 RICE"),
  ])
  func ruleIsLookedAtWhereItsLiteralsOrWordsAre(_ query: String, _ text: String, _ other: String) throws {
    let list = try Make.list("both", ["/[0-9]+ tons/", "wheat"])
    let percolator = Percolator(RuleIndex.build(try Make.ruleSet([query], lists: [list])).index)
    _ = percolator.percolate(try Make.article(other), arrival: 0)
    #expect(percolator.statistics.candidates == 0)
    _ = percolator.percolate(try Make.article(text), arrival: 0)
    #expect(percolator.statistics.candidates > 0)
  }

  @Test(arguments: ["/[0-9]+/", "/[0-9]+/ OR grain", "1 OF (/[0-9]+/, grain)", "lang:en AND /[0-9]+/", "$numbers"])
  func ruleWithoutLiteralsIsLookedAtForEveryArticle(_ query: String) throws {
    let list = try Make.list("numbers", ["/[0-9]+/", "dozen"])
    let percolator = Percolator(RuleIndex.build(try Make.ruleSet([query], lists: [list])).index)
    _ = percolator.percolate(try Make.article("nothing"), arrival: 0)
    #expect(percolator.statistics.candidates == 1)
  }

  /// In NEAR a match of very many words is near nothing; alone it counts.
  @Test func longMatchesAreNearNothing() throws {
    func article(_ count: Int) -> AnalyzedArticle {
      Make.article(words: ["red"] + Array(repeating: "or", count: count) + ["blue", "green"])
    }
    let ruleSet = try Make.ruleSet(["/red.*blue/", "/red.*blue/ NEAR/5 green", "(/red.*blue/ OR pink) BEFORE/s green"])
    let percolator = Percolator(RuleIndex.build(ruleSet).index)
    for (words, expected) in [(126, ["r0", "r1", "r2"]), (127, ["r0"])] {
      let article = article(words)
      #expect(percolator.percolate(article, arrival: 0).map(\.rule.id) == expected)
      #expect(NaiveEvaluator(ruleSet).percolate(article, arrival: 0).map(\.rule.id) == expected)
    }
  }

  /// The search for each match may have to read the rest of the text: what that may add up to has a limit, and who meets it
  /// says so.
  @Test func searchesForManyMatchesEndAndSaySo() throws {
    let ruleSet = try Make.ruleSet(["/red/", "/red/ NEAR/0 blue", "NOT /red/ AND red", "/red|green/ AND green"])
    let article = Make.article(words: Array(repeating: "red", count: 1_000) + ["blue"])
    let limits = EvaluationLimits(regexBytes: 20_000)
    let findings = Percolator(RuleIndex.build(ruleSet).index, limits: limits).findings(in: article, arrival: 0)
    #expect(findings.matches.map(\.rule.id) == ["r0"])
    #expect(findings.matches.map(\.isTruncated) == [true])
    #expect(findings.uncertain.map(\.id) == ["r1"])
    let expected = NaiveEvaluator(ruleSet, limits: limits).findings(in: article, arrival: 0)
    #expect(expected.matches.map(\.rule.id) == ["r0"])
    #expect(expected.uncertain.map(\.id) == ["r1"])
  }
}
