import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

@Suite struct TotalsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What the totals must be as long as nothing was deleted.
  private func counted(_ store: AlertStore) throws -> StoreTotals {
    let counts = try store.ledgerCounts()
    var totals = StoreTotals()
    totals.matched = counts.matched
    totals.unmatched = counts.unmatched
    totals.duplicates = counts.duplicates
    totals.rejected = counts.rejected
    totals.alerts = try store.number("SELECT count(*) FROM alerts")
    return totals
  }

  private func submission(_ sample: Sample, _ number: Int) throws -> Submission {
    switch number % 13 {
    case 3: .rejected(sample.file, hash: nil, LedgerReason(code: "binary", message: "The file is no text"))
    // One that the schema refuses, so that all of its group are recorded each apart.
    case 7: try sample.with { ($0.rules, $0.body) = (["twice", "twice"], "Refused \(number)") }.submission()
    default: try sample.submission()
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>) func totalsAreWhatCountingGives(_ seed: UInt64) async throws {
    let samples = PropertyTests.randomSamples(seed: seed, count: 200)
    var store = try folder.open()
    var refused = 0
    for part in stride(from: 0, to: samples.count, by: 40) {
      let submissions = try (part..<part + 40).map { try submission(samples[$0], $0) }
      let results = await store.submitAll(submissions)
      refused += results.count { if case .failure = $0 { true } else { false } }
      _ = try await store.submit(
        .moved([MoveResult(ledgerID: Int64(part) + 1, outcome: .done(destination: "archive/x"), milliseconds: 1)]))
      #expect(try store.figures().totals == counted(store))
      try store.close()
      store = try folder.open()
    }
    let totals = try store.figures().totals
    #expect(refused > 0 && totals.recorded == samples.count - refused)
    #expect(totals.matched > 0 && totals.unmatched > 0 && totals.duplicates > 0 && totals.rejected > 0)
    #expect(try AlertReader(stateFolder: folder.state).figures().totals == totals)
  }

  @Test func whatIsDeletedGoesOnBeingCounted() async throws {
    let store = try folder.open()
    _ = try await store.submit(Sample(rules: []).submission())
    _ = try await store.submit(Sample(rules: []).submission())
    try await store.pool.write { try $0.execute(sql: "DELETE FROM ledger WHERE state = 'duplicate'") }
    _ = try await store.submit(Sample(rules: []).submission())
    let totals = try store.figures().totals
    #expect(totals.unmatched == 1 && totals.duplicates == 2 && totals.recorded == 3)
  }

  @Test func anOlderStateIsCountedOnce() async throws {
    var store = try folder.open()
    for sample in PropertyTests.randomSamples(seed: 5, count: 60) { _ = try await store.submit(sample.submission()) }
    let totals = try counted(store)
    // As the version before left it.
    try await store.pool.write { database in
      try database.execute(sql: "DROP TABLE totals; DELETE FROM grdb_migrations WHERE identifier = 'v3 totals'")
    }
    try store.close()
    store = try folder.open()
    #expect(try store.figures().totals == totals)
    #expect(totals.matched > 0 && totals.alerts > 0)
  }

  @Test func anEndpointsFiguresSayWhatWaitsAndHowLongItTook() async throws {
    let store = try folder.open()
    for number in 0..<4 {
      let sample = Sample(title: "Title \(number)", body: "Body \(number)", endpoints: ["desk", "log"])
      _ = try await store.submit(sample.submission())
    }
    let start = Sample().arrived
    _ = try await store.submit(
      .attempted([
        DeliveryAttempt(sequence: 1, endpoint: "log", outcome: .delivered, milliseconds: start + 30),
        DeliveryAttempt(sequence: 2, endpoint: "log", outcome: .delivered, milliseconds: start + 10),
        DeliveryAttempt(
          sequence: 1, endpoint: "desk", outcome: .failed(reason: "refused", nextAttemptMilliseconds: start + 99),
          milliseconds: start + 5),
        DeliveryAttempt(sequence: 3, endpoint: "desk", outcome: .delivered, milliseconds: start + 20),
      ]))
    let figures = try store.figures()
    #expect(figures.endpoints.map(\.endpoint) == ["desk", "log"])
    #expect(figures.endpoints.map(\.pending) == [3, 2])
    #expect(figures.endpoints[0].attempts == 1 && figures.endpoints[0].lastError == "refused")
    #expect(figures.endpoints[0].nextAttemptMilliseconds == 0)
    #expect(figures.endpoints.map(\.oldestPendingMilliseconds) == [start, start])
    #expect(figures.endpoints.map(\.delays) == [[20], [10, 30]])
    #expect(figures.unmoved == 4 && figures.databaseBytes > 0)
  }

  /// Another program may look at the state for as long as it likes: articles flow on, and the log is small again when it
  /// lets go.
  @Test func aReaderThatNeverLetsGoDelaysNoCommit() async throws {
    let store = try folder.open()
    let text = String(repeating: "All work and no play. ", count: 40_000)
    _ = try await store.submit(Sample(rules: []).submission())
    // A read transaction begins with the first read.
    var configuration = Configuration()
    configuration.readonly = true
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(path: store.databasePath, configuration: configuration)
    try await reader.writeWithoutTransaction { database in
      try database.beginTransaction(.deferred)
      _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM ledger")
    }
    let limit = Int64(WriteAheadLog.maximumFrames) * 4_096
    var count = 1
    while try store.figures().walBytes < 2 * limit {
      _ = try await store.submit(Sample(path: "agency/\(count)", body: text + "\(count)", rules: []).submission())
      count += 1
    }
    try await reader.writeWithoutTransaction { try $0.rollback() }
    try reader.close()
    var further = 0
    while try store.figures().walBytes > limit, further < 200 {
      _ = try await store.submit(Sample(path: "agency/\(count)", body: text + "\(count)", rules: []).submission())
      count += 1
      further += 1
    }
    #expect(further < 100)
    #expect(try store.figures().totals.recorded == count)
  }
}
