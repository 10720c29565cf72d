import Articles
import RuleLanguage
import Testing

@testable import Backtesting

let day: Int64 = 86_400_000
/// 2025-04-24, a Thursday, 09:30 UTC.
let start: Int64 = 1_745_487_000_000

/// Articles that arrived one a day, in pieces of two.
struct Archive {
  private(set) var articles: [BacktestArticle] = []

  mutating func add(
    _ title: String, _ body: String, after days: Int64 = 1, story: String? = nil, furniture: [String] = [],
    dateline: String = "", metadata: ArticleMetadata = ArticleMetadata()
  ) {
    let arrived = articles.last.map { $0.arrivedMilliseconds + days * day } ?? start
    let id = Int64(articles.count + 1)
    articles.append(
      BacktestArticle(
        id: id, storyID: story ?? "story \(id)", arrivedMilliseconds: arrived,
        article: Article(
          title: title, body: [body], dateline: dateline, furniture: furniture, metadata: metadata)))
  }

  var inPieces: BacktestArticles {
    let newestFirst = Array(articles.reversed())
    return BacktestArticles(pieceCount: (articles.count + 1) / 2) {
      { piece, take in
        for article in newestFirst.dropFirst(piece * 2).prefix(2) { try take(article) }
      }
    }
  }
}

func ruleSet(_ yaml: String) throws -> RuleSet {
  let load = RuleFolder.load(text: yaml, file: "rules.yaml")
  try #require(load.diagnostics.isEmpty, "\(load.diagnostics)")
  return load.ruleSet
}

func rule(_ query: String, id: String = "rule", rest: String = "") throws -> RuleSet {
  try ruleSet("rules:\n  - id: \(id)\n    match: |\n      \(query)\n\(rest)")
}

func backtest(
  _ rules: RuleSet, running: RuleSet = RuleSet(), over archive: Archive, examples: Int = 3, workers: Int = 2
) throws -> BacktestReport {
  try Backtest.run(
    BacktestPlan(rules, running: running), over: archive.inPieces, examples: examples, workers: workers)
}

extension BacktestRuleReport.Articles {
  var titles: [String?] { examples.map(\.article.title) }
}
