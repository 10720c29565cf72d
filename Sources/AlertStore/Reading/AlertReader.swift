import Alerts
import GRDB
import Glibc
import OperatingSystem

/// An alert or a notice as the database has it today.
package struct StoredAlert: Sendable, Equatable {
  /// Grows with the commit order.
  package let sequence: Int64
  package let id: String
  /// '' of a notice.
  package let ruleID: String
  /// `nil` of a notice.
  package let storyID: String?
  /// `nil` of a notice.
  package let kind: Alert.Kind?
  package let severity: String
  /// Milliseconds since 1970.
  package let timeMilliseconds: Int64
  /// One line; `story.copies` and `story.sources` are today's counts.
  package let json: String
  /// Why nobody was told of it, for people; `nil` where it is as the outbox says.
  package let held: String?
}

/// Reads the state for commands, while a daemon runs and when none runs. Takes no lock and changes nothing.
package final class AlertReader: Sendable {
  private let database: DatabaseQueue
  private let path: String

  var databasePath: String { path }

  /// - Throws: `AlertStoreError`, `no-database` where no daemon has run with that folder.
  package init(stateFolder: String) throws {
    let folder = try StateFolder(stateFolder)
    let path = folder.databasePath
    guard access(path, F_OK) == 0 else {
      let error = SystemCallError("access")
      guard error.number == ENOENT || error.number == ENOTDIR else {
        throw AlertStoreError(.stateFolder, "\(path) cannot be read: \(error). Check permissions.", cause: error)
      }
      throw AlertStoreError(
        .noDatabase, "There is no database \(path). Start the daemon first, or name its state folder with --state.")
    }
    try folder.refuseIrregularFiles()
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "alert-reader"
    configuration.busyMode = .timeout(10)
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.read { database in
        try database.execute(sql: "PRAGMA trusted_schema = OFF")
        try AlertStore.refuseForeignDatabase(database, path)
        try AlertStore.refuseNewerDatabase(database, path)
        guard try Schema.migrator.hasCompletedMigrations(database) else {
          throw AlertStoreError(
            .olderDatabase, "\(path) was written by an older Watchword. Start this version's daemon on it once.")
        }
      }
      self.database = queue
      self.path = path
    } catch {
      throw AlertStoreError(error, database: path)
    }
  }

  /// Alerts and notices after `sequence`, in its order, at most `limit`.
  ///
  /// - Parameters:
  ///   - since: raised then or later, in milliseconds since 1970.
  ///   - rule: of the rule with this id only.
  package func alerts(
    since: Int64? = nil, rule: String? = nil, after sequence: Int64 = 0, limit: Int = 1_000
  ) throws -> [StoredAlert] {
    var sql = """
      SELECT sequence, alerts.id, rule_id, story_id, kind, severity, time_ms,
        iif(stories.id IS NULL, json, json_set(json, '$.story.copies', stories.copies, '$.story.sources', stories.sources)),
        coalesce(held_note, held)
      FROM alerts LEFT JOIN stories ON stories.id = alerts.story_id
      WHERE sequence > ?
      """
    var arguments: StatementArguments = [sequence]
    if let since {
      sql += " AND time_ms >= ?"
      arguments += [since]
    }
    if let rule {
      sql += " AND rule_id = ?"
      arguments += [rule.stored]
    }
    sql += " ORDER BY sequence LIMIT ?"
    arguments += [max(0, limit)]
    return try read { try Row.fetchAll($0, sql: sql, arguments: arguments).map(StoredAlert.init) }
  }

  /// A number that changes when somebody else has committed: cheap to ask often, for `--follow`.
  package func dataVersion() throws -> Int64 {
    try read { try Int64.fetchOne($0, sql: "PRAGMA data_version") ?? 0 }
  }

  package func ledgerCounts() throws -> LedgerCounts {
    try read { try LedgerCounts($0) }
  }

  func read<T>(_ body: (Database) throws -> T) throws -> T {
    do {
      return try database.read(body)
    } catch {
      throw AlertStoreError(error, database: path)
    }
  }
}

extension StoredAlert {
  fileprivate init(_ row: Row) throws {
    let kind: String = try row.decode(atIndex: 4)
    let known = Alert.Kind(rawValue: kind)
    guard known != nil || kind == Notice.kind else {
      throw AlertStoreError(.damagedDatabase, "The alerts have one of the unknown kind \"\(kind)\".")
    }
    self.init(
      sequence: try row.decode(atIndex: 0), id: try row.decode(atIndex: 1), ruleID: try row.decode(atIndex: 2),
      storyID: try row.decode(atIndex: 3), kind: known, severity: try row.decode(atIndex: 5),
      timeMilliseconds: try row.decode(atIndex: 6), json: try row.decode(atIndex: 7), held: try row.decode(atIndex: 8))
  }
}
