import Alerts
import RuleLanguage
import SafeText

/// What there is to say of a rule in one line.
package struct RuleLine: Sendable, Equatable {
  package var rule: StandingRule
  /// Articles that it matched in the time that was asked about.
  package var matches: Int
  /// That it raised in that time.
  package var alerts: Int
  /// When it matched last, or raised an alert, in milliseconds since 1970; `nil`: never.
  package var lastHitMilliseconds: Int64?
  /// Steps of work over the sample; `nil` where none was looked at.
  package var steps: Int?
  /// Articles of the sample in which it would find something only if datelines, captions and furniture were searched;
  /// `nil` where nobody looked.
  package var elsewhere: Int?
  /// What people said of its alerts; `nil` where nobody did.
  package var verdicts: Verdicts?

  package struct Verdicts: Sendable, Equatable {
    package var useful: Int
    package var wrong: Int

    package init(useful: Int, wrong: Int) {
      self.useful = useful
      self.wrong = wrong
    }

    /// For people: `3 of 4 false`.
    var text: String { "\(wrong) of \(useful + wrong) false" }

    /// Whether so many are false that the rule wants another look.
    var isDoubtful: Bool { useful + wrong >= 5 && wrong >= useful }
  }

  package init(
    rule: StandingRule, matches: Int, alerts: Int, lastHitMilliseconds: Int64?, steps: Int?, elsewhere: Int?,
    verdicts: Verdicts? = nil
  ) {
    self.rule = rule
    self.matches = matches
    self.alerts = alerts
    self.lastHitMilliseconds = lastHitMilliseconds
    self.steps = steps
    self.elsewhere = elsewhere
    self.verdicts = verdicts
  }

  /// How lines are ordered.
  package enum Order: String, Sendable, CaseIterable {
    case file, id, hits, alerts, last, cost, furniture, severity

    /// Whether a line comes before another; those that are equal stay in their order. The most comes first, of last
    /// hits what has never matched.
    package func precedes(_ a: RuleLine, _ b: RuleLine) -> Bool {
      switch self {
      case .file: false
      case .id: a.rule.id < b.rule.id
      case .hits: a.matches > b.matches
      case .alerts: a.alerts > b.alerts
      case .last: (a.lastHitMilliseconds ?? .min) < (b.lastHitMilliseconds ?? .min)
      case .cost: (a.steps ?? -1) > (b.steps ?? -1)
      case .furniture: (a.elsewhere ?? -1) > (b.elsewhere ?? -1)
      case .severity: Self.rank(a) > Self.rank(b)
      }
    }

    private static func rank(_ line: RuleLine) -> Int {
      line.rule.head.flatMap { Severity.allCases.firstIndex(of: $0.severity) } ?? -1
    }
  }

  /// Steps per article.
  func cost(articles: Int) -> Double? {
    steps.flatMap { articles > 0 ? Double($0) / Double(articles) : nil }
  }

  /// One object on a line that is ended, as Documentation/rule-list.schema.json describes it; absent values are left
  /// out.
  ///
  /// - Parameter articles: how many the sample has.
  package func json(articles: Int) throws -> String {
    let head = rule.head
    return try SafeJSON.line(
      Object(
        id: rule.id, title: head?.title, owner: head?.owner, status: head?.status.rawValue,
        severity: head?.severity.rawValue, enabled: head?.isEnabled, version: head?.version, file: rule.location.file,
        line: rule.location.line, standing: rule.standing.rawValue, matches: matches, alerts: alerts,
        lastHit: lastHitMilliseconds.map(Alert.time), cost: cost(articles: articles).map { ($0 * 100).rounded() / 100 },
        elsewhere: elsewhere, articles: articles, useful: verdicts?.useful, wrong: verdicts?.wrong)) + "\n"
  }

  private struct Object: Encodable {
    let id: String
    let title: String?
    let owner: String?
    let status: String?
    let severity: String?
    let enabled: Bool?
    let version: String?
    let file: String
    let line: Int
    let standing: String
    let matches: Int
    let alerts: Int
    let lastHit: String?
    let cost: Double?
    let elsewhere: Int?
    let articles: Int
    let useful: Int?
    let wrong: Int?

    private enum CodingKeys: String, CodingKey {
      case id, title, owner, status, severity, enabled, version, file, line, standing, matches, alerts, cost, elsewhere
      case articles
      case lastHit = "last_hit"
      case useful = "useful_alerts"
      case wrong = "false_alerts"
    }
  }
}
