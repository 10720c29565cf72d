import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What goes when it is old, and what stays because something needs it.
@Suite struct PruneTests {
  private let folder: TemporaryFolder
  private let store: AlertStore
  private let day: Int64 = 86_400_000
  private let start: Int64 = 1_750_000_000_000

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  /// An article of its own, arrived on a day.
  private func sample(_ number: Int, day number2: Int64 = 0, rules: [String] = []) -> Sample {
    Sample(
      path: "agency/\(number).txt", title: "Title \(number)", body: "Body \(number).", rules: rules,
      arrived: start + number2 * day, inode: UInt64(1_000 + number))
  }

  private func drop(_ sample: Sample, isMoved: Bool = true) async throws -> FileReceipt {
    let receipt = try await store.submitFile(sample.submission())
    if isMoved { try await move(receipt.ledgerID) }
    return receipt
  }

  private func move(_ id: Int64) async throws {
    _ = try await store.submit(
      .moved([MoveResult(ledgerID: id, outcome: .done(destination: "archive/\(id)"), milliseconds: 1)]))
  }

  /// All steps of a round; returns how many rows went, and in how many steps.
  @discardableResult
  private func prune(_ records: PrunedRecords, beforeDay: Int64) async throws -> (deleted: Int, steps: Int) {
    let before = start + beforeDay * day
    guard var ids = try store.idsToPrune(records, before: before) else { return (0, 0) }
    var (deleted, steps) = (0, 0)
    while true {
      guard case .pruned(let receipt) = try await store.submit(.prune(PruneStep(records, ids: ids, before: before)))
      else { throw CancellationError() }
      deleted += receipt.deleted
      steps += 1
      #expect(receipt.deleted <= PruneStep.maximumDeletions)
      guard let rest = receipt.rest else { break }
      #expect(rest.upperBound == ids.upperBound)
      ids = rest
    }
    let dangling = try await store.pool.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count }
    #expect(dangling == 0)
    return (deleted, steps)
  }

  private func number(_ sql: String) throws -> Int { try store.number(sql) }

  @Test func textsGoAndTheHashStillKnowsADuplicate() async throws {
    let old = sample(1, rules: ["r"])
    _ = try await drop(old)
    _ = try await drop(sample(2, day: 10))
    #expect(try await prune(.texts, beforeDay: 5).deleted == 1)
    #expect(try number("SELECT count(*) FROM texts") == 1)
    #expect(try number("SELECT count(*) FROM articles") == 2)
    let again = try await drop(old.with { ($0.inode, $0.arrived) = (77, start + 20 * day) })
    #expect(again.state == .duplicate)
    #expect(try number("SELECT count(*) FROM alerts") == 1)
  }

  @Test func manyTextsGoInSmallSteps() async throws {
    for number in 0..<450 { _ = try await store.submit(sample(number, day: 0).submission()) }
    let outcome = try await prune(.texts, beforeDay: 1)
    #expect(outcome.deleted == 450)
    #expect(outcome.steps == 3)
  }

  @Test func aWrongClockDeletesNothingThatIsYoung() async throws {
    // The clock stood in the future, in the past, and was put right.
    let days: [Int64] = [0, 1, 900, 2, -900, 30, 3, 31, 32, -5, 33]
    for (number, day) in days.enumerated() { _ = try await drop(sample(number, day: day)) }
    for boundary: Int64 in [0, 2, 4, 31, 40] {
      try await prune(.texts, beforeDay: boundary)
      let young = days.count { $0 >= boundary }
      #expect(
        try number(
          "SELECT count(*) FROM texts JOIN articles ON id = article_id WHERE arrived_ms >= \(start + boundary * day)")
          == young)
    }
  }

  @Test func rowsOfTheLedgerGoWithTheirArticlesAndStories() async throws {
    _ = try await drop(sample(1))
    _ = try await drop(sample(1).with { ($0.path, $0.source) = ("other/copy.txt", "other") })
    let reason = LedgerReason(code: "empty", message: "It is empty.")
    let rejected = try await store.submitFile(.rejected(sample(2).file, hash: nil, reason))
    try await move(rejected.ledgerID)
    _ = try await drop(sample(3, day: 10, rules: ["apple"]))
    #expect(try number("SELECT count(*) FROM stories") == 2)
    #expect(try await prune(.ledger, beforeDay: 5).deleted == 3)
    for table in ["ledger", "articles", "texts", "stories"] {
      #expect(try number("SELECT count(*) FROM \(table)") == 1, "\(table)")
    }
    #expect(try store.ledgerCounts().addsUp)
    // Forgotten, so it is new.
    #expect(try await drop(sample(1, day: 20)).state == .unmatched)
  }

  @Test func whatIsNotDoneWithStays() async throws {
    let pending = try await drop(sample(1), isMoved: false)
    let failed = try await drop(sample(2), isMoved: false)
    _ = try await store.submit(
      .moved([MoveResult(ledgerID: failed.ledgerID, outcome: .failed(reason: "no"), milliseconds: 1)]))
    let kept = sample(3).with { $0.staysInPlace = true }
    let keptRow = try await drop(kept, isMoved: false)
    #expect(try await prune(.ledger, beforeDay: 5).deleted == 0)
    #expect(try store.pendingMoves().map(\.ledgerID) == [pending.ledgerID, failed.ledgerID])
    #expect(try store.keptInPlace(kept.file.fingerprint) == keptRow.ledgerID)
  }

  @Test func anArticleStaysAsLongAsItsAlertAndThatUntilItIsTold() async throws {
    let raised = try await drop(sample(1, rules: ["r", "s"]))
    // A copy, whose matches lead to the same alerts.
    _ = try await drop(sample(1, rules: ["r", "s"]).with { ($0.source, $0.path, $0.inode) = ("wire", "wire/a", 50) })
    #expect(try await prune(.ledger, beforeDay: 5).deleted == 0)
    #expect(try await prune(.alerts, beforeDay: 5).deleted == 0, "nobody has been told")
    _ = try await store.submit(
      .attempted([
        DeliveryAttempt(sequence: raised.alerts[0].sequence, endpoint: "log", outcome: .delivered, milliseconds: 1)
      ]))
    #expect(try await prune(.alerts, beforeDay: 5).deleted == 1)
    #expect(try number("SELECT count(*) FROM matches") == 2)
    #expect(try await prune(.ledger, beforeDay: 5).deleted == 0)
    _ = try await store.submit(
      .attempted([
        DeliveryAttempt(sequence: raised.alerts[1].sequence, endpoint: "log", outcome: .delivered, milliseconds: 1)
      ]))
    #expect(try await prune(.alerts, beforeDay: 5).deleted == 1)
    #expect(try number("SELECT count(*) FROM outbox") == 0)
    #expect(try await prune(.ledger, beforeDay: 5).deleted == 2)
    for table in ["ledger", "articles", "texts", "stories", "matches", "alerts"] {
      #expect(try number("SELECT count(*) FROM \(table)") == 0, "\(table)")
    }
  }

  @Test func anAlertOfManyCopiesGoesInSeveralSteps() async throws {
    for number in 0..<500 {
      let copy = sample(1, rules: ["r"]).with {
        ($0.source, $0.path, $0.endpoints, $0.inode) = ("s\(number)", "s\(number)/a", [], UInt64(number))
      }
      _ = try await store.submit(copy.submission())
    }
    #expect(try number("SELECT count(*) FROM matches") == 500)
    let outcome = try await prune(.alerts, beforeDay: 5)
    #expect(outcome.deleted == 1)
    #expect(outcome.steps == 3)
    #expect(try number("SELECT count(*) FROM matches") == 0)
  }

  @Test func aYoungerDuplicateKeepsWhatItIsADuplicateOf() async throws {
    _ = try await drop(sample(1))
    let again = sample(1).with { ($0.inode, $0.arrived) = (60, start + 10 * day) }
    #expect(try await drop(again).state == .duplicate)
    #expect(try await prune(.ledger, beforeDay: 5).deleted == 0)
    #expect(try await drop(again.with { ($0.inode, $0.arrived) = (61, start + 30 * day) }).state == .duplicate)
    // The duplicates go, and in the next round the article.
    #expect(try await prune(.ledger, beforeDay: 40).deleted == 2)
    #expect(try await prune(.ledger, beforeDay: 40).deleted == 1)
    #expect(try number("SELECT count(*) FROM articles") == 0)
  }

  @Test func aLaterVersionStaysInItsStory() async throws {
    let first = sample(1).with { $0.url = "https://example.org/1" }
    _ = try await drop(first)
    let second = try await drop(first.with { ($0.body, $0.inode, $0.arrived) = ("Other.", 70, start + 10 * day) })
    #expect(try await prune(.ledger, beforeDay: 5).deleted == 1)
    #expect(try number("SELECT count(*) FROM stories") == 1)
    let third = try await drop(first.with { ($0.body, $0.inode, $0.arrived) = ("Third.", 71, start + 11 * day) })
    #expect(third.storyID == second.storyID)
  }

  /// What another table holds on to without this code knowing of it.
  @Test func whatSomethingUnknownRefersToStays() async throws {
    _ = try await drop(sample(1))
    _ = try await drop(sample(2))
    try await store.pool.write {
      try $0.execute(
        sql: "CREATE TABLE other (article_id INTEGER REFERENCES articles (id)); INSERT INTO other VALUES (1)")
    }
    #expect(try await prune(.ledger, beforeDay: 5).deleted == 1)
    #expect(try number("SELECT count(*) FROM texts WHERE article_id = 1") == 1)
  }

  /// SQLite looks through the whole table for each row that goes where a reference has no index.
  @Test func everyReferenceToWhatIsClearedAwayHasAnIndex() async throws {
    try await store.pool.read { database in
      for table in try String.fetchAll(database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'") {
        for key in try Row.fetchAll(database, sql: "SELECT * FROM pragma_foreign_key_list(?)", arguments: [table]) {
          guard ["ledger", "articles", "stories", "alerts"].contains(key["table"] as String) else { continue }
          let column: String = key["from"]
          let plan = try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN SELECT 1 FROM \(table) WHERE \(column) = 1")
          let details = plan.map { $0["detail"] as String }
          #expect(details.allSatisfy { $0.hasPrefix("SEARCH") }, "\(table).\(column): \(details)")
        }
      }
    }
  }

  @Test func freedPagesCountAsFree() async throws {
    let long = String(repeating: "word ", count: 100_000)
    for number in 0..<4 { _ = try await drop(sample(number).with { $0.body = "\(number) \(long)" }) }
    let before = try store.usedBytes()
    #expect(before > 2_000_000)
    try await prune(.texts, beforeDay: 1)
    #expect(try store.usedBytes() < before - 1_900_000)
  }
}
