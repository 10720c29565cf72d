import Alerts
import Foundation
import GRDB

/// An alert as far as later ones on its story need it.
struct EarlierAlert: Equatable {
  let sequence: Int64
  let id: String
  /// Nobody was told of it.
  let isHeld: Bool
}

/// What becomes of a match.
enum MatchOutcome {
  case raise(Raising)
  case suppress(EarlierAlert, SuppressedMatch.Reason)
}

/// An alert that a match raises.
struct Raising {
  let kind: Alert.Kind
  let id: String
  var correction: Alert.Correction?
  /// Whether it is raised only once there are as many matches as its rule wants.
  var isCounted = false
}

extension Recorder {
  /// So many alerts of a rule on a story are compared with a further copy; a story with more is told again at most once
  /// for each article.
  static let comparedAlerts = 20
  /// Within so many alerts of a rule on a story, besides the first, a sentence is looked for that may have been told.
  static let searchedAlerts = 100
  /// A rule tells so many corrections of a story within `correctionPeriod`.
  static let maximumCorrections = 10
  /// In milliseconds of the articles' arrival.
  static let correctionPeriod: Int64 = 24 * 3_600_000

  /// Whether a match is told, and as what: as new, where the rule has not told the story; as a correction, where neither the
  /// article it is compared with nor what was told since says the same, or where it shows a sentence that was never told.
  func outcome(
    of match: RuleMatch, _ decision: ArticleDecision, _ comparison: StoryComparison, storyID: String
  ) throws -> MatchOutcome {
    let rule = match.alert.rule.id.stored
    guard let first = try firstAlert(rule: rule, storyID: storyID, isHeld: false) else {
      return try outcomeOfUntold(match, decision, storyID: storyID)
    }
    guard let base = decision.base else { return .suppress(first, decision.suppressionReason) }
    var (before, changes) = try changes(of: match, decision, base: base, comparison, storyID: storyID, first)
    changes.add(new: try untold(match, comparison, storyID: storyID, first))
    let retellings = try retellings(match, comparison, storyID: storyID)
    changes.add(retellings)
    if changes.isEmpty { return .suppress(before, decision.suppressionReason) }
    let id: String
    let source = retellings.contains(.source) ? comparison.source : nil
    switch try self.id(
      for: .correction, rule: match.alert.rule.id, articleHash: match.alert.article.hash, source: source)
    {
    case .free(let free): id = free
    case .taken(let told): return .suppress(told, decision.suppressionReason)
    }
    if !changes.because.contains(.denial), try isAcknowledged(rule: rule, storyID: storyID) {
      return .suppress(before, .acknowledged)
    }
    var alert = match.alert
    (alert.kind, alert.correction) = (
      .correction, Alert.Correction(alert: before.id, because: changes.because, changes: changes.changes)
    )
    guard try hasRoomForCorrection(alert, match, storyID: storyID) else { return .suppress(before, .correctionLimit) }
    return .raise(Raising(kind: .correction, id: id, correction: alert.correction))
  }

  /// Of a story of which the rule has told nobody. What was held back is told with a further article of it, once it would not be
  /// held back any more: that nobody heard of it must not be for ever.
  private func outcomeOfUntold(
    _ match: RuleMatch, _ decision: ArticleDecision, storyID: String
  ) throws -> MatchOutcome {
    let rule = match.alert.rule.id.stored
    let held = try firstAlert(rule: rule, storyID: storyID, isHeld: true)
    // What counts as told tells the story.
    if let held, !match.wasTold {
      if try isAcknowledged(rule: rule, storyID: storyID) { return .suppress(held, .acknowledged) }
      let isStillHeld = try self.held(match.alert, match.pacing, at: match.timeMilliseconds) != nil
      if isStillHeld || match.recipients.isEmpty { return .suppress(held, decision.suppressionReason) }
    }
    // The id may stand on another story, when the same bytes came from two sources and are a version of another
    // article in one of them: that text was told all the same.
    switch try id(for: .new, rule: match.alert.rule.id, articleHash: match.alert.article.hash) {
    // One that was held back had its matches.
    case .free(let id): return .raise(Raising(kind: .new, id: id, isCounted: held == nil))
    case .taken(let told): return .suppress(told, decision.suppressionReason)
    }
  }

  /// What differs from what was told, and the alert that told it.
  private func changes(
    of match: RuleMatch, _ decision: ArticleDecision, base: Int64, _ comparison: StoryComparison, storyID: String,
    _ first: EarlierAlert
  ) throws -> (before: EarlierAlert, TextChanges) {
    let rule = match.alert.rule.id.stored
    let isVersion = if case .version = decision { true } else { false }
    var since = first.sequence - 1
    var changes: TextChanges?
    var before = first
    var rest: TextChanges?
    let ofBase = try told(rule: rule, article: base, comparison)
    if let ofBase, !ofBase.isHeld {
      let difference = TextChanges(from: ofBase.article, ofBase.shown, to: match.sentences, in: comparison)
      if difference.isEmpty { return (ofBase.alert, TextChanges()) }
      (changes, since, before) = (difference, ofBase.alert.sequence, ofBase.alert)
    } else if ofBase == nil, isVersion, let withdrawn = try withdrawal(rule: rule, storyID: storyID, since: since) {
      changes = TextChanges.matchingAgain
      (since, before) = (withdrawn.sequence, withdrawn)
    }
    let alerts = try alerts(rule: rule, storyID: storyID, since: since, first, limit: Self.comparedAlerts)
    for (articleID, alert) in alerts where articleID != base {
      guard let told = try told(rule: rule, article: articleID, comparison) else { continue }
      let difference = TextChanges(from: told.article, told.shown, to: match.sentences, in: comparison)
      let isSaid = changes?.areSaid(by: told.article, differing: difference) ?? difference.isEmpty
      if isSaid { return (alert, TextChanges()) }
      rest = rest ?? difference
    }
    return (before, changes ?? rest ?? TextChanges())
  }

  /// The sentences that an alert on the match would show and that stand in nothing that the rule told of the story. One that
  /// took the place of a sentence that was told is an edit of it. Titles differ from source to source, and what stands in
  /// the furniture is no news.
  private func untold(
    _ match: RuleMatch, _ comparison: StoryComparison, storyID: String, _ first: EarlierAlert
  ) throws -> [ToldSentence] {
    var untold = match.sentences.filter { $0.zone == "body" || $0.zone == "caption" }
    func cross(outWhatIsIn article: Int64) throws {
      guard let told = try told(rule: match.alert.rule.id.stored, article: article, comparison), !told.isSuppressed,
        !told.isHeld
      else { return }
      let replaced = told.shown.filter { !comparison.article.traits.sentences.contains($0.hash) }
      untold.removeAll { new in
        told.article.sentences.contains(new.hash) || told.shown.contains { $0.hash == new.hash }
          || replaced.contains { comparison.areAlike($0, new) }
      }
    }
    if untold.isEmpty { return [] }
    // Nearly always the first has them all.
    if let article = try self.article(of: first) { try cross(outWhatIsIn: article) }
    if untold.isEmpty { return [] }
    let alerts = try alerts(
      rule: match.alert.rule.id.stored, storyID: storyID, since: first.sequence, first, limit: Self.searchedAlerts)
    for (article, _) in alerts {
      try cross(outWhatIsIn: article)
      if untold.isEmpty { return [] }
    }
    return untold
  }

  /// Why a rule tells of a story once more though nothing in it has changed: because it wants to hear of each source, or
  /// of each language, once.
  private func retellings(
    _ match: RuleMatch, _ comparison: StoryComparison, storyID: String
  ) throws -> [Alert.Correction.Reason] {
    guard let pacing = match.pacing else { return [] }
    var reasons: [Alert.Correction.Reason] = []
    func isTold(_ condition: String, _ value: String) throws -> Bool {
      try first(
        """
        SELECT 1 FROM alerts INDEXED BY alerts_by_story CROSS JOIN articles ON articles.id = alerts.article_id
        WHERE alerts.story_id = ? AND rule_id = ? AND held IS NULL AND kind != 'withdrawn' AND \(condition) LIMIT 1
        """, [storyID, match.alert.rule.id.stored, value]
      ) { _ in true } ?? false
    }
    if pacing.tellsEachSource, try !isTold("source = ?", comparison.source) { reasons.append(.source) }
    // One whose language is not known may be in this one.
    if pacing.tellsEachLanguage, let language = comparison.article.metadata.language?.stored,
      try !isTold("(language IS NULL OR language = ?)", language)
    {
      reasons.append(.language)
    }
    return reasons
  }

  /// Rules that told the version before this one and do not match it. One that matched again and was not told again needs no
  /// second withdrawal.
  func withdrawals(
    _ decision: ArticleDecision, _ article: StoredArticle, _ identity: ArticleIdentity, matches: [RuleMatch],
    storyID: String
  ) throws -> [(rule: UnmatchedRule, id: String, correction: Alert.Correction)] {
    guard case .version(let base, _) = decision else { return [] }
    let matched = Set(matches.map(\.alert.rule.id.stored))
    let sql = """
      SELECT matches.rule_id, rule_version, matches.sentences, alerts.sequence, alerts.id, alerts.held IS NOT NULL
      FROM matches JOIN alerts ON alerts.sequence = alert_sequence JOIN articles ON articles.id = alerts.article_id
      WHERE matches.article_id = ? AND articles.source = ? AND alerts.kind != 'withdrawn'
      """
    let rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: [base, identity.source])
    return try rows.compactMap { row in
      let rule: String = try row.decode(atIndex: 0)
      guard !matched.contains(rule), let unmatched = article.traits.unmatched(rule) else { return nil }
      // A rule that asks for something else now says nothing about the article.
      guard unmatched.rule.version.stored == (try row.decode(String.self, atIndex: 1)) else { return nil }
      let raised = EarlierAlert(
        sequence: try row.decode(atIndex: 3), id: try row.decode(atIndex: 4), isHeld: try row.decode(atIndex: 5))
      // What nobody has heard of need not be taken back.
      guard let alert = raised.isHeld ? try firstAlert(rule: rule, storyID: storyID, isHeld: false) : raised,
        try withdrawal(rule: rule, storyID: storyID, since: alert.sequence) == nil,
        case .free(let id) = try id(for: .withdrawn, rule: rule, articleHash: article.hash.hex)
      else { return nil }
      // Of an article that matches nothing it is not known which sentences it has.
      let (told, now) = (sentences(try row.decode(String?.self, atIndex: 2)), article.traits.sentences)
      let gone = now.isEmpty ? [] : told.filter { !now.contains($0.hash) }
      return (
        unmatched, id,
        Alert.Correction(
          alert: alert.id, because: [.noMatch],
          changes: gone.map { Alert.Correction.Change(zone: $0.zone, old: $0.text) })
      )
    }
  }

  // MARK: Looking up

  /// The alert with which a rule told a story, or would have; there is one of each at most.
  private func firstAlert(rule: String, storyID: String, isHeld: Bool) throws -> EarlierAlert? {
    // Without its kind the index over those of this kind could not be used.
    try earlierAlert(
      """
      SELECT sequence, id, held IS NOT NULL FROM alerts
      WHERE rule_id = ? AND story_id = ? AND kind = 'new' AND held IS \(isHeld ? "NOT NULL" : "NULL")
      """, [rule, storyID])
  }

  private enum AlertID {
    case free(String)
    case taken(EarlierAlert)
  }

  /// For an alert of a rule on an article: the same after every crash and replay. The same bytes may have come from another
  /// source before; then there is another id where nobody was told of that alert, or where each source is to be told.
  ///
  /// - Parameter source: from which the rule wants to hear of the story; `nil` where it is told for another reason.
  private func id(
    for kind: Alert.Kind, rule: String, articleHash: String, source: String? = nil
  ) throws -> AlertID {
    let id = Alert.id(rule: rule, articleHash: articleHash, kind: kind)
    guard var known = try alert(id: id) else { return .free(id) }
    let occasions = [known.isHeld ? "told later" : nil, source.map { "from \($0)" }].compactMap(\.self)
    for occasion in occasions {
      let further = Alert.furtherID(rule: rule, articleHash: articleHash, kind: kind, occasion: occasion)
      guard let taken = try alert(id: further) else { return .free(further) }
      known = taken
    }
    return .taken(known)
  }

  private func alert(id: String) throws -> EarlierAlert? {
    try earlierAlert("SELECT sequence, id, held IS NOT NULL FROM alerts WHERE id = ?", [id.stored])
  }

  private func article(of alert: EarlierAlert) throws -> Int64? {
    try Int64.fetchOne(
      database.cachedStatement(sql: "SELECT article_id FROM alerts WHERE sequence = ?"), arguments: [alert.sequence])
  }

  /// Whether a rule may tell one more correction of a story; or, where it is held back, whether there are not as many already
  /// that were: those that were held back take no room from those that are told.
  private func hasRoomForCorrection(_ alert: Alert, _ match: RuleMatch, storyID: String) throws -> Bool {
    func hasRoom(isHeld: Bool) throws -> Bool {
      try corrections(rule: alert.rule.id.stored, storyID: storyID, around: match.timeMilliseconds, isHeld: isHeld)
        < Self.maximumCorrections
    }
    guard try hasRoom(isHeld: false) else { return false }
    let isForNobody = match.recipients.isEmpty && !match.wasTold
    return try hasRoom(isHeld: true) || !isForNobody && held(alert, match.pacing, at: match.timeMilliseconds) == nil
  }

  /// How many corrections a rule has told of a story, or would have, in the period before and, should a clock have been put right,
  /// after an instant.
  private func corrections(rule: String, storyID: String, around instant: Int64, isHeld: Bool) throws -> Int {
    let sql = """
      SELECT count(*) FROM alerts INDEXED BY alerts_once_per_rule_story_and_article
      WHERE rule_id = ? AND story_id = ? AND kind != 'new' AND kind = 'correction'
        AND held IS \(isHeld ? "NOT NULL" : "NULL") AND time_ms > ? AND time_ms < ?
      """
    let (earliest, isTooEarly) = instant.subtractingReportingOverflow(Self.correctionPeriod)
    let (latest, isTooLate) = instant.addingReportingOverflow(Self.correctionPeriod)
    return try Int.fetchOne(
      database.cachedStatement(sql: sql),
      arguments: [rule, storyID, isTooEarly ? Int64.min : earliest, isTooLate ? Int64.max : latest]) ?? 0
  }

  /// The latest withdrawal that a rule has told of a story after an alert.
  private func withdrawal(rule: String, storyID: String, since: Int64) throws -> EarlierAlert? {
    try earlierAlert(
      """
      SELECT sequence, id, 0 FROM alerts INDEXED BY alerts_once_per_rule_story_and_article
      WHERE rule_id = ? AND story_id = ? AND kind != 'new' AND kind = 'withdrawn' AND held IS NULL AND sequence > ?
      ORDER BY sequence DESC LIMIT 1
      """, [rule, storyID, since])
  }

  private func earlierAlert(_ sql: String, _ arguments: StatementArguments) throws -> EarlierAlert? {
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments) else { return nil }
    return EarlierAlert(
      sequence: try row.decode(atIndex: 0), id: try row.decode(atIndex: 1), isHeld: try row.decode(atIndex: 2))
  }

  /// The articles that a rule told of a story after an alert, the newest first, `first` among them where it is later.
  private func alerts(
    rule: String, storyID: String, since: Int64, _ first: EarlierAlert, limit: Int
  ) throws -> [(article: Int64, alert: EarlierAlert)] {
    let sql = """
      SELECT article_id, sequence, id FROM alerts INDEXED BY alerts_once_per_rule_story_and_article
      WHERE rule_id = ? AND story_id = ? AND kind != 'new' AND kind = 'correction' AND held IS NULL AND sequence > ?
      ORDER BY sequence DESC LIMIT ?
      """
    var rows = try Row.fetchAll(database.cachedStatement(sql: sql), arguments: [rule, storyID, since, limit])
    if first.sequence > since {
      rows += try Row.fetchAll(
        database.cachedStatement(sql: "SELECT article_id, sequence, id FROM alerts WHERE sequence = ?"),
        arguments: [first.sequence])
    }
    return try rows.map {
      (
        article: try $0.decode(atIndex: 0),
        alert: EarlierAlert(sequence: try $0.decode(atIndex: 1), id: try $0.decode(atIndex: 2), isHeld: false)
      )
    }
  }

  /// A match, and the alert that told it.
  private struct Told {
    let article: ToldArticle
    let shown: [ToldSentence]
    let alert: EarlierAlert
    let isSuppressed: Bool
    /// Nobody was told of the match, or of the alert to which it led: no measure of what is new.
    let isHeld: Bool
  }

  /// What a rule found in an article; `nil` where it did not match.
  private func told(rule: String, article: Int64, _ comparison: StoryComparison) throws -> Told? {
    let sql = """
      SELECT sentences, alerts.sequence, alerts.id, suppressed IS NOT NULL, alerts.held IS NOT NULL,
        matches.held IS NOT NULL
      FROM matches JOIN alerts ON alerts.sequence = alert_sequence
      WHERE matches.article_id = ? AND matches.rule_id = ?
      """
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [article, rule]) else { return nil }
    let isAlertHeld: Bool = try row.decode(atIndex: 4)
    return Told(
      article: try comparison.told(article) { try compared(article) },
      shown: sentences(try row.decode(String?.self, atIndex: 0)),
      alert: EarlierAlert(
        sequence: try row.decode(atIndex: 1), id: try row.decode(atIndex: 2), isHeld: isAlertHeld),
      isSuppressed: try row.decode(atIndex: 3), isHeld: try isAlertHeld || row.decode(atIndex: 5))
  }

  private func compared(
    _ article: Int64
  ) throws -> (source: String, title: String?, denials: Set<SaidDenial>, sentences: Set<UInt64>) {
    let sql = """
      SELECT source, title, denials, sentences FROM articles LEFT JOIN texts ON article_id = id WHERE id = ?
      """
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [article]) else {
      return ("", nil, [], [])
    }
    return (
      try row.decode(atIndex: 0), try row.decode(atIndex: 1),
      Set(Self.decoded([SaidDenial].self, try row.decode(atIndex: 2))),
      SentenceHashes.hashes(try row.decode(Data?.self, atIndex: 3) ?? Data())
    )
  }

  private func sentences(_ json: String?) -> [ToldSentence] { Self.decoded([ToldSentence].self, json) }

  /// What another version wrote, or damage changed, counts as absent: it decides about one more alert and must not keep an
  /// article from being recorded.
  private static func decoded<T: Decodable>(_ type: [T].Type, _ json: String?) -> [T] {
    guard let json else { return [] }
    do { return try JSONDecoder().decode(type, from: Data(json.utf8)) } catch { return [] }
  }
}
