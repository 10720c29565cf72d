import Articles
import Foundation
import SafeText
import Testing

@testable import Alerts

/// Escapes, a C1 control, a bidi override, a line separator, a carriage return, a tag character.
private let hostile = "\u{1B}]0;pwned\u{07}\u{9B}31m \u{202E}txt.exe\u{2066}\u{2028}\r\n\u{E0041}end"

@Suite struct AlertTextTests {
  private var alert: Alert {
    AlertBuilder(
      analyzed(Article(title: hostile, body: ["Word \(hostile)."])), articleHash: String(repeating: "0", count: 64),
      file: hostile, time: 1_700_000_000_123
    ).alert(on: match([("x", [[0]])]))
  }

  @Test(arguments: [true, false])
  func nothingHostileReachesTheTerminal(usesColour: Bool) {
    let text = AlertTextRenderer(usesColour: usesColour).text(alert)
    let ownStyles = /\u{1B}\[[0-9;]*m/
    let shown = text.replacing(ownStyles, with: "")
    #expect(!shown.unicodeScalars.contains { $0.isUnsafeToShow && $0 != "\n" })
    #expect(shown.contains("\\u{202e}"))
  }

  @Test func nothingHostileStandsRawInTheJSON() throws {
    let line = alert.jsonLine()
    #expect(!line.unicodeScalars.contains { $0.isUnsafeToShow })
    let decoded = try Alert(jsonLine: line)
    #expect(decoded == alert)
    #expect(decoded.article.file == hostile)
  }

  @Test func timeHasMilliseconds() {
    #expect(alert.time == "2023-11-14T22:13:20.123Z")
  }

  @Test func withoutColourMarksAreBrackets() {
    let alert = raised(on: match([("met", [[1]])]), in: analyzed(Article(body: ["Spies met here."])))
    let text = AlertTextRenderer(usesColour: false).text(alert)
    #expect(text.contains("Spies [met] here."))
    #expect(text.hasPrefix("HIGH  A rule\n"))
  }

  /// The rules of an article stand together, the worst first, and the article once.
  @Test func whatSeveralRulesSayOfAnArticleIsOnePiece() {
    let text = analyzed(Article(title: "Spies met", body: ["Spies met here."]))
    var (first, second) = (raised(on: match([("met", [[1]])]), in: text), raised(on: match([("met", [[1]])]), in: text))
    (first.rule.id, first.rule.title, first.rule.severity, first.id) = ("m", "Meetings", .low, "1")
    (second.rule.id, second.rule.title, second.rule.severity, second.id) = ("s", "Spies", .critical, "2")
    second.kind = .correction
    second.correction = Alert.Correction(alert: "0", because: [.denial], changes: [])
    first.snippets = [Alert.Snippet(zone: "body", text: "Spies met here.", marks: [[6, 9], [10, 14]])]
    second.snippets = [Alert.Snippet(zone: "body", text: "Spies met here.", marks: [[0, 5], [8, 12]])]
    var other = first
    (other.article.file, other.id) = ("other.txt", "3")
    let notice = Notice(
      Notice.Content(code: .canaryLost, severity: .high, title: "Lost"), occasion: "1", milliseconds: 1)
    let renderer = AlertTextRenderer(usesColour: false)
    let told = renderer.text(ofStored: [first, second].map { $0.jsonLine() })
    #expect(
      told.hasPrefix(
        """
        CRITICAL  CORRECTION  Spies
        LOW  Meetings
          Spies met
          [Spies] [met here].

        """))
    #expect(told.hasSuffix("told before in alert 0 · rules s, m · alerts 2, 1\n\n"))
    let apart = renderer.text(ofStored: [
      first.jsonLine(), "{}", second.jsonLine(), notice.jsonLine(), other.jsonLine(),
    ])
    #expect(
      apart == renderer.text(first) + "{}\n" + renderer.text(second) + renderer.text(notice) + renderer.text(other))
    let articles = renderer.text(ofStored: [first, other].map { $0.jsonLine() })
    #expect(articles == renderer.text(first) + renderer.text(other))
  }

  @Test func marksOutOfBoundsAreNotShown() {
    var alert = alert
    alert.snippets = [Alert.Snippet(zone: "body", text: "abc", marks: [[2, 9], [1, 1], [0, 1], [0, 2], [5]])]
    #expect(AlertTextRenderer(usesColour: false).text(alert).contains("[a]bc"))
  }

  @Test(arguments: [
    (Int64.min, "0001-01-03T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"), (.max, "9999-12-31T23:59:59.999Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-62_135_596_800_000, "0001-01-03T00:00:00.000Z"),
    (-62_135_596_799_999, "0001-01-03T00:00:00.001Z"), (-62_135_596_800_001, "0001-01-03T00:00:00.000Z"),
    (253_402_300_800_000, "9999-12-31T23:59:59.999Z"), (0, "1970-01-01T00:00:00.000Z"),
    (-1_000, "1969-12-31T23:59:59.000Z"), (-1_001, "1969-12-31T23:59:58.999Z"), (999, "1970-01-01T00:00:00.999Z"),
  ]) func everyNumberIsATime(_ milliseconds: Int64, _ text: String) { #expect(Alert.time(milliseconds) == text) }
}
