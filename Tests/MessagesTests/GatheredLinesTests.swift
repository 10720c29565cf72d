import AlertSchema
import Foundation
import MailAddresses
import MessageTemplates
import RuleLanguage
import TestSupport
import Testing

@testable import Alerts
@testable import Messages

/// What the lines of gathered alerts and notices say.
@Suite struct GatheredLinesTests {
  static let url = "https://example.org/news/talks?id=7&lang=en"

  private static func alert(
    _ number: Int = 0, kind: Alert.Kind = .new, old: Bool? = nil, time: String = "2025-12-19T14:05:30.123Z",
    title: String? = nil, url: String? = url, story: String? = nil
  ) -> Alert {
    var alert = Samples.alert(
      kind: kind,
      article: Alert.Article(
        hash: String(repeating: "ab", count: 32), file: "a.txt", title: title ?? "Headline \(number).", source: "afp",
        url: url), story: story ?? "story-\(number)")
    (alert.old, alert.time) = (old, time)
    return alert
  }

  private static func notice(
    _ title: String, severity: Severity = .high, time: String = "2025-12-19T13:00:00.000Z"
  ) -> Notice {
    var notice = Notice(
      Notice.Content(code: .endpointFailing, severity: severity, title: title), occasion: title, milliseconds: 0)
    notice.time = time
    return notice
  }

  private func lines(_ alerts: [Alert], _ notices: [Notice] = []) -> [String] {
    StoryMessage(gathered: alerts.map { $0.jsonLine() } + notices.map { $0.jsonLine() }, as: .digest).hitLines
      .map(\.text)
  }

  // MARK: Marks

  @Test func marksAreThoseOfAllAlertsOfAStory() {
    func marks(_ alerts: [Alert]) -> String? {
      lines(alerts).last?.firstMatch(of: /14:05 (.*)Headline/).map { "\($0.1)" }
    }
    #expect(marks([Self.alert()]) == "")
    #expect(marks([Self.alert(old: true)]) == "OLD: ")
    #expect(marks([Self.alert(kind: .correction), Self.alert()]) == "CORRECTION: ")
    #expect(marks([Self.alert(kind: .withdrawn), Self.alert(kind: .correction)]) == "WITHDRAWN · CORRECTION: ")
    let all: [Alert] = [
      Self.alert(old: true), Self.alert(kind: .correction), Self.alert(kind: .correction, old: true),
      Self.alert(kind: .withdrawn), Self.alert(kind: .test), Self.alert(),
    ]
    #expect(marks(all) == "WITHDRAWN · CORRECTION · TEST · OLD: ")
  }

  @Test func aMarkIsOfItsStoryAlone() {
    let told = lines([Self.alert(0, kind: .withdrawn, old: true), Self.alert(1)])
    #expect(told.contains("– 14:05 Headline 1. (afp, +14 sources, 16 copies)"))
    #expect(told.contains("– 14:05 WITHDRAWN · OLD: Headline 0. (afp, +14 sources, 16 copies)"))
  }

  // MARK: Notices

  @Test func noticesStandFirstTheWorstOfThemBeforeTheOthers() {
    let told = lines(
      [Self.alert(0)], [Self.notice("low", severity: .low), Self.notice("b is lost"), Self.notice("a is lost")])
    #expect(
      told == [
        "HIGH NOTICE 13:00 b is lost", "HIGH NOTICE 13:00 a is lost", "LOW NOTICE 13:00 low",
        "HIGH Intelligence cooperation uz-intelligence (1)", "– 14:05 Headline 0. (afp, +14 sources, 16 copies)",
      ])
  }

  /// More alerts than have room, with long titles, of a worse severity.
  @Test(arguments: HostileMessagesTests.formats.map(\.name)) func noticesAreNotCut(name: String) throws {
    let format = try #require(HostileMessagesTests.formats.first { $0.name == name }).format
    let long = String(repeating: "word after word ", count: 15)
    var alerts = (0..<200).map { Self.alert($0, title: "Headline \($0), " + long) }
    for index in alerts.indices { alerts[index].rule.severity = .critical }
    let notices = (0..<3).map { Self.notice("endpoint number \($0) is failing, \(long) and that is its end") }
    let payload = try format.payload(
      alerts.map { $0.jsonLine() } + notices.map { $0.jsonLine() }, gathering: .digest)
    let texts = try CollectedMessagesTests.checked(name, payload).texts.joined()
    for number in 0..<3 { #expect(texts.contains("endpoint number \(number) is failing, \(long) and that is its end")) }
    let shown = (0..<200).count { texts.contains("Headline \($0), ") }
    #expect(shown > 0 && texts.contains("and \(200 - shown) more alerts"))
  }

  /// Alerts are told beside them, and each is shown or counted.
  @Test(arguments: HostileMessagesTests.formats.map(\.name)) func manyNoticesAreCounted(name: String) throws {
    let format = try #require(HostileMessagesTests.formats.first { $0.name == name }).format
    let notices = (0..<90).map { Self.notice("endpoint number \($0). is failing") }
    let payload = try format.payload(
      [Self.alert().jsonLine()] + notices.map { $0.jsonLine() }, gathering: .digest)
    let texts = try CollectedMessagesTests.checked(name, payload).texts.joined()
    let shown = (0..<90).count { texts.contains("endpoint number \($0). ") }
    #expect(shown >= 20 && texts.contains("and \(90 - shown) more notices") && texts.contains("Headline 0."))
  }

  @Test func noticesAloneAreCountedAlone() throws {
    func headline(_ json: [String]) -> String { StoryMessage(gathered: json, as: .digest).headline }
    let notices = [Self.notice("a").jsonLine(), Self.notice("b").jsonLine()]
    #expect(headline(notices) == "2 notices, gathered for the digest")
    #expect(headline([Self.alert().jsonLine()] + notices) == "1 alert, 2 notices, gathered for the digest")
    #expect(headline(["{}"] + notices) == "1 alert, 2 notices, gathered for the digest")
    #expect(headline(["{}"]) == "1 alert, gathered for the digest")
    #expect(StoryMessage(gathered: notices, as: .digest).time == "2025-12-19T13:00:00.000Z")
  }

  // MARK: Times

  @Test func theDayIsSaidWhereThereAreSeveral() {
    let late = Self.alert(1, time: "2025-12-20T00:01:00.000Z")
    let told = lines([Self.alert(0), late], [Self.notice("a")])
    #expect(told[0] == "HIGH NOTICE 2025-12-19 13:00 a")
    #expect(told[2].hasPrefix("– 2025-12-20 00:01 Headline 1.") && told[3].hasPrefix("– 2025-12-19 14:05 Headline 0."))
    let ofNotice = lines([Self.alert(0)], [Self.notice("a", time: "2025-12-18T23:59:59.999Z")])
    #expect(ofNotice[2].hasPrefix("– 2025-12-19 14:05 Headline"))
  }

  @Test func theTimeIsThatOfTheNewest() {
    let told = lines([Self.alert(), Self.alert(time: "2025-12-19T15:00:00.000Z")])
    #expect(told.last == "– 15:00 Headline 0. (afp, +14 sources, 16 copies, told 2 times)")
  }

  @Test func whatIsNoTimeIsNotSaid() {
    #expect(lines([Self.alert(time: "\u{202E}noon")]).last?.hasPrefix("– Headline 0.") == true)
    #expect(StoryMessage(gathered: [Self.alert().jsonLine()], as: .digest).idLine.text.hasSuffix(" · times are UTC"))
  }

  // MARK: Links

  private func message(_ format: PayloadFormat, _ alerts: [Alert]) throws -> JSONValue {
    try JSONValue(format.payload(alerts.map { $0.jsonLine() }, gathering: .digest).body)
  }

  @Test func titlesAreLinksWhereAServiceHasThem() throws {
    let alerts = [Self.alert(title: "Talks [1] & *more*")]
    let slack = try message(.slack, alerts)["blocks"]?[1]?["text"]?["text"]?.text
    #expect(
      slack?.hasSuffix(
        "\n– 14:05 <https://example.org/news/talks?id=7&amp;lang=en|Talks [1] &amp; \u{2217}more\u{2217}> (afp, "
          + "+14 sources, 16 copies)") == true)
    let markdown = "– 14:05 [Talks \u{FF3B}1\u{FF3D} & \\*more\\*](\(Self.url)) (afp, +14 sources, 16 copies)"
    #expect(try message(.discord, alerts)["embeds"]?[0]?["description"]?.text?.hasSuffix("\n" + markdown) == true)
    #expect(
      try message(.mattermost, alerts)["attachments"]?[0]?["text"]?.text?.contains("\n\n" + markdown + "\n\n") == true)
    let ntfy = try message(.ntfy(topic: "desk"), alerts)["message"]?.text
    #expect(ntfy?.contains("\n– 14:05 Talks [1] & *more* (afp, +14 sources, 16 copies)\n") == true)
    #expect(ntfy?.contains("http") == false)
  }

  @Test func teamsAndTelegramTellLinksBesideTheText() throws {
    let line = try #require(
      try message(.teams, [Self.alert()])["attachments"]?[0]?["content"]?["body"]?[2]?["inlines"])
    #expect(line[0]?["text"]?.text == "– 14:05 " && line[0]?["selectAction"] == nil)
    #expect(line[1]?["text"]?.text == "Headline 0." && line[1]?["selectAction"]?["url"]?.text == Self.url)
    #expect(line[2]?["selectAction"] == nil)

    let telegram = try message(.telegram(chat: "1"), [Self.alert(title: "😀 Talks")])
    let units = Array(try #require(telegram["text"]?.text).utf16)
    guard case .array(let entities)? = telegram["entities"] else { throw MessageError("no entities") }
    let link = try #require(entities.first { $0["type"]?.text == "text_link" })
    guard case .integer(let offset)? = link["offset"], case .integer(let length)? = link["length"] else {
      throw MessageError("no place")
    }
    #expect(link["url"]?.text == Self.url)
    #expect(String(decoding: units[offset..<offset + length], as: UTF16.self) == "😀 Talks")
  }

  @Test(arguments: ["javascript:alert(1)", "https://user:password@example.org/", "", "ftp://example.org/"])
  func otherAddressesAreNoLinks(url: String) throws {
    for (name, format) in HostileMessagesTests.formats {
      let alerts = [Self.alert(url: url), Self.alert(1, url: url)]
      let body = try format.payload(alerts.map { $0.jsonLine() }, gathering: .digest).body
      #expect(body.contains("Headline 1."), "\(name)")
      #expect(!body.contains("example.org") && !body.contains("javascript") && !body.contains("text_link"), "\(name)")
    }
  }

  /// It would take the room of many lines; where addresses stand beside the text they have one for all.
  @Test(arguments: HostileMessagesTests.formats.map(\.name)) func longLinksLeaveRoom(name: String) throws {
    let format = try #require(HostileMessagesTests.formats.first { $0.name == name }).format
    func payload(_ length: Int) throws -> JSONValue {
      let url = "https://example.org/" + String(repeating: "a", count: length)
      return try CollectedMessagesTests.checked(
        name, format.payload((0..<30).map { Self.alert($0, url: url).jsonLine() }, gathering: .digest))
    }
    let texts = try payload(1_900).texts
    #expect((0..<30).allSatisfy { number in texts.contains { $0.contains("Headline \(number).") } })
    let links = try payload(100).texts.joined().components(separatedBy: "https://example.org/").count - 1
    #expect(name == "ntfy" ? links == 0 : links >= 20, "\(links) links")
  }

  /// Lines stay legible when links and titles are long.
  @Test func fewerLinesRatherThanUnreadableOnes() throws {
    let alerts = (0..<60).map {
      Self.alert($0, title: "\($0) " + String(repeating: "word ", count: 50), url: Self.url + "&n=\($0)")
    }
    let text = try #require(try message(.discord, alerts)["embeds"]?[0]?["description"]?.text)
    let titles = text.matches(of: /\[([^\]]*)\]\(/).map(\.1.count)
    #expect(titles.count > 10 && titles.allSatisfy { $0 >= 40 })
    #expect(text.hasSuffix("and \(60 - titles.count) more alerts"))
  }

  @Test func slackHasAsManySectionsAsItNeeds() throws {
    let alerts = (0..<40).map { Self.alert($0, url: Self.url + "&n=\($0)") }
    let message = try CollectedMessagesTests.checked(
      "slack", PayloadFormat.slack.payload(alerts.map { $0.jsonLine() }, gathering: .digest))
    guard case .array(let blocks)? = message["blocks"] else { throw MessageError("no blocks") }
    let sections = blocks.filter { $0["type"]?.text == "section" }.compactMap { $0["text"]?["text"]?.text }
    #expect(sections.count > 1 && sections[0].utf16.count > 2_500)
    #expect((0..<40).allSatisfy { number in sections.contains { $0.contains("|Headline \(number).>") } })
  }

  /// Of characters that are sixteen code points each; its source is as long.
  @Test(arguments: HostileMessagesTests.formats.map(\.name)) func aLineIsNotLongerThanItsPlace(name: String) throws {
    let format = try #require(HostileMessagesTests.formats.first { $0.name == name }).format
    let tower = String(repeating: "a" + String(repeating: "\u{301}", count: 20), count: 400)
    var long = Self.alert()
    // As stored, whatever bounds an alert has when it is raised.
    (long.article.title, long.article.source) = ("Towers " + tower, tower)
    let payload = try format.payload([long, Self.alert(1)].map { $0.jsonLine() }, gathering: .digest)
    let texts = try CollectedMessagesTests.checked(name, payload).texts.joined()
    #expect(texts.contains("Towers ") && texts.contains("Headline 1."))
  }

  // MARK: Mail

  private func sections(_ alerts: [Alert]) -> [MailSection] {
    [MailSection(StoryMessage(gathered: alerts.map { $0.jsonLine() }, as: .digest))]
  }

  @Test func mailHasTheAddressBelowTheLineAndTheTitleAsALink() {
    let sections = sections([Self.alert(title: "<b>Talks</b>"), Self.alert(1, url: "javascript:alert(1)")])
    let text = MailPlainText.text(of: sections)
    #expect(
      text.contains(
        "\n– 14:05 Headline 1. (afp, +14 sources, 16 copies)\n– 14:05 <b>Talks</b> (afp, +14 sources, 16 copies)\n"
          + "    \(Self.url)\n"))
    let html = MailHTML.text(of: sections)
    #expect(
      html.contains(
        ">– 14:05 <a href=\"https://example.org/news/talks?id=7&amp;lang=en\" rel=\"noreferrer\">"
          + "&lt;b&gt;Talks&lt;/b&gt;</a> (afp, +14 sources, 16 copies)</p>"))
    #expect(html.contains(">– 14:05 Headline 1. (afp") && !html.contains("javascript"))
  }

  @Test func mailCountsAlertsAndNotLines() {
    // Of 302 lines two are left out: that of story 2, and that of story 1, which stands for two alerts.
    let alerts = [Self.alert(1)] + (1...301).map { Self.alert($0) }
    let text = MailPlainText.text(of: sections(alerts))
    #expect(text.contains("Headline 3. ") && !text.contains("Headline 2. ") && text.contains("\nand 3 more alerts\n"))
  }

  // MARK: Templates

  @Test func templatesCanTellANoticeFromAnAlert() throws {
    let template = try MessageTemplate(#"{"kind": "{{kind}}", "id": "{{id}}", "t": "{{rule.title}}"}"#)
    let format = PayloadFormat.template(template)
    let notice = Self.notice("desk fails")
    let told = try JSONValue(format.payload([notice.jsonLine()]).body)
    #expect(told["kind"]?.text == "notice" && told["id"]?.text == notice.id && told["t"]?.text == "desk fails")
    for kind in [Alert.Kind.new, .correction, .withdrawn, .test] {
      let body = try format.payload([Self.alert(kind: kind).jsonLine()]).body
      #expect(try JSONValue(body)["kind"]?.text == kind.rawValue)
    }
  }
}
