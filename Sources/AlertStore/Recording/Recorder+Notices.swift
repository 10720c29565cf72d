import Alerts
import GRDB
import Pacing
import Routing

/// What is told that no article raised, and what people say of what they were told.
extension Recorder {
  /// So many of the alerts that a silence held back are named when it ends.
  static let namedAlerts = 20

  /// Returns 1, or 0 where it was told already.
  func record(_ notice: Notice, to recipients: [Recipient], at milliseconds: Int64) throws -> Int {
    let isNew = try run(
      """
      INSERT INTO alerts (id, rule_id, kind, severity, time_ms, json) VALUES (?, '', 'notice', ?, ?, ?)
      ON CONFLICT (id) DO NOTHING
      """, [notice.id.stored, notice.notice.severity.rawValue, milliseconds, notice.jsonLine()])
    guard isNew > 0 else { return 0 }
    try deliver(database.lastInsertedRowID, to: recipients, at: milliseconds)
    return 1
  }

  // MARK: Stories that go on

  /// Tells those who were told of a story that it has grown to one of the sizes that they want to hear of, each in the name of
  /// the first alert that it was told. What was acknowledged or held back, or is silenced now, goes on without them; whom this
  /// article itself tells knows it from there.
  func followUp(
    _ storyID: String, copies: Int, sources: Int, at milliseconds: Int64, _ article: StoredArticle, articleID: Int64
  ) throws {
    guard article.followUps.sizes.contains(copies) else { return }
    for told in try firstTold(of: storyID, besides: articleID, at: milliseconds) {
      let notice = Notice.moreCopies(
        ofStory: storyID, first: told.alert, copies: copies, sources: sources, milliseconds: milliseconds)
      let recipients = Audience(told.endpoints, among: article.followUps.routes)
        .recipients(severity: notice.notice.severity, now: milliseconds)
      if !recipients.isEmpty { _ = try record(notice, to: recipients, at: milliseconds) }
    }
  }

  /// The alerts by which endpoints heard of a story first, besides those on an article, and these endpoints. `alert` is `nil`
  /// where it cannot be read.
  private func firstTold(
    of storyID: String, besides articleID: Int64, at milliseconds: Int64
  ) throws -> [(alert: Alert?, endpoints: [String])] {
    var rows: [(endpoint: String, sequence: Int64)] = []
    try query(
      """
      SELECT endpoint, min(alerts.sequence) FROM alerts CROSS JOIN outbox ON outbox.sequence = alerts.sequence
      WHERE alerts.story_id = ?1 AND alerts.article_id != ?2 AND NOT EXISTS (
        SELECT 1 FROM acknowledgements WHERE story_id = ?1 AND acknowledgements.rule_id = alerts.rule_id)
      GROUP BY endpoint, alerts.rule_id ORDER BY 2, 1
      """, [storyID, articleID]
    ) { row in
      rows.append((row.text(0) ?? "", row.integer(1)))
      return true
    }
    if rows.isEmpty { return [] }
    let silences = try silences(at: milliseconds)
    var alerts: [Int64: (alert: Alert?, isSilenced: Bool)] = [:]
    var told: [Int64: [String]] = [:]
    var known: Set<String> = []
    for (endpoint, sequence) in rows where !known.contains(endpoint) {
      if alerts[sequence] == nil {
        let json = try first("SELECT json FROM alerts WHERE sequence = ?", [sequence]) { $0.text(0) }
        let alert = (json ?? nil).flatMap(Self.alert)
        let facts = alert.map(AlertFacts.init)
        let isSilenced = facts.map { facts in silences.contains { $0.silence.holds(facts, at: milliseconds) } }
        alerts[sequence] = (alert, isSilenced ?? false)
      }
      if alerts[sequence]?.isSilenced == true { continue }
      known.insert(endpoint)
      told[sequence, default: []].append(endpoint)
    }
    return told.sorted { $0.key < $1.key }.map { (alerts[$0.key]?.alert, $0.value) }
  }

  /// What another version wrote, or damage changed, is left out: the notice is told without it.
  private static func alert(_ json: String) -> Alert? {
    do { return try Alert(jsonLine: json) } catch { return nil }
  }

  // MARK: Silences

  /// Returns the id.
  func record(_ silence: NewSilence) throws -> Int {
    try run(
      "INSERT INTO silences (rule, tag, source, from_ms, until_ms, author, comment) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        silence.rule?.stored, silence.tag?.stored, silence.source?.stored, silence.time.lowerBound,
        silence.time.upperBound, silence.author?.stored, silence.comment?.stored,
      ])
    return Int(database.lastInsertedRowID)
  }

  /// Returns 1, or 0 where it has ended already.
  func endSilence(_ id: Int64, at milliseconds: Int64, _ audience: Audience) throws -> Int {
    let isEnded = try run(
      "UPDATE silences SET ended_ms = ?1, until_ms = min(until_ms, ?1) WHERE id = ?2 AND ended_ms IS NULL",
      [milliseconds, id])
    guard isEnded > 0 else { return 0 }
    let about = try first("SELECT rule, tag, source, comment FROM silences WHERE id = ?", [id]) {
      (filter: AlertFilter($0, from: 0), comment: $0.text(3))
    }
    let count = try first("SELECT count(*) FROM alerts WHERE held_by = ?", [id]) { Int($0.integer(0)) } ?? 0
    var alerts: [Alert] = []
    try query(
      "SELECT json FROM alerts WHERE held_by = ? ORDER BY sequence DESC LIMIT ?", [id, Int64(Self.namedAlerts)]
    ) { row in
      if let alert = row.text(0).flatMap(Self.alert) { alerts.append(alert) }
      return true
    }
    let notice = Notice.silenceEnded(
      id, about: Silence.text(about?.filter ?? AlertFilter()), comment: about?.comment, held: alerts, count: count,
      milliseconds: milliseconds)
    let recipients = audience.recipients(severity: notice.notice.severity, now: milliseconds)
    _ = try record(notice, to: recipients, at: milliseconds)
    return 1
  }

  // MARK: Acknowledgements

  /// Returns how many rules' alerts on a story were acknowledged; 0 where there is no such alert or story.
  func record(_ acknowledgement: Acknowledgement) throws -> Int {
    let (condition, key) =
      switch acknowledgement.what {
      case .alert(let id): ("id = ?", id)
      case .story(let id): ("story_id = ?", id)
      }
    return try run(
      """
      INSERT INTO acknowledgements (story_id, rule_id, alert_id, verdict, author, comment, time_ms)
      SELECT story_id, rule_id, id, ?, ?, ?, ? FROM alerts WHERE \(condition) AND kind != 'notice'
      ON CONFLICT (story_id, rule_id) DO UPDATE SET alert_id = excluded.alert_id, time_ms = excluded.time_ms,
        verdict = coalesce(excluded.verdict, verdict), author = coalesce(excluded.author, author),
        comment = coalesce(excluded.comment, comment)
      """,
      [
        acknowledgement.verdict?.rawValue, acknowledgement.author?.stored, acknowledgement.comment?.stored,
        acknowledgement.milliseconds, key.stored,
      ])
  }

  func isAcknowledged(rule: String, storyID: String) throws -> Bool {
    try first("SELECT 1 FROM acknowledgements WHERE story_id = ? AND rule_id = ?", [storyID, rule]) { _ in true }
      ?? false
  }
}

/// Alerts of which nobody is to be told for a time. Patterns with `*`; all that are there have to hold, and one is.
package struct NewSilence: Sendable, Equatable {
  package var rule: String?
  package var tag: String?
  package var source: String?
  /// Milliseconds since 1970.
  package var time: Range<Int64>
  package var author: String?
  package var comment: String?

  package init(
    rule: String? = nil, tag: String? = nil, source: String? = nil, time: Range<Int64>, author: String? = nil,
    comment: String? = nil
  ) {
    self.rule = rule
    self.tag = tag
    self.source = source
    self.time = time
    self.author = author
    self.comment = comment
  }
}

/// Somebody has seen what was told: no more copies of it.
package struct Acknowledgement: Sendable, Equatable {
  package enum What: Sendable, Equatable {
    /// By its id: its rule's alerts on its story.
    case alert(String)
    /// By its id: those of all rules that told of it so far.
    case story(String)
  }

  package enum Verdict: String, Sendable, Equatable, CaseIterable {
    case useful
    case wrong = "false"
  }

  package var what: What
  /// `nil`: what was said before stays.
  package var verdict: Verdict?
  package var author: String?
  package var comment: String?
  /// When, since 1970.
  package var milliseconds: Int64

  package init(
    _ what: What, verdict: Verdict? = nil, author: String? = nil, comment: String? = nil, milliseconds: Int64
  ) {
    self.what = what
    self.verdict = verdict
    self.author = author
    self.comment = comment
    self.milliseconds = milliseconds
  }
}
