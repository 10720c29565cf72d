import GRDB

/// What of the state is kept for a time of its own.
package enum PrunedRecords: String, Sendable, CaseIterable {
  /// The texts of articles. Their hashes stay.
  case texts
  /// Alerts, with the matches that they tell of and what the outbox has of them.
  case alerts
  /// Rows of the ledger, with the articles that they brought.
  case ledger
}

/// A small step of clearing away: a few milliseconds of the store queue.
package struct PruneStep: Sendable, Equatable {
  /// 2020, in milliseconds since 1970: an earlier time was told by a clock that stood at its beginning, and nothing is
  /// cleared away because of it.
  package static let earliestTime: Int64 = 1_577_836_800_000
  /// How many rows a step looks at.
  static let maximumRows = 1_000
  /// How many of them it deletes, what hangs on them not counted, which is little.
  static let maximumDeletions = 200
  /// Files of so many bytes together have brought the texts that one step deletes, or a single one: long texts lie on
  /// many pages.
  static let maximumTextBytes: Int64 = 4 << 20

  package let records: PrunedRecords
  /// Which may go, and from where to go on: of articles, alerts or rows of the ledger. Grow with time.
  package let ids: ClosedRange<Int64>
  /// What is from then or later stays whatever its id; milliseconds since 1970.
  package let before: Int64

  package init(_ records: PrunedRecords, ids: ClosedRange<Int64>, before: Int64) {
    self.records = records
    self.ids = ids
    self.before = before
  }
}

/// What a step cleared away.
package struct PruneReceipt: Sendable, Equatable {
  package var deleted = 0
  /// What the next step is to go on with; `nil` where all ids were looked at.
  package var rest: ClosedRange<Int64>?
}

/// Each reads a snapshot on a connection of its own, on the caller's thread, and throws `AlertStoreError`.
extension AlertStore {
  /// Among which ids those from before a time are. Times grow with ids but for clocks that were put right, so that is found by
  /// bisection; a step looks at the time of each row. `nil`: there are none.
  ///
  /// - Parameter before: milliseconds since 1970.
  package func idsToPrune(_ records: PrunedRecords, before: Int64) throws -> ClosedRange<Int64>? {
    try read { database in
      let (first, last, row) = Self.queries(records)
      guard let first = try Int64.fetchOne(database, sql: first), let last = try Int64.fetchOne(database, sql: last),
        last < .max
      else { return nil }
      let statement = try database.cachedStatement(sql: row)
      var (low, high) = (first, last + 1)
      while low < high {
        let middle = low + (high - low) / 2
        if let found = try Row.fetchOne(statement, arguments: [middle]),
          try found.decode(Int64.self, atIndex: 1) < before
        {
          low = try found.decode(Int64.self, atIndex: 0) + 1
        } else {
          high = middle
        }
      }
      return low > first ? first...min(low - 1, last) : nil
    }
  }

  /// For the first id, for the last, and for the first row from an id on, with its time.
  private static func queries(_ records: PrunedRecords) -> (first: String, last: String, row: String) {
    switch records {
    case .texts:
      (
        "SELECT min(article_id) FROM texts", "SELECT max(article_id) FROM texts",
        "SELECT id, arrived_ms FROM articles WHERE id >= ? ORDER BY id LIMIT 1"
      )
    case .alerts:
      (
        "SELECT min(sequence) FROM alerts", "SELECT max(sequence) FROM alerts",
        "SELECT sequence, time_ms FROM alerts WHERE sequence >= ? ORDER BY sequence LIMIT 1"
      )
    case .ledger:
      (
        "SELECT min(id) FROM ledger", "SELECT max(id) FROM ledger",
        "SELECT id, arrived_ms FROM ledger WHERE id >= ? ORDER BY id LIMIT 1"
      )
    }
  }

  /// How much of the database is in use, in bytes: pages that were freed are used again before the file grows.
  package func usedBytes() throws -> Int64 { try read { try Self.usedBytes($0) } }

  static func usedBytes(_ database: Database) throws -> Int64 {
    let pages = try Int64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
    let free = try Int64.fetchOne(database, sql: "PRAGMA freelist_count") ?? 0
    return (pages - free) * (try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
  }

  /// The days in UTC, counted from 1970, on which files arrived that have not been put away yet: what lies in the
  /// archive under these may be theirs.
  package func daysOfUnfinishedMoves() throws -> Set<Int64> {
    try read { database in
      let sql = """
        SELECT DISTINCT arrived_ms / 86400000 FROM ledger INDEXED BY ledger_unfinished_moves
        WHERE move IN ('pending', 'failed')
        """
      return try Set(Int64.fetchAll(database, sql: sql))
    }
  }

  /// What a row of the ledger says of where its file was put.
  package func whereabouts(ledgerID: Int64) throws -> Whereabouts {
    try read { database in
      let row = try Row.fetchOne(
        database.cachedStatement(sql: "SELECT move IN ('pending', 'failed'), destination FROM ledger WHERE id = ?"),
        arguments: [ledgerID])
      guard let row else { return .unknown }
      if try row.decode(Bool.self, atIndex: 0) { return .unfinished }
      return try row.decode(String?.self, atIndex: 1).map { .put($0) } ?? .unknown
    }
  }
}

/// Where the file of a ledger's row is.
package enum Whereabouts: Sendable, Equatable {
  /// It has not been put away yet.
  case unfinished
  /// Relative to the state's folders, as shown to people.
  case put(String)
  /// There is no such row, or nobody knows where its file went.
  case unknown
}
