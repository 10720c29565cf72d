import AlertSchema
import BlockingTests
import DaemonHarness
import Testing

@Suite(.blocking) struct TestTests {
  private func rule(expecting expectation: String, article: String = "../inbox/a.txt") -> String {
    appleRule + "    tests:\n      - {article: \(article), expect: \(expectation)}\n"
  }

  @Test func whatPassesEndsWithZero() throws {
    try withWorkFolder { folder in
      try folder.write(appleArticle, to: "a.txt")
      try folder.writeRules(rule(expecting: "\"apple\""))
      try folder.writeRules("rules:\n  - id: plum\n    match: plum\n", file: "plum.yaml")
      for arguments in [["test"], ["test", "rules"], ["test", "rules/"]] {
        let outcome = try Outcome(arguments, in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.output == ["1 test of 1 rule: 1 passed; 1 rule has no tests"])
      }
      let file = try Outcome(["test", "rules/rules.yaml"], in: folder)
      #expect(file.output == ["1 test of 1 rule: 1 passed"])
    }
  }

  @Test func whatFailsEndsWithOneAndIsShown() throws {
    try withWorkFolder { folder in
      try folder.write(appleArticle, to: "a.txt")
      try folder.writeRules(rule(expecting: "no match"))
      let text = try Outcome(["test"], in: folder)
      #expect(text.status == 1)
      #expect(
        text.output == [
          "rules/rules.yaml:5: failed: apple: ../inbox/a.txt", "  expected  no match",
          "  found     a match at 1 place", "    An [apple] lies on the table.", "",
          "1 test of 1 rule: 0 passed, 1 failed",
        ])
      let json = try Outcome(["test", "--format", "json", "rules"], in: folder)
      #expect(json.status == 1)
      let lines = try json.output.map { try JSONValue($0) }
      #expect(lines.map { $0["type"]?.text } == ["test", "summary"])
      #expect(lines.first?["file"]?.text == "rules/rules.yaml")
      #expect(lines.last?["failed"] == .integer(1))
      let junit = try Outcome(["test", "--format", "junit"], in: folder)
      #expect(junit.status == 1)
      #expect(junit.output.contains("<testsuites name=\"watchword\" tests=\"1\" failures=\"1\" errors=\"0\">"))
    }
  }

  @Test func whatCannotBeReadEndsWithTwo() throws {
    try withWorkFolder { folder in
      try folder.write(appleArticle, to: "a.txt")
      try folder.writeRules(rule(expecting: "no match", article: "nowhere.txt"))
      let article = try Outcome(["test"], in: folder)
      #expect(article.status == 2)
      #expect(article.output.contains("  found     the article cannot be used: there is no such file"))
      try folder.writeRules(rule(expecting: "match"))
      try folder.writeRules(brokenRule, file: "broken.yaml")
      let rules = try Outcome(["test"], in: folder)
      #expect(rules.status == 2)
      #expect(rules.said("broken.yaml:3:12: error[side-by-side]"))
      #expect(rules.output == ["1 test of 1 rule: 1 passed"], "the others are tested")
      let none = try Outcome(["test", "nowhere"], in: folder)
      #expect(none.status == 2)
    }
  }

  @Test func theDaemonRefusesWhatFailsWhereTheSettingsSaySo() throws {
    try withWorkFolder { folder in
      try folder.write(appleArticle, to: "a.txt")
      try folder.writeRules(appleRule + "    tests:\n      - {text: plum, expect: match}\n")
      try folder.writeSettings("require_tests: yes\n")
      let outcome = try Outcome(["run", "--once"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.allSatisfy { $0.contains(#""code":"rule-wrong""#) })
      #expect(outcome.said("rules.yaml:5:7: error[failed-test]: the rule \"apple\" fails this test"))
    }
  }
}
