import Articles
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

@testable import TextIndex

func rule(_ query: String) throws -> Rule {
  let parsed = QueryParser.parse(query)
  let expression = try #require(parsed.expression, "\(query): \(parsed.diagnostics.map(\.message))")
  return Rule(id: "rule", title: query, query: expression, queryText: query)
}

/// Articles by their ids, as a database would have them, and a state folder for their index.
final class Archive {
  private(set) var articles: [Int64: AnalyzedArticle] = [:]
  let folder: TemporaryFolder
  private(set) var last: Int64 = 0

  init() throws { folder = try TemporaryFolder() }

  var state: String { folder.path }
  var ids: ClosedRange<Int64>? { articles.isEmpty ? nil : 1...last }

  func add(_ article: AnalyzedArticle) {
    last += 1
    articles[last] = article
  }

  func add(_ text: String) throws { add(try TextAnalyzer().analyze(Article(title: "", body: [text]))) }

  /// An id that no article has.
  func leaveOut() { last += 1 }

  func arrived(_ id: Int64) -> Int64 { id * 1_000 }
  func hash(_ id: Int64) -> [UInt8] { articles[id] == nil ? [] : Array("\(id)".utf8) }

  func hashes(_ ids: [Int64]) -> [Int64: [UInt8]] {
    Dictionary(uniqueKeysWithValues: ids.filter { articles[$0] != nil }.map { ($0, hash($0)) })
  }

  /// Indexes so many ids more as one segment.
  func index(_ count: Int64, _ writer: TextIndexWriter) throws {
    let first = (writer.indexedUpTo ?? 0) + 1
    var builder = SegmentBuilder(firstID: first)
    for id in first..<first + count {
      if let article = articles[id] { builder.add(article, id: id, arrived: arrived(id)) }
    }
    let ids = first...(first + count - 1)
    try writer.add(builder.finish(upTo: ids.upperBound), samples: hashes(TextIndexWriter.sampleIDs(ids)))
  }

  /// What a search has to look at, newest first.
  func candidates(
    _ rule: Rule, lists: [String: RuleList] = [:], arrived: Range<Int64> = .min..<(.max)
  ) throws -> (ids: [Int64], problem: TextIndexError?) {
    let candidates = try SearchCandidates(
      NeededWords(of: rule, lists: lists), index: try? TextIndexReader(stateFolder: state), ids: ids,
      arrived: arrived, contentHashes: hashes)
    var found: [Int64] = []
    while let piece = candidates.next() {
      switch piece {
      case .range(let range): found += range.reversed()
      case .articles(let ids): found += ids
      }
    }
    return (found.filter { articles[$0] != nil && arrived.contains(self.arrived($0)) }, candidates.problem)
  }

  /// What evaluating the rule on every article gives, newest first.
  func matches(_ rule: Rule, lists: [String: RuleList] = [:]) -> [Int64] {
    let percolator = Percolator(RuleIndex.build(RuleSet(rules: [rule], lists: lists)).index)
    return articles.keys.sorted(by: >).filter { id in
      articles[id].map { !percolator.matchingRules(in: $0, arrival: arrived(id) / 1_000).isEmpty } ?? false
    }
  }
}
