import Foundation
import GRDB
import Hashing
import Pacing

/// An alert that an endpoint has not had yet.
package struct DueDelivery: Sendable, Equatable {
  /// Grows with the commit order.
  package let sequence: Int64
  package let alertID: String
  package let endpoint: String
  /// How many attempts failed before.
  package let attempts: Int
  /// When an attempt failed first, in milliseconds since 1970; `nil` where none has.
  package let failingSince: Int64?
  /// Of a notice its own id.
  package let storyID: String
  /// Why it was held back, to be told with others; `nil` where it was not.
  package var gathering: Gathering?
  /// The alert as it was told when it was raised, one line.
  package let json: String
}

/// All of it reads a snapshot on a connection of its own, on the caller's thread, and throws `AlertStoreError`.
extension AlertStore {
  // MARK: Outbox

  /// The oldest deliveries of an endpoint that are due, at most `limit`, in the order of their sequence.
  /// `now` in milliseconds since 1970. One whose story has an older delivery in back-off is not due. What was gathered comes
  /// first and alone, of one reason each time; that of alerts which were raised later than `now` at once, for it was a wrong clock
  /// that said until when they wait. None where the
  /// database has lost its name: the next start would not know that they were told, nor of what they tell.
  package func due(endpoint: String, limit: Int, now: Int64) throws -> [DueDelivery] {
    try read { database in
      var (gathering, sql) = (String?.none, Self.dueSQL)
      if let first = try Self.nextDue(endpoint, database), first <= now {
        gathering = try String.fetchOne(
          database.cachedStatement(sql: Self.gatheredSQL), arguments: [endpoint.stored, now])
        if gathering != nil { sql = Self.dueGatheredSQL }
      } else {
        gathering = try String.fetchOne(
          database.cachedStatement(sql: Self.gatheredLaterSQL), arguments: [endpoint.stored, now])
        sql = Self.dueGatheredLaterSQL
        if gathering == nil { return [] }
      }
      let arguments: StatementArguments = [endpoint.stored, now, max(0, limit), gathering]
      let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: arguments)
      // After they were read: a commit is seen here before it has been looked at whether its file was still the one.
      if !rows.isEmpty { try refuseIfReplaced() }
      return try rows.map { row in
        DueDelivery(
          sequence: try row.decode(atIndex: 0), alertID: try row.decode(atIndex: 1), endpoint: endpoint,
          attempts: try row.decode(atIndex: 2), failingSince: try row.decode(atIndex: 3),
          storyID: try row.decode(atIndex: 4), gathering: gathering.flatMap { Gathering(rawValue: $0) },
          json: try row.decode(atIndex: 5))
      }
    }
  }

  /// The oldest in back-off of each story, from the index by time. What is gathered there holds up nothing: something worse of
  /// the same story may break through.
  private static let waitingSQL = """
    WITH waiting (story_id, sequence) AS MATERIALIZED (
      SELECT alerts.story_id, min(outbox.sequence)
      FROM outbox INDEXED BY outbox_pending_by_time JOIN alerts ON alerts.sequence = outbox.sequence
      WHERE outbox.endpoint = ?1 AND outbox.state = 'pending' AND outbox.next_attempt_ms > ?2 AND gathering IS NULL
      GROUP BY alerts.story_id
    )
    """
  private static let passesNone = """
    NOT EXISTS (SELECT 1 FROM waiting WHERE waiting.story_id = alerts.story_id AND waiting.sequence < outbox.sequence)
    """

  /// For what the oldest that were gathered and are due were.
  private static let gatheredSQL = """
    \(waitingSQL)
    SELECT gathering FROM outbox INDEXED BY outbox_gathered JOIN alerts ON alerts.sequence = outbox.sequence
    WHERE outbox.endpoint = ?1 AND gathering IS NOT NULL AND outbox.state = 'pending' AND outbox.next_attempt_ms <= ?2
      AND \(passesNone)
    ORDER BY outbox.next_attempt_ms LIMIT 1
    """

  /// None can have failed before it was raised, whatever a clock said that was far behind.
  private static let dueColumns = """
    SELECT outbox.sequence, alerts.id, outbox.attempts, max(outbox.failing_ms, min(alerts.time_ms, ?2)),
      coalesce(alerts.story_id, alerts.id), alerts.json
    """

  private static let dueGatheredSQL = """
    \(waitingSQL)
    \(dueColumns)
    FROM outbox INDEXED BY outbox_gathered JOIN alerts ON alerts.sequence = outbox.sequence
    WHERE outbox.endpoint = ?1 AND gathering IS NOT NULL AND outbox.state = 'pending' AND outbox.next_attempt_ms <= ?2
      AND gathering = ?4 AND \(passesNone)
    ORDER BY outbox.sequence LIMIT ?3
    """

  /// A clock's smaller corrections say nothing; in milliseconds.
  private static let clockTolerance = 60_000

  /// Alerts of times to come: hardly ever any. What was tried is in back-off like any other.
  private static let later = """
    FROM alerts INDEXED BY alerts_by_time CROSS JOIN outbox ON outbox.sequence = alerts.sequence
    WHERE alerts.time_ms > ?2 + \(clockTolerance) AND outbox.endpoint = ?1 AND gathering IS NOT NULL AND outbox.state = 'pending'
      AND outbox.attempts = 0
    """
  private static let gatheredLaterSQL = "SELECT gathering \(later) LIMIT 1"
  private static let dueGatheredLaterSQL =
    "\(dueColumns) \(later) AND gathering = ?4 ORDER BY outbox.sequence LIMIT ?3"

  private static let dueSQL = """
    \(waitingSQL)
    \(dueColumns)
    FROM outbox INDEXED BY outbox_pending_in_order JOIN alerts ON alerts.sequence = outbox.sequence
    WHERE outbox.endpoint = ?1 AND outbox.state = 'pending' AND outbox.next_attempt_ms <= ?2 AND gathering IS ?4
      AND \(passesNone)
    ORDER BY outbox.sequence LIMIT ?3
    """

  /// When the next delivery of an endpoint falls due after `now`, both in milliseconds since 1970; `nil` where none does.
  package func nextDue(endpoint: String, after now: Int64 = -1) throws -> Int64? {
    try read { try Self.nextDue(endpoint, after: now, $0) }
  }

  private static func nextDue(_ endpoint: String, after now: Int64 = -1, _ database: Database) throws -> Int64? {
    let sql = """
      SELECT next_attempt_ms FROM outbox INDEXED BY outbox_pending_by_time
      WHERE endpoint = ? AND state = 'pending' AND next_attempt_ms > ? ORDER BY next_attempt_ms LIMIT 1
      """
    return try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [endpoint.stored, now])
  }

  /// Why an endpoint is switched off; `nil` where it is not.
  package func whyOff(endpoint: String) throws -> String? {
    try read {
      try String.fetchOne($0, sql: "SELECT reason FROM endpoints_off WHERE endpoint = ?", arguments: [endpoint.stored])
    }
  }

  /// How many deliveries are pending, by endpoint; endpoints without any are absent.
  package func pendingDeliveries() throws -> [String: Int] {
    try read { database in
      let rows = try Row.fetchAll(
        database, sql: "SELECT endpoint, count(*) FROM outbox WHERE state = 'pending' GROUP BY endpoint")
      return try rows.reduce(into: [:]) { $0[try $1.decode(String.self, atIndex: 0)] = try $1.decode(atIndex: 1) }
    }
  }

  // MARK: Files

  /// The oldest committed files after `ledgerID` that are not known to have left the inbox, those whose move failed
  /// included; at most `limit`.
  package func pendingMoves(after ledgerID: Int64 = 0, limit: Int = .max) throws -> [UnmovedFile] {
    try read { database in
      let sql = """
        SELECT id, path, name, path_bytes, device, inode, size_bytes, mtime_ns, ctime_ns, arrived_ms, state, hash,
          reason_code, reason, after
        FROM ledger INDEXED BY ledger_unfinished_moves
        WHERE move IN ('pending', 'failed') AND id > ? ORDER BY id LIMIT ?
        """
      return try Row.fetchAll(database, sql: sql, arguments: [ledgerID, max(0, limit)]).map(UnmovedFile.init)
    }
  }

  /// The files that were moved last: at most `limit` rows, none moved longer than so many milliseconds before the last of them.
  package func lastMoves(within milliseconds: Int64, limit: Int) throws -> [UnmovedFile] {
    try read { database in
      let newest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM ledger") ?? 0
      let sql = """
        SELECT id, path, name, path_bytes, device, inode, size_bytes, mtime_ns, ctime_ns, arrived_ms, state, hash,
          reason_code, reason, after, moved_ms
        FROM ledger WHERE id > ? AND move = 'done' AND destination != 'deleted' ORDER BY id
        """
      let rows = try Row.fetchAll(database, sql: sql, arguments: [newest - Int64(max(0, limit))])
      let last = try rows.compactMap { try $0.decode(Int64?.self, atIndex: 15) }.max() ?? 0
      return try rows.filter { try $0.decode(Int64?.self, atIndex: 15) ?? 0 >= last - milliseconds }
        .map(UnmovedFile.init)
    }
  }

  /// The ledger row of a file that was committed and has not left the inbox, by path, device, inode, size and mtime.
  package func pendingMove(of file: LedgerFingerprint) throws -> Int64? {
    try read { database in
      let sql = """
        SELECT id FROM ledger INDEXED BY ledger_unfinished_moves
        WHERE move IN ('pending', 'failed') AND path_bytes = ? AND device = ? AND inode = ?
          AND size_bytes = ? AND mtime_ns = ? ORDER BY id DESC LIMIT 1
        """
      return try Int64.fetchOne(
        database.cachedStatement(sql: sql),
        arguments: [
          Data(file.pathBytes), Int64(bitPattern: file.device), Int64(bitPattern: file.inode), file.sizeBytes,
          file.mtimeNanoseconds,
        ])
    }
  }

  /// Whether a file with this inode, size and mtime was moved to its place, under whatever name. Looks at every row: for
  /// the rare doubt after a crash.
  package func hasFinishedMove(of file: LedgerFingerprint) throws -> Bool {
    try read { database in
      try Bool.fetchOne(
        database,
        sql:
          "SELECT EXISTS (SELECT 1 FROM ledger WHERE move = 'done' AND inode = ? AND size_bytes = ? AND mtime_ns = ?)",
        arguments: [Int64(bitPattern: file.inode), file.sizeBytes, file.mtimeNanoseconds]) ?? false
    }
  }

  /// Whether a row of the ledger leads to a file on its way out: one whose move is not finished, or ended there.
  ///
  /// - Parameter destination: as the ledger has it.
  package func leads(ledgerID: Int64, to destination: String, inode: UInt64) throws -> Bool {
    try read { database in
      try Bool.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT EXISTS (SELECT 1 FROM ledger
              WHERE id = ? AND (move IN ('pending', 'failed') OR (destination = ? AND inode = ?)))
            """), arguments: [ledgerID, destination, Int64(bitPattern: inode)]) ?? false
    }
  }

  /// The ledger row of a file that stays in place and has not changed since: path, inode, size, mtime and ctime. Not
  /// the device: its number can change when the machine starts.
  package func keptInPlace(_ file: LedgerFingerprint) throws -> Int64? {
    try read { database in
      let sql = """
        SELECT id FROM ledger WHERE move = 'kept' AND path_bytes = ? AND inode = ? AND size_bytes = ?
          AND mtime_ns = ? AND ctime_ns = ? ORDER BY id DESC LIMIT 1
        """
      return try Int64.fetchOne(
        database.cachedStatement(sql: sql),
        arguments: [
          Data(file.pathBytes), Int64(bitPattern: file.inode), file.sizeBytes, file.mtimeNanoseconds,
          file.ctimeNanoseconds,
        ])
    }
  }

  /// The files that stay in place, the newest rows first; at most `limit`. Their devices are left out (0).
  package func keptInPlace(limit: Int, _ body: (LedgerFingerprint) -> Void) throws {
    try read { database in
      let sql = """
        SELECT path_bytes, inode, size_bytes, mtime_ns, ctime_ns FROM ledger INDEXED BY ledger_kept_in_place
        WHERE move = 'kept' ORDER BY id DESC LIMIT ?
        """
      let rows = try Row.fetchCursor(database, sql: sql, arguments: [max(0, limit)])
      while let row = try rows.next() {
        body(
          LedgerFingerprint(
            pathBytes: [UInt8](try row.decode(Data.self, atIndex: 0)), device: 0,
            inode: UInt64(bitPattern: try row.decode(atIndex: 1)), sizeBytes: try row.decode(atIndex: 2),
            mtimeNanoseconds: try row.decode(atIndex: 3), ctimeNanoseconds: try row.decode(atIndex: 4)))
      }
    }
  }

  /// When the newest file came in, in milliseconds since 1970; `nil` where none did.
  package func newestArrival() throws -> Int64? {
    try read { try Int64.fetchOne($0, sql: "SELECT arrived_ms FROM ledger ORDER BY id DESC LIMIT 1") }
  }

  package func ledgerCounts() throws -> LedgerCounts {
    try read { try LedgerCounts($0) }
  }

  /// Whether definitions have ever been recorded, if only that there are none.
  package func hasDefinitions() throws -> Bool {
    try read { try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM rules_loaded)") ?? false }
  }

  /// The rule definitions that worked last, those of each file as they were recorded; one text for all files where an
  /// earlier version of the program recorded them.
  package func loadDefinitions() throws -> [String] {
    try read { try Self.definitions($0) }
  }

  static func definitions(_ database: Database) throws -> [String] {
    try String.fetchAll(database, sql: "SELECT definitions FROM rule_files ORDER BY name")
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    do {
      return try pool.read(body)
    } catch {
      let told = AlertStoreError(error, database: databasePath)
      noteDamage(told)
      throw told
    }
  }
}

extension UnmovedFile {
  fileprivate init(_ row: Row) throws {
    let state: String = try row.decode(atIndex: 10)
    let hash: Data? = try row.decode(atIndex: 11)
    let code: String? = try row.decode(atIndex: 12)
    let message: String? = try row.decode(atIndex: 13)
    guard let state = LedgerState(rawValue: state) else {
      throw AlertStoreError(.damagedDatabase, "The ledger has a file in the unknown state \"\(state)\".")
    }
    self.init(
      ledgerID: try row.decode(atIndex: 0), path: try row.decode(atIndex: 1), name: try row.decode(atIndex: 2),
      fingerprint: LedgerFingerprint(
        pathBytes: [UInt8](try row.decode(Data.self, atIndex: 3)),
        device: UInt64(bitPattern: try row.decode(atIndex: 4)), inode: UInt64(bitPattern: try row.decode(atIndex: 5)),
        sizeBytes: try row.decode(atIndex: 6), mtimeNanoseconds: try row.decode(atIndex: 7),
        ctimeNanoseconds: try row.decode(atIndex: 8)),
      arrivedMilliseconds: try row.decode(atIndex: 9), state: state,
      isToBeDeleted: try row.decode(String?.self, atIndex: 14) == "delete",
      hashPrefix: hash.flatMap { SHA256Digest(bytes: $0)?.prefix(12) },
      reason: code.map { LedgerReason(code: $0, message: message ?? "") })
  }
}

extension LedgerCounts {
  init(_ database: Database) throws {
    received = try Int.fetchOne(database, sql: "SELECT count(*) FROM ledger") ?? 0
    for row in try Row.fetchAll(database, sql: "SELECT state, count(*) FROM ledger GROUP BY state") {
      let count: Int = try row.decode(atIndex: 1)
      switch LedgerState(rawValue: try row.decode(atIndex: 0)) {
      case .matched: matched = count
      case .unmatched: unmatched = count
      case .duplicate: duplicates = count
      case .rejected: rejected = count
      case nil: break
      }
    }
  }
}
