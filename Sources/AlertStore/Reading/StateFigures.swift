import GRDB
import Glibc

/// What waits for an endpoint, and how it went of late.
package struct EndpointFigures: Sendable, Equatable {
  package var endpoint: String
  /// Alerts that it has not had.
  package var pending = 0
  /// When the oldest of them was raised, in milliseconds since 1970.
  package var oldestPendingMilliseconds: Int64?
  /// When one of them is due next, in milliseconds since 1970; in the past, or 0, where it is due now.
  package var nextAttemptMilliseconds: Int64?
  /// Of the oldest of them.
  package var attempts = 0
  package var lastError: String?
  /// Milliseconds from the alert to its delivery, of the last that were delivered, ascending.
  package var delays: [Int64] = []
}

/// What the database says of itself, at one moment.
package struct StateFigures: Sendable, Equatable {
  package var totals = StoreTotals()
  /// Files that are in the ledger and have not left the inbox.
  package var unmoved = 0
  /// By name.
  package var endpoints: [EndpointFigures] = []
  /// Bytes.
  package var databaseBytes: Int64 = 0
  package var walBytes: Int64 = 0

  /// Of each endpoint's deliveries, so many are looked at for how long they took.
  static let deliveriesSampled = 1_000

  init(_ database: Database, path: String) throws {
    totals = try StoreTotals(database)
    unmoved =
      try Int.fetchOne(
        database,
        sql: "SELECT count(*) FROM ledger INDEXED BY ledger_unfinished_moves WHERE move IN ('pending', 'failed')") ?? 0
    // Each step goes from one name to the next in the primary key, however many rows a name has.
    let names = try String.fetchAll(
      database,
      sql: """
        WITH RECURSIVE names (name) AS (
          SELECT min(endpoint) FROM outbox
          UNION ALL
          SELECT (SELECT min(endpoint) FROM outbox WHERE endpoint > name) FROM names WHERE name IS NOT NULL
        ) SELECT name FROM names WHERE name IS NOT NULL
        """)
    endpoints = try names.map { try Self.figures(of: $0, database) }
    databaseBytes = Self.size(of: path)
    walBytes = Self.size(of: path + "-wal")
  }

  private static func figures(of endpoint: String, _ database: Database) throws -> EndpointFigures {
    var figures = EndpointFigures(endpoint: endpoint)
    figures.pending =
      try Int.fetchOne(
        database,
        sql: """
          SELECT count(*) FROM outbox INDEXED BY outbox_pending_by_time WHERE endpoint = ? AND state = 'pending'
          """, arguments: [endpoint]) ?? 0
    let oldest = try Row.fetchOne(
      database,
      sql: """
        SELECT time_ms, attempts, last_error FROM outbox INDEXED BY outbox_pending_in_order
        JOIN alerts ON alerts.sequence = outbox.sequence
        WHERE endpoint = ? AND state = 'pending' ORDER BY outbox.sequence LIMIT 1
        """, arguments: [endpoint])
    if let oldest {
      figures.oldestPendingMilliseconds = try oldest.decode(atIndex: 0)
      figures.attempts = try oldest.decode(atIndex: 1)
      figures.lastError = try oldest.decode(atIndex: 2)
      figures.nextAttemptMilliseconds = try Int64.fetchOne(
        database,
        sql: """
          SELECT next_attempt_ms FROM outbox INDEXED BY outbox_pending_by_time
          WHERE endpoint = ? AND state = 'pending' ORDER BY next_attempt_ms LIMIT 1
          """, arguments: [endpoint])
    }
    figures.delays = try Int64.fetchAll(
      database,
      sql: """
        SELECT max(0, ended_ms - time_ms) FROM (
          SELECT sequence, ended_ms FROM outbox WHERE endpoint = ? ORDER BY sequence DESC LIMIT ?
        ) AS latest JOIN alerts ON alerts.sequence = latest.sequence WHERE ended_ms IS NOT NULL ORDER BY 1
        """, arguments: [endpoint, deliveriesSampled])
    return figures
  }

  private static func size(of path: String) -> Int64 {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : 0
  }
}

extension AlertStore {
  /// What the state is like, in one short look that no commit waits for. Any thread.
  package func figures() throws(AlertStoreError) -> StateFigures {
    do {
      return try pool.read { try StateFigures($0, path: databasePath) }
    } catch {
      throw AlertStoreError(error, database: databasePath)
    }
  }
}

extension AlertReader {
  /// As `AlertStore.figures`, while a daemon runs or not.
  package func figures() throws -> StateFigures {
    try read { try StateFigures($0, path: databasePath) }
  }
}
