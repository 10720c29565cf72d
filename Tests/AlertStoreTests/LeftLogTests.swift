import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What a start makes of the write-ahead log that it finds.
@Suite struct LeftLogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var database: String { folder.state + "/watchword.db" }

  private func open() throws -> StateOpening { try AlertStore.openSettingDamageAside(stateFolder: folder.state) }

  private func fill(_ store: AlertStore, _ numbers: Range<Int>) async throws {
    for number in numbers {
      _ = try await store.submit(Sample(path: "\(number)", title: "\(number)", body: "\(number)").submission())
    }
  }

  private func write(_ bytes: Data, to file: String) throws { try bytes.write(to: URL(fileURLWithPath: file)) }

  private func read(_ file: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: file)) }

  private func mark(_ mark: RunMark) throws {
    try write(Data("1\n\(mark.line)\n".utf8), to: folder.state + "/watchword.lock")
  }

  private func names(_ why: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.state).filter { $0.contains(".\(why)-") }
  }

  /// Leaves the state as a daemon does that is killed.
  private func kill(_ store: AlertStore) throws {
    let names = ["watchword.db", "watchword.db-wal", "watchword.lock"]
    let files = try names.map { try read("\(folder.state)/\($0)") }
    try store.close()
    unlink(database + "-shm")
    for (name, bytes) in zip(names, files) { try write(bytes, to: "\(folder.state)/\(name)") }
  }

  /// A header whose checksum is wrong in one bit is none either.
  enum Beginning: CaseIterable { case zeros, garbage, otherSum, otherMagic, short }

  /// Its header is synced before anything is recorded in it, so all is in the database.
  @Test(arguments: Beginning.allCases)
  func logThatAPowerCutHasLeftEmptyCostsNothing(_ beginning: Beginning) async throws {
    let store = try open().store
    try await fill(store, 0..<20)
    var log = try read(database + "-wal")
    try store.close()
    switch beginning {
    case .zeros: log = Data(count: log.count)
    case .garbage: log = Data(repeating: 0xA5, count: log.count)
    case .otherSum: log[31] ^= 1
    case .otherMagic: log[3] ^= 4
    case .short: log = log.prefix(31)
    }
    try write(log, to: database + "-wal")
    try mark(.running(boot: "before", run: nil))
    let opening = try open()
    #expect(opening.setAside == nil)
    #expect(opening.remarks.count == 1 && opening.remarks[0].contains("-wal cannot be read"))
    #expect(try opening.store.ledgerCounts().received == 20)
    try await fill(opening.store, 20..<22)
    try opening.store.close()
    let aside = try names("unreadable").filter { $0.hasSuffix("-wal") }
    #expect(try aside.map { try read("\(folder.state)/\($0)") } == [log], "nothing is deleted")
    #expect(try SetAsideDatabases.paths(stateFolder: folder.state) == [], "it is no database")
    let again = try open()
    #expect(again.remarks == [] && again.setAside == nil)
    #expect(try again.store.ledgerCounts().received == 22)
    try again.store.close()
  }

  /// What was written behind the last commit, or of one that never was.
  @Test(arguments: [UInt8(0), 0xA5]) func endOfALogThatNeverCameToTheDiskCostsNothing(_ byte: UInt8) async throws {
    let store = try open().store
    try await fill(store, 0..<20)
    try kill(store)
    try write(try read(database + "-wal") + Data(repeating: byte, count: 10_000), to: database + "-wal")
    try mark(.running(boot: "before", run: nil))
    let opening = try open()
    #expect(opening.setAside == nil && opening.remarks == [])
    #expect(try opening.store.ledgerCounts().received == 20)
    try opening.store.close()
  }

  @Test func logOfADaemonThatWasKilledIsRead() async throws {
    let store = try open().store
    try await fill(store, 0..<20)
    try kill(store)
    let opening = try open()
    #expect(opening.setAside == nil && opening.remarks == [])
    #expect(try opening.store.ledgerCounts().received == 20)
    try opening.store.close()
  }

  enum Copy: CaseIterable { case backup, copyOfTheFile }

  /// As when somebody puts a backup back and forgets the log of the database that was there.
  @Test(arguments: Copy.allCases, [true, false])
  func logOfAnotherDatabaseIsNotReadIntoABackup(_ copy: Copy, _ isInPlace: Bool) async throws {
    var store = try open().store
    try await fill(store, 0..<20)
    let file = folder.path + "/copy.db"
    switch copy {
    case .backup: _ = try AlertReader(stateFolder: folder.state).backUp(to: file, replaces: false)
    case .copyOfTheFile:
      try store.close()
      try write(try read(database), to: file)
      store = try open().store
    }
    try await fill(store, 20..<60)
    try kill(store)
    let log = try read(database + "-wal")
    if !isInPlace { unlink(database) }
    let handle = try #require(fopen(database, "w"))
    try read(file).withUnsafeBytes { bytes in #expect(fwrite(bytes.baseAddress, 1, bytes.count, handle) == bytes.count)
    }
    fclose(handle)
    let opening = try open()
    #expect(opening.setAside == nil)
    #expect(opening.remarks.count == 1 && opening.remarks[0].contains("written for another database"))
    #expect(try opening.store.ledgerCounts().received == 20)
    #expect(try DatabaseProbe(path: database).look(fullyFor: .seconds(60)) == .sound)
    let aside = try names("foreign").filter { $0.hasSuffix("-wal") }
    #expect(try aside.map { try read("\(folder.state)/\($0)") } == [log], "nothing is deleted")
    try opening.store.close()
    #expect(try open().remarks == [])
  }

  /// Without a log beside it a backup is nothing to be told of.
  @Test func backupThatWasPutBackByTheBookIsNotToldAsALoss() async throws {
    let store = try open().store
    try await fill(store, 0..<20)
    let file = folder.path + "/copy.db"
    _ = try AlertReader(stateFolder: folder.state).backUp(to: file, replaces: false)
    try kill(store)
    unlink(database + "-wal")
    try write(try read(file), to: database)
    let opening = try open()
    #expect(opening.setAside == nil && opening.remarks == [])
    try opening.store.close()
  }

  /// As `cp` does it, which keeps the inode of the file that was damaged.
  @Test func backupCopiedOverADamagedDatabaseIsNotTakenForIt() async throws {
    let store = try open().store
    try await fill(store, 0..<20)
    let file = folder.path + "/copy.db"
    _ = try AlertReader(stateFolder: folder.state).backUp(to: file, replaces: false)
    store.noteDamage(AlertStoreError(.damagedDatabase, "for a test"))
    try store.close()
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: database))
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: try read(file))
    try handle.close()
    let opening = try open()
    #expect(opening.setAside == nil)
    #expect(try opening.store.ledgerCounts().received == 20)
    try opening.store.close()
  }

  /// A program that reads keeps an orderly end from emptying the log, which is the database's own then.
  @Test func logThatAReaderHeldAtAnOrderlyEndIsRead() async throws {
    let store = try open().store
    try await fill(store, 0..<20)
    var configuration = Configuration()
    configuration.readonly = true
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(path: database, configuration: configuration)
    try reader.inDatabase { database in
      try database.execute(sql: "BEGIN; SELECT count(*) FROM ledger")
    }
    try await fill(store, 20..<40)
    try store.close()
    try reader.inDatabase { try $0.execute(sql: "COMMIT") }
    try reader.close()
    #expect(try DatabaseFiles(path: database).hasContent("-wal"))
    let opening = try open()
    #expect(opening.setAside == nil && opening.remarks == [])
    #expect(try opening.store.ledgerCounts().received == 40)
    try opening.store.close()
  }

  @Test func marksAreReadAsTheyAreWritten() {
    let marks: [RunMark] = [
      .none, .running(boot: "b", run: 7), .running(boot: "b", run: nil), .running(boot: "", run: 7),
      .running(boot: "", run: nil), .closed(run: nil), .closed(run: .max), .damaged(inode: 5, run: nil),
      .damaged(inode: 5, run: 6),
    ]
    for mark in marks { #expect(RunMark(line: mark.line) == mark) }
    for run in [UInt32(1), 0x1234_5678, .max] {
      let line = RunMark.running(boot: "b", run: run).line
      for count in 0..<line.count {
        #expect(RunMark(line: line.prefix(count)).run == nil, "cut off: \(line.prefix(count))")
      }
    }
    #expect(RunMark(line: "running") == .running(boot: "", run: nil))
    #expect(RunMark(line: "closed x") == .closed(run: nil))
  }
}
