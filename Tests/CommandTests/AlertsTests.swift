import AlertSchema
import BlockingTests
import DaemonHarness
import GRDB
import Glibc
import TestServer
import Testing

@Suite(.blocking) struct AlertsCommandTests {
  @Test func withoutAStateThereIsAnError() throws {
    try withWorkFolder { folder in
      let outcome = try Outcome(["alerts"], in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.said("--state"))
    }
  }

  @Test func wrongSettingsMatterOnlyWhereTheyAreNeeded() throws {
    try withWorkFolder { folder in
      try run(folder)
      try folder.writeSettings("settle: soon\n")
      let needed = try Outcome(["alerts", "--json"], in: folder)
      #expect(needed.status == 2)
      #expect(needed.said("watchword.yaml:1:9"))
      let named = try Outcome(["alerts", "--json", "--state", "state"], in: folder)
      #expect(named.status == 0)
      #expect(named.output.count == 2)
    }
  }

  @Test func listsWhatWasToldAndChooses() throws {
    try withWorkFolder { folder in
      try run(folder)
      let all = try Outcome(["alerts", "--json"], in: folder)
      #expect(all.status == 0)
      #expect(Set(try all.output.map { try JSONValue($0)["rule"]?["id"]?.text }) == ["apple", "table"])
      let one = try Outcome(["alerts", "--json", "--rule", "table", "--since", "1h"], in: folder)
      #expect(try one.output.map { try JSONValue($0)["rule"]?["id"]?.text } == ["table"])
      let none = try Outcome(["alerts", "--since", "2999-01-01"], in: folder)
      #expect(none.status == 0)
      #expect(none.output == [])
      let text = try Outcome(["alerts"], in: folder)
      #expect(text.output.filter { $0.hasPrefix("MEDIUM  ") }.count == 2)
    }
  }

  @Test func anAlertThatCannotBeDecodedIsPrintedRawAndEndsNothing() throws {
    try withWorkFolder { folder in
      try run(folder)
      try DatabaseQueue(path: folder.database).write { database in
        try database.execute(
          sql: "UPDATE alerts SET json = json_set(json, '$.rule.severity', 'grave') WHERE rule_id = 'apple'")
        #expect(database.changesCount == 1)
      }
      let outcome = try Outcome(["alerts"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.contains { $0.hasPrefix("{") && $0.contains(#""severity":"grave""#) })
      #expect(outcome.output.contains("MEDIUM  table"))
    }
  }

  private func run(_ folder: WorkFolder) throws {
    try folder.writeRules(appleRule + "  - id: table\n    match: table\n")
    try folder.write(appleArticle, to: "apple.txt")
    let outcome = try Outcome(["run", "--once", "--format", "json"], in: folder)
    #expect(outcome.status == 0)
    #expect(outcome.output.count == 2)
  }
}

/// Whoever writes an alert writes what the schema describes.
@Suite(.blocking) struct AlertSchemaTests {
  /// From bare to full, and what escapes have to carry.
  private static let articles: [(name: String, text: String)] = [
    ("bare.txt", "apple apple apple apple\n"),
    ("reuters/plain.txt", appleArticle),
    ("copy/plain.txt", appleArticle),
    ("reuters/again.txt", appleArticle),
    (
      "full.md",
      """
      ---
      title: "An \\"apple\\""
      author: Ann Lee
      url: https://news.example.org/a?b=c
      published: 2025-04-24T09:30:00+05:00
      lang: en
      tags: [fruit]
      ---

      # Heading

      An apple \u{1B}[31m lies \u{202E} on the table. Another apple is yours.

      """
    ),
    ("many.txt", "A title of some words\n\n" + (0..<60).map { "Apple number \($0) is here. " }.joined() + "\n"),
    ("cyrillic.txt", "Яблоки\n\nAn apple — яблоко — 苹果 lies “here”.\n"),
  ]
  private static let rules = """
    rules:
      - id: apple
        title: "An apple, \\u00AB\\u202E\\u00BB"
        severity: critical
        tags: [fruit, "a \\"tag\\""]
        match: apple* NEAR/s (apple OR table OR number OR lies)
      - id: known
        match: apple AND source:reuters AND NOT lang:ru
      - id: chosen
        match: apple AND NOT source:none
        notify: [desk]

    """

  @Test func everyProducerKeepsToIt() async throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    let server = try TestServer([.status(200)])
    defer { server.close() }
    try folder.writeRules(Self.rules)
    try folder.writeSettings("endpoints:\n  desk:\n    type: webhook\n    url: \(server.url)\n")
    for article in Self.articles { try folder.write(article.text, to: article.name) }

    let scanned = try Outcome(["scan", "--format", "json", "inbox"], in: folder)
    #expect(scanned.status == 0)
    let ran = try Outcome(["run", "--once", "--format", "json"], in: folder)
    #expect(ran.status == 0)
    let listed = try Outcome(["alerts", "--json"], in: folder)
    let logged = try folder.lines(of: "state/alerts.jsonl")
    let posted = server.requests.map(\.body)

    #expect(scanned.output.count >= 10)
    #expect(ran.output.count >= 8)
    for (producer, lines) in [
      ("scan", scanned.output), ("stdout", ran.output), ("alerts", listed.output), ("log", logged), ("webhook", posted),
    ] {
      try expectSchema(producer, lines, hasStory: producer != "scan")
    }
    let told = try ids(of: ran.output)
    #expect(Set(told).count == told.count)
    for lines in [listed.output, logged, posted] { #expect(try ids(of: lines).sorted() == told.sorted()) }
  }

  /// An article that changes, a copy of it, one that was published long ago: every kind of alert keeps to the schema.
  @Test func whatIsToldAgainKeepsToIt() async throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: pact\n    match: signed BEFORE/9 pact\n")
    let text = """
      The heads of both border services met in Termez on Tuesday and signed at last their pact on patrols. Mixed teams \
      will watch the river by boat and by drone. Both sides praised the mood of the talks. The document runs to twelve \
      pages and will be renewed every spring, and nobody spoke of what it all might cost in the end.
      """
    func drop(_ title: String, _ body: String, _ name: String) throws -> [String] {
      try folder.write(
        "---\ntitle: \(title)\nurl: https://a.example/1\npublished: 2020-01-02\n---\n\n\(body)\n", to: name)
      let outcome = try Outcome(["run", "--once", "--format", "json"], in: folder)
      #expect(outcome.status == 0)
      return outcome.output
    }
    var lines = try drop("Pact", text, "agency/1.md")
    #expect(try drop("Another headline", text + " Told by our desk.", "paper/1.md") == [])
    lines += try drop("Pact", text + " A minister has denied the report.", "wire/1.md")
    lines += try drop("Pact", text.replacing("signed at last", with: "have at last signed"), "agency/2.md")
    lines += try drop("Pact", text.replacing("signed at last", with: "did not agree on"), "agency/3.md")
    let alerts = try lines.map(JSONValue.init)
    #expect(alerts.map { $0["kind"]?.text } == ["new", "correction", "correction", "withdrawn"])
    #expect(alerts.allSatisfy { $0["old"] == .bool(true) })
    #expect(Set(try ids(of: lines)).count == 4)
    let listed = try Outcome(["alerts", "--json"], in: folder)
    try expectSchema("stdout", lines, hasStory: true)
    try expectSchema("alerts", listed.output, hasStory: true)
    #expect(try JSONValue(listed.output[0])["story"]?["sources"] == .integer(3))
    let shown = try Outcome(["alerts"], in: folder).output.joined(separator: "\n")
    for part in ["CORRECTION", "WITHDRAWN", "OLD", "+2 sources", "now: A minister has denied the report."] {
      #expect(shown.contains(part), "\(part)")
    }
  }

  @Test func correctionWordsThatAreWrongAreToldWithTheirPlace() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: pact\n    match: pact\n")
    try folder.writeSettings("corrections: words.yaml\n")
    try Self.write("lists:\n  denial:\n    - denied AND\n", to: folder.path + "/words.yaml")
    for command in [["run", "--once"], ["check"]] {
      let outcome = try Outcome(command, in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.said("words.yaml:3:"), "\(command)")
    }
    try Self.write("lists:\n  denial:\n    - denied\n", to: folder.path + "/words.yaml")
    #expect(try Outcome(["check"], in: folder).status == 0)
    #expect(try Outcome(["run", "--once"], in: folder).status == 0)
  }

  private static func write(_ text: String, to path: String) throws {
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func expectSchema(_ producer: String, _ lines: [String], hasStory: Bool) throws {
    let schema = try JSONSchema.ofAlerts()
    for line in lines {
      let alert = try JSONValue(line)
      let problems = schema.problems(in: alert)
      #expect(problems == [], "\(producer): \(line)")
      #expect((alert["story"] != nil) == hasStory, "\(producer): \(line)")
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E }, "\(producer): \(line)")
    }
  }

  private func ids(of lines: [String]) throws -> [String] { try lines.compactMap { try JSONValue($0)["id"]?.text } }
}
