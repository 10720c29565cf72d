import Foundation
import GRDB
import Hashing
import Pacing
import RuleLanguage
import Synchronization
import TestSupport
import Testing

@testable import AlertStore

/// The state grows for years: what is done for each article, alert or delivery must find its rows, not look at all.
@Suite struct QueryPlanTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Statements that have been run, each once.
  private final class Statements: Sendable {
    private let texts = Mutex<Set<String>>([])

    func trace(_ database: Database) {
      database.trace { event in
        guard case .statement(let statement) = event else { return }
        self.texts.withLock { _ = $0.insert(statement.sql) }
      }
    }

    /// Those that work on rows.
    var all: [String] {
      texts.withLock { $0 }.filter { $0.contains("FROM") || $0.contains("INSERT") || $0.contains("UPDATE") }.sorted()
    }
  }

  @Test func nothingThatIsDoneAllTheTimeWalksATable() async throws {
    let store = try folder.open()
    let statements = Statements()
    try await store.pool.writeWithoutTransaction { statements.trace($0) }
    try await store.pool.read { statements.trace($0) }

    let sample = Sample(url: "https://example.org/1", externalID: "7")
    let first = try await store.submitFile(sample.submission())
    _ = try await store.submitFile(sample.submission())
    _ = try await store.submitFile(sample.with { ($0.body, $0.url) = ("Another text.", nil) }.submission())
    _ = try await store.submitFile(
      sample.with { ($0.title, $0.url, $0.externalID) = ("Nothing else", nil, nil) }.submission())
    try await hold(store)
    let reason = LedgerReason(code: "empty", message: "It is empty.")
    _ = try await store.submit(.rejected(sample.with { $0.path = "agency/empty.txt" }.file, hash: nil, reason))
    let moved = MoveResult(ledgerID: first.ledgerID, outcome: .done(destination: "archive/x"), milliseconds: 1)
    _ = try await store.submit(.moved([moved]))
    let due = try store.due(endpoint: "log", limit: 10, now: .max)
    let delivery = try #require(due.first)
    let attempts = [DeliveryAttempt.Outcome.failed(reason: "x", nextAttemptMilliseconds: 1), .delivered].map {
      DeliveryAttempt(sequence: delivery.sequence, endpoint: "log", outcome: $0, milliseconds: 1)
    }
    _ = try await store.submit(.attempted(attempts))
    _ = try store.nextDue(endpoint: "log")
    _ = try store.pendingMove(of: sample.file.fingerprint)
    _ = try store.keptInPlace(sample.file.fingerprint)

    for records in PrunedRecords.allCases {
      _ = try store.idsToPrune(records, before: .max)
      _ = try await store.submit(.prune(PruneStep(records, ids: 1...9, before: .max)))
    }
    _ = try store.whereabouts(ledgerID: 1)

    let all = statements.all
    #expect(all.count > 15, "\(all)")
    for table in [
      "alerts", "articles", "texts", "stories", "ledger", "matches", "outbox", "counted_matches", "told", "silences",
      "acknowledgements",
    ] {
      #expect(all.contains { $0.contains(table) }, "nothing was seen of \(table)")
    }
    try await store.pool.read { database in
      for sql in all {
        let steps = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: nothing(for: sql))
        for step in steps {
          let detail: String = step["detail"]
          // An index alone in its order is no walk where a LIMIT ends it.
          let isEnded = detail.contains("USING") && sql.contains("LIMIT") || detail == "SCAN CONSTANT ROW"
          // What a statement itself has put together.
          let isOwn = ["SCAN known", "SCAN latest", "SCAN waiting"].contains(detail)
          let isWalk = detail.hasPrefix("SCAN") && !isEnded && !isOwn
          #expect(!isWalk, "\(detail): \(sql)")
        }
      }
    }
  }

  /// For a list of more than two values in a check or a condition SQLite makes a table of them, at each execution.
  @Test func noFileMakesATableOfItsOwn() async throws {
    let store = try folder.open()
    let statements = Statements()
    try await store.pool.writeWithoutTransaction { statements.trace($0) }
    let first = try await store.submitFile(Sample().submission())
    let moved = MoveResult(ledgerID: first.ledgerID, outcome: .done(destination: "archive/x"), milliseconds: 1)
    _ = try await store.submit(.moved([moved]))

    // What comes back from an insertion is put into one; only stories do that.
    let all = statements.all.filter { !$0.contains("RETURNING") }
    #expect(all.count > 7, "\(all)")
    #expect(all.contains { $0.contains("INSERT INTO alerts") } && all.contains { $0.contains("UPDATE ledger") })
    try await store.pool.read { database in
      for sql in all {
        let steps = try Row.fetchAll(database, sql: "EXPLAIN \(sql)", arguments: nothing(for: sql))
        #expect(!steps.contains { $0["opcode"] == "OpenEphemeral" }, "\(sql)")
      }
    }
  }

  /// Throttled, silenced, counted, gathered, told again.
  private func hold(_ store: AlertStore) async throws {
    _ = try await store.submit(.silence(NewSilence(rule: "quiet", time: 0..<Int64.max)))
    let pacing = RulePacing(
      throttle: Throttle(max: 1, periodSeconds: 3600), tellsEachSource: true, tellsEachLanguage: true)
    for (number, rule) in ["throttled", "throttled", "quiet"].enumerated() {
      for source in ["a", "b"] {
        let sample = Sample(
          source: source, path: "\(source)/\(number)", title: "\(number)",
          url: "https://example.org/\(source)/\(number)",
          language: source, rules: [rule], recipients: [Recipient("mail", limit: RateLimit(max: 1, periodSeconds: 60))],
          pacing: pacing, followUps: [2])
        let receipt = try await store.submitFile(sample.submission())
        if let id = receipt.alerts.first?.id {
          _ = try await store.submit(.acknowledge(Acknowledgement(.alert(id), milliseconds: 1)))
        }
      }
    }
    for (number, distinct) in [nil, ArticleProperty.source].enumerated() {
      for version in 1...2 {
        var sample = Sample(
          path: "counted", title: "counted \(number)", url: "https://example.org/counted/\(number)", rules: ["counted"])
        sample.body = "\(number) was counted. " + String(repeating: "Again. ", count: version)
        sample.pacing = RulePacing(frequency: AlertFrequency(count: 3, windowSeconds: 60, distinct: distinct))
        _ = try await store.submitFile(sample.submission())
      }
    }
    _ = try store.due(endpoint: "mail", limit: 10, now: 0)
    _ = try store.lastAlert(ofRule: "quiet")
  }

  private func nothing(for sql: String) -> StatementArguments {
    let numbered = Set(sql.matches(of: /\?[0-9]+/).map(\.output)).count
    return StatementArguments(
      Array(repeating: nil as Int?, count: numbered > 0 ? numbered : sql.count { $0 == "?" }))
  }
}
