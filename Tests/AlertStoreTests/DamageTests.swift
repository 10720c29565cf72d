import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import AlertStore

/// A database that is really damaged: set aside whole, and a new one that works.
@Suite struct DamageTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  enum Damage: String, CaseIterable, Sendable {
    case empty, headerGarbage, noDatabaseAtAll, cutInHalf, cutInsideAPage, garbageInTheMiddle, tableGone, logGarbage
    case onlyTheLogIsLeft
  }

  private func open(_ state: String? = nil) throws -> StateOpening {
    try AlertStore.openSettingDamageAside(stateFolder: state ?? folder.state)
  }

  private func fill(_ count: Int = 60) async throws -> AlertStore {
    let store = try open().store
    _ = try await store.submit(.definitions(["a.yaml": "{}", "b.yaml": "{}"], gone: .allOthers, milliseconds: 1))
    for number in 0..<count {
      let body = String(repeating: "sentence \(number) of some length. ", count: 40)
      _ = try await store.submit(Sample(path: "\(number)", title: "\(number)", body: body).submission())
    }
    return store
  }

  /// What a machine leaves that went down.
  private func crashed() async throws -> String {
    let store = try await fill()
    let copy = try folder.copyOfState()
    try store.close()
    try Data("1\nrunning another-boot\n".utf8).write(to: URL(fileURLWithPath: copy + "/watchword.lock"))
    return copy
  }

  private func closed() async throws -> String {
    try await fill().close()
    return folder.state
  }

  private func overwrite(_ file: String, at offset: UInt64, count: Int) throws {
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: file))
    try handle.seek(toOffset: offset)
    try handle.write(contentsOf: Data(repeating: 0xA5, count: count))
    try handle.close()
  }

  private func size(_ file: String) throws -> UInt64 {
    try #require(try FileManager.default.attributesOfItem(atPath: file)[.size] as? NSNumber).uint64Value
  }

  private func inflict(_ damage: Damage) async throws -> String {
    let state = damage == .logGarbage || damage == .onlyTheLogIsLeft ? try await crashed() : try await closed()
    let database = state + "/watchword.db"
    switch damage {
    case .empty: truncate(database, 0)
    case .headerGarbage: try overwrite(database, at: 0, count: 100)
    case .noDatabaseAtAll:
      try Data("not a database at all, whatever its name says".utf8).write(to: URL(fileURLWithPath: database))
    case .cutInHalf: truncate(database, Int(try size(database) / 8192 * 4096))
    case .cutInsideAPage: truncate(database, Int(try size(database) / 2 + 100))
    case .garbageInTheMiddle:
      for page in stride(from: UInt64(4), to: try size(database) / 4096, by: 3) {
        try overwrite(database, at: page * 4096, count: 4096)
      }
    case .tableGone:
      let queue = try DatabaseQueue(path: database)
      try await queue.write { try $0.execute(sql: "PRAGMA foreign_keys = OFF; DROP TABLE outbox") }
      try queue.close()
    case .logGarbage:
      let boot = RunMark.running(boot: RunMark.currentBoot(), run: nil).line
      try Data("1\n\(boot)\n".utf8).write(to: URL(fileURLWithPath: state + "/watchword.lock"))
      try overwrite(database + "-wal", at: 0, count: 4096)
    case .onlyTheLogIsLeft: unlink(database)
    }
    return state
  }

  /// Everything in the folder but the lock and the shared memory, which hold nothing.
  private func contents(_ state: String) throws -> [Data] {
    try FileManager.default.contentsOfDirectory(atPath: state).filter {
      !$0.hasSuffix(".lock") && !$0.hasSuffix("-shm")
    }
    .map { try Data(contentsOf: URL(fileURLWithPath: "\(state)/\($0)")) }
  }

  @Test(arguments: Damage.allCases)
  func aDamagedDatabaseIsSetAsideWholeAndANewOneTakesArticles(_ damage: Damage) async throws {
    let state = try await inflict(damage)
    let before = try contents(state)
    let opening = try open(state)
    let aside = try #require(opening.setAside, "\(damage)")
    #expect(aside.path.hasPrefix(state + "/watchword.db.damaged-2"))
    let after = try contents(state)
    for file in before { #expect(after.contains(file), "\(damage): \(file.count) bytes are gone") }
    let receipt = try await opening.store.submitFile(Sample(path: "new", title: "new").submission())
    #expect(receipt.alerts.count == 1)
    try opening.store.close()
    let again = try open(state)
    #expect(again.setAside == nil && again.remarks == [])
    try again.store.close()
  }

  @Test func nothingIsReplacedWhenTwoAreSetAsideInOneSecond() throws {
    let files = DatabaseFiles(path: folder.path + "/watchword.db")
    var paths: [String] = []
    for number in 0..<3 {
      try Data("\(number)".utf8).write(to: URL(fileURLWithPath: files.path))
      try Data("log \(number)".utf8).write(to: URL(fileURLWithPath: files.path + "-wal"))
      paths.append(try files.setAside("damaged", at: 1_763_829_900))
    }
    #expect(Set(paths).count == 3)
    #expect(paths[0] == files.path + ".damaged-20251122-164500")
    for (number, path) in paths.enumerated() {
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "\(number)")
      #expect(try String(contentsOfFile: path + "-wal", encoding: .utf8) == "log \(number)")
    }
  }

  /// A machine, or a daemon, that went down while the database was made.
  @Test func interruptedFirstMomentIsUndone() throws {
    try FileManager.default.createDirectory(atPath: folder.state, withIntermediateDirectories: true)
    let path = folder.state + "/watchword.db"
    let source = folder.path + "/made.db"
    let queue = try DatabaseQueue(path: source)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA cache_size = 1; PRAGMA application_id = \(Schema.applicationID)")
      try database.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
      try database.execute(sql: "BEGIN; PRAGMA user_version = 7; CREATE TABLE filler (a)")
      for _ in 0..<100 { try database.execute(sql: "INSERT INTO filler VALUES (zeroblob(3000))") }
      for ending in ["", "-journal"] {
        try FileManager.default.copyItem(atPath: source + ending, toPath: path + ending)
      }
      try database.execute(sql: "ROLLBACK")
    }
    let opening = try open()
    #expect(opening.setAside == nil)
    #expect(try opening.store.number("SELECT count(*) FROM sqlite_schema WHERE name = 'filler'") == 0)
    try opening.store.close()
  }

  @Test func missingLogIsToldAndTheRestKept() async throws {
    let state = try await crashed()
    unlink(state + "/watchword.db-wal")
    let opening = try open(state)
    // What had not reached the database yet may be its tables too.
    if opening.setAside == nil {
      #expect(opening.remarks.contains { $0.contains("-wal is missing") })
      #expect(try opening.store.ledgerCounts().received < 60)
    }
    try opening.store.close()
  }

  @Test func databaseThatIsGoneIsTold() async throws {
    let state = try await closed()
    unlink(state + "/watchword.db")
    let opening = try open(state)
    #expect(opening.setAside == nil)
    #expect(opening.remarks.contains { $0.contains("is gone") })
  }

  @Test func aFolderThatCannotBeListedHasNoUnknownNumberOfThem() throws {
    #expect(throws: AlertStoreError.self) { try SetAsideDatabases.paths(stateFolder: folder.path + "/nowhere") }
    #expect(try SetAsideDatabases.paths(stateFolder: folder.path) == [])
  }

  @Test func foreignAndNewerDatabasesStayWhereTheyAre() throws {
    try FileManager.default.createDirectory(atPath: folder.state, withIntermediateDirectories: true)
    let other = try DatabaseQueue(path: folder.state + "/watchword.db")
    try other.write { try $0.execute(sql: "CREATE TABLE t (a)") }
    try other.close()
    #expect(throws: AlertStoreError.self) { _ = try open() }
    #expect(try SetAsideDatabases.paths(stateFolder: folder.state) == [])
    #expect(FileManager.default.fileExists(atPath: folder.state + "/watchword.db"))
  }

  /// All pages are looked at after the machine went down under it; after an orderly end, or when the daemon was killed,
  /// only some.
  @Test func onlyAfterTheMachineWentDownIsAllOfItLookedAt() async throws {
    let state = try await closed()
    let page = try await pageOfAnOldText(state)
    try overwrite(state + "/watchword.db", at: (page - 1) * 4096, count: 4096)
    let probe = DatabaseProbe(path: state + "/watchword.db")
    #expect(try probe.look(fullyFor: nil) == .sound)
    guard case .damaged = try probe.look(fullyFor: .seconds(60)) else {
      Issue.record("the damage was not found")
      return
    }
    try open(state).store.close()
    for mark in ["running \(RunMark.currentBoot())", "closed"] {
      try Data("1\n\(mark)\n".utf8).write(to: URL(fileURLWithPath: state + "/watchword.lock"))
      try Data().write(to: URL(fileURLWithPath: state + "/watchword.db-wal"))
      let opening = try open(state)
      #expect(opening.setAside == nil, "\(mark)")
      try opening.store.close()
    }
    try Data("1\nrunning before\n".utf8).write(to: URL(fileURLWithPath: state + "/watchword.lock"))
    #expect(try open(state).setAside != nil)
  }

  /// A leaf of `texts` that is neither the first nor the last.
  private func pageOfAnOldText(_ state: String) async throws -> UInt64 {
    let queue = try DatabaseQueue(path: state + "/watchword.db")
    let page = try await queue.read {
      try Int64.fetchOne(
        $0, sql: "SELECT pageno FROM dbstat WHERE name = 'texts' AND pagetype = 'leaf' LIMIT 1 OFFSET 8")
    }
    try queue.close()
    return UInt64(try #require(page))
  }

  @Test func damageThatComesUpWhileRunningEndsInASettingAside() async throws {
    let state = try await closed()
    let store = try open(state).store
    let database = state + "/watchword.db"
    // All but the first page, which is in memory.
    try overwrite(database, at: 4096, count: Int(try size(database)) - 4096)
    let told = Mutex<[AlertStoreError.Code]>([])
    store.whenDamaged { error in told.withLock { $0.append(error.code) } }
    for path in ["new", "newer"] {
      let results = await store.submitAll([try Sample(path: path, title: path, body: path).submission()])
      #expect(throws: AlertStoreError.self) { _ = try results[0].get() }
    }
    #expect(told.withLock { $0 } == [.damagedDatabase], "once")
    do { try store.close() } catch {}
    let again = try open(state)
    #expect(again.setAside?.reason.contains("while the daemon ran") == true)
    let receipt = try await again.store.submitFile(Sample(path: "new", title: "new").submission())
    #expect(receipt.alerts.count == 1)
  }

  @Test(arguments: [false, true]) func nothingIsPromisedOnceTheDatabaseHasLostItsName(_ isReplaced: Bool) async throws {
    let store = try await fill(3)
    let database = folder.state + "/watchword.db"
    let told = Mutex<[AlertStoreError.Code]>([])
    store.whenDamaged { error in told.withLock { $0.append(error.code) } }
    #expect(rename(database, folder.path + "/moved") == 0)
    if isReplaced { try FileManager.default.copyItem(atPath: folder.path + "/moved", toPath: database) }
    for path in ["new", "newer"] {
      let results = await store.submitAll([try Sample(path: path, title: path, body: path).submission()])
      #expect(throws: AlertStoreError.self) { _ = try results[0].get() }
    }
    #expect(told.withLock { $0 } == [.replacedDatabase], "once")
    do { try store.close() } catch {}
  }

  @Test func alertsWhoseTextsAreGoneAreSavedToo() async throws {
    let store = try await fill(5)
    try store.writeApart { try $0.execute(sql: "DELETE FROM texts") }
    store.noteDamage(AlertStoreError(.damagedDatabase, "for a test"))
    try store.close()
    let opening = try open()
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

  @Test func aDatabaseThatCannotBeLookedAtIsNotGone() {
    // A file where a folder should be; nobody can say what lies in it.
    #expect(throws: AlertStoreError.self) { try DatabaseFiles(path: "/dev/null/watchword.db").status() }
    #expect(throws: Never.self) { try DatabaseFiles(path: folder.path + "/none").status() }
  }

  /// The mark is about that very file: a backup that was put in its place is none of it.
  @Test func markOfDamageDoesNotConcernAnotherFile() async throws {
    let state = try await closed()
    try Data("1\ndamaged 1\n".utf8).write(to: URL(fileURLWithPath: state + "/watchword.lock"))
    #expect(try open(state).setAside == nil)
  }

  @Test func rulesAndUndeliveredAlertsAreSaved() async throws {
    let store = try await fill(12)
    let first = try store.due(endpoint: "log", limit: 100, now: .max)
    #expect(first.count == 12)
    let delivered = first.prefix(4).map {
      DeliveryAttempt(sequence: $0.sequence, endpoint: "log", outcome: .delivered, milliseconds: 1)
    }
    _ = try await store.submit(.attempted(Array(delivered)))
    store.noteDamage(AlertStoreError(.damagedDatabase, "for a test"))
    try store.close()

    let opening = try open()
    let saved = try #require(opening.setAside).saved
    #expect((saved.ruleFiles, saved.deliveries, saved.lostDeliveries) == (2, 8, 0))
    let due = try opening.store.due(endpoint: "log", limit: 100, now: .max)
    #expect(due.map(\.alertID) == first.dropFirst(4).map(\.alertID))
    #expect(due.map(\.json) == first.dropFirst(4).map(\.json))
    #expect(try opening.store.loadDefinitions().count == 2)
    #expect(try opening.store.number("SELECT min(id) FROM ledger") > 12, "no number twice")
    // And told once: the article that comes again is known.
    let body = String(repeating: "sentence 7 of some length. ", count: 40)
    let again = try await opening.store.submitFile(Sample(path: "7", title: "7", body: body).submission())
    #expect(again.state == .duplicate)
  }

  /// A rule may have changed since: then the article was read in again as one that nobody is told of.
  @Test func aStoryTakenOverIsJoinedByWhatWasReadInAgain() async throws {
    let old = try open().store
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
    let store = try open().store
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
    let opening = try open()
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
    let store = try open().store
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
    let saved = try #require(try open().setAside).saved
    let lost = try #require(saved.lostKeptFiles)
    #expect(lost > 0 && saved.keptFiles > 100 && saved.keptFiles + lost == 200)
    #expect(saved.failure == nil, "it is the damage")
  }

  @Test func whatCannotBeWrittenIsNotTakenForDamage() async throws {
    try await fill(5).close()
    let new = try AlertStore.open(stateFolder: folder.path + "/new")
    let previous = try #require(PreviousDatabase(path: folder.state + "/watchword.db"))
    try new.close()
    let saved = previous.carryOver(into: new)
    #expect((saved.ruleFiles, saved.deliveries) == (0, 0))
    #expect(saved.failure?.isEmpty == false)
    #expect(previous.failure != nil)
  }
}
