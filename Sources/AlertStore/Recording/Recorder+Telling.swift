import Alerts
import FailPoints
import GRDB
import Pacing
import Routing
import RuleLanguage

/// Who is told of an alert, and when; and what is held back, with the reason.
extension Recorder {
  /// Records an alert, and for each recipient a delivery, unless it is held back.
  ///
  /// - Parameter countsAsTold: also where there is no recipient.
  func raise(
    _ alert: Alert, timeMilliseconds: Int64, recipients: [Recipient], countsAsTold: Bool, pacing: RulePacing? = nil,
    articleID: Int64
  ) throws -> Int64 {
    // What nobody is to be told of is neither throttled nor silenced.
    let held: Held? =
      recipients.isEmpty
      ? countsAsTold ? nil : (.noEndpoint, "no endpoint takes it", nil)
      : try held(alert, pacing, at: timeMilliseconds)
    try run(
      """
      INSERT INTO alerts (id, rule_id, story_id, article_id, kind, severity, time_ms, json, held, held_note, held_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        alert.id.stored, alert.rule.id.stored, alert.story?.id, articleID, alert.kind.rawValue,
        alert.rule.severity.rawValue, timeMilliseconds, alert.jsonLine(), held?.reason.rawValue, held?.note.stored,
        held?.silence,
      ])
    let sequence = database.lastInsertedRowID
    try FailPoint.alertRecorded.check()
    if held != nil || recipients.isEmpty { return sequence }
    if !alert.takesBack, let pacing, let throttle = pacing.throttle {
      try note(
        told: Self.who(rule: alert.rule.id), value: Self.counted(pacing.throttleValue), at: timeMilliseconds, sequence,
        keeping: throttle.periodSeconds)
    }
    try deliver(sequence, to: recipients, at: timeMilliseconds)
    return sequence
  }

  func deliver(_ sequence: Int64, to recipients: [Recipient], at milliseconds: Int64) throws {
    for recipient in recipients {
      let hold = try hold(recipient, sequence, at: milliseconds)
      // What is not held is due at once, whatever a clock that is put right later has to say.
      try run(
        "INSERT INTO outbox (endpoint, sequence, state, next_attempt_ms, gathering) VALUES (?, ?, 'pending', ?, ?)",
        [recipient.endpoint.stored, sequence, hold?.until ?? 0, hold?.gathering.rawValue])
      try FailPoint.outboxRecorded.check()
    }
  }

  // MARK: What is held back

  typealias Held = (reason: HeldReason, note: String, silence: Int64?)

  func held(_ alert: Alert, _ pacing: RulePacing?, at milliseconds: Int64) throws -> Held? {
    let facts = AlertFacts(alert)
    if let silence = try silences(at: milliseconds).first(where: { $0.silence.holds(facts, at: milliseconds) }) {
      return (.silence, "silence \(silence.id): \(Silence.text(silence.silence.filter))", silence.id)
    }
    guard !alert.takesBack, let pacing, let throttle = pacing.throttle else { return nil }
    let told = try times(
      who: Self.who(rule: alert.rule.id), value: Self.counted(pacing.throttleValue), around: milliseconds,
      seconds: throttle.periodSeconds, limit: throttle.max)
    return throttle.isExceeded(told: told.count) ? (.throttle, throttle.text, nil) : nil
  }

  /// Those that hold, or may.
  func silences(at milliseconds: Int64) throws -> [(id: Int64, silence: Silence)] {
    var silences: [(Int64, Silence)] = []
    try query(
      """
      SELECT id, rule, tag, source, from_ms, until_ms FROM silences INDEXED BY silences_open
      WHERE ended_ms IS NULL AND until_ms > ? ORDER BY id
      """, [milliseconds]
    ) { row in
      let (from, until) = (row.integer(4), row.integer(5))
      if from < until {
        silences.append((row.integer(0), Silence(filter: AlertFilter(row, from: 1), time: from..<until)))
      }
      return true
    }
    return silences
  }

  private func hold(_ recipient: Recipient, _ sequence: Int64, at milliseconds: Int64) throws -> Hold? {
    if let hold = recipient.hold { return hold }
    guard let limit = recipient.limit else { return nil }
    let who = Self.who(endpoint: recipient.endpoint)
    let told = try times(who: who, value: "", around: milliseconds, seconds: limit.periodSeconds, limit: limit.max)
    if let hold = recipient.holdByLimit(told: told, now: milliseconds) { return hold }
    try note(told: who, value: "", at: milliseconds, sequence, keeping: limit.periodSeconds)
    return nil
  }

  private static func who(rule: String) -> String { "rule \(rule.stored)" }
  private static func who(endpoint: String) -> String { "endpoint \(endpoint.stored)" }

  /// When somebody was told within a period before and, should a clock have been put back, after an instant; the latest.
  private func times(
    who: String, value: String, around milliseconds: Int64, seconds: Int, limit: Int
  ) throws -> [Int64] {
    var times: [Int64] = []
    let period = Int64(seconds) * 1000
    try query(
      "SELECT time_ms FROM told WHERE who = ? AND value = ? AND time_ms > ? AND time_ms < ? ORDER BY time_ms DESC LIMIT ?",
      [who, value.stored, milliseconds.subtracting(period), milliseconds.adding(period), Int64(limit)]
    ) { row in
      times.append(row.integer(0))
      return true
    }
    return times
  }

  private func note(
    told who: String, value: String, at milliseconds: Int64, _ sequence: Int64, keeping seconds: Int
  ) throws {
    // What no period reaches any more, of whatever value: more than comes, so that the table stays as long as what is counted,
    // however many values articles bring.
    try run(
      """
      DELETE FROM told WHERE (who, value, time_ms, sequence) IN (
        SELECT who, value, time_ms, sequence FROM told INDEXED BY told_by_time WHERE who = ? AND time_ms < ? LIMIT 10)
      """, [who, milliseconds.subtracting(2 * Int64(seconds) * 1000)])
    try run(
      "INSERT OR IGNORE INTO told (who, value, time_ms, sequence) VALUES (?, ?, ?, ?)",
      [who, value.stored, milliseconds, sequence])
  }
}

/// Why nobody was told of an alert.
package enum HeldReason: String, Sendable, CaseIterable {
  /// Its rule had told as much as it may.
  case throttle
  /// Somebody wanted to hear nothing of it.
  case silence
  /// By severity, source or otherwise it was for none of the endpoints.
  case noEndpoint = "no endpoint"
}

extension Alert {
  /// What takes back what was told is never too much, and uses up nothing.
  fileprivate var takesBack: Bool { kind == .withdrawn || correction?.because.contains(.denial) == true }
}

extension AlertFacts {
  init(_ alert: Alert) {
    self.init(
      rule: alert.rule.id, severity: alert.rule.severity, tags: alert.rule.tags ?? [], notify: [],
      article: AlertFacts.Article(source: alert.article.source, language: alert.article.lang))
  }
}

extension AlertFilter {
  /// Of a silence's columns: rule, tag, source.
  init(_ row: ResultRow, from index: Int32) {
    self.init(
      tags: row.text(index + 1).map { [$0] } ?? [], rules: row.text(index).map { [$0] } ?? [],
      sources: row.text(index + 2).map { [$0] } ?? [])
  }
}

extension Int64 {
  /// The nearest there is.
  func subtracting(_ other: Int64) -> Int64 {
    let (result, isTooFar) = subtractingReportingOverflow(other)
    return isTooFar ? .min : result
  }

  func adding(_ other: Int64) -> Int64 {
    let (result, isTooFar) = addingReportingOverflow(other)
    return isTooFar ? .max : result
  }
}
