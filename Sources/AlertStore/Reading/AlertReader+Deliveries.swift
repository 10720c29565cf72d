import GRDB

/// One alert to one endpoint, as it stands.
package struct DeliveryRecord: Sendable, Equatable {
  package let alertID: String
  package let ruleID: String
  /// When the alert was raised, in milliseconds since 1970.
  package let raisedMilliseconds: Int64
  package let delivery: StoredDelivery
}

/// Which deliveries are asked for.
package struct DeliveryQuestion: Sendable, Equatable {
  /// To one endpoint; `nil` for all.
  package var endpoint: String?
  /// Of alerts raised then or later, in milliseconds since 1970.
  package var since: Int64?
  /// Only dead letters, and those of which an attempt failed and which are tried again.
  package var onlyFailed: Bool
  package var limit: Int

  package init(endpoint: String? = nil, since: Int64? = nil, onlyFailed: Bool = false, limit: Int) {
    self.endpoint = endpoint
    self.since = since
    self.onlyFailed = onlyFailed
    self.limit = limit
  }
}

extension AlertReader {
  /// The newest of the deliveries that are asked for, oldest first.
  package func deliveries(_ question: DeliveryQuestion) throws -> [DeliveryRecord] {
    // Where only few have failed, their indexes lead to them; otherwise the newest alerts do.
    let source =
      question.onlyFailed
      ? """
      (SELECT * FROM outbox INDEXED BY outbox_dead WHERE state = 'dead'
       UNION ALL SELECT * FROM outbox INDEXED BY outbox_pending_by_time
       WHERE state = 'pending' AND attempts > 0) AS outbox JOIN alerts ON alerts.sequence = outbox.sequence
      """ : "alerts CROSS JOIN outbox ON outbox.sequence = alerts.sequence"
    let sql = """
      SELECT alerts.id, rule_id, time_ms, endpoint, state, attempts, next_attempt_ms, last_error, ended_ms, gathering
      FROM \(source)
      WHERE (?1 IS NULL OR endpoint = ?1) AND (?2 IS NULL OR time_ms >= ?2)
      ORDER BY alerts.sequence DESC, endpoint DESC LIMIT ?3
      """
    let rows = try read { database in
      try Row.fetchAll(database, sql: sql, arguments: [question.endpoint, question.since, max(0, question.limit)])
    }
    return try rows.reversed().map { row in
      DeliveryRecord(
        alertID: try row.decode(atIndex: 0), ruleID: try row.decode(atIndex: 1),
        raisedMilliseconds: try row.decode(atIndex: 2),
        delivery: StoredDelivery(
          endpoint: try row.decode(atIndex: 3), state: try row.decode(atIndex: 4), attempts: try row.decode(atIndex: 5),
          nextAttemptMilliseconds: try row.decode(atIndex: 6), gathering: try row.decode(atIndex: 9),
          lastError: try row.decode(atIndex: 7),
          endedMilliseconds: try row.decode(atIndex: 8)))
    }
  }
}
