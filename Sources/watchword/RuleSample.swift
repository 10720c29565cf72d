import AlertStore
import Backtesting
import Percolation
import RuleLanguage
import TextAnalysis

/// What the rules that run would do with the newest articles that are stored.
struct RuleSample {
  /// That were read.
  private(set) var articleCount = 0
  /// By rule; those that no article made worth a look are absent.
  private(set) var steps: [String: Int] = [:]
  /// By rule: articles that would match only if every zone were searched. `nil` where nobody looked.
  private(set) var elsewhere: [String: Int]?

  /// - Parameter count: at most so many articles.
  /// - Throws: `AlertStoreError`, `ArticleError`.
  init(_ count: Int, of rules: RuleSet, state: String, _ reader: AlertReader, looksElsewhere: Bool) throws {
    guard count > 0, let all = try reader.articleIDs() else { return }
    let first = max(all.lowerBound, all.upperBound - Int64(count) + 1)
    let stored = StoredArticles(state: state, ids: first...all.upperBound, arrived: .min..<Int64.max).inPieces
    try measure(rules, stored)
    guard looksElsewhere else { return }
    let plan = BacktestPlan(rules, running: RuleSet())
    let report = try ProgressBar.during { bar in
      try Backtest.run(plan, over: stored, examples: 0) { pieces, count in
        bar?.show(Double(pieces) / Double(stored.pieceCount), "\(count) articles")
      }
    }
    elsewhere = Dictionary(report.rules.map { ($0.rule.id, $0.elsewhere.count) }) { first, _ in first }
  }

  private mutating func measure(_ rules: RuleSet, _ articles: BacktestArticles) throws {
    let index = RuleIndex.build(rules).index
    let percolator = Percolator(index)
    let analyzer = TextAnalyzer()
    var analyzed = AnalyzedArticle()
    var work = RuleWork()
    let read = try articles.openReader()
    for piece in 0..<articles.pieceCount {
      try read(piece) { article in
        try analyzer.analyze(article.article, maximumTokens: .max, into: &analyzed)
        percolator.measure(analyzed, arrival: article.arrivedMilliseconds / 1_000, &work)
        articleCount += 1
      }
    }
    for (number, steps) in work.steps {
      if let rule = index.ruleUnlessGone(Int(number)) { self.steps[rule.id, default: 0] += steps }
    }
  }
}
