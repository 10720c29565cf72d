import AlertSchema
import Testing

@testable import Alerts

@Suite struct NoticeTests {
  @Test(arguments: Notice.Code.allCases) func isAsTheSchemaSays(code: Notice.Code) throws {
    let schema = try JSONSchema.ofNotices()
    let bare = Notice(Notice.Content(code: code, severity: .low, title: "t"), occasion: "1", milliseconds: 0)
    let full = Notice(
      Notice.Content(
        code: code, severity: .critical, title: "t\u{202E}", lines: ["a", ""], rule: "r", endpoint: "e", source: "s"),
      occasion: "1", milliseconds: 1_766_139_330_123)
    #expect(try schema.problems(inLine: bare.jsonLine()) == [])
    #expect(try schema.problems(inLine: full.jsonLine()) == [])
    #expect(try Notice(jsonLine: full.jsonLine()) == full)
    #expect(try JSONSchema.ofAlerts().problems(inLine: full.jsonLine()) != [], "it is no alert")
  }

  @Test func schemaKnowsAllCodesAndNoOther() throws {
    let codes = try JSONSchema.ofNotices().value(at: "properties", "notice", "properties", "code", "enum")
    #expect(codes == .array(Notice.Code.allCases.map { .string($0.rawValue) }))
  }

  @Test func sameOccasionIsTheSameNotice() {
    let content = Notice.Content(code: .ruleWrong, severity: .high, title: "t")
    let other = Notice.Content(code: .ruleRight, severity: .high, title: "t")
    #expect(Notice(content, occasion: "1", milliseconds: 0).id == Notice(content, occasion: "1", milliseconds: 9).id)
    #expect(Notice(content, occasion: "1", milliseconds: 0).id != Notice(content, occasion: "2", milliseconds: 0).id)
    #expect(Notice(content, occasion: "1", milliseconds: 0).id != Notice(other, occasion: "1", milliseconds: 0).id)
  }

  @Test func anAlertIsNone() throws {
    #expect(try Notice(jsonLine: #"{"kind":"new"}"#) == nil)
    #expect(throws: (any Error).self) { try Notice(jsonLine: "{}") }
  }
}
