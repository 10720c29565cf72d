import AlertSchema
import BlockingTests
import DaemonHarness
import Foundation
import GRDB
import TestServer
import Testing

@Suite(.blocking) struct WhyCommandTests {
  private static let rules = """
    rules:
      - {id: apple, match: apple, title: Apples}
      - {id: pear, match: pear NEAR/3 apple}

    """
  private static let page = appleArticle + "\nRead also:\n- A pear apple elsewhere\n- More of the news\n"

  /// Dropped one after another, so that who came first is no question.
  private func fill(_ folder: WorkFolder) throws {
    try folder.writeRules(Self.rules)
    let article = "---\nurl: https://news.example.org/1\ntitle: Fruit\n---\n\nAn apple lies on the table.\n"
    for (name, text) in [
      ("wire/first.txt", Self.page), ("wire/again.txt", Self.page), ("blog/copy.txt", Self.page),
      ("plum.txt", plumArticle), ("wire/1.md", article),
      ("wire/2.md", article.replacing("table", with: "floor")), ("binary.txt", "a\0b"),
    ] {
      try folder.write(text, to: name)
      let outcome = try Outcome(["run", "--once"], in: folder)
      #expect(outcome.status == 0)
    }
  }

  private func why(_ arguments: String..., in folder: WorkFolder) throws -> Outcome {
    try Outcome(["why"] + arguments, in: folder)
  }

  private func json(_ arguments: String..., in folder: WorkFolder) throws -> [JSONValue] {
    let outcome = try Outcome(["why", "--json"] + arguments, in: folder)
    #expect(outcome.status == 0)
    let schema = try JSONSchema.ofHistories()
    for line in outcome.output { #expect(try schema.problems(inLine: line) == [], "\(line)") }
    return try outcome.output.map(JSONValue.init)
  }

  @Test func everyStateIsToldWithItsReason() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let first = try json("wire/first.txt", in: folder)
      #expect(first.map { $0["state"]?.text } == ["matched"])
      #expect(first[0]["source"]?.text == "wire")
      #expect(first[0]["decoding"]?["format"]?.text == "text")
      #expect(first[0]["decoding"]?["charset"]?.text == "utf-8")
      #expect(first[0]["decoding"]?["front_matter"] == .bool(false))
      #expect(first[0]["article"]?["copies"] == .integer(2))
      #expect(first[0]["matches"]?.elements?.map { $0["rule"]?.text } == ["apple"])
      #expect(first[0]["matches"]?.elements?[0]["parts"]?.elements?[0]["words"]?.elements == [.string("apple")])
      let deliveries = first[0]["alerts"]?.elements?[0]["deliveries"]?.elements
      #expect(deliveries?.map { $0["endpoint"]?.text } == ["log", "stdout"])
      #expect(deliveries?.allSatisfy { $0["state"]?.text == "delivered" && $0["attempts"] == .integer(1) } == true)
      #expect(first[0]["move"]?["state"]?.text == "done")
      let zones = first[0]["zones"]?.elements?.map { "\($0["zone"]?.text ?? "") \($0["words"] ?? .null)" }
      #expect(zones?.first == "title \(JSONValue.integer(4))")
      #expect(first[0]["zones"]?.elements?.last?["searched"] == .bool(false))

      let again = try json("wire/again.txt", in: folder)[0]
      #expect(again["state"]?.text == "duplicate")
      #expect(again["duplicate_of"]?["path"]?.text == "wire/first.txt")
      #expect(again["reason"]?["code"]?.text == "same-bytes")

      let copy = try json("blog/copy.txt", in: folder)[0]
      #expect(copy["article"]?["copy_of"]?["path"]?.text == "wire/first.txt")
      #expect(copy["matches"]?.elements?[0]["suppressed"]?.text == "copy")
      #expect(copy["matches"]?.elements?[0]["alert_file"]?["path"]?.text == "wire/first.txt")
      #expect(copy["alerts"]?.elements == [])

      #expect(try json("plum.txt", in: folder)[0]["state"]?.text == "unmatched")

      let version = try json("wire/2.md", in: folder)[0]
      #expect(version["article"]?["version_of"]?["path"]?.text == "wire/1.md")
      #expect(version["decoding"]?["format"]?.text == "markdown")
      #expect(version["decoding"]?["front_matter"] == .bool(true))

      let binary = try json("binary.txt", in: folder)[0]
      #expect(binary["state"]?.text == "rejected")
      #expect(binary["reason"]?["code"]?.text == "binary")
      #expect(binary["decoding"] == nil)
      #expect(binary["move"]?["destination"]?.text == "rejected/7-binary.txt")
    }
  }

  @Test func theSameInWords() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let first = try why("wire/first.txt", in: folder)
      for part in [
        "wire/first.txt  matched", "source wire", "text, utf-8, no front matter", "title 4 words", "not searched",
        "new: the first of story", "1 matched", "apple: apple", "log: delivered", "at the first attempt", "archive/",
      ] { #expect(first.output.joined(separator: "\n").contains(part), "\(part)") }
      #expect(first.output.allSatisfy { !$0.contains("\u{1B}") })
      for (name, part) in [
        ("wire/again.txt", "duplicate of wire/first.txt"), ("blog/copy.txt", "a copy of wire/first.txt"),
        ("blog/copy.txt", "no alert (suppressed): it is a copy of what was told"),
        ("wire/2.md", "a version of wire/1.md"), ("plum.txt", "none matched"),
        ("binary.txt", "there is a NUL byte"), ("binary.txt", "rejected/7-binary.txt"),
      ] {
        let text = try why(name, in: folder).output.joined(separator: "\n")
        #expect(text.contains(part), "\(name): \(part) in\n\(text)")
      }
      let texts = try why("plum.txt", "--text", in: folder)
      #expect(texts.output.contains("             | A plum lies on the table."))
    }
  }

  @Test func foundByEveryNameItHas() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let first = try json("wire/first.txt", in: folder)[0]
      let hash = try #require(first["hash"]?.text)
      let alert = try #require(first["alerts"]?.elements?[0]["id"]?.text)
      let destination = try #require(first["move"]?["destination"]?.text)
      func found(_ name: String) throws -> [String] { try json(name, in: folder).compactMap { $0["path"]?.text } }
      let all = ["blog/copy.txt", "wire/again.txt", "wire/first.txt"]
      #expect(try found(hash) == all)
      #expect(try found(hash.uppercased()) == all)
      #expect(try found(String(hash.prefix(7))) == all)
      #expect(try found(alert) == ["wire/first.txt"])
      #expect(try found(String(alert.prefix(8))) == ["wire/first.txt"])
      #expect(try found("first.txt") == ["wire/first.txt"])
      #expect(try found("inbox/wire/first.txt") == ["wire/first.txt"])
      #expect(try found("\(folder.inbox)/wire/first.txt") == ["wire/first.txt"])
      #expect(try found("state/" + destination) == ["wire/first.txt"])
      #expect(try found(String(destination.split(separator: "/").last ?? "")) == ["wire/first.txt"])
      #expect(try found("state/rejected/7-binary.txt") == ["binary.txt"])
      #expect(try found("7-binary.txt.reason.json") == ["binary.txt"])
      try Self.page.write(toFile: folder.path + "/elsewhere.txt", atomically: true, encoding: .utf8)
      #expect(try found("elsewhere.txt") == all)
    }
  }

  @Test func ofSeveralTheNewestAreShownAndTheRestIsCounted() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.rules)
      for number in 1...4 {
        try folder.write("Title \(number)\n\nA text of its own.\n", to: "latest.txt")
        #expect(try Outcome(["run", "--once"], in: folder).status == 0)
      }
      let outcome = try why("latest.txt", "--limit", "2", "--json", in: folder)
      #expect(try outcome.output.map { try JSONValue($0)["ledger"] } == [.integer(4), .integer(3)])
      #expect(outcome.said("2 earlier arrivals"))
    }
  }

  @Test func whatIsNotFoundIsSaidWithWhatToTry() throws {
    try withWorkFolder { folder in
      let without = try why("a.txt", in: folder)
      #expect(without.status == 2)
      #expect(without.said("--state"))
      try fill(folder)
      let nothing = try why("none.txt", in: folder)
      #expect(nothing.status == 1)
      #expect(nothing.output == [])
      #expect(nothing.said("came in as none.txt"))
      #expect(nothing.said("six digits or more"))
      try folder.write("New\n", to: "new.txt")
      try folder.write("New\n", to: "wire/half.tmp")
      try folder.write("New\n", to: ".hidden/new.txt")
      for (name, words) in [
        ("inbox/new.txt", "has not been taken yet"), ("new.txt", "has not been taken yet"),
        ("inbox/wire/half.tmp", "names that end in .tmp"), ("inbox/.hidden/new.txt", "is hidden"),
      ] {
        let outcome = try why(name, in: folder)
        #expect(outcome.status == 1)
        #expect(outcome.said(words))
      }
    }
  }

  @Test func ofAnEmptyLedgerNothingIsLeftOut() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.rules)
      #expect(try Outcome(["run", "--once"], in: folder).status == 0)
      for arguments in [["none.txt"], ["none.txt", "--all"]] {
        let outcome = try Outcome(["why"] + arguments, in: folder)
        #expect(outcome.status == 1)
        #expect(!outcome.said("not looked through"))
      }
    }
  }

  /// As `keep.alerts` leaves it, once between two steps and once at the end.
  @Test func matchesThatWereClearedAwayAreSaidToBe() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let id = try #require(try json("wire/first.txt", in: folder)[0]["alerts"]?.elements?[0]["id"]?.text)
      let queue = try DatabaseQueue(path: folder.database)
      try queue.write { try $0.execute(sql: "DELETE FROM matches") }
      let words = "some matched; what they found has been cleared away"
      let half = try why(id, in: folder)
      #expect(half.status == 0 && half.printed(words) && half.printed(id) && half.printed("1 raised"))
      #expect(try json(id, in: folder)[0]["article"]?["matches_cleared"] == .bool(true))
      try queue.write { try $0.execute(sql: "DELETE FROM outbox; DELETE FROM alerts") }
      let gone = try why("wire/first.txt", in: folder)
      #expect(gone.status == 0 && gone.printed(words) && gone.printed("cleared away, if some were raised"))
      #expect(!gone.printed("none matched") && !gone.printed("none raised"))
      let alert = try why(id, in: folder)
      #expect(alert.status == 1 && alert.said("cleared away (`keep.alerts`) is known no more"))
      let unmatched = try why("plum.txt", in: folder)
      #expect(unmatched.printed("none matched") && !unmatched.printed("cleared"))
      #expect(try json("plum.txt", in: folder)[0]["article"]?["matches_cleared"] == nil)
    }
  }

  @Test func anIDOfWhichThereAreSeveralIsAnError() throws {
    try withWorkFolder { folder in
      try fill(folder)
      try DatabaseQueue(path: folder.database).write { database in
        try database.execute(sql: "UPDATE alerts SET id = 'abcdef000000000000000001' WHERE sequence = 1")
        try database.execute(sql: "UPDATE alerts SET id = 'abcdef000000000000000002' WHERE sequence = 2")
      }
      let outcome = try why("abcdef", in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.said("alert abcdef000000000000000002"))
      #expect(try why("abcdef000000000000000002", in: folder).status == 0)
    }
  }

  @Test func whyARuleDidNotMatchAndWhatItWouldHaveFoundElsewhere() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let text = try why("wire/first.txt", "--rule", "pear", in: folder)
      #expect(text.status == 0)
      #expect(text.output.contains("wire/first.txt: does not match pear"))
      #expect(text.output.contains("It would match if datelines, captions and furniture were searched too:"))
      #expect(text.output.contains { $0.contains("furniture: ") && $0.contains("[pear apple]") })
      let json = try json("wire/first.txt", "--rule", "pear", in: folder)[0]
      #expect(json["explanation"]?["match"] == .bool(false))
      #expect(json["elsewhere"]?.elements?.first?["zone"]?.text == "furniture")
      let matches = try self.json("wire/first.txt", "--rule", "apple", in: folder)[0]
      #expect(matches["explanation"]?["match"] == .bool(true))
      #expect(matches["elsewhere"] == nil)
      let wrong = try why("wire/first.txt", "--rule", "aple", in: folder)
      #expect(wrong.status == 2)
      #expect(wrong.said("did you mean apple?"))
      // One that does not run yet.
      try folder.writeRules("rules:\n  - {id: table, match: table}\n", file: "draft.yaml")
      let draft = try why("wire/first.txt", "--rule", "table", "--rules", "rules/draft.yaml", in: folder)
      #expect(draft.output.contains("wire/first.txt: matches table"))
      let duplicate = try why("wire/again.txt", "--rule", "apple", in: folder)
      #expect(duplicate.output.contains { $0.hasPrefix("There is no text to ask the rule about") })
    }
  }

  @Test func anEndpointThatFailsIsToldWithItsErrorAndItsAttempts() throws {
    let server = try TestServer([.status(500), .status(200)])
    defer { server.close() }
    try withWorkFolder { folder in
      try folder.writeRules(Self.rules)
      try folder.writeSettings(
        "retry:\n  first: 1s\nendpoints:\n  desk:\n    type: webhook\n    url: \(server.url)\n"
          + "  dead:\n    type: webhook\n    url: http://127.0.0.1:9/\n")
      try folder.write(appleArticle, to: "apple.txt")
      let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
      _ = try daemon.outputLines(1)
      // Asked while the daemon runs, until it has told the desk.
      var desk: JSONValue?
      var dead: JSONValue?
      let limit = ContinuousClock.now + .seconds(60)
      repeat {
        let outcome = try why("apple.txt", "--json", in: folder)
        #expect(outcome.status == 0)
        let deliveries = try JSONValue(outcome.output[0])["alerts"]?.elements?[0]["deliveries"]?.elements ?? []
        desk = deliveries.first { $0["endpoint"]?.text == "desk" }
        dead = deliveries.first { $0["endpoint"]?.text == "dead" }
      } while desk?["state"]?.text != "delivered" && ContinuousClock.now < limit
      #expect(try daemon.stop() == 0)
      #expect(desk?["attempts"] == .integer(2))
      #expect(desk?["last_error"]?.text?.contains("500") == true)
      #expect(desk?["delivered"]?.text != nil)
      #expect(dead?["state"]?.text == "pending")
      #expect(dead?["next_attempt"]?.text != nil)
      #expect(dead?["last_error"]?.text?.contains("connect") == true)
    }
  }

  @Test func hostileNamesAndTextsDoNothingToATerminal() throws {
    try withWorkFolder { folder in
      try folder.writeRules(Self.rules)
      let name = "wire/a\u{1B}[2J\u{202E}b.txt"
      try folder.write("An \u{1B}]0;x\u{7} apple \u{202E}\n\nApple \u{1B}[31mpear\n", to: name)
      #expect(try Outcome(["run", "--once"], in: folder).status == 0)
      for arguments in [[name, "--text", "--rule", "pear"], [name, "--json", "--text", "--rule", "pear"]] {
        let outcome = try Outcome(["why"] + arguments, in: folder)
        #expect(outcome.status == 0)
        #expect(outcome.output.count >= 1)
        for scalar in outcome.output.joined().unicodeScalars {
          #expect(scalar.value >= 0x20 && scalar.value != 0x202E && scalar.value != 0x7F)
        }
      }
      let missing = try why("none\u{1B}[2J", in: folder)
      #expect(missing.status == 1)
      #expect(missing.process.allMessages().allSatisfy { !$0.contains("\u{1B}") })
    }
  }
}
