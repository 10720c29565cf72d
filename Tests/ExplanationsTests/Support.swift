import Articles
import Percolation
import RuleLanguage
import Testing
import TextAnalysis

/// Articles and rules as tests write them.
enum Make {
  static func article(_ text: String) throws -> AnalyzedArticle { try TextAnalyzer().analyze(Article(body: [text])) }

  /// A body of one sentence.
  static func article(words: [String]) throws -> AnalyzedArticle { try article(words.joined(separator: " ")) }

  static func rule(_ query: String) throws -> Rule {
    let expression = try #require(QueryParser.parse(query).expression, "\(query)")
    return Rule(id: "rule", title: "rule", query: expression, queryText: query)
  }

  static func list(_ name: String, _ items: [String]) throws -> RuleList {
    RuleList(name: name, items: try items.map { RuleList.Item(text: $0, expression: try rule($0).query) })
  }
}
