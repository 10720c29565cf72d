import Testing

@testable import AlertStore
@testable import Alerts
@testable import Histories

@Suite struct HistoryTextTests {
  private static var history: FileHistory {
    FileHistory(
      ledgerID: 7, path: "wire/a\u{1B}[31m.txt", source: "wire\u{202E}", hash: nil, sizeBytes: 1,
      arrivedMilliseconds: 1_700_000_000_000, state: "set-aside\u{7}", reason: nil, notes: ["a\nnote"],
      decoding: LedgerDecoding(format: "gopher", charset: "koi8-r", hasFrontMatter: nil),
      move: FileHistory.Move(state: "deleted", destination: "bin/a", error: nil, milliseconds: 1_700_000_001_000),
      duplicateOf: nil,
      article: StoredArticleHistory(
        id: 1, storyID: "s", storyCopies: 3, metadata: ArticleRecordMetadata(), texts: nil, versionOf: nil, copyOf: nil,
        matches: [
          StoredMatch(
            ruleID: "r", ruleVersion: "v", parts: nil, suppressed: "old-news", alertID: "abc",
            alertMilliseconds: 1_700_000_000_000, alertFile: nil)
        ], matchCount: 4,
        alerts: [
          AlertHistory(
            id: "def", kind: "retraction", ruleID: "r", severity: "dire", milliseconds: 1_700_000_000_000,
            deliveries: [
              StoredDelivery(
                endpoint: "desk", state: "abandoned", attempts: 9, nextAttemptMilliseconds: nil, lastError: "no\u{8}",
                endedMilliseconds: nil)
            ])
        ], alertCount: 1))
  }

  @Test func valuesThatAreNotKnownAreShownAsTheyAreAndNothingUnsafe() {
    let text = HistoryText(usesColour: false).text(Self.history, zones: [])
    for value in [
      "set-aside\\u{7}", "a\\u{1b}[31m.txt", "source wire\\u{202e}", "1 byte,", "gopher, koi8-r\n", "a note",
      "the texts are kept no more", "not understood", "(suppressed): old-news", "… and 3 more",
      "retraction, of r, dire",
      "desk: abandoned, 9 attempts, last error: no\\u{8}", "deleted on 2023-11-14 22:13:21 UTC, bin/a",
      "(3 articles)",
    ] { #expect(text.contains(value), "\(value) in\n\(text)") }
    #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isUnsafeToShow })
  }

  @Test func jsonHasThemToo() throws {
    let line = try HistoryJSON.line(Self.history, zones: [], showsTexts: false)
    for value in [#""state":"set-aside\u0007""#, #""suppressed":"old-news""#, #""state":"abandoned""#] {
      #expect(line.contains(value), "\(value) in \(line)")
    }
    #expect(line.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isUnsafeToShow })
  }

  @Test(arguments: [
    (StoredDelivery(endpoint: "e", state: "pending", attempts: 0, nextAttemptMilliseconds: 0), "not tried yet"),
    (
      StoredDelivery(
        endpoint: "e", state: "pending", attempts: 2, nextAttemptMilliseconds: 1_700_000_000_000, lastError: "refused"),
      "not delivered after 2 attempts, next 2023-11-14 22:13:20 UTC; last error: refused"
    ),
    (
      StoredDelivery(
        endpoint: "e", state: "delivered", attempts: 3, lastError: "refused", endedMilliseconds: 1_700_000_000_000),
      "delivered 2023-11-14 22:13:20 UTC, at attempt 3; before that: refused"
    ),
  ])
  func deliveries(_ delivery: StoredDelivery, _ expected: String) {
    var history = Self.history
    history.article?.alerts[0].deliveries = [delivery]
    let text = HistoryText(usesColour: false).text(history, zones: [])
    #expect(text.contains("      e: \(expected)\n"), "\(text)")
  }

  @Test func wordsAreThoseOfTheirPlacesAndNoneWhereThePlacesAreWrong() {
    let texts = ArticleTexts(title: "Öl und Öl", body: "")
    func words(_ spans: [(String, Int, Int)]) -> [String] {
      Alert.Part(expression: "x", spans: spans.map { Alert.Span(zone: $0.0, from: $0.1, to: $0.2) }).words(in: texts)
    }
    #expect(words([("title", 0, 3), ("title", 8, 11), ("title", 4, 7)]) == ["Öl", "und"])
    #expect(words([("title", 8, 12), ("title", -1, 2), ("title", 3, 3), ("attic", 0, 1)]) == [])
  }
}

extension StoredDelivery {
  fileprivate init(
    endpoint: String, state: String, attempts: Int, nextAttemptMilliseconds: Int64? = nil, lastError: String? = nil
  ) {
    self.init(
      endpoint: endpoint, state: state, attempts: attempts, nextAttemptMilliseconds: nextAttemptMilliseconds,
      lastError: lastError, endedMilliseconds: nil)
  }

  fileprivate init(endpoint: String, state: String, attempts: Int, lastError: String, endedMilliseconds: Int64) {
    self.init(
      endpoint: endpoint, state: state, attempts: attempts, nextAttemptMilliseconds: nil, lastError: lastError,
      endedMilliseconds: endedMilliseconds)
  }
}
