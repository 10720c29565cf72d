import Alerts
import Foundation
import GRDB
import Hashing

extension AlertReader {
  /// A hostile article may match every rule: so many matches and alerts of one article are read.
  package static let maximumHistoryRows = 1_000

  /// What became of a file, in one snapshot; `nil` where the ledger has no such row.
  package func history(ofFile ledgerID: Int64) throws -> FileHistory? {
    try read { try HistoryQueries(database: $0).history(ledgerID) }
  }

  /// Under which ledger row an article came in.
  package func file(ofArticle id: Int64) throws -> Int64? {
    try read { try Int64.fetchOne($0, sql: "SELECT ledger_id FROM articles WHERE id = ?", arguments: [id]) }
  }
}

/// The questions that a history asks, in one transaction.
private struct HistoryQueries {
  let database: Database

  func history(_ id: Int64) throws -> FileHistory? {
    let sql = """
      SELECT path, source, hash, size_bytes, arrived_ms, state, reason_code, reason, notes, format, charset,
        front_matter, move, destination, move_error, moved_ms, of_article_id
      FROM ledger WHERE id = ?
      """
    guard let row = try Row.fetchOne(database, sql: sql, arguments: [id]) else { return nil }
    let source: String = try row.decode(forColumn: "source")
    let hash: Data? = try row.decode(forColumn: "hash")
    let state: String = try row.decode(forColumn: "state")
    let original: Int64? = try row.decode(forColumn: "of_article_id")
    let arrived: Int64 = try row.decode(forColumn: "arrived_ms")
    return FileHistory(
      ledgerID: id, path: try row.decode(forColumn: "path"), source: source.isEmpty ? nil : source,
      hash: hash.flatMap { SHA256Digest(bytes: $0)?.hex }, sizeBytes: try row.decode(forColumn: "size_bytes"),
      arrivedMilliseconds: arrived, state: state, reason: try reason(row), notes: try notes(row),
      decoding: try decoding(row), move: try move(row), duplicateOf: try original.flatMap { try file(ofArticle: $0) },
      article: try original == nil ? article(broughtBy: id) : nil)
  }

  private func reason(_ row: Row) throws -> LedgerReason? {
    let code: String? = try row.decode(forColumn: "reason_code")
    let message: String? = try row.decode(forColumn: "reason")
    return code.map { LedgerReason(code: $0, message: message ?? "") }
  }

  private func notes(_ row: Row) throws -> [String] {
    let notes: String? = try row.decode(forColumn: "notes")
    return try notes.map { try JSONDecoder().decode([String].self, from: Data($0.utf8)) } ?? []
  }

  private func decoding(_ row: Row) throws -> LedgerDecoding? {
    let format: String? = try row.decode(forColumn: "format")
    let charset: String? = try row.decode(forColumn: "charset")
    let frontMatter: Int64? = try row.decode(forColumn: "front_matter")
    guard let format, let charset else { return nil }
    return LedgerDecoding(format: format, charset: charset, hasFrontMatter: frontMatter.map { $0 != 0 })
  }

  private func move(_ row: Row) throws -> FileHistory.Move {
    let destination: String? = try row.decode(forColumn: "destination")
    return FileHistory.Move(
      state: try row.decode(forColumn: "move"), destination: destination,
      error: try row.decode(forColumn: "move_error"), milliseconds: try row.decode(forColumn: "moved_ms"),
      cleared: try destination.flatMap { try ClearedDay.find($0, in: database) })
  }

  private func file(ofArticle id: Int64) throws -> FileReference? {
    let sql = """
      SELECT ledger.id, ledger.path, ledger.arrived_ms FROM articles JOIN ledger ON ledger.id = ledger_id
      WHERE articles.id = ?
      """
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [id]) else { return nil }
    return FileReference(
      ledgerID: try row.decode(atIndex: 0), path: try row.decode(atIndex: 1),
      arrivedMilliseconds: try row.decode(atIndex: 2))
  }

  // MARK: Articles

  private func article(broughtBy ledgerID: Int64) throws -> StoredArticleHistory? {
    let sql = """
      SELECT articles.id, story_id, articles.content_hash, coalesce(copies, 1) AS copies, version_of, copy_of, url, external_id, author, section, tags,
        published, language, title, body, dateline, caption, furniture
      FROM articles LEFT JOIN stories ON stories.id = story_id LEFT JOIN texts ON article_id = articles.id
      WHERE ledger_id = ?
      """
    guard let row = try Row.fetchOne(database, sql: sql, arguments: [ledgerID]) else { return nil }
    let id: Int64 = try row.decode(forColumn: "id")
    let story: String? = try row.decode(forColumn: "story_id")
    guard let content = SHA256Digest(bytes: try row.decode(Data.self, forColumn: "content_hash")) else {
      throw AlertStoreError(.damagedDatabase, "The article \(id) has a hash of a wrong length.")
    }
    let previous: Int64? = try row.decode(forColumn: "version_of")
    let original: Int64? = try row.decode(forColumn: "copy_of")
    // Without a story that has a row it is alone.
    let first =
      try original
      ?? story.flatMap {
        try Int64.fetchOne(database, sql: "SELECT min(id) FROM articles WHERE story_id = ?", arguments: [$0])
      } ?? id
    let isCopy = previous == nil && first != id
    let alerts = try alertSequences(id)
    return StoredArticleHistory(
      id: id, storyID: story ?? KnownArticle.storyID(contentHash: content),
      storyCopies: try row.decode(forColumn: "copies"), metadata: try metadata(row), texts: try texts(row),
      versionOf: try previous.flatMap { try file(ofArticle: $0) },
      isCopy: isCopy, copyOf: try isCopy ? file(ofArticle: first) : nil,
      matches: try matches(id),
      matchCount: try count("SELECT count(*) FROM matches WHERE article_id = ?", [id]), counted: try counted(id),
      alerts: try alerts.prefix(AlertReader.maximumHistoryRows).compactMap(alert), alertCount: alerts.count)
  }

  private func metadata(_ row: Row) throws -> ArticleRecordMetadata {
    let tags: String? = try row.decode(forColumn: "tags")
    return ArticleRecordMetadata(
      url: try row.decode(forColumn: "url"), externalID: try row.decode(forColumn: "external_id"),
      author: try row.decode(forColumn: "author"), section: try row.decode(forColumn: "section"),
      tags: try tags.map { try JSONDecoder().decode([String].self, from: Data($0.utf8)) } ?? [],
      published: try row.decode(forColumn: "published"), language: try row.decode(forColumn: "language"))
  }

  private func texts(_ row: Row) throws -> ArticleTexts? {
    let title: String? = try row.decode(forColumn: "title")
    guard let title else { return nil }
    return ArticleTexts(
      title: title, body: try row.decode(forColumn: "body"), dateline: try row.decode(forColumn: "dateline"),
      caption: try row.decode(forColumn: "caption"), furniture: try row.decode(forColumn: "furniture"))
  }

  private func count(_ sql: String, _ arguments: StatementArguments) throws -> Int {
    try Int.fetchOne(database, sql: sql, arguments: arguments) ?? 0
  }

  // MARK: Matches and alerts

  private func matches(_ article: Int64) throws -> [StoredMatch] {
    let sql = """
      SELECT matches.rule_id, rule_version, parts, coalesce(matches.held, suppressed) AS suppressed, coalesce(alerts.id, '') AS alert,
        coalesce(time_ms, 0) AS time, alerts.article_id AS article, held_note AS note
      FROM matches LEFT JOIN alerts ON sequence = alert_sequence
      WHERE matches.article_id = ? ORDER BY matches.rule_id LIMIT ?
      """
    return try Row.fetchAll(database, sql: sql, arguments: [article, AlertReader.maximumHistoryRows]).map { row in
      let told: Int64? = try row.decode(forColumn: "article")
      return StoredMatch(
        ruleID: try row.decode(forColumn: "rule_id"), ruleVersion: try row.decode(forColumn: "rule_version"),
        parts: Self.parts(try row.decode(forColumn: "parts")), suppressed: try row.decode(forColumn: "suppressed"),
        alertID: try row.decode(forColumn: "alert"), alertMilliseconds: try row.decode(forColumn: "time"),
        alertFile: try told.flatMap { try file(ofArticle: $0) }, alertHeldNote: try row.decode(forColumn: "note"))
    }
  }

  private func counted(_ article: Int64) throws -> [CountedHistory] {
    let sql = """
      SELECT counted_matches.rule_id, rule_version, reason, alerts.id
      FROM counted_matches LEFT JOIN alerts ON sequence = alert_sequence
      WHERE counted_matches.article_id = ? ORDER BY counted_matches.rule_id LIMIT ?
      """
    return try Row.fetchAll(database, sql: sql, arguments: [article, AlertReader.maximumHistoryRows]).map { row in
      CountedHistory(
        ruleID: try row.decode(atIndex: 0), ruleVersion: try row.decode(atIndex: 1), reason: try row.decode(atIndex: 2),
        alertID: try row.decode(atIndex: 3))
    }
  }

  /// What a later version stores may not be understood here; the match is told all the same.
  private static func parts(_ json: String) -> [Alert.Part]? {
    do {
      return try JSONDecoder().decode([Alert.Part].self, from: Data(json.utf8))
    } catch {
      return nil
    }
  }

  /// Of all kinds, also of such as no match raised: that a rule matches no more.
  private func alertSequences(_ article: Int64) throws -> [Int64] {
    try Int64.fetchAll(
      database, sql: "SELECT sequence FROM alerts WHERE article_id = ? ORDER BY sequence", arguments: [article])
  }

  private func alert(_ sequence: Int64) throws -> AlertHistory? {
    let sql = """
      SELECT id, kind, alerts.rule_id, severity, alerts.time_ms, held, held_note,
        acknowledgements.time_ms, verdict, author, comment
      FROM alerts LEFT JOIN acknowledgements
        ON acknowledgements.story_id = alerts.story_id AND acknowledgements.rule_id = alerts.rule_id
      WHERE sequence = ?
      """
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [sequence]) else { return nil }
    return AlertHistory(
      id: try row.decode(atIndex: 0), kind: try row.decode(atIndex: 1), ruleID: try row.decode(atIndex: 2),
      severity: try row.decode(atIndex: 3), milliseconds: try row.decode(atIndex: 4),
      held: try row.decode(atIndex: 5), heldNote: try row.decode(atIndex: 6),
      acknowledgement: try (row.decode(atIndex: 7) as Int64?).map { time in
        StoredAcknowledgement(
          milliseconds: time, verdict: try row.decode(atIndex: 8), author: try row.decode(atIndex: 9),
          comment: try row.decode(atIndex: 10))
      },
      deliveries: try deliveries(sequence))
  }

  /// The outbox is ordered by endpoint first: endpoints are few, and each is asked for.
  private func deliveries(_ sequence: Int64) throws -> [StoredDelivery] {
    let sql = """
      WITH RECURSIVE endpoints (name) AS (
        SELECT min(endpoint) FROM outbox
        UNION ALL SELECT (SELECT min(endpoint) FROM outbox WHERE endpoint > name) FROM endpoints WHERE name NOT NULL
      )
      SELECT endpoint, state, attempts, next_attempt_ms, last_error, ended_ms, gathering
      FROM endpoints CROSS JOIN outbox ON endpoint = name AND sequence = ? ORDER BY endpoint
      """
    return try Row.fetchAll(database.cachedStatement(sql: sql), arguments: [sequence]).map { row in
      StoredDelivery(
        endpoint: try row.decode(atIndex: 0), state: try row.decode(atIndex: 1), attempts: try row.decode(atIndex: 2),
        nextAttemptMilliseconds: try row.decode(atIndex: 3), gathering: try row.decode(atIndex: 6),
        lastError: try row.decode(atIndex: 4), endedMilliseconds: try row.decode(atIndex: 5))
    }
  }
}
