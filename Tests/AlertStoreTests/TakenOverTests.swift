import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What a new database takes over from the damaged one.
@Suite struct TakenOverTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func alertsWhoseTextsAreGoneAreSavedToo() async throws {
    let store = try await folder.fill(5)
    try store.writeApart { try $0.execute(sql: "DELETE FROM texts") }
    store.noteDamage(AlertStoreError(.damagedDatabase, "for a test"))
    try store.close()
    let opening = try folder.openSettingAside()
    let saved = try #require(opening.setAside).saved
    #expect((saved.deliveries, saved.lostDeliveries) == (5, 0))
    let totals = try opening.store.figures().totals
    #expect((totals.recorded, totals.alerts) == (5, 5))
    // A second time nothing but what is still to be told is carried.
    let aside = try #require(opening.setAside)
    let previous = try #require(PreviousDatabase(path: aside.path))
    try opening.store.writeApart { try $0.execute(sql: "DELETE FROM outbox") }
    let carried = previous.carryPendingDeliveries(into: opening.store)
    #expect(carried?.carried == 5 && carried?.lost == 0)
    #expect(try opening.store.number("SELECT count(*) FROM outbox") == 5)
    #expect(try opening.store.figures().totals == totals)
    try opening.store.close()
  }

  @Test func rulesAndUndeliveredAlertsAreSaved() async throws {
    let store = try await folder.fill(12)
    let first = try store.due(endpoint: "log", limit: 100, now: .max)
    #expect(first.count == 12)
    let delivered = first.prefix(4).map {
      DeliveryAttempt(sequence: $0.sequence, endpoint: "log", outcome: .delivered, milliseconds: 1)
    }
    _ = try await store.submit(.attempted(Array(delivered)))
    store.noteDamage(AlertStoreError(.damagedDatabase, "for a test"))
    try store.close()

    let opening = try folder.openSettingAside()
    let saved = try #require(opening.setAside).saved
    #expect((saved.ruleFiles, saved.deliveries, saved.lostDeliveries) == (2, 8, 0))
    let due = try opening.store.due(endpoint: "log", limit: 100, now: .max)
    #expect(due.map(\.alertID) == first.dropFirst(4).map(\.alertID))
    #expect(due.map(\.json) == first.dropFirst(4).map(\.json))
    #expect(try opening.store.loadDefinitions().count == 2)
    for sql in ["SELECT min(id) FROM ledger", "SELECT min(id) FROM articles", "SELECT min(sequence) FROM alerts"] {
      #expect(try opening.store.number(sql) > 12, "no number twice: \(sql)")
    }
    // And told once: the article that comes again is known.
    let body = String(repeating: "sentence 7 of some length. ", count: 40)
    let again = try await opening.store.submitFile(Sample(path: "7", title: "7", body: body).submission())
    #expect(again.state == .duplicate)
  }

  /// A rule may have changed since: then the article was read in again as one that nobody is told of.
  @Test func aStoryTakenOverIsJoinedByWhatWasReadInAgain() async throws {
    let old = try folder.openSettingAside().store
    _ = try await old.submitFile(Sample().submission())
    try old.close()
    let store = try AlertStore.open(stateFolder: folder.path + "/new")
    _ = try await store.submitFile(Sample(rules: []).submission())
    #expect(try store.number("SELECT count(*) FROM articles WHERE story_id IS NULL") == 1)
    let previous = try #require(PreviousDatabase(path: old.databasePath))
    #expect(previous.carryPendingDeliveries(into: store)?.carried == 1)
    let copy = Sample(source: "other", path: "other/copy.txt", rules: ["border-patrols", "pacts"])
    let receipt = try await store.submitFile(copy.submission())
    #expect(receipt.state == .matched)
    #expect(receipt.alerts.map(\.ruleID) == ["pacts"], "of the other rule the story was told before")
    #expect(try store.number("SELECT copies FROM stories") == 2)
    #expect(try store.number("SELECT sources FROM stories") == 2)
    for (question, sql) in PropertyTests.impossible { #expect(try store.number(sql) == 0, "\(question)") }
    try store.close()
  }

  /// Of files that stay in the inbox only their rows say that they were told.
  @Test func filesThatStayInTheInboxAreKnownInTheNewDatabase() async throws {
    let store = try folder.openSettingAside().store
    var samples = (0..<1_100).map { Sample(path: "\($0)", title: "\($0)", inode: UInt64($0), staysInPlace: true) }
    samples[7].title = samples[3].title
    samples[8].staysInPlace = false
    samples[9].title = samples[8].title
    for chunk in samples.indices.map({ $0 }) { _ = try await store.submitFile(try samples[chunk].submission()) }
    _ = try await store.submit(
      .rejected(
        Sample(path: "r", inode: 5_000, staysInPlace: true).file, hash: nil, LedgerReason(code: "c", message: "m")))
    _ = try await store.submit(
      .attempted(
        try store.due(endpoint: "log", limit: 1_090, now: .max).map {
          DeliveryAttempt(sequence: $0.sequence, endpoint: "log", outcome: .delivered, milliseconds: 1)
        }))
    store.noteDamage(AlertStoreError(.damagedDatabase, "for a test"))
    try store.close()
    let opening = try folder.openSettingAside()
    let new = opening.store
    let saved = try #require(opening.setAside).saved
    #expect((saved.keptFiles, saved.lostKeptFiles, saved.failure) == (1_100, 0, nil))
    for sample in samples where sample.staysInPlace {
      #expect(try new.keptInPlace(sample.file.fingerprint) != nil, "\(sample.path)")
    }
    #expect(try new.keptInPlace(samples[8].file.fingerprint) == nil)
    #expect(try new.number("SELECT count(*) FROM ledger WHERE move = 'kept'") == 1_100)
    #expect(try new.number("SELECT count(*) FROM ledger WHERE state = 'duplicate'") == 2)
    let figures = try new.figures().totals
    #expect(figures.recorded == (try new.number("SELECT count(*) FROM ledger")), "they add up")
    #expect(figures.rejected == 1 && figures.duplicates == 2)
    #expect(try new.number("SELECT count(*) FROM pragma_foreign_key_check") == 0)
    // The same text elsewhere is known, too.
    let again = try await new.submitFile(
      samples[20].with {
        $0.path = "again"; $0.inode = 9_999
      }.submission())
    #expect(again.state == .duplicate)
    // And a rebuild, which takes over again what has been taken over, counts nothing twice.
    let aside = try #require(opening.setAside)
    let previous = try #require(PreviousDatabase(path: aside.path))
    let totals = try new.figures().totals
    #expect(try #require(previous.carryKept(into: new)) == (1_100, 0))
    #expect(try new.figures().totals == totals)
    try new.close()
  }

  @Test func keptFilesWhoseRowsAreDamagedAreCountedAsLost() async throws {
    let store = try folder.openSettingAside().store
    for number in 0..<200 {
      _ = try await store.submitFile(
        try Sample(path: "\(number)", title: "\(number)", inode: UInt64(number), staysInPlace: true).submission())
    }
    try store.close()
    let queue = try DatabaseQueue(path: folder.state + "/watchword.db")
    let page = try await queue.read {
      try Int64.fetchOne(
        $0, sql: "SELECT pageno FROM dbstat WHERE name = 'ledger' AND pagetype = 'leaf' LIMIT 1 OFFSET 3")
    }
    try queue.close()
    try overwrite(folder.state + "/watchword.db", at: (UInt64(try #require(page)) - 1) * 4096, count: 4096)
    try Data("1\nrunning before\n".utf8).write(to: URL(fileURLWithPath: folder.state + "/watchword.lock"))
    let saved = try #require(try folder.openSettingAside().setAside).saved
    let lost = try #require(saved.lostKeptFiles)
    #expect(lost > 0 && saved.keptFiles > 100 && saved.keptFiles + lost == 200)
    #expect(saved.failure == nil, "it is the damage")
  }

  @Test func whatCannotBeWrittenIsNotTakenForDamage() async throws {
    try await folder.fill(5).close()
    let new = try AlertStore.open(stateFolder: folder.path + "/new")
    let previous = try #require(PreviousDatabase(path: folder.state + "/watchword.db"))
    try new.close()
    let saved = previous.carryOver(into: new)
    #expect((saved.ruleFiles, saved.deliveries) == (0, 0))
    #expect(saved.failure?.isEmpty == false)
    #expect(previous.failure != nil)
  }
}

extension TemporaryFolder {
  func openSettingAside(_ state: String? = nil) throws -> StateOpening {
    try AlertStore.openSettingDamageAside(stateFolder: state ?? self.state)
  }

  /// Rules of two files, and so many articles that are told.
  func fill(_ count: Int = 60) async throws -> AlertStore {
    let store = try openSettingAside().store
    _ = try await store.submit(.definitions(["a.yaml": "{}", "b.yaml": "{}"], gone: .allOthers, milliseconds: 1))
    for number in 0..<count {
      let body = String(repeating: "sentence \(number) of some length. ", count: 40)
      _ = try await store.submit(Sample(path: "\(number)", title: "\(number)", body: body).submission())
    }
    return store
  }
}

/// Writes over bytes of a file.
func overwrite(_ file: String, at offset: UInt64, count: Int) throws {
  let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
  try handle.seek(toOffset: offset)
  try handle.write(contentsOf: Data(repeating: 0xA5, count: count))
  try handle.close()
}
