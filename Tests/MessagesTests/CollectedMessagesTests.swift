import AlertSchema
import Alerts
import Foundation
import MailAddresses
import MessageTemplates
import Pacing
import TestSupport
import Testing

@testable import Messages

/// Notices, and alerts that were gathered, in every format.
@Suite struct CollectedMessagesTests {
  private static func notice(_ title: String, _ lines: [String]) -> Notice {
    Notice(
      Notice.Content(code: .endpointFailing, severity: .high, title: title, lines: lines, endpoint: "desk"),
      occasion: "1", milliseconds: 1_766_139_330_123)
  }

  private func checked(_ name: String, _ payload: Payload) throws -> JSONValue {
    try Self.checked(name, payload)
  }

  /// Valid, within the limits, and nothing of it markup but ours.
  static func checked(_ name: String, _ payload: Payload) throws -> JSONValue {
    let message = try JSONValue(payload.body)
    let problems =
      try JSONSchema.ofMessages(name).problems(in: message)
      + Limits.problems(name, message, bytes: payload.body.utf8.count)
    #expect(problems == [], "\(name)")
    for text in message.texts {
      #expect(Limits.mentions(name, in: text) == [], "\(name)")
      #expect(!text.unicodeScalars.contains { $0.isUnsafeToShow && $0 != "\n" }, "\(name)")
    }
    return message
  }

  @Test(arguments: HostileMessagesTests.formats.map(\.name)) func noticeIsToldToPeople(name: String) throws {
    let format = try #require(HostileMessagesTests.formats.first { $0.name == name }).format
    let notice = Self.notice("desk is failing since noon", ["answered with 503", "12 alerts wait"])
    let texts = try checked(name, format.payload([notice.jsonLine()])).texts.joined(separator: "\n")
    for expected in ["desk is failing since noon", "503", "12 alerts wait", notice.id, "HIGH"] {
      #expect(texts.contains(expected), "\(name): \(expected)")
    }
  }

  @Test(arguments: HostileMessagesTests.formats.map(\.name)) func noticeIsBoundedAndNoMarkup(name: String) throws {
    let format = try #require(HostileMessagesTests.formats.first { $0.name == name }).format
    for text in ["<!channel> @everyone ", "*_`~", "\u{202E}\u{1B}[31m", "😀", "&<>\"", "[x](http://a)"] {
      let long = String(repeating: text, count: 5_000 / text.count)
      let notice = Self.notice(long, (0..<50).map { "\($0) \(long)" })
      _ = try checked(name, format.payload([notice.jsonLine()]))
    }
  }

  @Test(arguments: HostileMessagesTests.formats.map(\.name)) func gatheredAlertsAreOneMessage(name: String) throws {
    let format = try #require(HostileMessagesTests.formats.first { $0.name == name }).format
    let alerts = (0..<3).map { number in
      Samples.alert(
        rule: number == 2 ? "gas" : "uz", title: number == 2 ? "Gas" : "Uzbekistan",
        severity: number == 2 ? .critical : .low,
        article: Alert.Article(
          hash: String(repeating: "\(number)", count: 64), file: "a.txt", title: "Headline number \(number)",
          source: "afp"), story: "s\(number)")
    }
    let all = alerts.map { $0.jsonLine() } + [Self.notice("desk is failing", []).jsonLine(), "{\"kind\":\"later\"}"]
    let payload = try format.payload(all, gathering: .quietHours)
    let texts = try checked(name, payload).texts.joined(separator: "\n")
    for expected in [
      "3 alerts", "1 notice", "quiet hours", "Headline number 0", "Headline number 2", "desk is failing",
    ] {
      #expect(texts.contains(expected), "\(name): \(expected)")
    }
    #expect(texts.contains("1 alert of another version"))
    // The worst first.
    let gas = try #require(texts.range(of: "Gas"))
    let uzbekistan = try #require(texts.range(of: "Uzbekistan"))
    #expect(gas.lowerBound < uzbekistan.lowerBound)
  }

  @Test(arguments: HostileMessagesTests.formats.map(\.name)) func gatheredAlertsAreBounded(name: String) throws {
    let format = try #require(HostileMessagesTests.formats.first { $0.name == name }).format
    var random = SplitMix64(seed: 99)
    for count in [1, 2, 20, 256] {
      var alerts: [Alert] = []
      while alerts.count < count { alerts += Samples.hostile(&random) }
      _ = try checked(name, format.payload(alerts.prefix(count).map { $0.jsonLine() }, gathering: .digest))
      // Each a line of its own, as many notices among them, of several days.
      var json: [String] = []
      for (index, alert) in alerts.prefix(count).enumerated() {
        var alert = alert
        alert.rule.id = "rule-\(index % 7)"
        alert.story?.id = "story-\(index)"
        if random.chance(30) { alert.time = random.pick(["2025-12-20T00:00:00.000Z", "", "yesterday\u{202E}"]) }
        if random.chance(30) { alert.old = true }
        json.append(alert.jsonLine())
        if random.chance(40) { json.append(Self.notice(Samples.text(&random) + "a", []).jsonLine()) }
      }
      _ = try checked(name, format.payload(json, gathering: .limit))
    }
  }

  /// What has no room is counted in alerts, whatever lines it would have taken.
  @Test func whatIsLeftOutIsCounted() throws {
    let alerts = (0..<200).map { number in
      Samples.alert(
        rule: "rule-\(number % 20)", title: "Rule \(number % 20)", severity: .high,
        article: Alert.Article(
          hash: String(repeating: "ab", count: 32), file: "a.txt", title: "Headline \(number).", source: "afp"),
        story: "story-\(number)")
    }
    let body = try PayloadFormat.telegram(chat: "1").payload(alerts.map { $0.jsonLine() }, gathering: .limit).body
    let text = try JSONValue(body).texts.joined(separator: "\n")
    let shown = (0..<200).count { text.contains("Headline \($0).") }
    #expect(shown > 20 && text.contains("and \(200 - shown) more alerts"))
    #expect(text.contains("200 alerts"))
  }

  @Test func aStoryIsOneLineOfARule() throws {
    let alerts = [Alert.Kind.new, .correction].map { Samples.alert(kind: $0) }
    let body = try PayloadFormat.slack.payload(alerts.map { $0.jsonLine() }, gathering: .digest).body
    #expect(body.contains("told 2 times") && body.contains("2 alerts of 1 story"))
    #expect(body.components(separatedBy: "Talks in Tashkent").count == 2)
  }

  /// Nothing was corrected: the rule wants to hear of it from this source once more.
  @Test func whatIsToldAgainIsNoCorrection() throws {
    var again = Samples.alert(kind: .correction)
    again.correction = Alert.Correction(alert: "a", because: [.source, .language], changes: [])
    let gathered = try PayloadFormat.slack.payload([again.jsonLine()], gathering: .digest).body
    let alone = try PayloadFormat.slack.payload([again.jsonLine()]).body
    let log = LogFields(alertID: again.id, json: again.jsonLine()).line
    let text = AlertTextRenderer(usesColour: false).text(ofStored: again.jsonLine())
    let mail = MailMessage(try StoryAlerts(decoding: [again.jsonLine()]), try envelope(), time: 1_766_139_330_123)
    for told in [gathered, alone, log, text, mail.text] {
      #expect(told.contains("AGAIN") && !told.contains("CORRECTION"), "\(told)")
    }
    again.correction?.because.append(.denial)
    #expect(LogFields(alertID: again.id, json: again.jsonLine()).line.contains("CORRECTION"))
  }

  @Test func programsGetANoticeAsItIs() throws {
    let notice = Self.notice("desk fails", ["answered with 503"])
    let json = notice.jsonLine()
    #expect(try PayloadFormat.alert.payload([json]).body == json)
    let event = try JSONValue(PayloadFormat.cloudEvents.payload([json]).body)
    #expect(event["type"] == .string("watchword.notice.endpoint-failing"))
    #expect(try JSONSchema.ofMessages("cloudevent").problems(in: event) == [])
    let template = try MessageTemplate(#"{"text": "{{rule.title}}: {{text}}"}"#)
    let body = try PayloadFormat.template(template).payload([json]).body
    #expect(body.contains("desk fails: "))
    let counting = try MessageTemplate(#"{"copies": {{story.copies}}}"#)
    #expect(try PayloadFormat.template(counting).payload([json]).body == #"{"copies": 1}"#)
  }

  @Test func logsAreToldOfANotice() throws {
    let notice = Self.notice("desk fails\u{1B}", [])
    let fields = LogFields(alertID: notice.id, json: notice.jsonLine())
    #expect(fields.kind == "notice" && fields.priority == 3 && fields.severity == "high")
    #expect(fields.line.hasPrefix("HIGH NOTICE: desk fails") && !fields.line.contains("\u{1B}"))
    let text = AlertTextRenderer(usesColour: false).text(ofStored: notice.jsonLine())
    #expect(text.hasPrefix("HIGH  NOTICE  desk fails") && !text.contains("\u{1B}"))
  }

  // MARK: Mail

  private func envelope() throws -> MailMessage.Envelope {
    MailMessage.Envelope(
      from: try MailAddress("watchword@example.org"), to: [try MailAddress("anna@example.org")], subjectPrefix: nil)
  }

  @Test func mailTellsOfANotice() throws {
    let notice = Self.notice("desk is failing", ["answered with 503"])
    let mail = MailMessage(notice, try envelope(), time: 1_766_139_330_123)
    #expect(mail.text.contains("Subject: HIGH: desk is failing"))
    #expect(mail.text.contains("answered with 503") && mail.text.contains(notice.id))
    #expect(!mail.text.contains("References:"))
    #expect(mail.text.utf8.allSatisfy { $0 < 0x7F })
  }

  @Test func mailTellsOfGatheredAlertsWithTheSameIdEachTime() throws {
    var random = SplitMix64(seed: 5)
    for count in [1, 2, 20, 256] {
      var alerts: [Alert] = []
      while alerts.count < count { alerts += Samples.hostile(&random) }
      let (json, ids) = (alerts.map { $0.jsonLine() }, alerts.map(\.id))
      let mail = MailMessage(gathered: json, ids: ids, as: .digest, try envelope(), time: 1_766_139_330_123)
      let again = MailMessage(gathered: json, ids: ids, as: .digest, try envelope(), time: 1_866_139_330_123)
      #expect(mail.id == again.id)
      #expect(mail.text.contains("Subject: ") && mail.text.utf8.allSatisfy { $0 < 0x7F })
      #expect(mail.text.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
    }
  }
}
