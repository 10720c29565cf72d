import AlertSchema
import BlockingTests
import DaemonHarness
import GRDB
import Testing

@Suite(.blocking) struct RulesCommandTests {
  private func fill(_ folder: WorkFolder) throws {
    try folder.writeRules(
      """
      rules:
        - {id: apple, match: apple, owner: desk, severity: high}
        - {id: pear, match: pear NEAR/3 apple, status: test}
        - {id: plum, match: plum, enabled: no}

      """)
    try folder.writeRules("rules:\n  - {id: breaks, match: table}\n  - {id: goes, match: table}\n", file: "b.yaml")
    try folder.write(appleArticle + "\nRead also:\n- A pear apple elsewhere\n- More of the news\n", to: "a.txt")
    // Ids grow with time: who came first is no question.
    #expect(try Outcome(["run", "--once"], in: folder).status == 0)
    try folder.write(plumArticle, to: "b.txt")
    #expect(try Outcome(["run", "--once"], in: folder).status == 0)
  }

  private func list(_ arguments: String..., in folder: WorkFolder) throws -> [JSONValue] {
    let outcome = try Outcome(["rules", "--json"] + arguments, in: folder)
    #expect(outcome.status == 0)
    let schema = try JSONSchema.ofRuleLists()
    for line in outcome.output { #expect(try schema.problems(inLine: line) == [], "\(line)") }
    return try outcome.output.map(JSONValue.init)
  }

  private func ids(_ rules: [JSONValue]) -> [String] { rules.compactMap { $0["id"]?.text } }

  @Test func whatRulesFoundAndCost() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let rules = try list("--furniture", in: folder)
      #expect(ids(rules) == ["breaks", "goes", "apple", "pear", "plum"])
      #expect(rules.map { $0["matches"] } == [2, 2, 1, 0, 0].map { .integer($0) })
      #expect(rules.map { $0["alerts"] } == [2, 2, 1, 0, 0].map { .integer($0) })
      #expect(rules.map { $0["last_hit"] != nil } == [true, true, true, false, false])
      #expect(rules.map { $0["elsewhere"] } == [.integer(0), .integer(0), .integer(0), .integer(1), nil])
      #expect(rules.map { $0["enabled"] } == [true, true, true, true, false].map { .bool($0) })
      #expect(rules.map { $0["cost"] != nil } == [true, true, true, true, false])
      #expect(rules.allSatisfy { $0["articles"] == .integer(2) && $0["standing"]?.text == "running" })
      #expect(rules[2]["file"]?.text == "rules.yaml")
      #expect(rules[2]["line"] == .integer(2))
      #expect(try list("--articles", "0", in: folder).allSatisfy { $0["cost"] == nil })
    }
  }

  @Test func chosenAndInOrder() throws {
    try withWorkFolder { folder in
      try fill(folder)
      #expect(try ids(list("--owner", "desk", in: folder)) == ["apple"])
      #expect(try ids(list("--status", "test", in: folder)) == ["pear"])
      #expect(try ids(list("--rule", "p*", "--rule", "apple", in: folder)) == ["apple", "pear", "plum"])
      #expect(try ids(list("--sort", "id", in: folder)) == ["apple", "breaks", "goes", "pear", "plum"])
      #expect(try ids(list("--sort", "last", in: folder)).prefix(2) == ["pear", "plum"])
      #expect(try ids(list("--sort", "severity", in: folder)).first == "apple")
      #expect(try ids(list("--sort", "furniture", "--furniture", in: folder)).first == "pear")
      #expect(try list("--rule", "none", in: folder) == [])
    }
  }

  @Test func whatRunsBesideWhatIsOnDisk() throws {
    try withWorkFolder { folder in
      try fill(folder)
      try folder.writeRules(
        "rules:\n  - {id: breaks, match: table chair}\n  - {id: fresh, match: chair}\n  - {id: bad, match: a b}\n",
        file: "b.yaml")
      let rules = try list(in: folder)
      let standings = rules.map { "\($0["id"]?.text ?? "") \($0["standing"]?.text ?? "")" }
      #expect(
        standings.sorted() == [
          "apple running", "bad wrong", "breaks older", "fresh new", "goes gone", "pear running", "plum running",
        ])
      let text = try Outcome(["rules"], in: folder)
      #expect(text.status == 0)
      #expect(text.output.contains("breaks: wrong on disk, so an older good version runs: see watchword check"))
      #expect(text.output.contains { $0.hasPrefix("pear ") && $0.contains("never") })
      #expect(text.output.contains { $0.hasPrefix("7 rules, 4 never hit") })
      #expect(text.output.allSatisfy { !$0.contains("\u{1B}") })
      #expect(text.said("2 mistakes in rules"))
    }
  }

  @Test func aRuleThatFailsItsTestsRunsAsItWasWhereTestsAreRequired() throws {
    try withWorkFolder { folder in
      try folder.writeSettings("require_tests: yes\n")
      let rule = "rules:\n  - id: apple\n    match: apple\n    tests:\n      - {text: An apple, expect: match}\n"
      try folder.writeRules(rule)
      #expect(try Outcome(["run", "--once"], in: folder).status == 0)
      try folder.writeRules(rule.replacing("match: apple", with: "match: pear"))
      #expect(try list(in: folder).map { $0["standing"]?.text } == ["older"])
    }
  }

  @Test func hitsOfThirtyDaysAndTheLastOneBefore() throws {
    try withWorkFolder { folder in
      try fill(folder)
      try DatabaseQueue(path: folder.database).write { database in
        try database.execute(
          sql: """
            UPDATE articles SET arrived_ms = unixepoch('2020-05-06') * 1000
              WHERE ledger_id = (SELECT id FROM ledger WHERE path = 'a.txt');
            UPDATE alerts SET time_ms = unixepoch('2020-05-06') * 1000
              WHERE article_id = (SELECT id FROM articles WHERE arrived_ms < 1700000000000);
            """)
      }
      let rules = try list(in: folder)
      let apple = try #require(rules.first { $0["id"]?.text == "apple" })
      #expect(apple["matches"] == .integer(0))
      #expect(apple["alerts"] == .integer(0))
      #expect(apple["last_hit"]?.text == "2020-05-06T00:00:00.000Z")
      #expect(rules.first { $0["id"]?.text == "breaks" }?["matches"] == .integer(1))
    }
  }

  @Test func withoutAStateThereIsAnError() throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(["rules"], in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.said("--state"))
    }
  }
}
