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

  /// What a machine leaves that went down.
  private func crashed() async throws -> String {
    let store = try await folder.fill()
    let copy = try folder.copyOfState()
    try store.close()
    try Data("1\nrunning another-boot\n".utf8).write(to: URL(fileURLWithPath: copy + "/watchword.lock"))
    return copy
  }

  private func closed() async throws -> String {
    try await folder.fill().close()
    return folder.state
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
    let opening = try folder.openSettingAside(state)
    let aside = try #require(opening.setAside, "\(damage)")
    #expect(aside.path.hasPrefix(state + "/watchword.db.damaged-2"))
    let after = try contents(state)
    for file in before { #expect(after.contains(file), "\(damage): \(file.count) bytes are gone") }
    let receipt = try await opening.store.submitFile(Sample(path: "new", title: "new").submission())
    #expect(receipt.alerts.count == 1)
    try opening.store.close()
    let again = try folder.openSettingAside(state)
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
    let opening = try folder.openSettingAside()
    #expect(opening.setAside == nil)
    #expect(try opening.store.number("SELECT count(*) FROM sqlite_schema WHERE name = 'filler'") == 0)
    try opening.store.close()
  }

  @Test func missingLogIsToldAndTheRestKept() async throws {
    let state = try await crashed()
    unlink(state + "/watchword.db-wal")
    let opening = try folder.openSettingAside(state)
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
    let opening = try folder.openSettingAside(state)
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
    #expect(throws: AlertStoreError.self) { _ = try folder.openSettingAside() }
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
    try folder.openSettingAside(state).store.close()
    for mark in ["running \(RunMark.currentBoot())", "closed"] {
      try Data("1\n\(mark)\n".utf8).write(to: URL(fileURLWithPath: state + "/watchword.lock"))
      try Data().write(to: URL(fileURLWithPath: state + "/watchword.db-wal"))
      let opening = try folder.openSettingAside(state)
      #expect(opening.setAside == nil, "\(mark)")
      try opening.store.close()
    }
    try Data("1\nrunning before\n".utf8).write(to: URL(fileURLWithPath: state + "/watchword.lock"))
    #expect(try folder.openSettingAside(state).setAside != nil)
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
    let store = try folder.openSettingAside(state).store
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
    let again = try folder.openSettingAside(state)
    #expect(again.setAside?.reason.contains("while the daemon ran") == true)
    let receipt = try await again.store.submitFile(Sample(path: "new", title: "new").submission())
    #expect(receipt.alerts.count == 1)
  }

  @Test(arguments: [false, true]) func nothingIsPromisedOnceTheDatabaseHasLostItsName(_ isReplaced: Bool) async throws {
    let store = try await folder.fill(3)
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

  @Test func aDatabaseThatCannotBeLookedAtIsNotGone() {
    // A file where a folder should be; nobody can say what lies in it.
    #expect(throws: AlertStoreError.self) { try DatabaseFiles(path: "/dev/null/watchword.db").status() }
    #expect(throws: Never.self) { try DatabaseFiles(path: folder.path + "/none").status() }
  }

  /// The mark is about that very file: a backup that was put in its place is none of it.
  @Test func markOfDamageDoesNotConcernAnotherFile() async throws {
    let state = try await closed()
    try Data("1\ndamaged 1\n".utf8).write(to: URL(fileURLWithPath: state + "/watchword.lock"))
    #expect(try folder.openSettingAside(state).setAside == nil)
  }

}
