import Articles
import Percolation
import RuleLanguage
import Testing
import TextAnalysis

/// Articles and rules as tests write them.
enum Make {
  /// One paragraph a line; `T:`, `D:`, `C:` and `F:` begin a title, dateline, caption and a piece of furniture.
  static func article(_ text: String, metadata: ArticleMetadata = ArticleMetadata()) throws -> AnalyzedArticle {
    var zones: [Character: [String]] = [:]
    for line in text.split(separator: "\n") {
      let mark = line.dropFirst().first == ":" ? line.first ?? "B" : "B"
      zones[mark, default: []].append(mark == "B" ? String(line) : String(line.dropFirst(2)))
    }
    return try TextAnalyzer().analyze(
      Article(
        title: zones["T"]?.first ?? "", body: zones["B"] ?? [], dateline: zones["D"]?.first ?? "",
        captions: zones["C"] ?? [], furniture: zones["F"] ?? [], metadata: metadata))
  }

  /// A body of one paragraph, its tokens made directly: analysing very many words is not what is tested.
  ///
  /// - Parameter sentence: how many words a sentence has.
  static func article(words: [String], sentence: Int = .max) -> AnalyzedArticle {
    var start = 0
    let tokens = words.enumerated().map { position, word in
      defer { start += word.utf8.count + 1 }
      return Token(
        utf8Range: start..<start + word.utf8.count, paragraph: 0, sentence: position / sentence, zone: .body,
        isInCapitalsLine: false)
    }
    return AnalyzedArticle(article: Article(body: [words.joined(separator: " ")]), tokens: tokens)
  }

  static func rule(_ query: String, id: String = "rule") throws -> Rule {
    let parsed = QueryParser.parse(query)
    let expression = try #require(parsed.expression, "\(query): \(parsed.diagnostics.map(\.message))")
    return Rule(id: id, title: id, query: expression, queryText: query)
  }

  static func list(_ name: String, _ items: [String]) throws -> RuleList {
    let parsed = try items.map { item in
      RuleList.Item(
        text: item,
        expression: try #require(
          QueryParser.parseListItem(item).expression, "\(item): \(QueryParser.parseListItem(item).diagnostics)"))
    }
    return RuleList(name: name, items: parsed)
  }

  static func ruleSet(_ queries: [String], lists: [RuleList] = []) throws -> RuleSet {
    let rules = try queries.enumerated().map { try rule($1, id: "r\($0)") }
    return RuleSet(rules: rules, lists: Dictionary(uniqueKeysWithValues: lists.map { ($0.name, $0) }))
  }
}

extension [Match] {
  /// `-` without a match; else the spans of all parts of the first, `0+2 5` for positions 0 and 2, and 5.
  var spansText: String {
    guard let first else { return "-" }
    return first.parts.flatMap(\.spans).map { $0.positions.map(String.init).joined(separator: "+") }
      .joined(separator: " ")
  }
}
