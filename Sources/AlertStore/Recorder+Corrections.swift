import Alerts
import Foundation
import GRDB

/// An alert as far as later ones on its story need it.
struct EarlierAlert: Equatable {
  let sequence: Int64
  let id: String
}

/// What becomes of a match.
enum MatchOutcome {
  case raise(Alert.Kind, Alert.Correction?)
  case suppress(EarlierAlert)
}

extension Recorder {
  /// So many alerts of a rule on a story are compared with a further copy; a story with more is told again at most once
  /// for each article.
  static let comparedAlerts = 20

  /// Whether a match is told, and as what: as new, where the rule has not told the story; as a correction, where neither the
  /// article it is compared with nor what was told since says the same.
  func outcome(
    of match: RuleMatch, _ decision: ArticleDecision, _ article: StoredArticle, source: String, storyID: String
  ) throws -> MatchOutcome {
    let rule = match.alert.rule.id.stored
    guard let first = try firstAlert(rule: rule, storyID: storyID) else {
      // The id may stand on another story, when the same bytes came from two sources and are a version of another
      // article in one of them: that text was told all the same.
      if let told = try alert(id: match.alert.id) { return .suppress(told) }
      return .raise(.new, nil)
    }
    guard let base = decision.base else { return .suppress(first) }
    let isVersion = if case .version = decision { true } else { false }
    var since = first.sequence - 1
    var changes: TextChanges?
    var before = first
    var rest: TextChanges?
    if let (told, alert) = try told(rule: rule, article: base) {
      let difference = TextChanges(from: told, to: article, match.sentences, source: source)
      if difference.isEmpty { return .suppress(alert) }
      (changes, since, before) = (difference, alert.sequence, alert)
    } else if isVersion, let withdrawn = try withdrawal(rule: rule, storyID: storyID, since: since) {
      changes = TextChanges.matchingAgain
      (since, before) = (withdrawn.sequence, withdrawn)
    }
    for (articleID, alert) in try alerts(rule: rule, storyID: storyID, since: since, first) where articleID != base {
      guard let (told, _) = try told(rule: rule, article: articleID) else { continue }
      let difference = TextChanges(from: told, to: article, match.sentences, source: source)
      let isSaid =
        changes?.areSaid(by: told, differing: difference, title: article.texts.title) ?? difference.isEmpty
      if isSaid { return .suppress(alert) }
      rest = rest ?? difference
    }
    let id = Alert.id(rule: match.alert.rule.id, articleHash: match.alert.article.hash, kind: .correction)
    guard let changes = changes ?? rest else { return .suppress(first) }
    if let told = try alert(id: id) { return .suppress(told) }
    return .raise(
      .correction, Alert.Correction(alert: before.id, because: changes.because, changes: changes.changes))
  }

  /// Rules that told the version before this one and do not match it.
  func withdrawals(
    _ decision: ArticleDecision, _ article: StoredArticle, _ identity: ArticleIdentity, matches: [RuleMatch],
    storyID: String
  ) throws -> [(rule: UnmatchedRule, correction: Alert.Correction)] {
    guard case .version(let base, _) = decision else { return [] }
    let matched = Set(matches.map(\.alert.rule.id.stored))
    let sql = """
      SELECT matches.rule_id, rule_version, sentences, alerts.sequence, alerts.id
      FROM matches JOIN alerts ON alerts.sequence = alert_sequence JOIN articles ON articles.id = alerts.article_id
      WHERE matches.article_id = ? AND articles.source = ?
      """
    let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: [base, identity.source])
    return try rows.compactMap { row in
      let rule: String = try row.decode(atIndex: 0)
      guard !matched.contains(rule), let unmatched = article.traits.unmatched(rule) else { return nil }
      // A rule that asks for something else now says nothing about the article.
      guard unmatched.rule.version.stored == (try row.decode(String.self, atIndex: 1)) else { return nil }
      let alert = EarlierAlert(sequence: try row.decode(atIndex: 3), id: try row.decode(atIndex: 4))
      let id = Alert.id(rule: rule, articleHash: article.hash.hex, kind: .withdrawn)
      guard try withdrawal(rule: rule, storyID: storyID, since: alert.sequence) == nil,
        try self.alert(id: id) == nil
      else { return nil }
      let gone = try sentences(row.decode(String?.self, atIndex: 2)).filter {
        !article.traits.sentences.contains($0.hash)
      }
      return (
        unmatched,
        Alert.Correction(
          alert: alert.id, because: [.noMatch],
          changes: gone.map { Alert.Correction.Change(zone: $0.zone, old: $0.text) })
      )
    }
  }

  // MARK: Looking up

  private func firstAlert(rule: String, storyID: String) throws -> EarlierAlert? {
    // There is one at most. Without its kind the index over those of this kind could not be used.
    try earlierAlert(
      "SELECT sequence, id FROM alerts WHERE rule_id = ? AND story_id = ? AND kind = 'new'", [rule, storyID])
  }

  private func alert(id: String) throws -> EarlierAlert? {
    try earlierAlert("SELECT sequence, id FROM alerts WHERE id = ?", [id.stored])
  }

  /// The latest withdrawal of a rule on a story after an alert.
  private func withdrawal(rule: String, storyID: String, since: Int64) throws -> EarlierAlert? {
    try earlierAlert(
      """
      SELECT sequence, id FROM alerts INDEXED BY alerts_once_per_rule_story_and_article
      WHERE rule_id = ? AND story_id = ? AND kind != 'new' AND kind = 'withdrawn' AND sequence > ?
      ORDER BY sequence DESC LIMIT 1
      """, [rule, storyID, since])
  }

  private func earlierAlert(_ sql: String, _ arguments: StatementArguments) throws -> EarlierAlert? {
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments) else { return nil }
    return EarlierAlert(sequence: try row.decode(atIndex: 0), id: try row.decode(atIndex: 1))
  }

  /// The articles that a rule told of a story after an alert, the newest first, `first` among them where it is later.
  private func alerts(
    rule: String, storyID: String, since: Int64, _ first: EarlierAlert
  ) throws -> [(article: Int64, alert: EarlierAlert)] {
    let sql = """
      SELECT article_id, sequence, id FROM alerts INDEXED BY alerts_once_per_rule_story_and_article
      WHERE rule_id = ? AND story_id = ? AND kind != 'new' AND kind = 'correction' AND sequence > ?
      ORDER BY sequence DESC LIMIT \(Self.comparedAlerts)
      """
    var rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: [rule, storyID, since])
    if first.sequence > since {
      rows += try Row.fetchAll(
        database.cachedStatement(sql: "SELECT article_id, sequence, id FROM alerts WHERE sequence = ?"),
        arguments: [first.sequence])
    }
    return try rows.map {
      (
        article: try $0.decode(atIndex: 0),
        alert: EarlierAlert(sequence: try $0.decode(atIndex: 1), id: try $0.decode(atIndex: 2))
      )
    }
  }

  /// What a rule found in an article, and the alert that told it; `nil` where it did not match.
  private func told(rule: String, article: Int64) throws -> (told: TextChanges.Told, alert: EarlierAlert)? {
    let sql = """
      SELECT texts.title, articles.denials, matches.sentences, alerts.sequence, alerts.id, articles.source
      FROM matches JOIN alerts ON alerts.sequence = alert_sequence
        JOIN articles ON articles.id = matches.article_id LEFT JOIN texts ON texts.article_id = matches.article_id
      WHERE matches.article_id = ? AND matches.rule_id = ?
      """
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [article, rule]) else { return nil }
    let denials = try row.decode(String?.self, atIndex: 1).map { json in
      try JSONDecoder().decode([String].self, from: Data(json.utf8))
    }
    return (
      TextChanges.Told(
        source: try row.decode(atIndex: 5),
        title: try row.decode(String?.self, atIndex: 0), denials: Set(denials ?? []),
        sentences: try sentences(row.decode(String?.self, atIndex: 2))),
      EarlierAlert(sequence: try row.decode(atIndex: 3), id: try row.decode(atIndex: 4))
    )
  }

  private func sentences(_ json: String?) throws -> [ToldSentence] {
    try json.map { try JSONDecoder().decode([ToldSentence].self, from: Data($0.utf8)) } ?? []
  }
}
