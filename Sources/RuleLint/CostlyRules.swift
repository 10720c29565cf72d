import Percolation
import RuleLanguage
import TextAnalysis

/// Rules that have cost far more than others over a sample of articles.
enum CostlyRules {
  /// So many times the median of the rules that were evaluated, and so much of all work, is too much.
  private static let timesMedian = 20
  private static let percent = 5

  static func findings(_ ruleSet: RuleSet, _ index: RuleIndex, _ sample: RuleLinter.Sample) -> [LintFinding] {
    let percolator = Percolator(index)
    var work = RuleWork()
    for article in sample.articles { percolator.measure(article, arrival: sample.arrival, &work) }
    let spent = work.steps.values.sorted()
    guard spent.count > 1 else { return [] }
    let median = spent[(spent.count - 1) / 2]
    let all = spent.reduce(0, +)
    let places = Dictionary(ruleSet.rules.map { ($0.head.id, $0) }) { first, _ in first }
    return work.steps.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix { _, steps in
      steps > timesMedian * median && 100 * steps > percent * all
    }.compactMap { number, steps in
      guard let head = index.ruleUnlessGone(Int(number)), let rule = places[head.id] else { return nil }
      return finding(rule, steps: steps, of: all, median: median, ruleSet, sample)
    }
  }

  private static func finding(
    _ rule: Rule, steps: Int, of all: Int, median: Int, _ ruleSet: RuleSet, _ sample: RuleLinter.Sample
  ) -> LintFinding {
    let subject = LintSubject(rule)
    let dearest = dearest(in: subject, ruleSet, sample)
    let count = sample.articles.count
    let reason = dearest.map { "; \(subject.source($0.range)) stands in them \($0.count) times" } ?? ""
    return LintFinding(
      code: .costlyRule,
      message: "this rule takes \(max(1, 100 * steps / max(1, all))) % of the work that all rules take on the \(count) "
        + "\(count == 1 ? "article" : "articles"), \(steps / max(1, median)) times as much as is usual\(reason)",
      place: .init(subject, dearest?.range),
      second: dearest == nil ? nil : (.init(rule.head), "the rule"),
      hint: "use a rarer word, or a nearer distance, in place of the most frequent one")
  }

  /// The word, phrase, name or list with the most places.
  private static func dearest(
    in subject: LintSubject, _ ruleSet: RuleSet, _ sample: RuleLinter.Sample
  ) -> (range: Range<Int>, count: Int)? {
    var leaves: [Expression] = []
    subject.forEach { expression in
      switch expression.kind {
      case .word, .phrase, .name, .list: leaves.append(expression)
      default: break
      }
    }
    leaves = Array(leaves.prefix(100))
    let rules = leaves.enumerated().map { index, leaf in
      let text = QueryPrinter.print(leaf)
      return Rule(id: "\(index)", title: "", query: leaf, queryText: text)
    }
    let (index, _) = RuleIndex.build(RuleSet(rules: rules, lists: ruleSet.lists))
    let percolator = Percolator(index, limits: EvaluationLimits(spansPerPart: 100_000))
    var counts: [String: Int] = [:]
    for article in sample.articles {
      for match in percolator.percolate(article, arrival: sample.arrival) {
        counts[match.rule.id, default: 0] += match.parts.reduce(0) { $0 + $1.spans.count }
      }
    }
    let most = leaves.indices.max { counts["\($0)"] ?? 0 < counts["\($1)"] ?? 0 }
    return most.flatMap { index in counts["\(index)"].map { (leaves[index].utf8Range, $0) } }
  }
}
