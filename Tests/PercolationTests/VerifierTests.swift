import Articles
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

/// What compares the index with the definition finds every kind of difference, and none where there is none.
@Suite struct VerifierTests {
  private let ruleSet: RuleSet
  private let index: RuleIndex
  private let article: AnalyzedArticle
  private let findings: Findings

  init() throws {
    ruleSet = try Make.ruleSet(["red AND (blue NEAR/3 green)", "green AND pink", "red NEAR/1 red", "title:blue"])
    index = RuleIndex.build(ruleSet).index
    article = try Make.article("T:blue\nred red and blue and green")
    findings = Percolator(index).findings(in: article, arrival: 0)
    #expect(findings.matches.map(\.rule.id) == ["r0", "r2", "r3"])
  }

  private func differences(_ tampered: Findings, limits: EvaluationLimits = EvaluationLimits()) -> [String] {
    Verifier(index, limits: limits).differences(tampered, in: article, arrival: 0).map { "\($0.rule.id) \($0.message)" }
  }

  @Test func nothingIsSaidOfWhatIsRight() {
    #expect(Verifier(index).ruleCount == 4)
    #expect(differences(findings) == [])
  }

  @Test func missedMatchIsFound() {
    for number in 0..<3 {
      var tampered = findings
      let match = tampered.matches.remove(at: number)
      #expect(differences(tampered) == ["\(match.rule.id) it is true of the article, and the index has missed it"])
    }
  }

  @Test func addedMatchIsFound() throws {
    var tampered = findings
    let green = try #require(index.rules.first { $0.id == "r1" })
    tampered.matches.insert(Match(rule: green, parts: []), at: 1)
    #expect(differences(tampered) == ["r1 it is not true of the article, and the index says it is"])
  }

  @Test func changedPlacesAreFound() {
    let parts = findings.matches[0].parts
    let changes: [[Match.Part]] = [
      [], [parts[0]], [parts[1], parts[0]], parts + [parts[0]],
      [parts[0], Match.Part(expression: parts[1].expression, spans: [TokenSpan([4, 5])])],
      [parts[0], Match.Part(expression: "blue", spans: parts[1].spans)],
    ]
    for change in changes {
      var tampered = findings
      tampered.matches[0] = Match(rule: tampered.matches[0].rule, parts: change)
      #expect(differences(tampered).count == 1)
      #expect(differences(tampered)[0].hasPrefix("r0 it is true of the article, but the index gives other places"))
    }
  }

  @Test func wrongTruncationIsFound() {
    var tampered = findings
    tampered.matches[1] = Match(rule: findings.matches[1].rule, parts: findings.matches[1].parts, isTruncated: true)
    #expect(differences(tampered).count == 1)
    // The limits are those of who found it: here r0 keeps the first only, and so does the definition.
    let limits = EvaluationLimits(spansPerPart: 1)
    #expect(differences(findings, limits: limits).count == 1, "red stands there twice")
    let cut = Percolator(index, limits: limits).findings(in: article, arrival: 0)
    #expect(differences(cut, limits: limits) == [])
  }

  @Test func wrongUncertaintyIsFound() throws {
    var tampered = findings
    tampered.uncertain = [try #require(index.rules.first { $0.id == "r1" })]
    #expect(differences(tampered).count == 1)
    #expect(differences(tampered)[0].hasPrefix("r1 the index and the definition do not agree on whether limits"))
  }

  /// Only those that were asked for are compared.
  @Test func someRulesCanBeCompared() {
    let some = index.rules.filter { $0.id == "r1" || $0.id == "r2" }
    let verifier = Verifier(index, rules: some)
    #expect(verifier.ruleCount == 2)
    #expect(verifier.differences(Findings(), in: article, arrival: 0).map(\.rule.id) == ["r2"])
    #expect(verifier.differences(findings, in: article, arrival: 0).isEmpty)
  }

  @Test func rulesOfBothSegmentsAreCompared() throws {
    let changed = try Make.rule("pink OR and", id: "r1")
    let updated = try #require(index.updated(removing: ["r0"], adding: [changed], lists: [:])).index
    let verifier = Verifier(updated)
    #expect(verifier.ruleCount == 3)
    #expect(verifier.differences(findings, in: article, arrival: 0).map(\.rule.id) == ["r1"])
    let found = Percolator(updated).findings(in: article, arrival: 0)
    #expect(found.matches.map(\.rule.id) == ["r2", "r3", "r1"])
    #expect(verifier.differences(found, in: article, arrival: 0).isEmpty)
  }

  /// A match of a rule that is gone is of no rule that could be compared; that it is not told is another test's matter.
  @Test func textThatIsNoLongerAQueryIsTold() throws {
    let word = Expression(.word(WordPattern("red")), at: 0..<0)
    let rule = Rule(id: "torn", title: "", query: word, queryText: "red (")
    let torn = RuleIndex.build(RuleSet(rules: [rule])).index
    let found = Percolator(torn).findings(in: article, arrival: 0)
    #expect(Verifier(torn).differences(found, in: article, arrival: 0).map(\.rule.id) == ["torn"])
  }
}
