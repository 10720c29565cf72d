import Alerts
import Articles
import Percolation
import TextAnalysis

/// Asks the rules about one article after another. Owner: one thread, with scratch memory of its own.
final class BacktestWorker {
  private(set) var tally: BacktestTally
  private let plan: BacktestPlan
  private let analyzer = TextAnalyzer()
  private var analyzed = AnalyzedArticle()
  private let candidate: Percolator
  private let running: Percolator?
  private let everywhere: Percolator
  private let subjectsByID: [String: Int]

  init(_ plan: BacktestPlan, examples: Int) {
    self.plan = plan
    tally = BacktestTally(ruleCount: plan.subjects.count, examples: examples)
    candidate = Percolator(plan.candidate.index)
    running = plan.running.map { Percolator($0.index) }
    everywhere = Percolator(plan.everywhere.index)
    subjectsByID = Dictionary(plan.subjects.enumerated().map { ($1.rule.id, $0) }) { first, _ in first }
  }

  /// - Throws: `ArticleError` for an article that is larger than any that is stored.
  func read(_ article: BacktestArticle) throws {
    try analyzer.analyze(article.article, maximumTokens: .max, into: &analyzed)
    let day = Int(article.arrivedMilliseconds.flooredQuotient(by: 86_400_000))
    tally.count(day: day)
    let arrival = article.arrivedMilliseconds.flooredQuotient(by: 1_000)
    let matched = subjects(candidate, plan.candidate, arrival)
    if candidate.wasLimited { countUncertain(arrival) }
    var why = Reasons(candidate, analyzed, article)
    for subject in matched {
      tally.rules[subject].countMatch(story: article.storyID, day: day)
      tally.rules[subject].matched.add(why.example(plan.subjects[subject].rule.id))
    }
    if let running, let index = plan.running {
      compare(matched, &why, with: running, subjects(running, index, arrival), article)
    }
    if hasMoreZones { lookEverywhere(matched, article, arrival) }
  }

  /// Few articles have so many places; only of those is more asked than which rules match.
  private func countUncertain(_ arrival: Int64) {
    let uncertain = candidate.findings(in: analyzed, arrival: arrival).uncertain
    for rule in uncertain { if let subject = subjectsByID[rule.id] { tally.rules[subject].uncertain += 1 } }
  }

  private func compare(
    _ matched: [Int], _ why: inout Reasons, with percolator: Percolator, _ before: [Int], _ article: BacktestArticle
  ) {
    if matched.isEmpty && before.isEmpty { return }
    let (now, then) = (Set(matched), Set(before))
    for subject in matched where !then.contains(subject) {
      guard case .changed = plan.subjects[subject].comparison else { continue }
      tally.rules[subject].gained.add(why.example(plan.subjects[subject].rule.id))
    }
    var whyBefore = Reasons(percolator, analyzed, article)
    for subject in before where !now.contains(subject) {
      tally.rules[subject].lost.add(whyBefore.example(plan.subjects[subject].rule.id))
    }
  }

  private func lookEverywhere(_ matched: [Int], _ article: BacktestArticle, _ arrival: Int64) {
    let found = subjects(everywhere, plan.everywhere, arrival)
    if found.isEmpty { return }
    let now = Set(matched)
    var why = Reasons(everywhere, analyzed, article)
    for subject in found where !now.contains(subject) {
      tally.rules[subject].elsewhere.add(why.example(plan.subjects[subject].rule.id))
    }
  }

  /// Most articles are title and body alone.
  private var hasMoreZones: Bool {
    // In the order of zones.
    guard let last = analyzed.article.paragraphs.last else { return false }
    return last.zone != .title && last.zone != .body
  }

  private func subjects(_ percolator: Percolator, _ index: NumberedIndex, _ arrival: Int64) -> [Int] {
    let numbers = percolator.matchingRules(in: analyzed, arrival: arrival)
    return numbers.isEmpty ? [] : numbers.map(index.subject)
  }
}

/// Why rules are true of an article: found out once, when the first is asked for.
struct Reasons {
  private let percolator: Percolator
  private let analyzed: AnalyzedArticle
  private let article: BacktestArticle
  private var alerts: [String: Alert]?

  init(_ percolator: Percolator, _ analyzed: AnalyzedArticle, _ article: BacktestArticle) {
    self.percolator = percolator
    self.analyzed = analyzed
    self.article = article
  }

  mutating func example(_ rule: String) -> BacktestExample? {
    let alerts = self.alerts ?? found()
    self.alerts = alerts
    return alerts[rule].map { BacktestExample($0, articleID: article.id) }
  }

  /// Why one of the rules is, where there is but one.
  mutating func first() -> BacktestExample? {
    let alerts = self.alerts ?? found()
    self.alerts = alerts
    return alerts.first.map { BacktestExample($0.value, articleID: article.id) }
  }

  private func found() -> [String: Alert] {
    let time = article.arrivedMilliseconds
    let matches = percolator.findings(in: analyzed, arrival: time.flooredQuotient(by: 1_000)).matches
    let alerts = Alert.alerts(on: matches, in: analyzed, articleHash: "", file: "", time: time)
    return Dictionary(alerts.map { ($0.rule.id, $0) }) { first, _ in first }
  }
}

extension Int64 {
  func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
    return rest < 0 ? quotient - 1 : quotient
  }
}
