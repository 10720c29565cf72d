import FailPoints
import GRDB
import OperatingSystem

/// How large the write-ahead log may become before it is moved into the database.
enum WriteAheadLog {
  /// When nobody waits, by the estimate of what was written.
  static let idleCheckpointBytes = 4 << 20
  /// Under load, where a group that waits pays for it.
  static let busyCheckpointBytes = 40 << 20
  /// SQLite's own checkpoint inside a commit, should the estimate be wrong: 48 MiB in pages of 4096 bytes.
  static let automaticCheckpointFrames = 12_288
  /// 64 MiB; more means that readers hold it.
  static let maximumFrames = 16_384
  /// How long a commit waits for a lock that another program holds.
  static let busyMilliseconds = 2_000
  /// How long the store waits, once in so many megabytes, for readers to let go of a log that has become too large.
  static let patienceMilliseconds = 50
}

extension AlertStore {
  /// Opens the database for writing: WAL with every commit synced, verified, and migrated to this version's tables.
  static func openDatabase(
    _ path: String, _ onMigration: (_ databaseBytes: Int64) -> Void = { _ in }
  ) throws -> DatabasePool {
    var configuration = Configuration()
    configuration.label = "store"
    configuration.busyMode = .timeout(Double(WriteAheadLog.busyMilliseconds) / 1_000)
    configuration.persistentReadOnlyConnections = true
    configuration.prepareDatabase { database in
      // The file may come from anywhere: nothing in its schema may run code, and broken pages are to be noticed.
      try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
      try refuseForeignDatabase(database, path)
    }
    let pool = try DatabasePool(path: path, configuration: configuration)
    try pool.writeWithoutTransaction { database in
      // GRDB's set-up of WAL has just put this to NORMAL, with which a commit is not on the disk yet.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      try database.execute(
        sql: """
          PRAGMA cache_size = \(-writerCacheKibibytes);
          PRAGMA wal_autocheckpoint = \(WriteAheadLog.automaticCheckpointFrames);
          PRAGMA journal_size_limit = \(WriteAheadLog.maximumFrames * 4_096)
          """)
      try refuseUnlessDurable(database, path)
      try refuseNewerDatabase(database, path)
      // Before the first table: a database with tables and without it is another program's.
      try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
    }
    if let bytes = try pool.read(bytesToMigrate) { onMigration(bytes) }
    FailPoint.storeMigrating.pass()
    try Schema.migrator.migrate(pool)
    try pool.write { try $0.execute(sql: forgetFarAttempts) }
    // Migrations may change settings; what counts is what is in force now.
    try pool.writeWithoutTransaction { try refuseUnlessDurable($0, path) }
    return pool
  }

  /// Leaves the mark of a daemon that runs, and a number of this run in the mark and in the header of the database. With
  /// that the next start knows the database again, should another lie in its place, beside this one's log.
  ///
  /// - Returns: the number; `nil` where it could not be brought into the file itself, because another program reads.
  static func beginRun(_ pool: DatabasePool, _ folder: StateFolder, _ lock: StateLock) throws -> UInt32? {
    let boot = RunMark.currentBoot()
    func leave(_ run: UInt32?) throws {
      guard lock.leave(.running(boot: boot, run: run)) else {
        throw folder.unusable(folder.lockPath, SystemCallError("write"))
      }
    }
    // Until the file has the new number, the mark has none: it would not know the database for its own.
    try leave(nil)
    let run = UInt32.random(in: 1...UInt32(Int32.max))
    let isInTheFile = try pool.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA user_version = \(run)")
      do {
        let result = try database.checkpoint(.passive)
        return result.checkpointedFrameCount == result.walFrameCount
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
        return false
      }
    }
    guard isInTheFile else { return nil }
    try leave(run)
    return run
  }

  /// How large a database of an older version is; `nil` where there is nothing to migrate.
  private static func bytesToMigrate(_ database: Database) throws -> Int64? {
    let migrator = Schema.migrator
    guard try !migrator.appliedIdentifiers(database).isEmpty, try !migrator.hasCompletedMigrations(database) else {
      return nil
    }
    return try usedBytes(database)
  }

  /// Of the one connection that writes. Each article touches pages anywhere in the indexes over hashes; what is not held
  /// here is read again from the file for each.
  private static let writerCacheKibibytes = 32 << 10

  /// No back-off is longer than a day or begins later than now, and nothing is gathered for longer than a year: what is due
  /// later was put off by a clock that was wrong.
  private static let forgetFarAttempts = """
    UPDATE outbox SET next_attempt_ms = 0
    WHERE state = 'pending'
      AND (next_attempt_ms > (unixepoch() + iif(gathering IS NULL OR attempts > 0, 86400, 366 * 86400)) * 1000
        OR (attempts > 0 AND failing_ms > (unixepoch() + 60) * 1000))
    """

  private static func refuseUnlessDurable(_ database: Database, _ path: String) throws {
    let synchronous = try Int.fetchOne(database, sql: "PRAGMA synchronous")
    let journal = try String.fetchOne(database, sql: "PRAGMA journal_mode")
    let foreignKeys = try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
    guard synchronous == 2, journal == "wal", foreignKeys == 1 else {
      throw AlertStoreError(
        .notDurable,
        "SQLite would not promise that a commit to \(path) is on the disk (synchronous \(synchronous ?? -1), "
          + "journal \(journal ?? "unknown")). Watchword does not run so; put the state on another file system.")
    }
  }

  static func refuseForeignDatabase(_ database: Database, _ path: String) throws {
    let id = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    guard id == Schema.applicationID || (id == 0 && tables == 0) else {
      throw AlertStoreError(
        .foreignDatabase, "\(path) is a database of another program. Choose another state folder with --state.")
    }
  }

  static func refuseNewerDatabase(_ database: Database, _ path: String) throws {
    guard try Schema.migrator.hasBeenSuperseded(database) else { return }
    throw AlertStoreError(
      .newerDatabase,
      "\(path) was written by a newer Watchword. Install that version again, or choose another folder with --state.")
  }
}
