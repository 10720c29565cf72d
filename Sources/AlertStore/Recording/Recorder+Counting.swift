import Alerts
import GRDB
import Pacing
import RuleLanguage

/// Matches of rules that tell only once there are several.
extension Recorder {
  /// No report of what was counted reaches back further; in milliseconds.
  private static let reportedPeriod: Int64 = 8 * 86_400_000

  /// Whether a rule that wants several matches has them with this one. If not, it is counted.
  ///
  /// - Parameter countedBefore: as `supersede` found them.
  func isEnough(_ match: RuleMatch, countedBefore: [String: Int64], articleID: Int64) throws -> Bool {
    guard let pacing = match.pacing, let frequency = pacing.frequency else { return true }
    let rule = match.alert.rule.id.stored
    let counted = CountedMatch(value: Self.counted(pacing.frequencyValue), time: match.timeMilliseconds)
    func note(_ reason: String, alert: Int64?) throws {
      // What no window reaches any more, of whatever value, nor a report: more than comes, so that a rule which never has
      // enough is not looked through from its first match on. One match by a clock that is far ahead makes none old.
      try run(
        """
        UPDATE counted_matches SET is_superseded = 1 WHERE (article_id, rule_id) IN (
          SELECT article_id, rule_id FROM counted_matches INDEXED BY counted_matches_open
          WHERE rule_id = ?1 AND alert_sequence IS NULL AND is_superseded = 0 AND time_ms < ?3 + min(?2, (
            SELECT max(time_ms) FROM counted_matches INDEXED BY counted_matches_open
            WHERE rule_id = ?1 AND alert_sequence IS NULL AND is_superseded = 0))
          LIMIT 10)
        """, [rule, counted.time, -max(2 * Int64(frequency.windowSeconds) * 1000, Self.reportedPeriod)])
      try run(
        """
        INSERT INTO counted_matches (article_id, rule_id, rule_version, parts, value, time_ms, reason, alert_sequence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          articleID, rule, match.alert.rule.version.stored, match.partsJSON.stored, counted.value, counted.time, reason,
          alert,
        ])
    }
    if let alert = countedBefore[rule] {
      try note("an earlier version of it was counted", alert: alert)
      return false
    }
    let reached = frequency.reached(by: counted, earlier: try earlier(rule, frequency, around: counted.time))
    guard reached < frequency.count else { return true }
    try note(frequency.text(reached: reached), alert: nil)
    return false
  }

  /// A further version of an article counts in the place of the one before, or, where it matches no more, takes its match back.
  ///
  /// - Returns: the alerts to which matches of the version before have led, by rule: those do not count again.
  func supersede(
    _ decision: ArticleDecision, _ matches: [RuleMatch], _ article: StoredArticle
  ) throws -> [String: Int64] {
    guard case .version(let base, _) = decision else { return [:] }
    var (open, spent): ([String], [String: Int64]) = ([], [:])
    try query("SELECT rule_id, alert_sequence FROM counted_matches WHERE article_id = ? AND is_superseded = 0", [base])
    {
      row in
      // Sequences begin at 1; NULL is read as 0.
      let (rule, alert) = (row.text(0) ?? "", row.integer(1))
      if alert > 0 { spent[rule] = alert } else { open.append(rule) }
      return true
    }
    // Of a rule that is not in force, or was not decided, nothing is known.
    for rule in open
    where article.traits.unmatched(rule) != nil || matches.contains(where: { $0.alert.rule.id.stored == rule }) {
      try run("UPDATE counted_matches SET is_superseded = 1 WHERE article_id = ? AND rule_id = ?", [base, rule])
    }
    return spent
  }

  /// What was counted has led to an alert, and counting begins anew.
  func spend(_ match: RuleMatch, alert sequence: Int64) throws {
    guard match.pacing?.frequency != nil else { return }
    try run(
      """
      UPDATE counted_matches INDEXED BY counted_matches_open SET alert_sequence = ?
      WHERE rule_id = ? AND alert_sequence IS NULL AND is_superseded = 0
      """, [sequence, match.alert.rule.id.stored])
  }

  /// A value as counting and throttling tell it from others: who writes megabytes for a name does not fill the indexes with it.
  static func counted(_ value: String) -> String { (Alert.Article.known(value) ?? "").stored }

  private func earlier(
    _ rule: String, _ frequency: AlertFrequency, around milliseconds: Int64
  ) throws -> [CountedMatch] {
    let window = Int64(frequency.windowSeconds) * 1000
    var earlier: [CountedMatch] = []
    try query(
      frequency.distinct == nil ? Self.countedSQL : Self.countedValuesSQL,
      [rule, milliseconds.subtracting(window), milliseconds.adding(window), Int64(frequency.count)]
    ) { row in
      earlier.append(CountedMatch(value: row.text(0) ?? "", time: row.integer(1)))
      return true
    }
    return earlier
  }

  private static let countedSQL = """
    SELECT value, time_ms FROM counted_matches INDEXED BY counted_matches_open
    WHERE rule_id = ?1 AND time_ms > ?2 AND time_ms < ?3 AND alert_sequence IS NULL AND is_superseded = 0 LIMIT ?4
    """

  /// The latest of each value, from one value to the next: most may be of one.
  private static let countedValuesSQL = """
    WITH RECURSIVE known (value) AS (
      SELECT min(value) FROM counted_matches INDEXED BY counted_matches_by_value
      WHERE rule_id = ?1 AND alert_sequence IS NULL AND is_superseded = 0
      UNION ALL
      SELECT (
        SELECT min(value) FROM counted_matches INDEXED BY counted_matches_by_value
        WHERE rule_id = ?1 AND value > known.value AND alert_sequence IS NULL AND is_superseded = 0)
      FROM known WHERE value IS NOT NULL),
    latest (value, time_ms) AS (
      SELECT value, (
        SELECT max(time_ms) FROM counted_matches AS counted INDEXED BY counted_matches_by_value
        WHERE rule_id = ?1 AND counted.value = known.value AND time_ms < ?3 AND alert_sequence IS NULL
          AND is_superseded = 0)
      FROM known WHERE value IS NOT NULL)
    SELECT value, time_ms FROM latest WHERE time_ms > ?2 LIMIT ?4
    """
}
