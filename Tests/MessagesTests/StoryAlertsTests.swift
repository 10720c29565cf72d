import Alerts
import Testing

@testable import Messages

@Suite struct StoryAlertsTests {
  static func json(rule: String, severity: String = "medium", title: String = "Talks in Tashkent") -> String {
    """
    {"article":{"file":"a.txt","hash":"00","title":"\(title)"},"id":"\(rule)-1","kind":"new","parts":[],\
    "rule":{"id":"\(rule)","severity":"\(severity)","title":"Rule \(rule)","version":"1"},\
    "story":{"copies":1,"first_seen":"2026-11-23T02:05:25.267Z","id":"s"},"time":"2026-11-23T02:05:25.267Z"}
    """
  }

  @Test func theBestStandsFirst() throws {
    let story = try StoryAlerts(decoding: [
      Self.json(rule: "b", severity: "low"), Self.json(rule: "c", severity: "critical"),
      Self.json(rule: "a", severity: "low"),
    ])
    #expect(story.alerts.map(\.rule.id) == ["c", "a", "b"])
    #expect(story.best.rule.id == "c")
  }

  @Test func whatIsNoAlertIsSaid() {
    #expect(throws: MessageError.self) { try StoryAlerts(decoding: ["{}"]) }
    #expect(throws: MessageError.self) { try StoryAlerts(decoding: []) }
  }

  @Test func programsGetTheStoredAlert() throws {
    let json = Self.json(rule: "a")
    #expect(try PayloadFormat.alert.payload([json]) == Payload(body: json))
    #expect(throws: MessageError.self) { try PayloadFormat.alert.payload([json, json]) }
  }
}
