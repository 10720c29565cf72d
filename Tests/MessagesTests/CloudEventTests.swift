import AlertSchema
import TestSupport
import Testing

@testable import Alerts
@testable import Messages

@Suite struct CloudEventTests {
  private let alert = Samples.alert(rule: "uz-intelligence", kind: .correction)

  @Test func structuredHasAllInOneObject() throws {
    let json = alert.jsonLine()
    let payload = try PayloadFormat.cloudEvents.payload([json])
    #expect(payload.contentType == "application/cloudevents+json")
    #expect(payload.headers.isEmpty)
    // Unchanged, byte for byte.
    #expect(payload.body.hasSuffix(",\"data\":" + json + "}"))
    let event = try JSONValue(payload.body)
    #expect(try JSONSchema.ofMessages("cloudevent").problems(in: event).isEmpty)
    #expect(event["id"]?.text == alert.id)
    #expect(event["source"]?.text == "/watchword/rules/uz-intelligence")
    #expect(event["type"]?.text == "watchword.alert.correction")
    #expect(event["subject"]?.text == alert.article.hash)
    #expect(event["data"] == (try JSONValue(json)))
  }

  @Test func binaryHasItsAttributesAsHeaders() throws {
    let json = alert.jsonLine()
    let payload = try PayloadFormat.cloudEventsBinary.payload([json])
    #expect(payload.contentType == "application/json")
    #expect(payload.body == json)
    let headers = Dictionary(uniqueKeysWithValues: payload.headers.map { ($0.name, $0.value) })
    #expect(
      headers == [
        "ce-specversion": "1.0", "ce-id": alert.id, "ce-source": "/watchword/rules/uz-intelligence",
        "ce-type": "watchword.alert.correction", "ce-subject": alert.article.hash, "ce-time": alert.time,
        "ce-severity": "high",
      ])
  }

  /// Whatever a rule is called, no header ends early.
  @Test func headersAreOfPrintableASCII() throws {
    var alert = alert
    alert.rule.id = "a b\"%\r\nx-evil: ё"
    let payload = try PayloadFormat.cloudEventsBinary.payload([alert.jsonLine()])
    let source = payload.headers.first { $0.name == "ce-source" }?.value
    // A URI first, in which a percent sign is escaped for the header again.
    #expect(source == "/watchword/rules/a%2520b%2522%2525%250D%250Ax-evil%253A%2520%25D1%2591")
    #expect(payload.headers.allSatisfy { $0.value.utf8.allSatisfy { (0x21...0x7E).contains($0) } })
  }

  @Test func hostileAlertsAreEvents() throws {
    var random = SplitMix64(seed: 7)
    let schema = try JSONSchema.ofMessages("cloudevent")
    for _ in 0..<10 {
      let json = try #require(Samples.hostile(&random).first).jsonLine()
      #expect(try schema.problems(inLine: PayloadFormat.cloudEvents.payload([json]).body).isEmpty)
    }
  }
}
