import CSyncCounter
import Dispatch
import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What a commit promises, and what is left when it fails.
@Suite struct CommitTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
    // The first commit of a log also syncs the log's header.
  }

  private func syncs() -> Int { sync_counter_count(String(store.databasePath.suffix(100)) + "-wal") }

  private func samples(_ numbers: Range<Int>) throws -> [Submission] {
    try numbers.map { try Sample(path: "agency/\($0).txt", body: "Report \($0)").submission() }
  }

  /// Submits while the store queue is held in a completion, so that all of it meets the next commit.
  private func submitTogether(_ submissions: [Submission]) async -> [Result<Receipt, any Error>] {
    let hold = DispatchSemaphore(value: 0)
    store.submit(.moved([])) { _ in hold.wait() }
    let results = Results(count: submissions.count)
    for (index, submission) in submissions.enumerated() {
      store.submit(submission) { results.set(index, $0.mapError { $0 }) }
    }
    hold.signal()
    return await results.all()
  }

  @Test func everyCommitWhenIdleIsOneSync() async throws {
    _ = try await store.submit(samples(0..<1)[0])
    for submission in try samples(1..<6) {
      let before = syncs()
      _ = try await store.submit(submission)
      #expect(syncs() - before == 1)
    }
  }

  @Test func whatIsSubmittedDuringACommitGoesIntoOneMore() async throws {
    _ = try await store.submit(samples(0..<1)[0])
    let before = syncs()
    let results = await submitTogether(try samples(1..<101))
    #expect(results.count == 100)
    for result in results { #expect(throws: Never.self) { try result.get() } }
    // One for the submission that held the queue, which changed nothing, at most; one for all the others.
    #expect((1...2).contains(syncs() - before), "\(syncs() - before) syncs")
    #expect(try store.ledgerCounts().matched == 101)
  }

  @Test func groupsAreBounded() async throws {
    _ = try await store.submit(samples(0..<1)[0])
    let before = syncs()
    let large = String(repeating: "word ", count: 400_000)
    let results = await submitTogether(
      try (0..<12).map { try Sample(path: "\($0)", body: "\($0) " + large).submission() })
    #expect(results.count == 12)
    #expect(syncs() - before >= 3, "24 MB do not go into one commit of at most 8 MiB")
  }

  @Test func receiptsComeInTheOrderOfSubmissionAndSequencesGrow() async throws {
    let receipts = await submitTogether(try samples(0..<50)).compactMap { try? $0.get().file }
    #expect(receipts.map(\.ledgerID) == Array(1...50))
    #expect(receipts.flatMap(\.alerts).map(\.sequence) == Array(1...50))
  }

  @Test func submissionThatBreaksTheSchemaTakesNoOtherDown() async throws {
    var submissions = try samples(0..<5)
    submissions[2] = try Sample(path: "bad", body: "bad", rules: ["twice", "twice"]).submission()
    let results = await submitTogether(submissions)
    for (index, result) in results.enumerated() {
      if index == 2 {
        let error = #expect(throws: AlertStoreError.self) { try result.get() }
        #expect(error?.code == .unacceptable)
        #expect(error?.isTemporary == false)
      } else {
        #expect(throws: Never.self) { try result.get() }
      }
    }
    #expect(try store.ledgerCounts() == LedgerCounts(received: 4, matched: 4))
    #expect(try store.number("SELECT count(*) FROM alerts WHERE rule_id = 'twice'") == 0)
    #expect(try store.number("SELECT count(*) FROM stories") == 4)
  }

  @Test func fullDiskRecordsNothingAndIsTemporary() async throws {
    _ = try await store.submit(samples(0..<1)[0])
    try await store.pool.writeWithoutTransaction { database in
      let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
      try database.execute(sql: "PRAGMA max_page_count = \(pages)")
    }
    let large = String(repeating: "word ", count: 20_000)
    let submissions = try (1..<4).map { try Sample(path: "\($0)", body: "\($0) " + large).submission() }
    for result in await submitTogether(submissions) {
      let error = #expect(throws: AlertStoreError.self) { try result.get() }
      #expect(error?.code == .diskFull)
      #expect(error?.isTemporary == true)
    }
    #expect(try store.ledgerCounts().received == 1)
    #expect(try store.number("SELECT count(*) FROM stories") == 1)
    try await store.pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA max_page_count = 1000000") }
    for result in await submitTogether(submissions) { #expect(throws: Never.self) { try result.get() } }
    #expect(try store.ledgerCounts() == LedgerCounts(received: 4, matched: 4))
  }

  @Test func readerThatHoldsASnapshotBlocksNoCommit() async throws {
    _ = try await store.submit(samples(0..<1)[0])
    let reading = DispatchSemaphore(value: 0)
    let release = DispatchSemaphore(value: 0)
    let store = store
    async let seen: Int = withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(
          with: Result {
            try store.read { database in
              _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM ledger")
              reading.signal()
              release.wait()
              return try Int.fetchOne(database, sql: "SELECT count(*) FROM ledger") ?? 0
            }
          })
      }
    }
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        reading.wait()
        continuation.resume()
      }
    }
    for submission in try samples(1..<4) { _ = try await store.submit(submission) }
    release.signal()
    #expect(try await seen == 1)
    #expect(try store.ledgerCounts().received == 4)
  }

  @Test func whatWasReceiptedIsThereAfterACrash() async throws {
    let receipts = await store.submitAll(try samples(0..<100)).compactMap { try? $0.get().file }
    #expect(receipts.count == 100)
    let reopened = try AlertStore.open(stateFolder: folder.copyOfState())
    #expect(try reopened.ledgerCounts() == LedgerCounts(received: 100, matched: 100))
    #expect(Set(try reopened.pendingMoves().map(\.ledgerID)) == Set(receipts.map(\.ledgerID)))
    #expect(try reopened.due(endpoint: "log", limit: 1_000, now: .max).count == 100)
  }

  @Test func closedStoreRefusesAndReopens() async throws {
    _ = try await store.submit(samples(0..<1)[0])
    try store.close()
    try store.close()
    let error = await #expect(throws: AlertStoreError.self) { try await store.submit(samples(1..<2)[0]) }
    #expect(error?.code == .closed)
    #expect(throws: AlertStoreError.self) { try store.ledgerCounts() }
    #expect(try folder.open().ledgerCounts().received == 1)
  }

  @Test func readerElsewhereDoesNotKeepTheStoreFromClosing() async throws {
    _ = try await store.submit(samples(0..<1)[0])
    var configuration = Configuration()
    configuration.readonly = true
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(path: store.databasePath, configuration: configuration)
    try await reader.writeWithoutTransaction { database in
      try database.beginTransaction(.deferred)
      _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM ledger")
    }
    _ = try await store.submit(samples(1..<2)[0])
    try store.close()
    try await reader.writeWithoutTransaction { try $0.rollback() }
    #expect(try folder.open().ledgerCounts().received == 2)
  }

  @Test func writeAheadLogStaysBounded() async throws {
    let text = String(repeating: "word ", count: 20_000)
    for round in 0..<20 {
      _ = await store.submitAll(
        try (0..<50).map { try Sample(path: "\(round)-\($0)", body: "\(round)-\($0) " + text).submission() })
    }
    let log = try FileManager.default.attributesOfItem(atPath: store.databasePath + "-wal")[.size] as? NSNumber
    // 100 MB went through it; the largest group comes on top of what makes a checkpoint due.
    #expect(try #require(log).intValue < 48 << 20)
  }
}

/// Results that come from the store queue in any order.
private final class Results: Sendable {
  private let values: AsyncStream<(Int, Result<Receipt, any Error>)>
  private let continuation: AsyncStream<(Int, Result<Receipt, any Error>)>.Continuation
  private let count: Int

  init(count: Int) {
    self.count = count
    (values, continuation) = AsyncStream.makeStream()
  }

  func set(_ index: Int, _ value: Result<Receipt, any Error>) { continuation.yield((index, value)) }

  func all() async -> [Result<Receipt, any Error>] {
    var found: [Int: Result<Receipt, any Error>] = [:]
    for await (index, value) in values {
      found[index] = value
      if found.count == count { break }
    }
    return (0..<count).compactMap { found[$0] }
  }
}
