import AlertSchema
import Foundation
import TestSupport
import Testing

@testable import Alerts
@testable import MessageTemplates
@testable import Messages

@Suite struct TemplateTests {
  private func body(_ template: String, contentType: String = "application/json", _ alert: Alert = Samples.alert())
    throws -> String
  {
    try PayloadFormat.template(MessageTemplate(template, contentType: contentType)).payload([alert.jsonLine()]).body
  }

  @Test func fieldsStandWhereTheirNamesAre() throws {
    let body = try body(
      """
      {"rule": "{{rule.id}}", "title": "{{article.title}}", "copies": {{story.copies}},
       "snippet": "{{snippet}}", "tags": [{{#rule.tags}}"{{.}}"{{^last()}}, {{/last()}}{{/rule.tags}}],
       "level": "{{uppercased(rule.severity)}}"{{#article.url}}, "url": "{{article.url}}"{{/article.url}}}
      """)
    let value = try JSONValue(body)
    #expect(value["rule"]?.text == "uz-intelligence")
    #expect(value["title"]?.text == "Talks in Tashkent")
    #expect(value["copies"] == .integer(16))
    #expect(value["snippet"]?.text?.hasSuffix("the exchange of intelligence.") == true)
    #expect(value["tags"] == .array([.string("uzbekistan")]))
    #expect(value["level"]?.text == "HIGH")
    #expect(value["url"]?.text == "https://example.org/news/talks?id=7&lang=en")
  }

  @Test func textIsWhatPeopleRead() throws {
    let text = try body("{{text}}", contentType: "text/plain")
    #expect(text.hasPrefix("HIGH: Talks in Tashkent\nHIGH Intelligence cooperation uz-intelligence\nThe heads"))
    #expect(text.contains("https://example.org/news/talks?id=7&lang=en"))
    #expect(text.hasSuffix("alert \(Samples.alert().id)"))
  }

  @Test func theContentTypeIsSent() throws {
    let format = PayloadFormat.template(try MessageTemplate("{{id}}", contentType: "text/plain; charset=utf-8"))
    #expect(try format.payload([Samples.alert().jsonLine()]).contentType == "text/plain; charset=utf-8")
    #expect(!format.isForPeople)
  }

  static let signs = "a\"\\\n<b>&'\u{1B}\u{2028} é\"\u{301}"

  @Test(arguments: [
    ("application/json", "{\"a\":\"{{article.title}}\"}", "{\"a\":\"a\\\"\\\\\\n<b>&'\\u001b\\u2028 é\\\"\u{301}\"}"),
    ("text/html", "<i>{{article.title}}</i>", "<i>a&quot;\\\n&lt;b&gt;&amp;&#39;\\u{1b}\\u{2028} é&quot;\u{301}</i>"),
    ("text/plain", "{{article.title}}", "a\"\\\n<b>&'\\u{1b}\\u{2028} é\"\u{301}"),
    (
      "application/x-www-form-urlencoded", "a={{article.title}}",
      "a=a%22%5C%0A%3Cb%3E%26%27%1B%E2%80%A8%20%C3%A9%22%CC%81"
    ),
  ])
  func escapesAsTheContentTypeWants(contentType: String, template: String, expected: String) throws {
    let alert = Samples.alert(article: Samples.article(title: Self.signs))
    #expect(Array(try body(template, contentType: contentType, alert).utf8) == Array(expected.utf8))
  }

  @Test func hostileTextStaysInItsString() throws {
    var random = SplitMix64(seed: 11)
    let template = "{\"title\":\"{{article.title}}\",\"text\":\"{{text}}\",\"mine\":1,\"snippet\":\"{{snippet}}\"}"
    for _ in 0..<15 {
      let alert = try #require(Samples.hostile(&random).first)
      guard case .object(let members) = try JSONValue(body(template, alert)) else { throw MessageError("no object") }
      #expect(members.keys.sorted() == ["mine", "snippet", "text", "title"])
      #expect(members["title"]?.text.map { Array($0.utf8) } ?? [] == Array((alert.article.title ?? "").utf8))
    }
  }

  /// As the first line of a template, a section that stands alone leaves no line.
  @Test func linesOfSectionsLeaveNothing() throws {
    #expect(try body("{{#rule}}\n{{id}}\n{{/rule}}\n", contentType: "text/plain") == "uz-intelligence\n")
  }

  @Test(
    arguments: [
      ("", nil, "is empty"), ("{{#rule}}x", 1, "a section is not closed"),
      ("\n\n{{#rule}}{{/article}}", 3, "is closed that is not"),
      ("a\n{{rule.id", 2, "no complete tag"), ("{\"a\":\"{{{article.title}}}\"}", 1, "has to be escaped"),
      ("{\"a\":\n\"{{& article.title}}\"}", 2, "has to be escaped"), ("{{> other}}", 1, "{{> are not known"),
      ("{{=<% %>=}}", 1, "{{= are not known"), ("{{% CONTENT_TYPE: TEXT}}", 1, "{{% are not known"),
      ("\"{{artcle.title}}\"", 1, "no field \"artcle\""), ("{{article.title}}", nil, "no valid JSON"),
      ("{\"url\": {{old}}}", nil, "no valid JSON"),
      ("{{#rule}}" + String(repeating: "{{#rule}}", count: 20), 1, "more than 16 deep"),
      (String(repeating: "{{id}}", count: 1_001), 1, "more than 1000 tags"),
      (String(repeating: "x", count: 40_000), nil, "larger than 32 KiB"),
    ] as [(String, Int?, String)])
  func mistakesAreTold(template: String, line: Int?, message: String) throws {
    let mistake = #expect(throws: TemplateMistake.self) { try MessageTemplate(template) }
    #expect(mistake?.line == line)
    #expect(mistake?.message.contains(message) == true, "\(mistake?.message ?? "")")
  }

  @Test func whatWouldGrowWithoutBoundEnds() throws {
    let spans = (0..<60).map { Alert.Span(zone: "body", from: $0, to: $0 + 1) }
    var alert = Samples.alert()
    alert.parts = (0..<60).map { _ in Alert.Part(expression: String(repeating: "x", count: 500), spans: spans) }
    // It writes nothing, and would take years to.
    let nested = String(repeating: "{{#parts}}", count: 8) + String(repeating: "{{/parts}}", count: 8)
    #expect(throws: MessageError.self) { try body(nested, contentType: "text/plain", alert) }
    let large = "{{#parts}}{{#spans}}" + String(repeating: "y", count: 400) + "{{/spans}}{{/parts}}"
    #expect(throws: MessageError.self) { try body(large, contentType: "text/plain", alert) }
    let whole =
      String(repeating: "{{#parts}}", count: 2) + "{{#expression}}" + String(repeating: "{{.}}", count: 900)
      + "{{/expression}}" + String(repeating: "{{/parts}}", count: 2)
    #expect(throws: MessageError.self) { try body(whole, contentType: "text/plain", alert) }
  }

  /// Every field of alerts can be named, and nothing else.
  @Test func fieldsAreThoseOfAlerts() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let schema = try JSONValue(
      String(contentsOf: folder.appendingPathComponent("Documentation/alert.schema.json"), encoding: .utf8))
    func names(in value: JSONValue) -> Set<String> {
      switch value {
      case .object(let members):
        return members.reduce(into: []) { result, member in
          if member.key == "properties", case .object(let properties) = member.value {
            result.formUnion(properties.keys)
          }
          result.formUnion(names(in: member.value))
        }
      case .array(let values): return values.reduce(into: []) { $0.formUnion(names(in: $1)) }
      default: return []
      }
    }
    #expect(TemplateFields.ofAlerts == names(in: schema))
  }
}
