import Dispatch
import Foundation
import Synchronization

/// Asks rules about articles that came in before.
package enum Backtest {
  /// Reads all articles, on all cores. Memory is bounded whatever matches, and the result is the same however the work
  /// was spread.
  ///
  /// - Parameters:
  ///   - examples: at most so many of each kind for each rule.
  ///   - progress: told how many pieces are done, and how many articles were read, by all workers at any time.
  /// - Throws: the first error of a reader.
  package static func run(
    _ plan: BacktestPlan, over articles: BacktestArticles, examples: Int,
    workers: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (_ pieces: Int, _ articles: Int) -> Void = { _, _ in }
  ) throws -> BacktestReport {
    let state = Mutex(State(tally: BacktestTally(ruleCount: plan.subjects.count, examples: examples)))
    DispatchQueue.concurrentPerform(iterations: max(1, min(workers, articles.pieceCount))) { _ in
      do {
        let worker = BacktestWorker(plan, examples: examples)
        let read = try articles.openReader()
        while let piece = state.withLock({ $0.nextPiece(of: articles.pieceCount) }) {
          let before = worker.tally.articles
          try read(piece, worker.read)
          let (pieces, count) = state.withLock { $0.finish(articles: worker.tally.articles - before) }
          progress(pieces, count)
        }
        state.withLock { $0.tally.add(worker.tally) }
      } catch {
        state.withLock { $0.failure = $0.failure ?? error }
      }
    }
    return try state.withLock { state in
      if let failure = state.failure { throw failure }
      return BacktestReport(plan, state.tally)
    }
  }

  private struct State: Sendable {
    var tally: BacktestTally
    var failure: (any Error)?
    private var next = 0
    private var finished = 0
    private var articles = 0

    init(tally: BacktestTally) { self.tally = tally }

    mutating func nextPiece(of count: Int) -> Int? {
      guard failure == nil, next < count else { return nil }
      defer { next += 1 }
      return next
    }

    mutating func finish(articles count: Int) -> (pieces: Int, articles: Int) {
      finished += 1
      articles += count
      return (finished, articles)
    }
  }
}
