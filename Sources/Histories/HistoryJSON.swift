import AlertStore
import Alerts
import SafeText

/// A history for programs, as Documentation/why.schema.json describes it.
package enum HistoryJSON {
  /// One object on a line that is ended; absent values are left out.
  ///
  /// - Parameters:
  ///   - zones: of the stored texts, those that have some.
  ///   - showsTexts: of all zones.
  ///   - explanation: why a rule is true of the article or not; an object of `Explanation`.
  package static func line(
    _ history: FileHistory, zones: [ZoneSize], showsTexts: Bool, rule: RuleAnswer? = nil
  ) throws -> String {
    let line = try SafeJSON.line(Object(history, zones, showsTexts: showsTexts, rule: rule))
    guard let rule else { return line + "\n" }
    // An object already: put behind the last key.
    return line.dropLast() + ",\"explanation\":\(rule.explanationJSON)}\n"
  }

  /// What a rule says of the article now.
  package struct RuleAnswer: Sendable {
    /// One JSON object, safe to show.
    package var explanationJSON: String
    /// What it would find were datelines, captions and furniture searched too; `nil` where nothing more.
    package var elsewhere: [Alert.Snippet]?

    package init(explanationJSON: String, elsewhere: [Alert.Snippet]?) {
      self.explanationJSON = explanationJSON
      self.elsewhere = elsewhere
    }
  }

  private struct Object: Encodable {
    let ledger: Int64
    let path: String
    let source: String?
    let hash: String?
    let size: Int64
    let arrived: String
    let state: String
    let reason: Reason?
    let notes: [String]?
    let decoding: Decoding?
    let zones: [Zone]?
    let duplicateOf: File?
    let article: Article?
    let matches: [Match]?
    let counted: [Counted]?
    let alerts: [Told]?
    let move: Move
    let elsewhere: [Alert.Snippet]?

    private enum CodingKeys: String, CodingKey {
      case ledger, path, source, hash, size, arrived, state, reason, notes, decoding, zones, article, matches, alerts
      case counted, move, elsewhere
      case duplicateOf = "duplicate_of"
    }

    init(_ history: FileHistory, _ sizes: [ZoneSize], showsTexts: Bool, rule: RuleAnswer?) {
      ledger = history.ledgerID
      path = history.path
      source = history.source
      hash = history.hash
      size = history.sizeBytes
      arrived = Alert.time(history.arrivedMilliseconds)
      state = history.state
      reason = history.reason.map { Reason(code: $0.code, message: $0.message) }
      notes = history.notes.isEmpty ? nil : history.notes
      decoding = history.decoding.map {
        Decoding(format: $0.format, charset: $0.charset, frontMatter: $0.hasFrontMatter)
      }
      let kept = history.article?.texts != nil
      zones = kept ? sizes.map { Zone($0, showsText: showsTexts) } : nil
      duplicateOf = history.duplicateOf.map(File.init)
      article = history.article.map { Article($0, areMatchesCleared: history.areMatchesCleared) }
      let texts = history.article?.texts
      matches = history.article.map { $0.matches.map { Match($0, texts) } }
      counted = history.article.flatMap { $0.counted.isEmpty ? nil : $0.counted.map(Counted.init) }
      alerts = history.article.map { $0.alerts.map(Told.init) }
      move = Move(history.move)
      elsewhere = rule?.elsewhere
    }
  }

  private struct Reason: Encodable {
    let code: String
    let message: String
  }

  private struct Decoding: Encodable {
    let format: String
    let charset: String
    let frontMatter: Bool?

    private enum CodingKeys: String, CodingKey {
      case format, charset
      case frontMatter = "front_matter"
    }
  }

  private struct Zone: Encodable {
    let zone: String
    let words: Int
    let characters: Int
    let searched: Bool
    let text: String?

    init(_ size: ZoneSize, showsText: Bool) {
      zone = size.zone
      words = size.words
      characters = size.characters
      searched = size.isSearched
      text = showsText ? size.text : nil
    }
  }

  private struct File: Encodable {
    let ledger: Int64
    let path: String
    let arrived: String

    init(_ file: FileReference) {
      ledger = file.ledgerID
      path = file.path
      arrived = Alert.time(file.arrivedMilliseconds)
    }
  }

  private struct Article: Encodable {
    let story: String
    let copies: Int
    let versionOf: File?
    let copyOf: File?
    let matched: Int
    let alerted: Int
    let areMatchesCleared: Bool?

    private enum CodingKeys: String, CodingKey {
      case story, copies, matched, alerted
      case areMatchesCleared = "matches_cleared"
      case versionOf = "version_of"
      case copyOf = "copy_of"
    }

    init(_ article: StoredArticleHistory, areMatchesCleared: Bool) {
      self.areMatchesCleared = areMatchesCleared ? true : nil
      story = article.storyID
      copies = article.storyCopies
      versionOf = article.versionOf.map(File.init)
      copyOf = article.copyOf.map(File.init)
      matched = article.matchCount + article.counted.count
      alerted = article.alertCount
    }
  }

  private struct Match: Encodable {
    let rule: String
    let version: String
    let parts: [Part]?
    let suppressed: String?
    let alert: String
    let alertFile: File?
    let alertHeld: String?

    private enum CodingKeys: String, CodingKey {
      case rule, version, parts, suppressed, alert
      case alertFile = "alert_file"
      case alertHeld = "alert_held_because"
    }

    init(_ match: StoredMatch, _ texts: ArticleTexts?) {
      rule = match.ruleID
      version = match.ruleVersion
      parts = match.parts.map {
        $0.map { Part(expression: $0.expression, words: $0.words(in: texts), spans: $0.spans) }
      }
      suppressed = match.suppressed
      alert = match.alertID
      alertFile = match.alertFile.map(File.init)
      alertHeld = match.alertHeldNote
    }
  }

  private struct Part: Encodable {
    let expression: String
    let words: [String]
    let spans: [Alert.Span]?
  }

  private struct Told: Encodable {
    let id: String
    let kind: String
    let rule: String
    let severity: String
    let time: String
    let held: String?
    let heldBecause: String?
    let acknowledged: Acknowledged?
    let deliveries: [Delivery]

    private enum CodingKeys: String, CodingKey {
      case id, kind, rule, severity, time, held, acknowledged, deliveries
      case heldBecause = "held_because"
    }

    init(_ alert: AlertHistory) {
      id = alert.id
      kind = alert.kind
      rule = alert.ruleID
      severity = alert.severity
      time = Alert.time(alert.milliseconds)
      held = alert.held
      heldBecause = alert.heldNote
      acknowledged = alert.acknowledgement.map(Acknowledged.init)
      deliveries = alert.deliveries.map(Delivery.init)
    }
  }

  private struct Acknowledged: Encodable {
    let time: String
    let verdict: String?
    let by: String?
    let comment: String?

    init(_ said: StoredAcknowledgement) {
      time = Alert.time(said.milliseconds)
      verdict = said.verdict
      by = said.author
      comment = said.comment
    }
  }

  private struct Counted: Encodable {
    let rule: String
    let version: String
    let reason: String
    let alert: String?

    init(_ match: CountedHistory) {
      rule = match.ruleID
      version = match.ruleVersion
      reason = match.reason
      alert = match.alertID
    }
  }

  private struct Delivery: Encodable {
    let endpoint: String
    let state: String
    let attempts: Int
    let delivered: String?
    let givenUp: String?
    let nextAttempt: String?
    let gathering: String?
    let lastError: String?

    private enum CodingKeys: String, CodingKey {
      case endpoint, state, attempts, delivered, gathering
      case givenUp = "given_up"
      case nextAttempt = "next_attempt"
      case lastError = "last_error"
    }

    init(_ delivery: StoredDelivery) {
      endpoint = delivery.endpoint
      state = delivery.state
      attempts = delivery.attempts
      let ended = delivery.endedMilliseconds.map(Alert.time)
      delivered = state == "delivered" ? ended : nil
      givenUp = state == "dead" ? ended : nil
      // Until the first attempt it is due at once, which is stored as 1970.
      nextAttempt = delivery.nextAttemptMilliseconds.flatMap { $0 > 0 ? Alert.time($0) : nil }
      gathering = delivery.gathering
      lastError = delivery.lastError
    }
  }

  private struct Move: Encodable {
    let state: String
    let destination: String?
    let error: String?
    let time: String?
    let cleared: String?

    init(_ move: FileHistory.Move) {
      state = move.state
      destination = move.destination
      error = move.error
      time = move.milliseconds.map(Alert.time)
      cleared = move.cleared.flatMap { $0.hasRest ? nil : Alert.time($0.milliseconds) }
    }
  }
}
