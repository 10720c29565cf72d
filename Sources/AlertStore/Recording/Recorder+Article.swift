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
    let known = try knowledge(of: article, identity, arrivedMilliseconds: file.arrivedMilliseconds)
    let notes = known.isUnrelated ? notes + [Self.unrelatedNote] : notes
    let decision = ArticleDecision(
      known, identity, newStoryID: KnownArticle.storyID(contentHash: article.contentHash))
    if case .duplicate(let original, let duplication) = decision {
      let id = try insertLedgerRow(
        file, hash: article.hash, state: .duplicate, reason: duplication.reason, notes: notes,
        duplicateOf: original.id)
      return FileReceipt(
        ledgerID: id, state: .duplicate, hashPrefix: article.hash.prefix(12), storyID: original.storyID)
    }
    let state: LedgerState = matches.isEmpty ? .unmatched : .matched
    let ledgerID = try insertLedgerRow(file, hash: article.hash, state: state, notes: notes)
    let joined = try join(
      decision, article, identity, arrivedMilliseconds: file.arrivedMilliseconds, isToBeTold: !matches.isEmpty)
    let articleID = try insert(
      article, identity, decision, storyID: joined.isWritten ? joined.id : nil, ledgerID: ledgerID, of: file)
    var receipt = FileReceipt(
      ledgerID: ledgerID, state: state, hashPrefix: article.hash.prefix(12), storyID: joined.id)
    // For the few articles that somebody is told of.
    lazy var story = Alert.Story(joined)
    let comparison = StoryComparison(article, source: identity.source)
    let counted = try supersede(decision, matches, article)
    for match in matches {
      switch try outcome(of: match, decision, comparison, storyID: joined.id) {
      case .suppress(let told, let reason):
        try insert(match, articleID: articleID, alert: told.sequence, suppressed: (decision.suppressionReason, reason))
        receipt.suppressed.append(
          SuppressedMatch(ruleID: match.alert.rule.id, reason: reason, alertID: told.id))
      case .raise(let raising):
        if raising.isCounted, try !isEnough(match, countedBefore: counted, articleID: articleID) {
          receipt.counted.append(match.alert.rule.id)
          continue
        }
        var alert = match.alert
        (alert.id, alert.kind, alert.correction, alert.story) = (raising.id, raising.kind, raising.correction, story)
        let sequence = try raise(
          alert, timeMilliseconds: match.timeMilliseconds, recipients: match.recipients,
          countsAsTold: match.wasTold, pacing: match.pacing, articleID: articleID)
        if raising.isCounted { try spend(match, alert: sequence) }
        try insert(match, articleID: articleID, alert: sequence, suppressed: nil)
        receipt.alerts.append(RaisedAlert(sequence: sequence, id: alert.id, ruleID: alert.rule.id))
      }
    }
    for (unmatched, id, correction) in try withdrawals(
      decision, article, identity, matches: matches, storyID: joined.id)
    {
      var alert = Alert.withdrawn(
        unmatched.rule, Alert.Article(article, of: file), story: story, time: file.arrivedMilliseconds,
        isOld: article.traits.isOld, correction: correction)
      alert.id = id
      let sequence = try raise(
        alert, timeMilliseconds: file.arrivedMilliseconds, recipients: unmatched.recipients, countsAsTold: true,
        articleID: articleID)
      receipt.alerts.append(RaisedAlert(sequence: sequence, id: alert.id, ruleID: alert.rule.id))
    }
    if receipt.alerts.contains(where: { raised in matches.contains { $0.alert.rule.id == raised.ruleID } }) {
      try keepSentences(article, articleID: articleID)
    }
    try followUp(
      joined.id, copies: joined.copies, sources: joined.sources, at: file.arrivedMilliseconds, article,
      articleID: articleID)
    return receipt
  }

  // MARK: Looking up

  private func knowledge(
    of article: StoredArticle, _ identity: ArticleIdentity, arrivedMilliseconds: Int64
  ) throws -> ArticleKnowledge {
    let content = article.contentHash.bytes
    let select = "SELECT id, \(KnownArticle.storySQL), content_hash = ? FROM articles"
    var known = ArticleKnowledge()
    known.sameBytes = try find(
      "\(select) WHERE hash = ? AND source = ?", [content, article.hash.bytes, identity.source])
    if known.sameBytes != nil { return known }
    // The latest of each, and of these the latest: an article may have changed its url or its id, not both.
    let resemblance = VersionResemblance(article)
    let byURL = try identity.url.map {
      try earlierVersion(of: resemblance, "source = ? AND url = ?", [content, identity.source, $0])
    }
    let byID = try identity.externalID.map {
      try earlierVersion(of: resemblance, "source = ? AND external_id = ?", [content, identity.source, $0])
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
    known.sameIdentity = [byURL?.article, byID?.article, byPath].compactMap(\.self).max { $0.id < $1.id }
    known.isUnrelated = known.sameIdentity == nil && (byURL?.isUnrelated == true || byID?.isUnrelated == true)
    known.sameContent = try find("\(select) WHERE content_hash = ? ORDER BY id LIMIT 1", [content, content])
    if known.sameIdentity == nil, known.sameContent == nil {
      known.nearCopy = try nearestCopy(of: article, arrivedMilliseconds: arrivedMilliseconds)
    }
    return known
  }

  private static let unrelatedNote =
    "its url or id is that of an earlier article of this source whose text has nothing in common with it; taken for another article"
  /// Among so many articles of one url or id the earlier version is looked for: some sources write their home page's
  /// address into all.
  private static let comparedVersions = 4

  /// The latest article of an identity whose text resembles this one's; whether there are such articles, and none does.
  private func earlierVersion(
    of resemblance: VersionResemblance, _ condition: String, _ values: [any Bindable]
  ) throws -> (article: KnownArticle?, isUnrelated: Bool) {
    let sql = """
      SELECT id, \(KnownArticle.storySQL), content_hash = ?, sketch FROM articles WHERE \(condition)
      ORDER BY id DESC LIMIT \(Self.comparedVersions)
      """
    var earlier: [(article: KnownArticle, sketch: Data?)] = []
    try query(sql, values) { row in
      earlier.append((try KnownArticle(row), row.blob(3)))
      return true
    }
    for (known, sketch) in earlier {
      if known.hasSameContent || resemblance.resembles(sketch: sketch) { return (known, false) }
      let isAlike = try first("SELECT title, body FROM texts WHERE article_id = ?", [known.id]) {
        resemblance.resembles(title: $0.text(0) ?? "", body: $0.text(1) ?? "")
      }
      if isAlike == true { return (known, false) }
    }
    return (nil, !earlier.isEmpty)
  }

  private func find(_ sql: String, _ values: [any Bindable]) throws -> KnownArticle? {
    try first(sql, values) { try KnownArticle($0) }
  }

  // MARK: Writing

  /// Counts the article in its story, which it may start. A story of one article that nobody is told of has no row: most
  /// are such, and a row would be two more pages in the commit of each.
  private func join(
    _ decision: ArticleDecision, _ article: StoredArticle, _ identity: ArticleIdentity, arrivedMilliseconds: Int64,
    isToBeTold: Bool
  ) throws -> JoinedStory {
    let id: String
    switch decision {
    case .firstOfStory(let newID):
      id = newID
      // The articles of a story may have been cleared away, and what was told of it be there still.
      guard try isToBeTold || isThere(story: id) else {
        return JoinedStory(id: id, firstSeenMilliseconds: arrivedMilliseconds, copies: 1, sources: 1, isWritten: false)
      }
    case .copy(let original, let itsID), .version(let original, let itsID):
      id = itsID
      try write(story: id, of: original)
    case .duplicate(let original, _): id = original.storyID
    }
    let joined = try first(
      """
      INSERT INTO stories (id, content_hash, first_seen_ms, copies, sources) VALUES (?, ?, ?, 1, 1)
      ON CONFLICT (id) DO UPDATE SET copies = copies + 1,
        sources = sources + NOT EXISTS (SELECT 1 FROM articles WHERE story_id = stories.id AND source = ?)
      RETURNING first_seen_ms, copies, sources
      """, [id, article.contentHash.bytes, arrivedMilliseconds, identity.source]
    ) {
      JoinedStory(
        id: id, firstSeenMilliseconds: $0.integer(0), copies: Int($0.integer(1)), sources: Int($0.integer(2)),
        isWritten: true)
    }
    try FailPoint.storyRecorded.check()
    guard let joined else { throw AlertStoreError(.database, "A story was written and did not come back.") }
    return joined
  }

  private func isThere(story id: String) throws -> Bool {
    try first("SELECT 1 FROM stories WHERE id = ?", [id]) { _ in true } ?? false
  }

  /// A second article joins: the story of the first gets its row, where it has none.
  private func write(story id: String, of article: Int64) throws {
    try run(
      """
      INSERT INTO stories (id, content_hash, first_seen_ms, copies, sources)
      SELECT ?, content_hash, arrived_ms, 1, 1 FROM articles WHERE id = ? AND story_id IS NULL
      ON CONFLICT (id) DO NOTHING
      """, [id, article])
    try run("UPDATE articles SET story_id = ? WHERE id = ? AND story_id IS NULL", [id, article])
  }

  private func insert(
    _ article: StoredArticle, _ identity: ArticleIdentity, _ decision: ArticleDecision, storyID: String?,
    ledgerID: Int64, of file: LedgerFile
  ) throws -> Int64 {
    let previous: Int64? = if case .version(let previous, _) = decision { previous } else { nil }
    let original: Int64? = if case .copy(let original, _) = decision { original } else { nil }
    let (sketch, denials) = (article.traits.sketch, article.traits.denials)
    let about = article.metadata
    let tags = about.tags.isEmpty ? nil : try encodeJSON(about.tags).stored
    var values: [any Bindable] = [
      ledgerID, article.hash.bytes, identity.source, article.contentHash.bytes, storyID, previous,
      identity.url, identity.externalID, identity.pathBytes,
    ]
    values += [
      about.author?.stored, about.section?.stored, tags, about.published?.stored, about.language?.stored,
      file.arrivedMilliseconds, original, sketch?.bytes,
      denials.isEmpty ? nil : try encodeJSON(denials.map(\.said)).stored,
    ]
    try run(
      """
      INSERT INTO articles (ledger_id, hash, source, content_hash, story_id, version_of, url, external_id, path_bytes,
        author, section, tags, published, language, arrived_ms, copy_of, sketch, denials)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, values)
    let id = database.lastInsertedRowID
    try FailPoint.articleRecorded.check()
    if let sketch { nearCopies.add(sketch, article: id) }
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

  /// So that a later copy is known to say nothing more than what was told.
  private func keepSentences(_ article: StoredArticle, articleID: Int64) throws {
    guard let hashes = SentenceHashes.data(article.traits.sentences) else { return }
    try run("UPDATE articles SET sentences = ? WHERE id = ?", [hashes, articleID])
  }

  private func insert(
    _ match: RuleMatch, articleID: Int64, alert sequence: Int64,
    suppressed: (asWhat: SuppressedMatch.Reason, because: SuppressedMatch.Reason)?
  ) throws {
    try run(
      """
      INSERT INTO matches (article_id, rule_id, rule_version, parts, alert_sequence, suppressed, sentences, held)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        articleID, match.alert.rule.id.stored, match.alert.rule.version.stored, match.partsJSON.stored, sequence,
        suppressed?.asWhat.rawValue, match.sentencesJSON?.stored,
        suppressed.flatMap { $0.because == $0.asWhat ? nil : $0.because.rawValue },
      ])
    try FailPoint.matchRecorded.check()
  }
}

/// A story with the article that has just joined it.
private struct JoinedStory {
  var id: String
  var firstSeenMilliseconds: Int64
  var copies: Int
  var sources: Int
  /// Whether it has a row.
  var isWritten: Bool
}

extension Alert.Story {
  fileprivate init(_ joined: JoinedStory) {
    self.init(
      id: joined.id, firstSeen: Alert.time(joined.firstSeenMilliseconds), copies: joined.copies,
      sources: joined.sources)
  }
}
