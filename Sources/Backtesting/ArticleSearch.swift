import Dispatch
import Foundation
import Percolation
import Synchronization
import TextAnalysis

/// What a search has found.
package struct SearchResult: Sendable {
  /// Newest first, as many as were wanted at most.
  package fileprivate(set) var examples: [BacktestExample] = []
  /// How many articles match, where they were to be counted; otherwise as many as were met.
  package fileprivate(set) var count = 0
  /// Articles of which the query may be true: more places than are looked at, and those do not decide.
  package fileprivate(set) var uncertain = 0
  /// How many articles the query was evaluated on.
  package fileprivate(set) var evaluated = 0

  /// Lets somebody who knows the articles complete the examples.
  package mutating func completeExamples(_ complete: (inout BacktestExample) throws -> Void) rethrows {
    for index in examples.indices { try complete(&examples[index]) }
  }
}

/// Finds articles that came in before and of which a rule is true.
package enum ArticleSearch {
  /// Evaluates the rules of an index on articles, on all cores, until enough are found.
  ///
  /// - Parameters:
  ///   - next: gives out pieces of the articles, newest first; `nil` at the end. Asked by one worker at a time.
  ///   - openReader: called once by each worker; hands over the articles of a piece, newest first, until told false.
  ///   - limit: how many examples; without `counts` it ends when there are so many.
  ///   - counts: go on to the end.
  ///   - progress: told how many articles were looked at, by all workers at any time.
  /// - Throws: the first error of a reader.
  package static func run<Piece: Sendable>(
    _ index: RuleIndex, limit: Int, counts: Bool,
    workers: Int = ProcessInfo.processInfo.activeProcessorCount,
    next: @Sendable () throws -> Piece?,
    openReader: @Sendable () throws -> (_ piece: Piece, _ take: (BacktestArticle) throws -> Bool) throws -> Void,
    progress: @Sendable (_ piece: Piece, _ articles: Int) -> Void = { _, _ in }
  ) throws -> SearchResult {
    let state = Mutex(State(limit: limit, counts: counts))
    DispatchQueue.concurrentPerform(iterations: max(1, workers)) { _ in
      do {
        let worker = SearchWorker(index)
        let read = try openReader()
        while let (number, piece) = try state.withLock({ try $0.begin(next) }) {
          var found = SearchResult()
          try read(piece) { article in
            try worker.read(article, limit: limit, &found)
            return counts || found.count < limit
          }
          let articles = state.withLock { $0.finish(number, found) }
          progress(piece, articles)
        }
      } catch {
        state.withLock { $0.failure = $0.failure ?? error }
      }
    }
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      return state.result
    }
  }

  private struct State: Sendable {
    let limit: Int
    let counts: Bool
    var failure: (any Error)?
    /// Of the pieces up to `merged`, in their order.
    private(set) var result = SearchResult()
    private var begun = 0
    private var merged = 0
    private var waiting: [Int: SearchResult] = [:]
    private var evaluated = 0

    init(limit: Int, counts: Bool) {
      self.limit = limit
      self.counts = counts
    }

    mutating func begin<Piece>(_ next: () throws -> Piece?) throws -> (Int, Piece)? {
      guard failure == nil, counts || result.count < limit, let piece = try next() else { return nil }
      defer { begun += 1 }
      return (begun, piece)
    }

    mutating func finish(_ number: Int, _ found: SearchResult) -> Int {
      evaluated += found.evaluated
      waiting[number] = found
      while let next = waiting.removeValue(forKey: merged) {
        merged += 1
        // What older pieces have found before a newer one was done is not wanted any more.
        guard counts || result.count < limit else { continue }
        result.examples += next.examples.prefix(max(0, limit - result.examples.count))
        result.count += next.count
        result.uncertain += next.uncertain
      }
      result.evaluated = evaluated
      return evaluated
    }
  }
}

/// Owner: one thread, with scratch memory of its own.
private final class SearchWorker {
  private let analyzer = TextAnalyzer()
  private var analyzed = AnalyzedArticle()
  private let percolator: Percolator

  init(_ index: RuleIndex) { percolator = Percolator(index) }

  func read(_ article: BacktestArticle, limit: Int, _ result: inout SearchResult) throws {
    try analyzer.analyze(article.article, maximumTokens: .max, into: &analyzed)
    result.evaluated += 1
    let arrival = article.arrivedMilliseconds.flooredQuotient(by: 1_000)
    let isMatch = !percolator.matchingRules(in: analyzed, arrival: arrival).isEmpty
    if isMatch {
      result.count += 1
      if result.examples.count < limit {
        var reasons = Reasons(percolator, analyzed, article)
        if let example = reasons.first() { result.examples.append(example) }
      }
    } else if percolator.wasLimited, !percolator.findings(in: analyzed, arrival: arrival).uncertain.isEmpty {
      result.uncertain += 1
    }
  }
}
