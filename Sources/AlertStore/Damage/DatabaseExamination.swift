import Dispatch
import Foundation
import GRDB
import Hashing
import OperatingSystem

/// Questions about a database that may be damaged, asked beside a running daemon: read-only, one short transaction each,
/// none longer than its limit. Any thread.
package final class DatabaseExamination: Sendable {
  /// What a question came to.
  package enum Answer<Value: Sendable>: Sendable {
    case value(Value)
    /// The time was up.
    case unfinished
    case failed(AlertStoreError)
  }

  /// A file of the archive, as the ledger has it.
  package struct ArchivedFile: Sendable, Equatable {
    package let ledgerID: Int64
    /// Relative to the archive, as shown to people.
    package let path: String
    package let hash: SHA256Digest?
    /// Whether files of its day were cleared away.
    package let mayBeCleared: Bool
  }

  package let path: String
  private let queue: DatabaseQueue
  private let limit: Duration?

  /// - Parameter limit: for one question; `nil` for none.
  /// - Throws: `AlertStoreError`: there is none, it is another program's or a newer version's, or cannot be read at all.
  package init(stateFolder: String, limit: Duration?) throws {
    let folder = try StateFolder(stateFolder)
    path = folder.databasePath
    self.limit = limit
    guard try DatabaseFiles(path: path).status() != nil else {
      throw AlertStoreError(.noDatabase, "There is no database \(path).")
    }
    try folder.refuseIrregularFiles()
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "examination"
    configuration.busyMode = .timeout(10)
    do {
      queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.inDatabase { database in
        try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        try AlertStore.refuseForeignDatabase(database, folder.databasePath)
        try AlertStore.refuseNewerDatabase(database, folder.databasePath)
      }
    } catch {
      throw AlertStoreError(error, database: folder.databasePath)
    }
  }

  private func ask<Value: Sendable>(_ body: (Database) throws -> Value) -> Answer<Value> {
    let timer = limit.map { limit in
      let timer = DispatchSource.makeTimerSource(queue: .global())
      timer.schedule(deadline: .now() + limit.dispatchInterval)
      timer.setEventHandler { [queue] in queue.interrupt() }
      timer.activate()
      return timer
    }
    defer { timer?.cancel() }
    do {
      return .value(try queue.read(body))
    } catch let error as DatabaseError where error.resultCode == .SQLITE_INTERRUPT {
      return .unfinished
    } catch {
      return .failed(AlertStoreError(error, database: path))
    }
  }

  /// Tables and indexes that should be there, for people; empty where all are.
  package func missingTables() -> Answer<[String]> {
    do {
      return .value(try DatabaseProbe.missingTables(queue).map { [$0] } ?? [])
    } catch {
      return .failed(AlertStoreError(error, database: path))
    }
  }

  /// Whether all migrations of this version were made.
  package func isCurrent() -> Answer<Bool> { ask { try Schema.migrator.hasCompletedMigrations($0) } }

  /// What SQLite finds wrong with its pages, and thoroughly with its indexes too.
  package func damage(thoroughly: Bool) -> Answer<[String]> {
    ask { database in
      try String.fetchAll(database, sql: thoroughly ? "PRAGMA integrity_check(10)" : "PRAGMA quick_check(10)")
        .filter { $0 != "ok" }
    }
  }

  /// References to rows that are not there, by table.
  package func danglingReferences() -> Answer<[String: Int]> {
    ask { database in
      var counts: [String: Int] = [:]
      let cursor = try Row.fetchCursor(database, sql: "PRAGMA foreign_key_check")
      while let row = try cursor.next() { counts[try row.decode(atIndex: 0), default: 0] += 1 }
      return counts
    }
  }

  /// Our own promises that SQLite does not know, each with how many rows break it; none where all hold.
  package func brokenPromises() -> Answer<[(promise: String, count: Int)]> {
    ask { database in
      // A database that is not of this version yet has held nothing back.
      let hasHeld = try database.columns(in: "alerts").contains { $0.name == "held" }
      return try Self.promises(held: hasHeld ? "held IS NULL" : "1").compactMap { promise, sql in
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM (\(sql))") ?? 0
        return count == 0 ? nil : (promise, count)
      }
    }
  }

  /// Each query finds the rows that break it.
  ///
  /// - Parameter held: what tells alerts that somebody was told of from those that were held back.
  private static func promises(held: String) -> [(String, String)] {
    [
      (
        "an alert that is told once per rule and story, and one that is held back at most",
        "SELECT 1 FROM alerts NOT INDEXED WHERE kind = 'new' GROUP BY rule_id, story_id, \(held) HAVING count(*) > 1"
      ),
      (
        "for each article the ledger row of the file that brought it",
        """
        SELECT 1 FROM articles LEFT JOIN ledger ON ledger.id = ledger_id
        WHERE ledger.state IS NULL OR ledger.state NOT IN ('matched', 'unmatched')
        """
      ),
      (
        "for each delivery that is pending its alert",
        "SELECT 1 FROM outbox LEFT JOIN alerts USING (sequence) WHERE state = 'pending' AND alerts.id IS NULL"
      ),
      (
        "for each match the alert that told of it",
        "SELECT 1 FROM matches LEFT JOIN alerts ON sequence = alert_sequence WHERE alerts.id IS NULL"
      ),
      (
        "for each file one of the four states",
        "SELECT 1 FROM ledger WHERE state NOT IN ('matched', 'unmatched', 'duplicate', 'rejected')"
      ),
      (
        "for each article of a story its place in it",
        """
        SELECT 1 FROM articles a JOIN stories ON stories.content_hash = a.content_hash
          AND stories.id = lower(hex(substr(a.content_hash, 1, 12)))
        WHERE a.story_id IS NULL
        """
      ),
      (
        "for each alert its article in its story",
        "SELECT 1 FROM alerts JOIN articles a ON a.id = alerts.article_id WHERE a.story_id IS NULL"
      ),
      (
        "totals that are no less than what is there",
        """
        SELECT 1 FROM totals WHERE totals.count < CASE totals.name WHEN 'alerts' THEN (SELECT count(*) FROM alerts WHERE kind != 'notice')
          ELSE (SELECT count(*) FROM ledger WHERE state = totals.name) END
        """
      ),
    ]
  }

  /// When the newest file came in, in milliseconds since 1970; `nil` where none has.
  package func newestArrival() -> Answer<Int64?> {
    ask { try Int64.fetchOne($0, sql: "SELECT arrived_ms FROM ledger ORDER BY id DESC LIMIT 1") }
  }

  /// Files that were recorded and could not be moved out of the inbox, with the reason of one.
  package func failedMoves() -> Answer<(count: Int, reason: String?)> {
    ask { database in
      let row = try Row.fetchOne(
        database,
        sql: """
          SELECT count(*), max(move_error) FROM ledger INDEXED BY ledger_unfinished_moves
          WHERE move IN ('pending', 'failed') AND move = 'failed'
          """)
      return (try row?.decode(atIndex: 0) ?? 0, try row?.decode(atIndex: 1))
    }
  }

  /// How many alerts wait for each endpoint after an attempt that failed, with what went wrong with one.
  package func failedDeliveries() -> Answer<[(endpoint: String, count: Int, reason: String?)]> {
    ask { database in
      try Row.fetchAll(
        database,
        sql: """
          SELECT endpoint, count(*), max(last_error) FROM outbox WHERE state = 'pending' AND attempts > 0
          GROUP BY endpoint ORDER BY endpoint
          """
      ).map { (try $0.decode(atIndex: 0), try $0.decode(atIndex: 1), try $0.decode(atIndex: 2)) }
    }
  }

  /// Files that lie in the archive, newest first, at most `count`, of rows before `ledgerID`.
  package func archivedFiles(before ledgerID: Int64 = .max, count: Int) -> Answer<[ArchivedFile]> {
    ask { database in
      // A database that is not of this version yet has not cleared anything away.
      let cleared =
        try database.tableExists("cleared_days") ? Int64.fetchSet(database, sql: "SELECT day FROM cleared_days") : []
      return try Row.fetchAll(
        database,
        sql: """
          SELECT id, substr(destination, 9), hash, unixepoch(replace(substr(destination, 9, 10), '/', '-')) / 86400
          FROM ledger
          WHERE id < ? AND move = 'done' AND substr(destination, 1, 8) = 'archive/' ORDER BY id DESC LIMIT ?
          """, arguments: [ledgerID, count]
      ).map { row in
        let hash: Data? = try row.decode(atIndex: 2)
        return ArchivedFile(
          ledgerID: try row.decode(atIndex: 0), path: try row.decode(atIndex: 1),
          hash: hash.flatMap { SHA256Digest(bytes: $0) },
          mayBeCleared: try row.decode(Int64?.self, atIndex: 3).map(cleared.contains) ?? false)
      }
    }
  }
}
