import GRDB

// What people have said of alerts, and what was held back, counted and told so far, stands in no article.
extension PreviousDatabase {
  private static let rowsAtOnce = 500
  /// Of each table, the newest: what is older than so many others says hardly anything any more.
  private static let maximumRows = 100_000
  /// With each comes an article.
  private static let maximumCounted = 10_000

  /// Silences, acknowledgements, endpoints that are off, notices, what counts for limits and for rules that want several matches; and
  /// of alerts that the new database has, which nobody was told of.
  ///
  /// - Returns: how many were taken over, and how many could not be; `nil` where that cannot be told.
  package func carryTelling(into store: AlertStore) -> (carried: Int, lost: Int)? {
    // A database that is not of this version yet has nothing of it.
    guard let hasTables = attempt({ try $0.tableExists("silences") }) else { return nil }
    guard hasTables else { return (0, 0) }
    // Alerts that silences held back refer to them.
    let tables = [
      ("silences", "id"), ("acknowledgements", "time_ms"), ("endpoints_off", "since_ms"), ("told", "time_ms"),
    ]
    let copied = tables.map { table, order in
      carry(table, orderedBy: order, into: store) { try Self.copy($0, table, $1) }
    }
    let all = copied + [carryNotices(into: store), carryCounted(into: store), carryHeld(into: store)]
    return all.reduce((carried: 0, lost: 0) as (carried: Int, lost: Int)?) { sum, part in
      guard let sum, let part else { return nil }
      return (sum.carried + part.carried, sum.lost + part.lost)
    }
  }

  private static func copy(_ row: Row, _ table: String, _ database: Database) throws {
    _ = try insert(row, into: table, [:], database)
  }

  /// Each row, some in a transaction; where one does not fit, each alone.
  ///
  /// - Parameters:
  ///   - condition: for the rows, behind WHERE.
  ///   - order: a column that grows with time.
  private func carry(
    _ table: String, where condition: String = "true", orderedBy order: String, limit: Int = maximumRows,
    into store: AlertStore, _ one: (Row, Database) throws -> Void
  ) -> (carried: Int, lost: Int)? {
    let rest = "FROM \(table) WHERE \(condition)"
    guard let count = attempt({ try Int.fetchOne($0, sql: "SELECT count(*) \(rest)") ?? 0 }),
      let rows = attempt({ try Row.fetchAll($0, sql: "SELECT * \(rest) ORDER BY \(order) DESC LIMIT \(limit)") })
    else { return nil }
    var carried = 0
    // What is asked for newest first is written oldest first, so that what is numbered anew stays in order.
    let ordered = Array(rows.reversed())
    for start in stride(from: 0, to: ordered.count, by: Self.rowsAtOnce) {
      let some = ordered.dropFirst(start).prefix(Self.rowsAtOnce)
      let areWritten = write(into: store) { database in
        for row in some { try one(row, database) }
        return true
      }
      if areWritten == true {
        carried += some.count
        continue
      }
      for row in some where failure == nil {
        let isWritten = write(into: store) { database in
          try one(row, database)
          return true
        }
        if isWritten == true { carried += 1 }
      }
    }
    return (carried, count - carried)
  }

  /// With their deliveries, also those that are over: a notice is told once for its occasion.
  private func carryNotices(into store: AlertStore) -> (carried: Int, lost: Int)? {
    carry("alerts", where: "kind = 'notice'", orderedBy: "sequence", into: store) { notice, database in
      let deliveries =
        self.rows("SELECT * FROM outbox WHERE sequence = ?", notice["sequence"] as DatabaseValue) ?? []
      _ = try Self.insert(notice, into: "alerts", ["sequence": .null], database)
      let id = notice["id"] as DatabaseValue
      let sequence = try Int64.fetchOne(database, sql: "SELECT sequence FROM alerts WHERE id = ?", arguments: [id])
      guard let sequence else { throw DatabaseError(resultCode: .SQLITE_CONSTRAINT) }
      try Self.await(deliveries, alert: sequence, database)
    }
  }

  private func carryCounted(into store: AlertStore) -> (carried: Int, lost: Int)? {
    carry(
      "counted_matches", where: "alert_sequence IS NULL AND is_superseded = 0", orderedBy: "time_ms",
      limit: Self.maximumCounted, into: store
    ) { counted, database in
      guard let article = self.row("SELECT * FROM articles WHERE id = ?", counted["article_id"] as DatabaseValue),
        let ledger = self.row("SELECT * FROM ledger WHERE id = ?", article["ledger_id"] as DatabaseValue)
      else { throw DatabaseError(resultCode: .SQLITE_CONSTRAINT) }
      if let story = self.row("SELECT * FROM stories WHERE id = ?", article["story_id"] as DatabaseValue) {
        try Self.insert(story: story, database)
      }
      let new = try Self.article(article, ledger, database)
      if let text = self.row("SELECT * FROM texts WHERE article_id = ?", article["id"] as DatabaseValue) {
        _ = try Self.insert(text, into: "texts", ["article_id": new], database)
      }
      _ = try Self.insert(counted, into: "counted_matches", ["article_id": new], database)
    }
  }

  /// Which alerts that were read in again nobody was told of, so that a further article of their story is told. Where another one
  /// has told the story, that is known of the one that was read in.
  private func carryHeld(into store: AlertStore) -> (carried: Int, lost: Int)? {
    let condition = """
      held IS NOT NULL AND (kind != 'new' OR NOT EXISTS (
        SELECT 1 FROM alerts AS told WHERE told.rule_id = alerts.rule_id AND told.story_id = alerts.story_id
          AND told.kind = 'new' AND told.held IS NULL))
      """
    return carry("alerts", where: condition, orderedBy: "sequence", into: store) { alert, database in
      try database.execute(
        sql: """
          UPDATE OR IGNORE alerts SET held = ?2, held_note = ?3, held_by = (SELECT id FROM silences WHERE id = ?4)
          WHERE id = ?1 AND held IS NULL AND NOT EXISTS (SELECT 1 FROM outbox WHERE sequence = alerts.sequence)
          """,
        arguments: StatementArguments(["id", "held", "held_note", "held_by"].map { alert[$0] as DatabaseValue }))
    }
  }
}
