import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// Every database that a released version wrote opens with this one, with nothing lost. Databases/vN.sql holds one that
/// version N of the schema wrote, with every kind of row.
@Suite struct MigrationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let databases = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Databases")

  private static var versions: [Int] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: databases.path)) ?? []
    return names.compactMap { $0.hasPrefix("v") && $0.hasSuffix(".sql") ? Int($0.dropFirst().dropLast(4)) : nil }
      .sorted()
  }

  /// `v3 retention` is of version 3.
  private static func version(_ migration: String) -> Int? { Int(migration.dropFirst().prefix { $0.isNumber }) }

  private func load(_ version: Int) throws {
    try FileManager.default.createDirectory(atPath: folder.state, withIntermediateDirectories: true)
    let sql = try String(contentsOf: Self.databases.appendingPathComponent("v\(version).sql"), encoding: .utf8)
    let queue = try DatabaseQueue(path: folder.state + "/watchword.db")
    try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
    try queue.close()
  }

  private static let tables = ["ledger", "articles", "texts", "stories", "alerts", "matches", "outbox"]

  /// All rows of the tables that every version has.
  private func rows(_ database: Database) throws -> [String: [String]] {
    let columns = try Self.oldColumns()
    return try Self.tables.reduce(into: [:]) { rows, table in
      rows[table] = try Row.fetchAll(database, sql: "SELECT * FROM \(table)").map { row in
        // Columns that a later version adds are none of what was there.
        row.filter { columns[table]?.contains($0.0) == true }.map { "\($0.0)=\($0.1)" }.joined(separator: "|")
      }.sorted()
    }
  }

  private static func oldColumns() throws -> [String: Set<String>] {
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue, upTo: "v1")
    return try queue.read { database in
      try tables.reduce(into: [:]) { $0[$1] = Set(try database.columns(in: $1).map(\.name)) }
    }
  }

  @Test func everyMigrationHasADatabaseFromBeforeIt() throws {
    let migrations = Schema.migrator.migrations
    #expect(migrations.first == "v1")
    for migration in migrations.dropFirst() {
      let version = try #require(Self.version(migration), "\(migration) does not begin with the number of its version")
      #expect(Self.versions.contains(version - 1), "Databases/v\(version - 1).sql is missing, for \(migration)")
    }
    for version in Self.versions {
      let queue = try DatabaseQueue()
      let sql = try String(contentsOf: Self.databases.appendingPathComponent("v\(version).sql"), encoding: .utf8)
      try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
      let applied = try queue.read { try Schema.migrator.appliedIdentifiers($0) }
      #expect(applied == Set(migrations.filter { (Self.version($0) ?? .max) <= version }), "v\(version).sql")
    }
  }

  @Test(arguments: versions) func nothingIsLostAndAllWorksOn(_ version: Int) async throws {
    try load(version)
    let before = try await DatabaseQueue(path: folder.state + "/watchword.db").read { try rows($0) }
    for table in before { #expect(!table.value.isEmpty, "v\(version).sql has no row in \(table.key)") }
    var told: [Int64] = []
    let store = try AlertStore.open(stateFolder: folder.state) { told.append($0) }
    #expect(told.count == 1)
    let after = try await store.pool.read { try rows($0) }
    #expect(after == before)
    let (integrity, dangling) = try await store.pool.read { database in
      (
        try String.fetchAll(database, sql: "PRAGMA integrity_check"),
        try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
      )
    }
    #expect(integrity == ["ok"])
    #expect(dangling == 0)
    #expect(try store.loadDefinitions().count == 1)
    #expect(try store.hasDefinitions())
    #expect(try store.ledgerCounts().received == 9)

    // What was under way is worked off.
    let moves = try store.pendingMoves()
    #expect(moves.map(\.ledgerID).sorted() == [4, 5, 8])
    _ = try await store.submit(
      .moved(moves.map { MoveResult(ledgerID: $0.ledgerID, outcome: .done(destination: "archive/x"), milliseconds: 1) })
    )
    #expect(try store.pendingMoves().isEmpty)
    let due = try store.due(endpoint: "desk", limit: 10, now: .max)
    #expect(due.map(\.sequence) == [1, 3])
    _ = try await store.submit(
      .attempted(
        due.map { DeliveryAttempt(sequence: $0.sequence, endpoint: "desk", outcome: .delivered, milliseconds: 1) }))
    #expect(try store.nextDue(endpoint: "desk") == nil)
    #expect(try store.keptInPlace(Sample(path: "wire/copy.txt", inode: 12).file.fingerprint) == 6)

    // What comes in is compared with what was there.
    let again = try await store.submitFile(Sample(arrived: 1_760_000_000_000, inode: 99).submission())
    #expect(again.state == .duplicate)
    let copy = try await store.submitFile(Sample(source: "third", path: "third/a.txt", inode: 100).submission())
    #expect(copy.alerts.isEmpty)
    #expect(copy.suppressed.map(\.ruleID) == ["border-patrols"])
    let new = try await store.submitFile(Sample(title: "Something else", body: "Told nowhere yet.").submission())
    #expect(new.alerts.map(\.sequence) == [4])
    #expect(try store.ledgerCounts().addsUp)
    try store.close()
    // And once more, with nothing to migrate.
    let reopened = try AlertStore.open(stateFolder: folder.state) { _ in Issue.record("migrated twice") }
    try reopened.close()
  }

  @Test(arguments: versions) func killBetweenMigrationsGoesOnWhereItWas(_ version: Int) throws {
    for migration in Schema.migrator.migrations where (Self.version(migration) ?? 0) > version {
      try? FileManager.default.removeItem(atPath: folder.state)
      try load(version)
      let queue = try DatabaseQueue(path: folder.state + "/watchword.db")
      try Schema.migrator.migrate(queue, upTo: migration)
      try queue.close()
      let store = try folder.open()
      #expect(try store.ledgerCounts().received == 9)
      try store.close()
    }
  }

  /// What lies on the disk in the middle of a migration opens as what was there before it.
  @Test(arguments: versions) func killInTheMiddleOfAMigrationLeavesTheOldDatabase(_ version: Int) async throws {
    try load(version)
    let path = folder.state + "/watchword.db"
    let copy = folder.path + "/copy"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    var configuration = Configuration()
    configuration.journalMode = .wal
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let before = try await queue.read { try rows($0) }
    var migrator = DatabaseMigrator()
    for migration in Schema.migrator.migrations where (Self.version(migration) ?? 0) <= version {
      migrator.registerMigration(migration) { _ in }
    }
    struct Killed: Error {}
    migrator.registerMigration("half") { database in
      // Small, so that what is not committed reaches the disk.
      try database.execute(sql: "PRAGMA cache_size = 1")
      try database.execute(sql: "CREATE TABLE half AS SELECT * FROM ledger; DELETE FROM outbox; DELETE FROM matches")
      for name in ["watchword.db", "watchword.db-wal"] where FileManager.default.fileExists(atPath: path) {
        try FileManager.default.copyItem(atPath: "\(self.folder.state)/\(name)", toPath: "\(copy)/\(name)")
      }
      throw Killed()
    }
    #expect(throws: Killed.self) { try migrator.migrate(queue) }
    try queue.close()
    for state in [folder.state, copy] {
      let store = try AlertStore.open(stateFolder: state)
      let after = try await store.pool.read { try rows($0) }
      #expect(after == before)
      try store.close()
    }
  }
}
