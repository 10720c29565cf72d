import Articles
import Foundation
import Percolation
import RuleLanguage
import TextAnalysis

/// Asks the engine and the definition of the language about articles, with the rules of a folder.
struct RuleTestRunner {
  let ruleSet: RuleSet
  private let percolator: Percolator
  private let naive: NaiveEvaluator
  /// An arrival for rules that look at the age of articles: 2025-06-15.
  private let arrival: Int64 = 1_750_000_000

  init(_ ruleSet: RuleSet) {
    self.ruleSet = ruleSet
    percolator = Percolator(RuleIndex.build(ruleSet).index)
    naive = NaiveEvaluator(ruleSet)
  }

  /// The ids of the rules that match, in their order.
  ///
  /// - Throws: `Disagreement` where engine and definition differ in anything.
  func matches(_ article: Article) throws -> [String] {
    let analyzed = try TextAnalyzer().analyze(article)
    let found = percolator.percolate(analyzed, arrival: arrival).sorted { $0.rule.id < $1.rule.id }
    let defined = naive.percolate(analyzed, arrival: arrival).sorted { $0.rule.id < $1.rule.id }
    guard found.map(\.rule.id) == defined.map(\.rule.id), found.map(\.parts) == defined.map(\.parts),
      found.map(\.isTruncated) == defined.map(\.isTruncated)
    else { throw Disagreement(found: found.map(\.rule.id), defined: defined.map(\.rule.id)) }
    return found.map(\.rule.id)
  }

  /// The article of a test. Paths start from `folder`.
  static func article(_ input: RuleTest.Input, folder: String) throws -> Article {
    switch input {
    case .article(let path): try article(file: folder + "/" + path)
    case .text(let title, let text):
      Article(title: title, body: text.split(separator: "\n\n").map(String.init))
    }
  }

  static func article(file: String) throws -> Article {
    let url = URL(fileURLWithPath: file)
    let decoded = try ArticleDecoder().decode([UInt8](Data(contentsOf: url)), fileName: url.lastPathComponent)
    return decoded.articles[0]
  }

  struct Disagreement: Error {
    let found: [String]
    let defined: [String]
  }
}
