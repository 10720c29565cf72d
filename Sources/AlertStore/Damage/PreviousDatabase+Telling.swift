import GRDB

// What people have said of alerts, and what was held back, counted and told so far, stands in no article.
extension PreviousDatabase {
  private static let rowsAtOnce = 500
  /// Of each table; more than anybody's silences or acknowledgements are.
  private static let maximumRows = 100_000
  /// With each comes an article.
  private static let maximumCounted = 10_000

  /// Silences, acknowledgements, endpoints that are off, notices, what counts for limits and for rules that want several matches; and
  /// of alerts that the new database has, which nobody was told of. What cannot be read stays behind.
  package func carryTelling(into store: AlertStore) {
    // Alerts that silences held back refer to them.
    carry("SELECT * FROM silences ORDER BY id DESC", into: store) { try Self.copy($0, "silences", $1) }
    carry("SELECT * FROM acknowledgements ORDER BY time_ms DESC", into: store) {
      try Self.copy($0, "acknowledgements", $1)
    }
    carry("SELECT * FROM endpoints_off", into: store) { try Self.copy($0, "endpoints_off", $1) }
    carry("SELECT * FROM told ORDER BY time_ms DESC", into: store) { try Self.copy($0, "told", $1) }
    carryNotices(into: store)
    carryCounted(into: store)
    carryHeld(into: store)
  }

  private static func copy(_ row: Row, _ table: String, _ database: Database) throws {
    _ = try insert(row, into: table, [:], database)
  }

  /// Each row, some in a transaction; where one does not fit, each alone.
  private func carry(
    _ sql: String, limit: Int = maximumRows, into store: AlertStore, _ one: (Row, Database) throws -> Void
  ) {
    let rows = attempt { try Row.fetchAll($0, sql: "\(sql) LIMIT \(limit)") } ?? []
    // What is asked for newest first is written oldest first, so that what is numbered anew stays in order.
    let ordered = Array(rows.reversed())
    for start in stride(from: 0, to: ordered.count, by: Self.rowsAtOnce) {
      let some = ordered.dropFirst(start).prefix(Self.rowsAtOnce)
      let areWritten = write(into: store) { database in
        for row in some { try one(row, database) }
        return true
      }
      if areWritten == true { continue }
      for row in some where failure == nil { _ = write(into: store) { try one(row, $0) } }
    }
  }

  /// With their deliveries, also those that are over: a notice is told once for its occasion.
  private func carryNotices(into store: AlertStore) {
    carry("SELECT * FROM alerts WHERE kind = 'notice' ORDER BY sequence DESC", into: store) { notice, database in
      let deliveries =
        self.rows("SELECT * FROM outbox WHERE sequence = ?", notice["sequence"] as DatabaseValue) ?? []
      _ = try Self.insert(notice, into: "alerts", ["sequence": .null], database)
      let id = notice["id"] as DatabaseValue
      let sequence = try Int64.fetchOne(database, sql: "SELECT sequence FROM alerts WHERE id = ?", arguments: [id])
      guard let sequence else { throw DatabaseError(resultCode: .SQLITE_CONSTRAINT) }
      try Self.await(deliveries, alert: sequence, database)
    }
  }

  private func carryCounted(into store: AlertStore) {
    let sql = "SELECT * FROM counted_matches WHERE alert_sequence IS NULL AND is_superseded = 0 ORDER BY time_ms DESC"
    carry(sql, limit: Self.maximumCounted, into: store) { counted, database in
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
  private func carryHeld(into store: AlertStore) {
    let sql = """
      SELECT id, held, held_note, held_by FROM alerts AS untold WHERE held IS NOT NULL AND (kind != 'new' OR NOT EXISTS (
        SELECT 1 FROM alerts WHERE rule_id = untold.rule_id AND story_id = untold.story_id AND kind = 'new' AND held IS NULL))
      ORDER BY sequence DESC
      """
    carry(sql, into: store) { alert, database in
      try database.execute(
        sql: """
          UPDATE OR IGNORE alerts SET held = ?2, held_note = ?3, held_by = (SELECT id FROM silences WHERE id = ?4)
          WHERE id = ?1 AND held IS NULL AND NOT EXISTS (SELECT 1 FROM outbox WHERE sequence = alerts.sequence)
          """, arguments: StatementArguments(alert.databaseValues))
    }
  }
}
