import Articles
import Explanations
import Foundation
import GoldenFiles
import Percolation
import RuleLanguage
import Testing
import TextAnalysis

/// What people read, for every operator: Tests/Golden/Explanations.
///
/// An input has the query in its first line, then lists (`$name: item | item`) and `all` where everything is to be shown;
/// below `=====` the article's file.
@Suite struct GoldenExplanationTests {
  private static let golden = GoldenFiles("Explanations")
  /// 2025-04-25.
  private static let arrival: Int64 = 1_745_539_200

  @Test(arguments: golden.names)
  func textIsAsRecorded(_ name: String) throws {
    let explanation = try Self.explanation(of: name)
    let text = ExplanationTextRenderer(usesColour: false, showsAll: try Self.showsAll(name)).text(explanation)
    #expect(explanation.disagreement == nil)
    let mismatch = try Self.golden.mismatch(text, name)
    #expect(mismatch == nil)
  }

  @Test(arguments: golden.names)
  func jsonHasTheSameTree(_ name: String) throws {
    let explanation = try Self.explanation(of: name)
    let line = explanation.jsonLine()
    #expect(!line.contains("\n"))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["match"] as? Bool == explanation.isMatch)
    #expect(object["file"] as? String == name)
    try Self.compare(try #require(object["tree"] as? [String: Any]), explanation.tree)
  }

  private static func compare(_ object: [String: Any], _ node: Explanation.Node) throws {
    #expect(object["expression"] as? String == node.expression)
    #expect(object["true"] as? Bool == node.isTrue)
    #expect(object["place_count"] as? Int == node.placeCount)
    #expect((object["miss"] as? [String: Any])?["message"] as? String == node.miss?.message)
    let places = object["places"] as? [[String: Any]] ?? []
    #expect(places.compactMap { $0["text"] as? String } == node.places.map(\.text))
    for place in places {
      let text = Array(try #require(place["text"] as? String).utf8)
      for mark in try #require(place["marks"] as? [[Int]]) {
        // Marks are whole characters.
        #expect(String(validating: text[mark[0]..<mark[1]], as: UTF8.self)?.isEmpty == false)
      }
    }
    let parts = object["parts"] as? [[String: Any]] ?? []
    #expect(parts.count == node.parts.count)
    for (object, part) in zip(parts, node.parts) { try compare(object, part) }
  }

  // MARK: - Inputs

  private static func head(_ name: String) throws -> (lines: [String], article: String) {
    let halves = try golden.input(name).split(separator: "=====\n", maxSplits: 1).map(String.init)
    try #require(halves.count == 2, "\(name) has no article")
    return (halves[0].split(separator: "\n").map(String.init), halves[1])
  }

  private static func showsAll(_ name: String) throws -> Bool { try head(name).lines.contains("all") }

  private static func explanation(of name: String) throws -> Explanation {
    let (lines, text) = try head(name)
    var lists: [String: RuleList] = [:]
    for line in lines.dropFirst() where line.hasPrefix("$") {
      let halves = line.dropFirst().split(separator: ":", maxSplits: 1).map(String.init)
      let items = try halves[1].split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.map {
        RuleList.Item(text: $0, expression: try #require(QueryParser.parseListItem($0).expression, "\($0)"))
      }
      lists[halves[0]] = RuleList(name: halves[0], items: items)
    }
    let parsed = QueryParser.parse(lines[0])
    let query = try #require(parsed.expression, "\(parsed.diagnostics)")
    let isEnabled = !lines.contains("disabled")
    let rule = Rule(id: "rule", title: "A title", isEnabled: isEnabled, query: query, queryText: lines[0])
    let decoded = try ArticleDecoder(limits: ArticleLimits()).decode(
      Array(text.utf8), fileName: "\(name).txt", source: nil)
    let article = try TextAnalyzer().analyze(try #require(decoded.articles.first))
    return try Explainer(rule, lists: lists, showsAll: lines.contains("all"))
      .explain(article, file: name, arrival: arrival)
  }
}
