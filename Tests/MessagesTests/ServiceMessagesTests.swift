import AlertSchema
import Foundation
import RuleLanguage
import Testing

@testable import Alerts
@testable import Messages

/// What people are shown of alerts as they come.
@Suite struct ServiceMessagesTests {
  private let two = [
    Samples.alert(), Samples.alert(rule: "tashkent", title: "All of Tashkent & <more>", severity: .critical),
  ]

  private func message(_ format: PayloadFormat, _ alerts: [Alert]? = nil) throws -> JSONValue {
    try JSONValue(format.payload((alerts ?? two).map { $0.jsonLine() }).body)
  }

  @Test func slack() throws {
    let message = try message(.slack)
    #expect(
      message["text"]?.text == "CRITICAL: Talks in Tashkent (rule All of Tashkent &amp; &lt;more&gt; and 1 more)")
    #expect(message["blocks"]?[0]?["text"]?["text"]?.text == "CRITICAL: Talks in Tashkent")
    #expect(
      message["blocks"]?[1]?["text"]?["text"]?.text
        == "*CRITICAL* All of Tashkent &amp; &lt;more&gt; `tashkent`\n*HIGH* Intelligence cooperation `uz-intelligence`"
    )
    #expect(
      message["blocks"]?[2]?["text"]?["text"]?.text
        == ">The heads of two services met in Tashkent to discuss the exchange of *intelligence*.")
    let context = try #require(message["blocks"]?[3]).texts
    #expect(context.contains("<https://example.org/news/talks?id=7&amp;lang=en|Open the article>"))
    #expect(context.contains("reuters · published 2025-12-19 · +14 sources · 16 copies"))
    #expect(context.contains("alerts `\(two[1].id)`, `\(two[0].id)`"))
  }

  @Test func discord() throws {
    let message = try message(.discord)
    #expect(message["allowed_mentions"]?["parse"] == .array([]))
    let embed = try #require(message["embeds"]?[0])
    #expect(embed["title"]?.text == "CRITICAL: Talks in Tashkent")
    #expect(embed["url"]?.text == "https://example.org/news/talks?id=7&lang=en")
    #expect(embed["color"] == .integer(0xB7_1C_1C))
    #expect(embed["description"]?.text?.hasSuffix("exchange of **intelligence**.") == true)
    #expect(
      embed["fields"]?[0]?["value"]?.text?.hasPrefix("**CRITICAL** All of Tashkent & \\<more\\> `tashkent`") == true)
    #expect(embed["footer"]?["text"]?.text == "alerts \(two[1].id), \(two[0].id)")
  }

  @Test func teams() throws {
    let card = try #require(try message(.teams)["attachments"]?[0]?["content"])
    #expect(card["body"]?[0]?["inlines"]?[1]?["text"]?.text == "Talks in Tashkent")
    #expect(card["actions"]?[0]?["url"]?.text == "https://example.org/news/talks?id=7&lang=en")
    #expect(card["body"]?[3]?["inlines"]?[1]?["text"]?.text == "intelligence")
    #expect(card["body"]?[3]?["inlines"]?[1]?["highlight"] == .bool(true))
  }

  @Test func mattermost() throws {
    let attachment = try #require(try message(.mattermost)["attachments"]?[0])
    #expect(attachment["color"]?.text == "#b71c1c")
    #expect(attachment["title_link"]?.text == "https://example.org/news/talks?id=7&lang=en")
    #expect(attachment["text"]?.text?.contains("\n\n> \u{200B}The heads") == true)
  }

  /// Places count in UTF-16, in which an emoji is two.
  @Test func telegramTellsPlacesBesideTheText() throws {
    let alert = Samples.alert(
      article: Samples.article(title: "😀 <b>Talks</b>"), snippets: [Samples.snippet("😀 On intelligence only.")])
    let message = try message(.telegram(chat: "@desk"), [alert])
    let text = try #require(message["text"]?.text)
    #expect(message["chat_id"]?.text == "@desk")
    guard case .array(let entities)? = message["entities"] else { throw MessageError("no entities") }
    let units = Array(text.utf16)
    let marked = entities.compactMap { entity -> String? in
      guard case .integer(let offset)? = entity["offset"], case .integer(let length)? = entity["length"] else {
        return nil
      }
      return "\(entity["type"]?.text ?? ""):" + String(decoding: units[offset..<offset + length], as: UTF16.self)
    }
    #expect(marked.prefix(2) == ["bold:😀 <b>Talks</b>", "text_link:😀 <b>Talks</b>"])
    #expect(marked.contains("bold:intelligence"))
    #expect(marked.contains("blockquote:😀 On intelligence only."))
    #expect(marked.last == "code:\(alert.id)")
  }

  @Test(arguments: zip(Severity.allCases, 1...5)) func ntfyPriorities(severity: Severity, priority: Int) throws {
    let message = try message(.ntfy(topic: "desk"), [Samples.alert(severity: severity)])
    #expect(message["topic"]?.text == "desk")
    #expect(message["priority"] == .integer(priority))
    #expect(message["click"]?.text == "https://example.org/news/talks?id=7&lang=en")
  }

  @Test func correctionsSayWhatWasAndWhatIs() throws {
    let change = Alert.Correction.Change(zone: "title", old: "Talks held", new: "No talks held")
    let alert = Samples.alert(
      kind: .correction,
      correction: Alert.Correction(alert: "0011", because: [.title], changes: [change]))
    let message = try message(.ntfy(topic: "desk"), [alert])
    #expect(message["title"]?.text == "CORRECTION · HIGH: Talks in Tashkent")
    let text = try #require(message["message"]?.text)
    #expect(text.contains("title was: Talks held\ntitle now: No talks held"))
    #expect(text.hasSuffix("alert \(alert.id) · told before in alert 0011"))
  }

  /// In one message of several alerts each says what it is where they differ.
  @Test func kindsThatDifferAreSaid() throws {
    let alerts = [Samples.alert(), Samples.alert(rule: "other", title: "Other", severity: .low, kind: .withdrawn)]
    let text = try #require(try message(.ntfy(topic: "desk"), alerts)["message"]?.text)
    #expect(text.hasPrefix("HIGH Intelligence cooperation uz-intelligence\nWITHDRAWN · LOW Other other\n"))
  }

  /// A copy of the story that came in at once, with another title.
  @Test func otherArticlesAreNamed() throws {
    var other = Samples.article(title: "Talks elsewhere")
    other.hash = "ff"
    let alerts = [Samples.alert(), Samples.alert(rule: "other", title: "Other", severity: .low, article: other)]
    let text = try #require(try message(.ntfy(topic: "desk"), alerts)["message"]?.text)
    #expect(text.hasPrefix("HIGH Intelligence cooperation uz-intelligence\nLOW Other: Talks elsewhere other\n"))
  }

  @Test func manyRulesAreCounted() throws {
    let alerts = (0..<25).map { Samples.alert(rule: "rule-\($0)", title: "Rule \($0)") }
    let text = try #require(try message(.ntfy(topic: "desk"), alerts)["message"]?.text)
    #expect(text.contains("\nand 15 more rules\n"))
    #expect(text.contains(" and 5 more, all of article 0123456789abcdef"))
  }

  @Test func passagesOfSeveralRulesAreToldOnce() throws {
    let text = "Intelligence and talks."
    let a = Alert.Snippet(zone: "body", text: text, marks: [[0, 12]])
    let b = Alert.Snippet(zone: "body", text: text, marks: [[17, 22], [10, 14]])
    let story = try #require(
      StoryAlerts([Samples.alert(snippets: [a]), Samples.alert(rule: "b", severity: .low, snippets: [b])]))
    let message = StoryMessage(story)
    #expect(message.excerpts.count == 1)
    #expect(
      message.excerpts[0].runs
        == [StyledRun("Intelligence a", .bold), StyledRun("nd "), StyledRun("talks", .bold), StyledRun(".")])
  }

  @Test func howOftenMessagesMayCome() {
    #expect(PayloadFormat.slack.minimumInterval == .seconds(1))
    #expect(PayloadFormat.telegram(chat: "123").minimumInterval == .seconds(1))
    #expect(PayloadFormat.telegram(chat: "-100123").minimumInterval == .seconds(3))
    #expect(PayloadFormat.alert.minimumInterval == nil)
  }
}
