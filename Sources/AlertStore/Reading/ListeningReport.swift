import GRDB

/// What came in during a time, and what became of it: proof that somebody listened.
package struct ListeningReport: Sendable, Equatable {
  /// Files that came in, by source; '' for the inbox's top. The most first.
  package var sources: [(name: String, count: Int)] = []
  package var rejected = 0
  package var duplicates = 0
  /// Alerts that somebody was told of, or is to be.
  package var told = 0
  /// Alerts of which nobody was told, by reason.
  package var held: [(reason: String, count: Int)] = []
  /// Matches of rules that tell only once there are several.
  package var counted = 0
  /// Deliveries that were given up, of alerts of that time.
  package var dead = 0

  package var files: Int { sources.reduce(0) { $0 + $1.count } }

  package static func == (a: ListeningReport, b: ListeningReport) -> Bool {
    a.sources.elementsEqual(b.sources, by: ==) && a.held.elementsEqual(b.held, by: ==)
      && (a.rejected, a.duplicates, a.told, a.counted, a.dead) == (b.rejected, b.duplicates, b.told, b.counted, b.dead)
  }
}

extension AlertStore {
  /// - Parameter since: milliseconds since 1970.
  /// - Throws: `AlertStoreError`.
  package func listening(since: Int64) throws -> ListeningReport {
    // Times grow with ids but for clocks that were put right, so that the rows of a day are found without looking at all.
    let firstFile = try idsToPrune(.ledger, before: since)?.upperBound ?? 0
    let firstAlert = try idsToPrune(.alerts, before: since)?.upperBound ?? 0
    return try read { database in
      var report = ListeningReport()
      let files = """
        SELECT source, count(*), sum(state = 'rejected'), sum(state = 'duplicate') FROM ledger WHERE id > ? AND arrived_ms >= ?
        GROUP BY source ORDER BY 2 DESC, 1
        """
      for row in try Row.fetchAll(database, sql: files, arguments: [firstFile, since]) {
        report.sources.append((try row.decode(atIndex: 0), try row.decode(atIndex: 1)))
        report.rejected += try row.decode(Int.self, atIndex: 2)
        report.duplicates += try row.decode(Int.self, atIndex: 3)
      }
      let alerts = """
        SELECT held, count(*) FROM alerts WHERE sequence > ? AND time_ms >= ? AND kind != 'notice' GROUP BY held ORDER BY 1
        """
      for row in try Row.fetchAll(database, sql: alerts, arguments: [firstAlert, since]) {
        let count: Int = try row.decode(atIndex: 1)
        if let reason: String = try row.decode(atIndex: 0) {
          report.held.append((reason, count))
        } else {
          report.told += count
        }
      }
      report.counted =
        try Int.fetchOne(
          database,
          sql: """
            SELECT count(*) FROM counted_matches INDEXED BY counted_matches_open
            WHERE rule_id >= '' AND time_ms >= ? AND alert_sequence IS NULL AND is_superseded = 0
            """, arguments: [since]) ?? 0
      report.dead =
        try Int.fetchOne(
          database,
          sql: """
            SELECT count(*) FROM outbox INDEXED BY outbox_dead WHERE state = 'dead' AND ended_ms >= ?
            """, arguments: [since]) ?? 0
      return report
    }
  }

  /// When the last file of a source came in, in milliseconds since 1970, of those behind a row of the ledger; `nil` where none has. And
  /// the newest row, from which to look on: rows are gone through from the newest back to there.
  package func lastArrival(ofSource source: String, after ledgerID: Int64 = 0) throws -> (time: Int64?, newest: Int64) {
    try read { database in
      let newest = try Int64.fetchOne(database, sql: "SELECT max(id) FROM ledger") ?? 0
      let time = try Int64.fetchOne(
        database, sql: "SELECT arrived_ms FROM ledger WHERE source = ? AND id > ? ORDER BY id DESC LIMIT 1",
        arguments: [source.stored, ledgerID])
      return (time, max(newest, ledgerID))
    }
  }

  /// When a rule last raised an alert on a story, in milliseconds since 1970; `nil` where none is known.
  package func lastAlert(ofRule rule: String) throws -> Int64? { try read { try Self.lastAlert(ofRule: rule, $0) } }

  /// From the indexes over those that were told and those that were held back, which have the sequence too.
  static func lastAlert(ofRule rule: String, _ database: Database) throws -> Int64? {
    let sql = """
      SELECT max(time_ms) FROM alerts WHERE sequence = (
        SELECT max(sequence) FROM alerts WHERE rule_id = ?1 AND kind = 'new' AND held IS NULL)
      OR sequence = (SELECT max(sequence) FROM alerts WHERE rule_id = ?1 AND kind = 'new' AND held IS NOT NULL)
      """
    return try Int64.fetchOne(database.cachedStatement(sql: sql), arguments: [rule.stored])
  }
}
