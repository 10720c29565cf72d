import Alerts
import Foundation
import GRDB
import Hashing

/// A notice as it was told.
package struct StoredNotice: Sendable, Equatable {
  package let notice: Notice
  /// When, since 1970.
  package let milliseconds: Int64
}

/// What the notices ask.
extension AlertStore {
  /// When the oldest delivery that an endpoint has not had failed first, in milliseconds since 1970; `nil` where none has.
  package func failingSince(endpoint: String) throws -> Int64? {
    try read {
      try Int64.fetchOne(
        $0, sql: "SELECT min(failing_ms) FROM outbox WHERE endpoint = ? AND state = 'pending'",
        arguments: [endpoint.stored])
    }
  }

  /// Whether a notice was stored.
  package func hasNotice(_ id: String) throws -> Bool {
    try read {
      try Bool.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM alerts WHERE id = ?)", arguments: [id.stored]) ?? false
    }
  }

  /// The last that were told, newest first, but for those of stories that go on. What cannot be read is left out.
  package func recentNotices(limit: Int) throws -> [StoredNotice] {
    try read { database in
      let sql = """
        SELECT json, time_ms FROM alerts INDEXED BY notices_by_time
        WHERE kind = 'notice' AND instr(json, '"\(Notice.Code.moreCopies.rawValue)"') = 0 ORDER BY time_ms DESC LIMIT ?
        """
      return try Row.fetchAll(database, sql: sql, arguments: [max(0, limit)]).compactMap { row in
        let notice: Notice?
        // What another version wrote, or damage changed, is not known.
        do { notice = try Notice(jsonLine: row.decode(atIndex: 0)) } catch { return nil }
        return try notice.map { StoredNotice(notice: $0, milliseconds: try row.decode(atIndex: 1)) }
      }
    }
  }

  /// Which endpoints were told of an alert or a notice, or are to be.
  package func endpoints(toldOf id: String) throws -> [String] {
    try read {
      try String.fetchAll(
        $0,
        sql: """
          SELECT endpoint FROM outbox JOIN alerts ON alerts.sequence = outbox.sequence WHERE alerts.id = ? ORDER BY endpoint
          """, arguments: [id.stored])
    }
  }

  /// Whether some endpoint has had an alert on the article with this hash from a source.
  ///
  /// - Parameter rule: that raised it; `nil` for any.
  package func isDelivered(article hash: SHA256Digest, source: String, rule: String? = nil) throws -> Bool {
    try read {
      try Bool.fetchOne(
        $0,
        sql: """
          SELECT EXISTS (SELECT 1 FROM articles JOIN alerts ON alerts.article_id = articles.id
            JOIN outbox ON outbox.sequence = alerts.sequence
            WHERE articles.hash = ?1 AND articles.source = ?2 AND outbox.state = 'delivered'
              AND (?3 IS NULL OR alerts.rule_id = ?3))
          """, arguments: [Data(hash.bytes), source.stored, rule?.stored]) ?? false
    }
  }
}
