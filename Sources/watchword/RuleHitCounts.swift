import AlertStore
import Histories

/// What rules found in the last days, and when last.
struct RuleHitCounts {
  private var matches: [String: Int] = [:]
  private let alerts: [String: Int]
  /// Milliseconds since 1970.
  private var last: [String: Int64]
  private let verdicts: [String: (useful: Int, wrong: Int)]

  /// - Throws: `AlertStoreError`.
  init(_ reader: AlertReader, days: Int, rules: [String]) throws {
    let since = Moment().milliseconds - Int64(days) * 86_400_000
    let hits = try reader.firstArticle(arrivedSince: since).map { try reader.hits(sinceArticle: $0) } ?? [:]
    matches = hits.mapValues(\.matches)
    alerts = try reader.alertCounts(in: since..<Int64.max)
    let arrivals = try reader.arrivals(ofArticles: Set(hits.values.map(\.lastArticleID)))
    // Matches of before are too many to look through; alerts of a rule are found by it.
    last = try reader.lastAlerts(ofRules: rules.filter { hits[$0] == nil })
    verdicts = try reader.verdicts()
    for (rule, hit) in hits { last[rule] = arrivals[hit.lastArticleID] }
  }

  func lines(_ rules: [StandingRule], _ sample: RuleSample) -> [RuleLine] {
    rules.map { rule in
      let runs = rule.standing != .new && rule.standing != .wrong && rule.head?.isEnabled == true
      return RuleLine(
        rule: rule, matches: matches[rule.id] ?? 0, alerts: alerts[rule.id] ?? 0, lastHitMilliseconds: last[rule.id],
        steps: runs && sample.articleCount > 0 ? sample.steps[rule.id] ?? 0 : nil,
        elsewhere: runs ? sample.elsewhere?[rule.id] : nil,
        verdicts: verdicts[rule.id].map { RuleLine.Verdicts(useful: $0.useful, wrong: $0.wrong) })
    }
  }
}
