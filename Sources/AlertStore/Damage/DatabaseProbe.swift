import Dispatch
import GRDB
import OperatingSystem

/// Looks whether a database is whole, before anybody writes to it. Reads only.
struct DatabaseProbe {
  /// What a look at a database has found.
  enum Result: Equatable {
    case sound
    /// As far as the time allowed.
    case soundSoFar
    /// Why, for people.
    case damaged(String)
  }

  let path: String

  /// Always looks at the header, the schema and the first and last row of each table: some pages each, whatever the size.
  ///
  /// - Parameter limit: how long all of its pages are looked at besides; `nil`: not at all.
  /// - Throws: `AlertStoreError` for what is no damage: another program's database, a newer version's, one that cannot be
  ///   read.
  func look(fullyFor limit: Duration?) throws -> Result {
    do {
      return try look(fullyFor: limit, readonly: true)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_READONLY {
      // Its first moments were interrupted, when it had no log yet but a journal, which a writer has to undo.
      do { return try look(fullyFor: limit, readonly: false) } catch { throw AlertStoreError(error, database: path) }
    }
  }

  private func look(fullyFor limit: Duration?, readonly: Bool) throws -> Result {
    do {
      var configuration = Configuration()
      configuration.readonly = readonly
      configuration.label = "probe"
      configuration.busyMode = .timeout(10)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.inDatabase { database in
        try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        try AlertStore.refuseForeignDatabase(database, path)
        try AlertStore.refuseNewerDatabase(database, path)
      }
      if let missing = try Self.missingTables(queue) { return .damaged(missing) }
      try queue.inDatabase(Self.readEnds)
      guard let limit else { return .sound }
      return try Self.quickCheck(queue, limit)
    } catch let error as DatabaseError where readonly && error.resultCode == .SQLITE_READONLY {
      throw error
    } catch {
      let told = AlertStoreError(error, database: path)
      guard told.code == .damagedDatabase else { throw told }
      return .damaged((error as? DatabaseError)?.message ?? "SQLite cannot read it")
    }
  }

  /// Tables and indexes that the migrations which it has had make, and it has not.
  static func missingTables(_ queue: DatabaseQueue) throws -> String? {
    let sql = "SELECT type || ' ' || name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"
    let (applied, found) = try queue.inDatabase { database in
      (try Schema.migrator.appliedMigrations(database), Set(try String.fetchAll(database, sql: sql)))
    }
    guard let last = applied.last else {
      return found.isSubset(of: ["table grdb_migrations"]) ? nil : "it has tables, and no migrations"
    }
    let model = try DatabaseQueue()
    try Schema.migrator.migrate(model, upTo: last)
    let missing = try Set(model.read { try String.fetchAll($0, sql: sql) }).subtracting(found)
    return missing.isEmpty ? nil : "it lacks \(missing.sorted().joined(separator: ", "))"
  }

  private static func readEnds(_ database: Database) throws {
    let tables = try Row.fetchAll(
      database, sql: "SELECT name, sql LIKE '%WITHOUT ROWID%' FROM sqlite_schema WHERE type = 'table' AND rootpage > 0")
    for row in tables {
      let name = (try row.decode(String.self, atIndex: 0)).quotedDatabaseIdentifier
      _ = try Row.fetchOne(database, sql: "SELECT * FROM \(name) LIMIT 1")
      guard try !row.decode(Bool.self, atIndex: 1) else { continue }
      _ = try Row.fetchOne(database, sql: "SELECT * FROM \(name) ORDER BY rowid DESC LIMIT 1")
    }
  }

  private static func quickCheck(_ queue: DatabaseQueue, _ limit: Duration) throws -> Result {
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + limit.dispatchInterval)
    timer.setEventHandler { queue.interrupt() }
    timer.activate()
    defer { timer.cancel() }
    do {
      let problems = try queue.inDatabase { try String.fetchAll($0, sql: "PRAGMA quick_check(3)") }
      return problems == ["ok"] ? .sound : .damaged(problems.joined(separator: "; "))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
      return .soundSoFar
    }
  }
}
