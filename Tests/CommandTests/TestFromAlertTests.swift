import BlockingTests
import DaemonHarness
import Foundation
import GRDB
import Testing

/// `watchword test --from`: what was told becomes a test.
@Suite(.blocking, .timeLimit(.minutes(5))) struct TestFromAlertTests {
  private let rules = "# fruit\nrules:\n  - id: apple   # red\n    match: apple\n"

  /// The id of the alert that the article raises.
  private func told(_ article: String, in folder: WorkFolder, rules: String, file: String = "a.txt") throws -> String {
    try folder.writeRules(rules)
    try folder.move(article, to: file)
    let daemon = try DaemonProcess(arguments: ["run", "--once"], folder: folder)
    #expect(try daemon.end() == 0)
    let line = try #require(try folder.lines(of: "state/alerts.jsonl").last)
    let alert = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    return try #require(alert?["id"] as? String)
  }

  private func ruleFile(_ folder: WorkFolder) throws -> String {
    try String(contentsOfFile: "\(folder.path)/rules/rules.yaml", encoding: .utf8)
  }

  private func added(_ id: String, _ expectation: String) -> String {
    """
        tests:
          # alert \(id)
          - title: "Fruit of the day"
            text: |
              An apple lies on the table.
            expect: \(expectation)

    """
  }

  @Test func articleBecomesATestOfItsRule() throws {
    try withWorkFolder { folder in
      let id = try told(appleArticle, in: folder, rules: rules)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o640], ofItemAtPath: "\(folder.path)/rules/rules.yaml")
      let outcome = try Outcome(["test", "--from", String(id.prefix(12))], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output == ["rules/rules.yaml:7: a test of apple, expect: match", "It passes."])
      #expect(try ruleFile(folder) == rules + added(id, "match"))
      let mode = try FileManager.default.attributesOfItem(atPath: "\(folder.path)/rules/rules.yaml")[.posixPermissions]
      #expect(mode as? Int == 0o640)
      #expect(folder.files(below: "rules") == ["rules.yaml"])
      #expect(try Outcome(["test"], in: folder).output == ["1 test of 1 rule: 1 passed"])
      #expect(try Outcome(["fmt", "--check"], in: folder).printed("tests") == false)

      let again = try Outcome(["test", "--from", id], in: folder)
      #expect(again.status == 0 && again.printed("there is a test with this article already"))
      let opposite = try Outcome(["test", "--from", id, "--expect", "no-match"], in: folder)
      #expect(opposite.status == 2 && opposite.said("expects the opposite"))
      #expect(try ruleFile(folder) == rules + added(id, "match"))
    }
  }

  @Test func falseAlertBecomesATestThatFailsUntilTheRuleIsMended() throws {
    try withWorkFolder { folder in
      let id = try told(appleArticle, in: folder, rules: rules)
      try folder.writeSettings("require_tests: yes\n")
      let outcome = try Outcome(["test", "--from", id, "--expect", "no-match", "rules"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.printed("It does not pass yet: the rule matches.") && outcome.printed("require_tests"))
      #expect(try ruleFile(folder) == rules + added(id, "no match"))
      #expect(try Outcome(["test"], in: folder).status == 1)
    }
  }

  @Test func ruleThatHasChangedIsSaid() throws {
    try withWorkFolder { folder in
      let id = try told(appleArticle, in: folder, rules: rules)
      try folder.writeRules(rules.replacing("match: apple", with: "match: plum"))
      let outcome = try Outcome(["test", "--from", id], in: folder)
      #expect(outcome.status == 0 && outcome.printed("the rule as it is now does not match"))
      #expect(try ruleFile(folder).contains("expect: match"))
    }
  }

  /// Long, or asked for more than its text: the bytes that came in, in a file.
  @Test(arguments: [
    ("apple", appleArticle + String(repeating: "More of it. ", count: 500)),
    ("apple AND lang:en", "---\ntitle: Fruit\nlang: en\n---\n\nAn apple.\n"),
  ])
  func articleBecomesAFile(query: String, article: String) throws {
    try withWorkFolder { folder in
      let id = try told(article, in: folder, rules: rules.replacing("match: apple", with: "match: \(query)"))
      let outcome = try Outcome(["test", "--from", id], in: folder)
      #expect(outcome.status == 0 && outcome.printed("It passes."))
      let file = try #require(folder.files(below: "rules/tests").first)
      #expect(outcome.printed("rules/tests/\(file): its article"))
      #expect(try String(contentsOfFile: "\(folder.path)/rules/tests/\(file)", encoding: .utf8) == article)
      #expect(try ruleFile(folder).contains("- article: \"tests/\(file)\"\n        expect: match\n"))
      #expect(try Outcome(["test"], in: folder).status == 0)
      #expect(try Outcome(["test", "--from", id], in: folder).printed("already"))
    }
  }

  /// The rule asks for it, so that the test has to say it.
  @Test(arguments: ["", "    tests: [{text: An apple., source: blog, expect: no match}]\n"])
  func sourceStandsInTheTestWhereItMatters(tests: String) throws {
    try withWorkFolder { folder in
      let query = rules.replacing("match: apple", with: "match: apple AND source:wire") + tests
      let id = try told(appleArticle, in: folder, rules: query, file: "wire/a.txt")
      let outcome = try Outcome(["test", "--from", id], in: folder)
      #expect(outcome.status == 0 && outcome.printed("It passes."), "\(outcome.output)")
      #expect(try ruleFile(folder).contains("source: \"wire\""))
      #expect(folder.files(below: "rules") == ["rules.yaml"])
      #expect(try Outcome(["test"], in: folder).status == 0)
      #expect(try Outcome(["test", "--from", id], in: folder).printed("already"))
    }
  }

  /// Made from what is stored, with what is known of it.
  @Test func fileThatIsGoneIsMadeAgain() throws {
    try withWorkFolder { folder in
      let article = "---\ntitle: \"Fruit: new\"\nlang: en\ntags: [a, b]\n---\n\nAn apple.\n"
      let id = try told(article, in: folder, rules: rules.replacing("match: apple", with: "match: apple AND lang:en"))
      try FileManager.default.removeItem(atPath: "\(folder.path)/state/archive")
      let outcome = try Outcome(["test", "--from", id], in: folder)
      #expect(outcome.printed("It is made from what is stored: "))
      #expect(outcome.status == 0 && outcome.printed("It passes."))
      #expect(try Outcome(["test"], in: folder).status == 0)
      let file = try #require(folder.files(below: "rules/tests").first)
      let made = try String(contentsOfFile: "\(folder.path)/rules/tests/\(file)", encoding: .utf8)
      #expect(made == "---\ntitle: \"Fruit: new\"\ntags: \"a, b\"\nlang: \"en\"\n---\n\nAn apple.\n")
    }
  }

  @Test func clearedTextIsTakenFromTheArchiveOrSaid() throws {
    try withWorkFolder { folder in
      let id = try told(appleArticle, in: folder, rules: rules)
      try DatabaseQueue(path: folder.database).write { try $0.execute(sql: "DELETE FROM texts") }
      let first = try Outcome(["test", "--from", id], in: folder)
      #expect(first.status == 0 && first.printed("It passes."))
      try folder.writeRules(rules)
      try FileManager.default.removeItem(atPath: "\(folder.path)/state/archive")
      let second = try Outcome(["test", "--from", id], in: folder)
      #expect(second.status == 1 && second.said("kept no more"))
      #expect(try ruleFile(folder) == rules)
    }
  }

  @Test func nothingIsWrittenThroughALinkThatLeadsOut() throws {
    try withWorkFolder { folder in
      let id = try told(appleArticle + String(repeating: "More. ", count: 1000), in: folder, rules: rules)
      let (outside, file) = ("\(folder.path)/outside", "\(folder.path)/rules/rules.yaml")
      try FileManager.default.createDirectory(atPath: outside, withIntermediateDirectories: false)
      try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/rules/tests", withDestinationPath: outside)
      let tests = try Outcome(["test", "--from", id], in: folder)
      #expect(tests.status == 2 && tests.said("leads out of rules"))
      try FileManager.default.moveItem(atPath: file, toPath: "\(outside)/rules.yaml")
      try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "\(outside)/rules.yaml")
      #expect(try Outcome(["test", "--from", id], in: folder).status == 2)
      let rule = try Outcome(["test", "--from", id, "rules/rules.yaml"], in: folder)
      #expect(rule.status == 2 && rule.said("leads out of rules"))
      #expect(folder.files(below: "outside") == ["rules.yaml"])
      #expect(try ruleFile(folder) == rules)
    }
  }

  @Test func whatCannotBeFoundIsSaid() throws {
    try withWorkFolder { folder in
      let id = try told(appleArticle, in: folder, rules: rules)
      let none = try Outcome(["test", "--from", "ffffffffffff"], in: folder)
      #expect(none.status == 1 && none.said("there is no alert"))
      try folder.writeRules("rules:\n  - id: plum\n    match: plum\n")
      #expect(try Outcome(["test", "--from", id], in: folder).status == 2)
      #expect(try Outcome(["test", "--expect", "match"], in: folder).status == 2)
      #expect(try Outcome(["test", "--from", id, "rules", "rules"], in: folder).status == 2)
    }
  }
}
