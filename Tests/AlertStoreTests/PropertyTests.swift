import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What holds after any sequence of submissions.
@Suite struct PropertyTests {
  static func randomSamples(seed: UInt64, count: Int) -> [Sample] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { number in
      let source = ["agency", "wire", nil].randomElement(using: &random) ?? nil
      var sample = Sample(source: source, path: "file-\(Int.random(in: 0..<12, using: &random))")
      sample.title = "Title \(Int.random(in: 0..<3, using: &random))"
      sample.body = "Body \(Int.random(in: 0..<4, using: &random))"
      sample.furniture = "Menu \(Int.random(in: 0..<3, using: &random))"
      if Int.random(in: 0..<3, using: &random) == 0 {
        sample.url = "https://a/\(Int.random(in: 0..<5, using: &random))"
      }
      if Int.random(in: 0..<5, using: &random) == 0 { sample.externalID = "\(Int.random(in: 0..<5, using: &random))" }
      sample.rules = ["a", "b", "c"].filter { _ in Bool.random(using: &random) }
      sample.endpoints = ["log", "desk"].filter { _ in Bool.random(using: &random) }
      sample.arrived += Int64(number)
      return sample
    }
  }

  private func submission(_ sample: Sample, _ number: Int) throws -> Submission {
    number % 17 == 3
      ? .rejected(sample.file, hash: nil, LedgerReason(code: "binary", message: "The file is no text"))
      : try sample.submission()
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>) func countsAddUpAndAlertsAreOncePerRuleAndStory(_ seed: UInt64)
    async throws
  {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    let samples = Self.randomSamples(seed: seed, count: 250)
    let results = await store.submitAll(try samples.enumerated().map { try submission($1, $0) })
    let receipts = try results.map { try #require(try $0.get().file) }

    let counts = try store.ledgerCounts()
    #expect(counts.addsUp)
    #expect(counts.received == samples.count)
    #expect(counts.duplicates == receipts.count { $0.state == .duplicate } && counts.duplicates > 0)
    #expect(counts.rejected == receipts.count { $0.state == .rejected } && counts.rejected > 0)
    #expect(counts.matched + counts.unmatched == (try store.number("SELECT count(*) FROM articles")))
    #expect(try AlertReader(stateFolder: folder.state).ledgerCounts() == counts)

    let alerts = receipts.flatMap(\.alerts)
    let suppressed = receipts.flatMap(\.suppressed)
    #expect(!alerts.isEmpty && !suppressed.isEmpty)
    #expect(Set(alerts.map(\.id)).count == alerts.count)
    #expect(Set(suppressed.map(\.alertID)).isSubset(of: Set(alerts.map(\.id))))
    #expect(try store.number("SELECT count(*) FROM alerts") == alerts.count)
    #expect(try store.number("SELECT count(*) FROM matches WHERE suppressed IS NULL") == alerts.count)
    #expect(try store.number("SELECT count(*) FROM matches WHERE suppressed IS NOT NULL") == suppressed.count)
    for (question, sql) in Self.impossible { #expect(try store.number(sql) == 0, "\(question)") }
  }

  static let impossible = [
    (
      "a rule told twice of a story",
      """
      SELECT count(*) FROM (
        SELECT 1 FROM alerts WHERE kind = 'new' GROUP BY rule_id, story_id, held IS NULL HAVING count(*) > 1)
      """
    ),
    (
      "a rule told twice of an article in a story",
      """
      SELECT count(*) FROM (
        SELECT 1 FROM alerts WHERE kind != 'notice' GROUP BY rule_id, story_id, article_id HAVING count(*) > 1)
      """
    ),
    (
      "a story miscounts its sources",
      """
      SELECT count(*) FROM stories
      WHERE sources != (SELECT count(DISTINCT source) FROM articles WHERE story_id = stories.id)
      """
    ),
    (
      "a correction before what it corrects",
      """
      SELECT count(*) FROM alerts a WHERE kind != 'new' AND kind != 'notice' AND NOT EXISTS (
        SELECT 1 FROM alerts WHERE kind = 'new' AND rule_id = a.rule_id AND story_id = a.story_id
          AND sequence < a.sequence)
      """
    ),
    (
      "a story miscounts its articles",
      "SELECT count(*) FROM stories WHERE copies != (SELECT count(*) FROM articles WHERE story_id = stories.id)"
    ),
    (
      "a match leads to another rule's alert",
      "SELECT count(*) FROM matches JOIN alerts ON sequence = alert_sequence WHERE matches.rule_id != alerts.rule_id"
    ),
    (
      "an article without its text",
      "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM texts)"
    ),
    (
      "one text in two stories, other than as a version",
      """
      SELECT count(*) FROM articles a JOIN articles b ON a.content_hash = b.content_hash AND b.id > a.id
      WHERE (a.story_id IS NULL OR a.story_id IS NOT b.story_id) AND b.version_of IS NULL
        AND a.id = (SELECT min(id) FROM articles WHERE content_hash = a.content_hash)
      """
    ),
    (
      "an alert on an article that is in no story",
      "SELECT count(*) FROM alerts JOIN articles ON articles.id = article_id WHERE articles.story_id IS NULL"
    ),
    ("a broken reference", "SELECT count(*) FROM pragma_foreign_key_check"),
  ]

  @Test(arguments: 1...3 as ClosedRange<UInt64>) func replayOnAnEmptyStateGivesTheSameIDs(_ seed: UInt64) async throws {
    let samples = Self.randomSamples(seed: seed, count: 120)
    var runs: [[FileReceipt]] = []
    for isTogether in [false, true] {
      let folder = try TemporaryFolder()
      let store = try folder.open()
      let submissions = try samples.map { try $0.submission() }
      var receipts: [FileReceipt] = []
      if isTogether {
        receipts = try await store.submitInOrder(submissions)
      } else {
        for submission in submissions { receipts.append(try await store.submitFile(submission)) }
      }
      runs.append(receipts)
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].contains { !$0.alerts.isEmpty })
  }

  @Test func replayOnTheSameStateRaisesNothingMore() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    let samples = Self.randomSamples(seed: 9, count: 100)
    for sample in samples { _ = try await store.submit(sample.submission()) }
    let alerts = try store.number("SELECT count(*) FROM alerts")
    for sample in samples { #expect(try await store.submitFile(sample.submission()).alerts.isEmpty) }
    #expect(try store.number("SELECT count(*) FROM alerts") == alerts)
    #expect(try store.ledgerCounts().received == 200)
  }
}

extension AlertStore {
  /// Submits all before the first is awaited, in order.
  func submitInOrder(_ submissions: [Submission]) async throws -> [FileReceipt] {
    let (stream, continuation) = AsyncStream.makeStream(of: Result<Receipt, AlertStoreError>.self)
    for submission in submissions { submit(submission) { continuation.yield($0) } }
    var receipts: [FileReceipt] = []
    for await result in stream.prefix(submissions.count) { receipts.append(try #require(try result.get().file)) }
    return receipts
  }
}
