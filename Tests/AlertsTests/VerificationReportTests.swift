import Articles
import Percolation
import RuleLanguage
import SafeText
import Testing
import TextAnalysis

@testable import Alerts

@Suite struct VerificationReportTests {
  private let ruleSet = RuleSet(
    rules: ["apple", "table", "apple NEAR/3 table"].enumerated().compactMap { number, query in
      guard let expression = QueryParser.parse(query).expression else { return nil }
      return Rule(
        id: "r\(number)", title: query, query: expression, queryText: query,
        location: SourceLocation(file: "fruit\u{1B}.yaml", line: 2 + number))
    })

  /// What a verifier says where the index gave something else.
  private func differences(_ tamper: (inout Findings) -> Void) throws -> (Verifier, [Verifier.Difference]) {
    let index = RuleIndex.build(ruleSet).index
    let article = try TextAnalyzer().analyze(Article(title: "Fruit", body: ["An apple lies on the table."]))
    var findings = Percolator(index).findings(in: article, arrival: 0)
    #expect(findings.matches.count == 3)
    tamper(&findings)
    let verifier = Verifier(index)
    return (verifier, verifier.differences(findings, in: article, arrival: 0))
  }

  @Test func agreementIsOneLineAndNoFault() throws {
    let (verifier, differences) = try differences { _ in }
    var report = VerificationReport(ruleCount: verifier.ruleCount)
    #expect(report.add(differences, file: "a.txt") == [])
    #expect(report.add(differences, file: "b.txt") == [])
    #expect(!report.isAtFault)
    #expect(report.summary == "verified: 2 articles by 3 rules, no difference")
  }

  @Test func everyDifferenceIsToldWithFileAndRuleAndThatItIsAFaultOfOurs() throws {
    let (verifier, differences) = try differences { findings in
      findings.matches.remove(at: 1)
      let last = findings.matches.removeLast()
      let moved = last.parts.map { Match.Part(expression: $0.expression, spans: [TokenSpan([1])]) }
      findings.matches.append(Match(rule: last.rule, parts: moved))
    }
    var report = VerificationReport(ruleCount: verifier.ruleCount)
    #expect(report.add([], file: "good.txt") == [])
    let lines = report.add(differences, file: "in\u{202E}box\n/a.txt")
    try #require(lines.count == 2)
    for (line, parts) in zip(lines, [["‘r1’", ".yaml:3)", "missed"], ["‘r2’", ".yaml:4)", "places", "apple NEAR/3"]]) {
      for part in ["a.txt: WRONG RESULT"] + parts { #expect(line.contains(part), "\(part) in \(line)") }
      #expect(!line.unicodeScalars.contains { $0.isUnsafeToShow })
    }
    #expect(report.isAtFault)
    #expect(report.summary.hasPrefix("verified: 2 articles by 3 rules, 2 differences. This is a fault of Watchword's"))
    #expect(report.summary.contains("please report it with the article and the rule"))
    // What comes later takes no fault back.
    _ = report.add([], file: "good.txt")
    #expect(report.isAtFault)
  }
}
