import Foundation
import MailAddresses
import Testing

@testable import Alerts
@testable import Messages

@Suite struct MailMessageTests {
  static let hostile = [
    "Talks in Tashkent", "Переговоры в Ташкенте о поставках газа и нефти через границу",
    "🙂🇺🇿👩‍👩‍👧" + String(repeating: "🧨", count: 90),
    "محادثات \u{202E}abc\u{202C} שלום", String(repeating: "x", count: 10_000),
    String(repeating: "слово word ", count: 900),
    "a\r\nBcc: victim@example.org\r\n\r\nbody\rX: y\nZ: w\u{2028}p\u{85}r", "=?utf-8?q?=0D=0ABcc:_a@example.org?=",
    ".\n.\r\n..two", "From a@example.org Mon Nov 23", "a\0b\u{1B}[31m\u{7F}",
    "<script>x</script><img src=http://e.example> & \"q\" 'q'",
    "--=_0000\r\n--=_0000--", "a" + String(repeating: "\u{301}", count: 3000), "  many   spaces \t ", "",
    "100% = =3D\r\n= ",
  ]

  static func alert(_ id: String = "a1", rule: String = "Border", title: String, story: String = "s1") throws -> Alert {
    var alert = try Alert(jsonLine: StoryAlertsTests.json(rule: "border", severity: "high"))
    alert.id = id
    alert.rule.title = rule
    alert.article.title = title
    alert.article.source = title
    alert.article.url = "https://example.org/" + title
    alert.story?.id = story
    alert.snippets = [
      Alert.Snippet(zone: "body", text: "At the border " + title, marks: [[7, 13], [9, 11], [13, 99_999_999], [3]])
    ]
    return alert
  }

  static func message(_ alerts: [Alert], prefix: String? = nil) throws -> MailMessage {
    let envelope = MailMessage.Envelope(
      from: try MailAddress("Wächter <watchword@example.org>"),
      to: [try MailAddress("a@example.org"), try MailAddress("Desk, night <b@example.org>")], subjectPrefix: prefix)
    return MailMessage(try #require(StoryAlerts(alerts)), envelope, time: 1_795_400_000_000)
  }

  /// The lines of the head, unfolded.
  static func head(_ message: MailMessage) throws -> [String] {
    let end = try #require(message.text.range(of: "\r\n\r\n"))
    return message.text[..<end.lowerBound].replacingOccurrences(of: "\r\n ", with: " ").components(separatedBy: "\r\n")
  }

  static func header(_ name: String, _ message: MailMessage) throws -> String? {
    try head(message).first { $0.hasPrefix(name + ": ") }.map { String($0.dropFirst(name.count + 2)) }
  }

  // MARK: The head

  @Test func theHeadIsThatOfAMailByAProgram() throws {
    let message = try Self.message([try Self.alert(title: "Talks in Tashkent")], prefix: "[alert]")
    #expect(
      try Self.head(message) == [
        "Date: Mon, 23 Nov 2026 02:13:20 +0000", "From: =?UTF-8?B?V8OkY2h0ZXI=?= <watchword@example.org>",
        "To: a@example.org, \"Desk, night\" <b@example.org>", "Subject: [alert] HIGH Border: Talks in Tashkent",
        "Message-ID: <a1@watchword.example.org>", "In-Reply-To: <story.s1@watchword.example.org>",
        "References: <story.s1@watchword.example.org>", "Auto-Submitted: auto-generated", "X-Watchword-Alert: a1",
        "X-Watchword-Rule: border", "MIME-Version: 1.0",
        try #require(Self.head(message).last { $0.hasPrefix("Content-Type: multipart/alternative; boundary=\"=_") }),
      ])
  }

  @Test(arguments: hostile) func noTextGetsOutOfItsPlace(_ title: String) throws {
    var alert = try Self.alert(rule: title, title: title)
    alert.article.file = title
    alert.rule.id = title
    let message = try Self.message([alert], prefix: "[x]")
    let lines = message.text.components(separatedBy: "\r\n")
    for line in lines {
      #expect(line.utf8.allSatisfy { (0x20...0x7E).contains($0) })
      #expect(line.utf8.count <= 76)
    }
    let names = try Self.head(message).map { String($0.prefix { $0 != ":" }) }
    #expect(
      names == [
        "Date", "From", "To", "Subject", "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
        "X-Watchword-Alert", "X-Watchword-Rule", "MIME-Version", "Content-Type",
      ])
    let boundary = try #require(lines.first { $0.hasPrefix("--=_") })
    #expect(lines.count { $0.hasPrefix(boundary) } == 3)
    #expect(lines.suffix(2) == [boundary + "--", ""])
  }

  @Test func idsAreStableAndOfTheirAlerts() throws {
    let (a, b) = (try Self.alert("a1", title: "x"), try Self.alert("b2", title: "x"))
    let alone = try Self.message([a])
    let both = try Self.message([a, b])
    #expect(alone.id == "a1@watchword.example.org")
    #expect(try Self.message([a, b]).id == both.id)
    // Whoever had the one by itself must not take the two for it.
    #expect(both.id != alone.id)
    #expect(try Self.message([b]).id != both.id)
    #expect(try Self.header("References", both) == Self.header("References", alone))
  }

  @Test func idsThatCannotStandInAHeaderAreDigested() throws {
    let message = try Self.message([try Self.alert("a>\r\nBcc: b", title: "x", story: "s @\n")])
    #expect(message.id.utf8.count == 24 + "@watchword.example.org".utf8.count)
    #expect(try Self.header("References", message)?.contains(" ") == false)
  }

  // MARK: The subject

  @Test func theSubjectSaysWhatKindItIs() throws {
    var alerts = [try Self.alert("a", title: "Talks"), try Self.alert("b", rule: "Other", title: "Talks")]
    #expect(MailSubject.text(of: try #require(StoryAlerts(alerts)), prefix: nil) == "HIGH Border (+1): Talks")
    alerts[1].kind = .correction
    #expect(
      MailSubject.text(of: try #require(StoryAlerts(alerts)), prefix: "  ") == "CORRECTION HIGH Border (+1): Talks")
    alerts[0].kind = .withdrawn
    alerts[0].old = true
    let best = try #require(StoryAlerts([alerts[0]]))
    #expect(MailSubject.text(of: best, prefix: "[a]") == "[a] WITHDRAWN OLD HIGH Border: Talks")
    alerts[0].kind = .test
    alerts[0].article.title = nil
    let test = try #require(StoryAlerts([alerts[0]]))
    #expect(MailSubject.text(of: test, prefix: nil) == "TEST OLD HIGH Border")
  }

  @Test func longSubjectsAreCutBehindAWord() throws {
    let words = String(repeating: "talks about gas ", count: 30)
    let subject = MailSubject.text(
      of: try #require(StoryAlerts([try Self.alert(rule: words, title: words)])), prefix: nil)
    #expect(subject.unicodeScalars.count <= 151)
    #expect(subject.hasPrefix("HIGH talks about gas talks"))
    #expect(subject.contains("…: talks about"))
    #expect(["talks…", "about…", "gas…"].contains { subject.hasSuffix(" " + $0) })
  }

  // MARK: Encodings

  @Test(arguments: hostile) func encodedWordsAreShortAndWhole(_ text: String) throws {
    let words = MailHeader.encodedWords(text, room: 40)
    #expect(words.allSatisfy { $0.utf8.count <= 75 })
    #expect((words.first?.utf8.count ?? 0) <= 40)
    let decoded = try words.map { word in
      let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
      // Each word by itself is UTF-8: RFC 2047, 5.
      return try #require(String(data: data, encoding: .utf8))
    }
    #expect(Array(decoded.joined().utf8) == Array(text.utf8))
  }

  @Test(arguments: hostile + ["a ", "\n\n", " x", String(repeating: "a", count: 75) + ".b", "\n.\nFrom x\n"])
  func bodiesComeBackAsTheyWere(_ text: String) throws {
    let text = text.replacingOccurrences(of: "\r\n", with: "\n").replacingOccurrences(of: "\r", with: "\n")
    // The longer one would not be taken otherwise.
    for text in [text, text + String(repeating: "я", count: 500), text + String(repeating: "a", count: 5000)] {
      let body = MailBody(text)
      let lines = body.encoded.components(separatedBy: "\r\n")
      #expect(lines.allSatisfy { $0.utf8.count <= 76 && !$0.hasPrefix(".") && !$0.hasPrefix("From ") })
      #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
      let bytes = body.transferEncoding == "base64" ? try base64(body.encoded) : quotedPrintable(lines)
      #expect(
        String(decoding: bytes, as: UTF8.self).utf8.elementsEqual(
          text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8))
    }
  }

  private func base64(_ text: String) throws -> [UInt8] {
    Array(try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters)))
  }

  /// RFC 2045, 6.7, read as it stands there.
  private func quotedPrintable(_ lines: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (number, line) in lines.enumerated() {
      var rest = Array(line.utf8)[...]
      var isSoft = false
      while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "=") else {
          bytes.append(byte)
          continue
        }
        isSoft = rest.isEmpty
        if !isSoft { bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0) }
        rest = rest.dropFirst(2)
      }
      if !isSoft, number < lines.count - 1 { bytes += [13, 10] }
    }
    return bytes
  }

  @Test func datesAreInUTC() {
    #expect(MailHeader.date(0) == "Thu, 01 Jan 1970 00:00:00 +0000")
    #expect(MailHeader.date(951_827_696_789) == "Tue, 29 Feb 2000 12:34:56 +0000")
    #expect(MailHeader.date(.min) == "Thu, 01 Jan 1970 00:00:00 +0000")
    #expect(MailHeader.date(.max) == "Fri, 31 Dec 9999 23:59:59 +0000")
  }

  // MARK: The text

  @Test func thePlainTextHasWhatPeopleNeed() throws {
    var correction = try Self.alert("b", rule: "Gas", title: "Talks")
    correction.kind = .correction
    correction.correction = Alert.Correction(
      alert: "c0", because: [.title],
      changes: [.init(zone: "title", old: "Talks fail", new: "Talks"), .init(zone: "body", new: "New.")])
    correction.snippets = [Alert.Snippet(zone: "title", text: "Talks", marks: [[0, 5]])]
    var sections = MailSection.sections(of: try #require(StoryAlerts([try Self.alert(title: "Talks"), correction])))
    #expect(
      MailPlainText.text(of: sections) == """
        Talks
        Talks
        https://example.org/Talks

        HIGH  Border
          At the [border] Talks
          alert a1 · rule border

        HIGH  CORRECTION  Gas
          title was: Talks fail
          title now: Talks
          now: New.
          title: [Talks]
          alert b · rule border · told before in alert c0

        file a.txt

        """)
    correction.article.hash = "11"
    sections = MailSection.sections(of: try #require(StoryAlerts([try Self.alert(title: "Talks"), correction])))
    #expect(sections.map(\.entries.count) == [1, 1])
  }

  @Test func theHTMLHasNoTagsButItsOwn() throws {
    var alert = try Self.alert(rule: "a<b>&\"'", title: "</h2><img src=x onerror=y>")
    alert.snippets = [Alert.Snippet(zone: "<i>", text: "x <b> y", marks: [[2, 5]])]
    let html = MailHTML.text(of: MailSection.sections(of: try #require(StoryAlerts([alert]))))
    #expect(html.contains("&lt;/h2&gt;&lt;img src=x onerror=y&gt;</h2>"))
    #expect(html.contains("a&lt;b&gt;&amp;&quot;&#39;"))
    #expect(html.contains("<i>&lt;i&gt;:</i> x <mark style=\"background:#ffe58a;color:#1a1a1a\">&lt;b&gt;</mark> y"))
    #expect(!html.contains("<img") && !html.contains("href"))
  }

  @Test(arguments: [
    ("https://example.org/a?b=1&c=%20", true), ("HTTP://example.org", true), ("https://", false),
    ("javascript:alert(1)", false), ("https://example.org/\"onclick=x", false), ("https://example.org/a b", false),
    ("https://example.org/<x>", false), ("https://пример.рф/", false), ("data:text/html,x", false),
    ("https://example.org/\r\n", false), ("https://example.org/" + String(repeating: "a", count: 2000), false),
  ]) func onlyAddressesOfPagesAreLinks(_ url: String, _ isLink: Bool) {
    #expect(MailSection.link(url) == (isLink ? url : nil))
  }

  @Test func oneLineIsOneLine() {
    #expect(" a \r\n\t b\u{2028}c\0d ".oneLine(atMost: 99) == "a b c d")
    #expect("a\u{202E}b\u{FEFF}c".oneLine(atMost: 99) == "abc")
    #expect("talks about gas".oneLine(atMost: 13) == "talks about…")
    #expect("abcdefgh".oneLine(atMost: 4) == "abcd…")
    #expect("abcd".oneLine(atMost: 4) == "abcd")
  }
}
