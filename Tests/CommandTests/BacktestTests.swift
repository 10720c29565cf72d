import AlertSchema
import BlockingTests
import DaemonHarness
import Foundation
import GRDB
import Testing

@Suite(.blocking) struct BacktestCommandTests {
  // MARK: - The same as the daemon

  /// On what is known of an article, and on what its storage could lose: paragraphs, sentences, zones.
  private static let conditions: [(id: String, query: String)] = [
    ("source", "source:reuters"), ("lang", "lang:uz"), ("not-lang", "words:>0 AND NOT lang:en"),
    ("tag", "tag:\"central asia\""), ("author", "author:*sadykov"), ("section", "section:security"),
    ("url", "url:*example.org*"), ("words", "words:>=60"), ("few-words", "words:<60 AND words:>0"),
    ("fresh", "published:<7d"), ("stale", "published:>=7d"), ("day", "published:>=2025-06-02"),
    ("title", "title:(uzbek* OR узбек*)"), ("lead", "lead:(uzbek* OR узбек*)"), ("body", "body:(service* OR meet*)"),
    ("dateline", "dateline:tashkent"), ("caption", "caption:(photo OR фото)"),
    ("furniture", "furniture:(read OR news)"),
    ("paragraph", "uzbek* NEAR/p (security OR service*)"), ("sentence", "uzbek* NEAR/s (security OR service*)"),
    ("first", "FIRST/12 (uzbek* OR tashkent)"), ("capitals", "=US OR =SNB"), ("two", "plum NEAR/p cherry"),
  ]

  private static let articles: [(name: String, text: String)] = [
    ("reuters/wire.txt", "Wire\n\nTASHKENT, Dec 19 (Reuters) – Talks went on.\n\nA plum.\n\nA cherry.\n"),
    ("reuters/crlf.txt", "Windows\r\n\r\nA plum lies here.\r\n\r\nA cherry lies there.\r\n"),
    (
      "ap/wrapped.txt",
      "Fruit\n\nA plum lies here on a table that is so long that its line\nends and a cherry lies there.\n"
    ),
    ("one-line.txt", "A plum, a cherry\n"),
    ("bare.md", "---\nlang: uz-Cyrl\n---\nМатн\n"),
  ]

  /// Published so many days ago.
  private static func dated(_ days: Double, zone: String) -> String {
    let date = Date(timeIntervalSinceNow: -days * 86_400).formatted(.iso8601.year().month().day())
    return
      "---\ntitle: Dated\npublished: \(date)\(zone)\ntags: [\"a, b\", \"say \\\"c\\\"\"]\n---\nA text of its own \(days).\n"
  }

  @Test func findsExactlyWhatTheDaemonFound() throws {
    try withWorkFolder { folder in
      for name in try FileManager.default.contentsOfDirectory(atPath: packageFolder + "/seeds") where name != "demo" {
        try folder.write(try String(contentsOfFile: "\(packageFolder)/seeds/\(name)", encoding: .utf8), to: "x/\(name)")
      }
      for article in Self.articles { try folder.write(article.text, to: article.name) }
      for (index, days) in [0.5, 3, 12].enumerated() {
        try folder.write(Self.dated(days, zone: "T09:30:00+05:00"), to: "time-\(index).md")
        try folder.write(Self.dated(days, zone: ""), to: "day-\(index).md")
      }
      for name in try FileManager.default.contentsOfDirectory(atPath: packageFolder + "/rules") {
        try FileManager.default.copyItem(
          atPath: "\(packageFolder)/rules/\(name)", toPath: "\(folder.path)/rules/\(name)")
      }
      let conditions = Self.conditions.map { "  - id: \($0.id)\n    match: |\n      \($0.query)\n" }
      try folder.writeRules("rules:\n" + conditions.joined(), file: "conditions.yaml")
      #expect(try Outcome(["run", "--once", "--format", "json"], in: folder).status == 0)

      let stored = try DatabaseQueue(path: folder.database).read { database in
        try String.fetchAll(
          database,
          sql: """
            SELECT rule_id || ' ' || path FROM matches JOIN articles ON articles.id = article_id
            JOIN ledger ON ledger.id = ledger_id
            """)
      }
      #expect(Set(stored.map { $0.prefix { $0 != " " } }).isSuperset(of: Self.conditions.map { $0.id[...] }))
      var found: [String] = []
      for file in try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/rules")
      where file.hasSuffix(".yaml") && file != "lists.yaml" {
        let outcome = try Outcome(["backtest", "rules/\(file)", "--json", "--examples", "1000"], in: folder)
        #expect(outcome.status == 0)
        let rules = try #require(try JSONValue(outcome.output[0])["rules"]?.elements)
        for rule in rules {
          #expect(rule["comparison"]?.text == "unchanged")
          for example in try #require(rule["examples"]?.elements) {
            found.append("\(rule["id"]?.text ?? "") \(example["article"]?["file"]?.text ?? "")")
          }
        }
      }
      #expect(found.sorted() == stored.sorted())
    }
  }

  // MARK: - What it is asked

  private static let fruit = "rules:\n  - {id: apple, match: apple}\n  - {id: pear, match: pear}\n"

  private func fill(_ folder: WorkFolder) throws {
    try folder.writeRules(Self.fruit)
    for name in ["apple", "pear", "plum"] { try folder.write("Title\n\nA \(name) lies here.\n", to: "\(name).txt") }
    #expect(try Outcome(["run", "--once"], in: folder).status == 0)
  }

  @Test func aRuleByItsIdAFileAndAQuery() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let rule = try Outcome(["backtest", "apple"], in: folder)
      #expect(rule.status == 0)
      #expect(rule.output.contains("  1 of 3 articles would match (33.3 %), 1 story"))
      #expect(rule.output.contains("  unchanged: this is the version that is running"))
      #expect(rule.output.contains("  1 alert was raised in that time"))
      #expect(rule.output.contains("      A [apple] lies here."))
      #expect(rule.output.contains("      apple.txt"))
      #expect(rule.output.allSatisfy { !$0.contains("\u{1B}") })
      // No bar and no colour where no person looks on.
      #expect(rule.process.allMessages() == [])
      let query = try Outcome(["backtest", "--query", "plum OR pear"], in: folder)
      #expect(query.status == 0)
      #expect(query.output.contains("  2 of 3 articles would match (66.7 %), 2 stories"))
      let nothing = try Outcome(["backtest", "--query", "cherry"], in: folder)
      #expect(nothing.status == 1)
      #expect(nothing.output.contains("  no article would match"))
    }
  }

  @Test func aDraftIsComparedWithWhatRuns() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let draft = "rules:\n  - {id: apple, match: plum}\n  - {id: more, match: pear}\n"
      try draft.write(toFile: "\(folder.path)/draft.yaml", atomically: true, encoding: .utf8)
      let outcome = try Outcome(["backtest", "draft.yaml", "--json"], in: folder)
      #expect(outcome.status == 0)
      let rules = try #require(try JSONValue(outcome.output[0])["rules"]?.elements)
      #expect(rules.map { $0["comparison"]?.text } == ["changed", "new"])
      #expect(rules[0]["gained"]?["count"] == .integer(1))
      #expect(rules[0]["lost"]?["count"] == .integer(1))
      #expect(rules[0]["kept"] == .integer(0))
      #expect(rules[0]["alerted"] == .integer(1))
    }
  }

  @Test func aDraftUsesTheListsOfTheFolderAndReplacesItsOwn() throws {
    try withWorkFolder { folder in
      try fill(folder)
      try folder.writeRules("lists:\n  fruit: [apple, plum]\n", file: "lists.yaml")
      let draft = "rules:\n  - {id: apple, match: $fruit}\n  - {id: wrong, match: $nothing}\n"
      try draft.write(toFile: "\(folder.path)/draft.yaml", atomically: true, encoding: .utf8)
      let outcome = try Outcome(["backtest", "draft.yaml"], in: folder)
      // One rule is wrong, the other is asked about all the same.
      #expect(outcome.status == 2)
      #expect(outcome.said("[undefined-list]") || outcome.said("[unknown-list]"))
      #expect(outcome.output.contains("  2 of 3 articles would match (66.7 %), 2 stories"))
      let byQuery = try Outcome(["backtest", "--query", "$fruit"], in: folder)
      #expect(byQuery.status == 0)
      #expect(byQuery.output.contains("  2 of 3 articles would match (66.7 %), 2 stories"))
    }
  }

  @Test func onlyArticlesThatArrivedInTheTime() throws {
    try withWorkFolder { folder in
      try fill(folder)
      try DatabaseQueue(path: folder.database).write { database in
        for (id, time) in [(1, "2025-04-24T09:30:00"), (2, "2025-04-25"), (3, "2025-04-26")] {
          try database.execute(
            sql: "UPDATE articles SET arrived_ms = unixepoch(?) * 1000 WHERE id = ?", arguments: [time, id])
        }
      }
      func count(_ arguments: String...) throws -> JSONValue? {
        let outcome = try Outcome(["backtest", "--query", "lies", "--json"] + arguments, in: folder)
        return try JSONValue(outcome.output[0])["articles"]
      }
      #expect(try count("--since", "2025-04-24") == .integer(3))
      #expect(try count("--since", "2025-04-25") == .integer(2))
      #expect(try count("--since", "2025-04-24", "--until", "2025-04-25") == .integer(1))
      #expect(try count("--since", "2025-04-24", "--until", "2025-04-25T00:00:01Z") == .integer(2))
      // Thirty days, if nothing is said.
      #expect(try count() == .integer(0))
    }
  }

  @Test func whatIsWrongIsSaid() throws {
    try withWorkFolder { folder in
      let without = try Outcome(["backtest", "apple"], in: folder)
      #expect(without.status == 2)
      #expect(without.said("--state"))
      try fill(folder)
      let slip = try Outcome(["backtest", "aple"], in: folder)
      #expect(slip.status == 2)
      #expect(slip.said("did you mean apple?"))
      let query = try Outcome(["backtest", "--query", "apple pear"], in: folder)
      #expect(query.status == 2)
      #expect(query.said("--query:1:"))
      let file = try Outcome(["backtest", "gone.yaml"], in: folder)
      #expect(file.status == 2)
      #expect(file.said("gone.yaml"))
      try "lists: {}\n".write(toFile: "\(folder.path)/empty.yaml", atomically: true, encoding: .utf8)
      #expect(try Outcome(["backtest", "empty.yaml"], in: folder).status == 2)
      #expect([without, slip, query, file].allSatisfy { $0.output == [] })
    }
  }

  @Test func aTimeInWhichNothingCanHaveArrivedIsAMistake() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let future = try Outcome(["backtest", "apple", "--since", "2099-01-01"], in: folder)
      #expect(future.status != 0 && future.status != 1)
      #expect(future.said("--since lies in the future"))
      let early = try Outcome(["backtest", "apple", "--until", "2001-01-01"], in: folder)
      #expect(early.status != 0 && early.status != 1)
      #expect(early.said("give an earlier --since"))
      #expect(try Outcome(["backtest", "apple", "--until", "2099-01-01"], in: folder).status == 0)
    }
  }

  @Test func whatLiesInTheWorkingDirectoryIsNotTakenForARule() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let draft = "\(folder.path)/apple"
      try "rules:\n  - {id: other, match: plum}\n".write(toFile: draft, atomically: true, encoding: .utf8)
      #expect(try Outcome(["backtest", "apple"], in: folder).output.contains { $0.hasPrefix("apple") })
      #expect(try Outcome(["backtest", "./apple"], in: folder).output.contains { $0.hasPrefix("other") })
      for name in ["rules", "./rules", "rules/"] {
        let outcome = try Outcome(["backtest", name], in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.output == [])
        #expect(outcome.said("is a folder"))
      }
    }
  }

  @Test func aStateThatIsNoFileIsToldAndNotWaitedFor() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.fruit)
      try FileManager.default.createDirectory(atPath: "\(folder.path)/waiting", withIntermediateDirectories: false)
      #expect(mkfifo("\(folder.path)/waiting/watchword.db", 0o600) == 0)
      for arguments in [["backtest", "apple"], ["alerts"]] {
        let outcome = try Outcome(arguments + ["--state", "waiting"], in: folder)
        #expect(outcome.status == 2)
        #expect(outcome.said("is not a regular file"))
      }
    }
  }

  @Test func noArticlesAreNoError() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.fruit)
      #expect(try Outcome(["run", "--once"], in: folder).status == 0)
      let outcome = try Outcome(["backtest", "apple"], in: folder)
      #expect(outcome.status == 1)
      #expect(outcome.output.first?.hasPrefix("0 articles arrived between ") == true)
    }
  }

  // MARK: - While a daemon runs

  @Test func aDaemonThatWritesAtTheSameTimeGoesOn() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.fruit)
      let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
      let total = 300
      var asked = 0
      for number in 0..<total {
        try folder.move("Title \(number)\n\nAn apple lies here.\n", to: "\(number).txt")
        guard number % 60 == 59 else { continue }
        // An alert is committed before it is told.
        _ = try daemon.outputLines(60)
        let outcome = try Outcome(["backtest", "apple", "--json"], in: folder)
        #expect(outcome.status == 0)
        let rule = try #require(try JSONValue(outcome.output[0])["rules"]?.elements?.first)
        #expect(rule["matched"] == .integer(number + 1))
        asked += 1
      }
      #expect(asked == 5)
      #expect(try daemon.stop() == 0)
    }
  }
}

extension JSONValue {
  var elements: [JSONValue]? { if case .array(let elements) = self { elements } else { nil } }
}
