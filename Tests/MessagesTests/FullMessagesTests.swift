import AlertSchema
import Testing

@testable import Alerts
@testable import Messages

/// More than any service takes, of every kind of text: each limit is kept, and what room there is used.
@Suite struct FullMessagesTests {
  private static let texts = ["Word after word. ", "😀", "\"\\", "&<>", "*_`", "@", "\u{1B}"]

  private static func alerts(_ text: String) -> [Alert] {
    let long = String(repeating: text, count: 3_000 / text.count)
    // Each another text, so that none is told once for all.
    let changes = (0..<8).map { Alert.Correction.Change(zone: "body", old: "\($0)" + long, new: "new \($0)" + long) }
    let article = Alert.Article(
      hash: String(repeating: "ab", count: 32), file: "a.txt", title: long, source: long,
      url: "https://example.org/a", published: long)
    return (0..<30).map { index in
      Samples.alert(
        rule: "rule-\(index)", title: long, kind: .correction, article: article,
        snippets: index < 8 ? [Alert.Snippet(zone: "body", text: "\(index)" + long, marks: [[2_000, 2_010]])] : nil,
        correction: Alert.Correction(alert: "00", because: [.title], changes: index == 0 ? changes : []))
    }
  }

  @Test(arguments: HostileMessagesTests.formats.map(\.name), texts)
  func limitsAreKept(name: String, text: String) throws {
    let format = try #require(HostileMessagesTests.formats.first { $0.name == name }).format
    let alerts = Self.alerts(text)
    let payload = try format.payload(alerts.map { $0.jsonLine() })
    let message = try JSONValue(payload.body)
    #expect(Limits.problems(name, message, bytes: payload.body.utf8.count) == [])
    #expect(try JSONSchema.ofMessages(name).problems(in: message) == [])
    let all = message.texts.joined()
    for alert in StoryAlerts(alerts)?.alerts.prefix(20) ?? [] { #expect(all.contains(alert.id)) }
    #expect(all.contains("and 20 more rules") && all.contains("https://example.org/a"))
    // Of plain words, at least three in five of what is allowed are used.
    guard text == Self.texts[0] else { return }
    let rooms = ["slack": 3_000, "discord": 6_000, "teams": 28_000, "mattermost": 16_383, "telegram": 4_096]
    let used = name == "teams" ? payload.body.utf8.count : all.utf16.count
    #expect(used > (rooms[name] ?? 4_096) * 3 / 5)
  }
}
