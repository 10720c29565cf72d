import Alerts
import FailPoints
import Foundation
import GRDB
import Hashing

extension Recorder {
  func recordArticle(
    _ article: StoredArticle, of file: LedgerFile, matches: [RuleMatch], notes: [String]
  ) throws -> FileReceipt {
    let identity = ArticleIdentity(article.metadata, path: file.fingerprint.pathBytes, source: file.source)
    // 96 bits of the hash: as many as an alert's id has.
    let decision = ArticleDecision(
      try knowledge(of: article, identity), newStoryID: article.contentHash.prefix(24))
    if case .duplicate(let original, let duplication) = decision {
      let id = try insertLedgerRow(
        file, hash: article.hash, state: .duplicate, reason: duplication.reason, notes: notes,
        duplicateOf: original.id)
      return FileReceipt(
        ledgerID: id, state: .duplicate, hashPrefix: article.hash.prefix(12), storyID: original.storyID)
    }
    let state: LedgerState = matches.isEmpty ? .unmatched : .matched
    let ledgerID = try insertLedgerRow(file, hash: article.hash, state: state, notes: notes)
    let story = try join(decision, article, arrivedMilliseconds: file.arrivedMilliseconds)
    let articleID = try insert(article, identity, decision, storyID: story.id, ledgerID: ledgerID, of: file)
    var receipt = FileReceipt(
      ledgerID: ledgerID, state: state, hashPrefix: article.hash.prefix(12), storyID: story.id)
    for match in matches {
      if let told = try earlierAlert(match.alert, storyID: story.id) {
        try insert(match, articleID: articleID, alert: told.sequence, suppressed: decision.suppressionReason)
        receipt.suppressed.append(
          SuppressedMatch(ruleID: match.alert.rule.id, reason: decision.suppressionReason, alertID: told.id))
      } else {
        let sequence = try raise(match, on: story, articleID: articleID)
        try insert(match, articleID: articleID, alert: sequence, suppressed: nil)
        receipt.alerts.append(RaisedAlert(sequence: sequence, id: match.alert.id, ruleID: match.alert.rule.id))
      }
    }
    return receipt
  }

  // MARK: Looking up

  private func knowledge(of article: StoredArticle, _ identity: ArticleIdentity) throws -> ArticleKnowledge {
    let content = Data(article.contentHash.bytes)
    let select = "SELECT id, story_id, content_hash = ? FROM articles"
    var known = ArticleKnowledge()
    known.sameBytes = try find(
      "\(select) WHERE hash = ? AND source = ?", [content, Data(article.hash.bytes), identity.source])
    if known.sameBytes != nil { return known }
    // The latest of each, and of these the latest: an article may have changed its url or its id, not both.
    let byURL = try identity.url.flatMap {
      try find("\(select) WHERE source = ? AND url = ? ORDER BY id DESC LIMIT 1", [content, identity.source, $0])
    }
    let byID = try identity.externalID.flatMap {
      try find(
        "\(select) WHERE source = ? AND external_id = ? ORDER BY id DESC LIMIT 1", [content, identity.source, $0])
    }
    // A name alone says little: scrapers write every article to latest.txt or 1.txt. The one before under that name is
    // an earlier version only if its title or its body is still the same; an unrelated article must not be taken for
    // told.
    let byPath = try identity.pathBytes.flatMap {
      try find(
        """
        \(select) JOIN texts ON article_id = id
        WHERE id = (SELECT max(id) FROM articles WHERE source = ? AND path_bytes = ?)
          AND ((title = ? AND title != '') OR (body = ? AND body != ''))
        """, [content, identity.source, $0, article.texts.title.stored, article.texts.body.stored])
    }
    known.sameIdentity = [byURL, byID, byPath].compactMap(\.self).max { $0.id < $1.id }
    known.sameContent = try find("\(select) WHERE content_hash = ? ORDER BY id LIMIT 1", [content, content])
    return known
  }

  private func find(_ sql: String, _ arguments: StatementArguments) throws -> KnownArticle? {
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments) else { return nil }
    return KnownArticle(
      id: try row.decode(atIndex: 0), storyID: try row.decode(atIndex: 1), hasSameContent: try row.decode(atIndex: 2))
  }

  /// The alert because of which this one is not raised. It may carry this one's id on another story, when the same
  /// bytes came from two sources and are a version of another article in one of them: that text was told all the same.
  private func earlierAlert(_ alert: Alert, storyID: String) throws -> (sequence: Int64, id: String)? {
    // There is one at most. Without its kind the index over those of this kind could not be used.
    let row =
      try Row.fetchOne(
        database.cachedStatement(
          sql: "SELECT sequence, id FROM alerts WHERE rule_id = ? AND story_id = ? AND kind = 'new'"),
        arguments: [alert.rule.id.stored, storyID])
      ?? Row.fetchOne(
        database.cachedStatement(sql: "SELECT sequence, id FROM alerts WHERE id = ?"), arguments: [alert.id.stored])
    guard let row else { return nil }
    return (try row.decode(atIndex: 0), try row.decode(atIndex: 1))
  }

  // MARK: Writing

  /// Counts the article in its story, which it may start.
  private func join(
    _ decision: ArticleDecision, _ article: StoredArticle, arrivedMilliseconds: Int64
  ) throws -> Alert.Story {
    let id: String =
      switch decision {
      case .firstOfStory(let id), .copy(let id), .version(_, let id): id
      case .duplicate(let original, _): original.storyID
      }
    try run(
      """
      INSERT INTO stories (id, content_hash, first_seen_ms, copies) VALUES (?, ?, ?, 1)
      ON CONFLICT (id) DO UPDATE SET copies = copies + 1
      """, [id, Data(article.contentHash.bytes), arrivedMilliseconds])
    try FailPoint.storyRecorded.check()
    let row = try Row.fetchOne(
      database.cachedStatement(sql: "SELECT first_seen_ms, copies FROM stories WHERE id = ?"), arguments: [id])
    return Alert.Story(
      id: id, firstSeen: Alert.time(try row?.decode(atIndex: 0) ?? arrivedMilliseconds),
      copies: try row?.decode(atIndex: 1) ?? 1)
  }

  private func insert(
    _ article: StoredArticle, _ identity: ArticleIdentity, _ decision: ArticleDecision, storyID: String,
    ledgerID: Int64, of file: LedgerFile
  ) throws -> Int64 {
    let previous: Int64? = if case .version(let previous, _) = decision { previous } else { nil }
    let about = article.metadata
    let tags = about.tags.isEmpty ? nil : try encodeJSON(about.tags).stored
    var arguments: StatementArguments = [
      ledgerID, Data(article.hash.bytes), identity.source, Data(article.contentHash.bytes), storyID, previous,
      identity.url, identity.externalID, identity.pathBytes,
    ]
    arguments += [
      about.author?.stored, about.section?.stored, tags, about.published?.stored, about.language?.stored,
      file.arrivedMilliseconds,
    ]
    try run(
      """
      INSERT INTO articles (ledger_id, hash, source, content_hash, story_id, version_of, url, external_id, path_bytes,
        author, section, tags, published, language, arrived_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, arguments)
    let id = database.lastInsertedRowID
    try FailPoint.articleRecorded.check()
    let texts = article.texts
    try run(
      "INSERT INTO texts (article_id, title, body, dateline, caption, furniture) VALUES (?, ?, ?, ?, ?, ?)",
      [
        id, texts.title.stored, texts.body.stored, texts.dateline.stored, texts.caption.stored,
        texts.furniture.stored,
      ])
    try FailPoint.textRecorded.check()
    return id
  }

  private func raise(_ match: RuleMatch, on story: Alert.Story, articleID: Int64) throws -> Int64 {
    var alert = match.alert
    alert.story = story
    try run(
      """
      INSERT INTO alerts (id, rule_id, story_id, article_id, kind, severity, time_ms, json)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        alert.id.stored, alert.rule.id.stored, story.id, articleID, alert.kind.rawValue,
        alert.rule.severity.rawValue, match.timeMilliseconds, alert.jsonLine(),
      ])
    let sequence = database.lastInsertedRowID
    try FailPoint.alertRecorded.check()
    for endpoint in match.endpoints {
      // Due at once, whatever a clock that is put right later has to say.
      try run(
        "INSERT INTO outbox (endpoint, sequence, state, next_attempt_ms) VALUES (?, ?, 'pending', 0)",
        [endpoint.stored, sequence])
      try FailPoint.outboxRecorded.check()
    }
    return sequence
  }

  private func insert(
    _ match: RuleMatch, articleID: Int64, alert sequence: Int64, suppressed: SuppressedMatch.Reason?
  ) throws {
    try run(
      """
      INSERT INTO matches (article_id, rule_id, rule_version, parts, alert_sequence, suppressed)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        articleID, match.alert.rule.id.stored, match.alert.rule.version.stored, match.partsJSON.stored, sequence,
        suppressed?.rawValue,
      ])
    try FailPoint.matchRecorded.check()
  }
}

/// What makes two files of one source the same article: its url or id; without either, the path.
struct ArticleIdentity {
  let source: String
  let url: String?
  let externalID: String?
  let pathBytes: Data?

  init(_ metadata: ArticleRecordMetadata, path: [UInt8], source: String?) {
    self.source = (source ?? "").stored
    url = metadata.url.flatMap { $0.isEmpty ? nil : $0.stored }
    externalID = metadata.externalID.flatMap { $0.isEmpty ? nil : $0.stored }
    pathBytes = url == nil && externalID == nil ? Data(path) : nil
  }
}
