import AlertSchema
import BlockingTests
import DaemonHarness
import Foundation
import Testing

@Suite(.blocking) struct ExplainTests {
  private static let rules = """
    lists:
      fruit: [apple, pear]
    rules:
      - id: fruit-on-table
        match: $fruit NEAR/2 table
      - id: fruit-found
        match: $fruit
      - id: fruit-off
        enabled: no
        match: apple
    """

  /// A folder with rules and the articles apple.txt and plum.txt in inbox.
  private func withArticles(_ body: (WorkFolder) throws -> Void) throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.rules)
      try folder.write(appleArticle, to: "apple.txt")
      try folder.write(plumArticle, to: "plum.txt")
      try body(folder)
    }
  }

  @Test func treeShowsWhatFailedAndWhatIsNearest() throws {
    try withArticles { folder in
      let outcome = try Outcome(["explain", "fruit-on-table", "inbox/apple.txt"], in: folder)
      #expect(outcome.status == 1)
      #expect(
        outcome.output == [
          "inbox/apple.txt: does not match fruit-on-table",
          "  Fruit of the day",
          "✗ $fruit NEAR/2 table",
          "│   closest pair is 3 words apart, in paragraph 1",
          "│     paragraph 1: An [apple] lies on the [table]",
          "├─ ✓ $fruit  1 place; 1 of 2 items",
          "│  └─ ✓ apple  1 place",
          "│         paragraph 1: An [apple] lies on the table",
          "└─ ✓ table  1 place",
          "       paragraph 1: An apple lies on the [table]",
          "",
        ])
      // Nobody looks on: no colour.
      #expect(!outcome.output.joined().contains("\u{1B}"))
    }
  }

  /// The status, then the arguments.
  private static let usages = [
    "0 fruit-found inbox/apple.txt", "1 fruit-found inbox/plum.txt", "0 fruit-found inbox",
    "0 --query plum inbox/plum.txt", "1 --query =Plum inbox/plum.txt", "0 --query $fruit inbox/apple.txt",
    "2 --query apple inbox/apple.txt inbox/none.txt", "2 --query apple) inbox/apple.txt",
    "2 --query $nothing inbox/apple.txt",
    "2 fruit-found --rules nowhere inbox/apple.txt", "2 --settings none.yaml fruit-found inbox",
  ]

  @Test(arguments: usages)
  func statusIsThatOfGrep(_ usage: String) throws {
    let words = usage.split(separator: " ").map(String.init)
    let (status, arguments) = (try #require(Int32(words[0])), Array(words.dropFirst()))
    try withArticles { folder in
      let outcome = try Outcome(["explain"] + arguments, in: folder)
      #expect(outcome.status == status)
      if status == 2 { #expect(outcome.said(" ")) }
    }
  }

  @Test func rulesAreThoseOfTheSettings() throws {
    try withArticles { folder in
      try folder.writeSettings("rules: elsewhere\n")
      try FileManager.default.createDirectory(atPath: folder.path + "/elsewhere", withIntermediateDirectories: true)
      try folder.writeRules("rules:\n  - id: plum\n    match: plum\n", file: "../elsewhere/rules.yaml")
      #expect(try Outcome(["explain", "plum", "inbox/plum.txt"], in: folder).status == 0)
      #expect(try Outcome(["explain", "fruit-found", "inbox/apple.txt"], in: folder).status == 2)
      #expect(try Outcome(["explain", "--rules", "rules", "fruit-found", "inbox/apple.txt"], in: folder).status == 0)
    }
  }

  @Test func unknownRuleGetsASuggestion() throws {
    try withArticles { folder in
      let near = try Outcome(["explain", "fruit-fond", "inbox/apple.txt"], in: folder)
      #expect(near.status == 2)
      #expect(near.output == [])
      #expect(near.said("there is no rule ‘fruit-fond’ in rules; did you mean fruit-found?"))
      let far = try Outcome(["explain", "elephants", "inbox/apple.txt"], in: folder)
      #expect(far.said("the rules are: fruit-on-table, fruit-found, fruit-off"))
    }
  }

  @Test func brokenRuleIsSaidToBeBrokenAndOthersDoNotMatter() throws {
    try withArticles { folder in
      try folder.writeRules(brokenRule, file: "broken.yaml")
      let broken = try Outcome(["explain", "broken", "inbox/apple.txt"], in: folder)
      #expect(broken.status == 2)
      #expect(broken.said("broken.yaml:3:12: error[side-by-side]"))
      #expect(broken.said("rule ‘broken’ in broken.yaml cannot be used before it is right"))
      let right = try Outcome(["explain", "fruit-found", "inbox/apple.txt"], in: folder)
      #expect(right.status == 0)
      #expect(right.process.allMessages() == [])
    }
  }

  @Test func disabledRuleIsExplainedWithANote() throws {
    try withArticles { folder in
      let outcome = try Outcome(["explain", "fruit-off", "inbox/apple.txt"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains { $0.contains("switched off") })
    }
  }

  @Test func jsonIsAnObjectALine() throws {
    try withArticles { folder in
      let outcome = try Outcome(["explain", "--json", "fruit-on-table", "inbox"], in: folder)
      #expect(outcome.status == 1)
      let objects = try outcome.output.map { try JSONValue($0) }
      #expect(objects.map { $0["file"]?.text } == ["inbox/apple.txt", "inbox/plum.txt"])
      #expect(objects[0]["rule"]?["id"]?.text == "fruit-on-table")
      #expect(objects[0]["tree"]?["kind"]?.text == "near")
      #expect(objects[0]["tree"]?["miss"]?["message"]?.text == "closest pair is 3 words apart, in paragraph 1")
    }
  }

  @Test func scanAndExplainAgreeOnShippedRulesAndArticles() throws {
    try withWorkFolder { folder in
      let (rules, seeds) = (packageFolder + "/rules", packageFolder + "/seeds")
      for id in ["uz-intelligence-cooperation"] {
        let explained = try Outcome(["explain", "--json", "--rules", rules, id, seeds], in: folder)
        let matching = try explained.output.filter { $0.contains("\"match\":true") }.map {
          try JSONValue($0)["file"]?.text
        }
        let scanned = try Outcome(["scan", "--format", "json", "--rules", rules, seeds], in: folder)
        let alerts = try scanned.output.map { try JSONValue($0) }.filter { $0["rule"]?["id"]?.text == id }
        #expect(alerts.map { $0["article"]?["file"]?.text } == matching)
        #expect(!matching.isEmpty)
      }
    }
  }
}
