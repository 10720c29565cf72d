import AlertStore
import Dispatch
import Inbox
import Logging
import Synchronization

/// Moves files on after their commit, in groups: whatever has come in since the last group is moved, made durable with
/// one sync, and only then reported to the ledger. Owner: the queue `filing`.
final class FilingQueue: Sendable {
  private struct Job {
    var move: Inbox.PendingMove
    var completion: @Sendable (FilingOutcome, Arrival?) -> Void
  }

  private struct State {
    var waiting: [Job] = []
    var isScheduled = false
  }

  private let queue = DispatchQueue(label: "filing")
  private let filing: Filing
  private let store: AlertStore
  private let log: Logger
  private let state = Mutex(State())

  init(filing: Filing, store: AlertStore, log: Logger) {
    self.filing = filing
    self.store = store
    self.log = log
  }

  /// Any thread; calls back on the filing queue.
  func file(
    _ handled: Handled, receipt: FileReceipt,
    completion: @escaping @Sendable (FilingOutcome, _ displaced: Arrival?) -> Void
  ) {
    let move = Inbox.PendingMove(
      ledgerID: receipt.ledgerID, path: handled.arrival.path, location: handled.arrival.location,
      fingerprint: handled.fingerprint,
      action: .init(
        rejection: handled.rejection, path: handled.arrival.path, hashPrefix: receipt.hashPrefix,
        arrivedMilliseconds: handled.arrivedMilliseconds, isRejected: receipt.state == .rejected))
    let isFirst = state.withLock { state in
      state.waiting.append(Job(move: move, completion: completion))
      defer { state.isScheduled = true }
      return !state.isScheduled
    }
    if isFirst { queue.async { self.moveGroup() } }
  }

  private func moveGroup() {
    let jobs = state.withLock { state in
      state.isScheduled = false
      defer { state.waiting = [] }
      return state.waiting
    }
    let outcomes = jobs.map { filing.carryOut($0.move) }
    report(zip(jobs, outcomes).map { ($0.move, $1) })
    for (job, outcome) in zip(jobs, outcomes) { job.completion(outcome, Self.displaced(job.move, outcome)) }
  }

  /// At the start, before anything else is taken: finishes what the ledger says is pending. Gives the new arrivals that
  /// were found on the way.
  func finishPending() throws -> [Arrival] {
    let moves = try store.pendingMoves().compactMap { Inbox.PendingMove($0) }
    guard !moves.isEmpty else { return [] }
    let outcomes = filing.settle(pending: moves)
    report(Array(zip(moves, outcomes)))
    let problems = outcomes.filter { if case .failed = $0 { true } else { false } }.count
    let unfinished = problems > 0 ? "; \(problems) could not be moved" : ""
    log.notice("finished the moves of \(moves.count - problems) files that the last run had read\(unfinished)")
    return zip(moves, outcomes).compactMap { Self.displaced($0, $1) }
  }

  /// A new arrival that lies where nobody else will look for it.
  private static func displaced(_ move: Inbox.PendingMove, _ outcome: FilingOutcome) -> Arrival? {
    guard case .replaced(let found) = outcome, found.location.base != .inbox else { return nil }
    return Arrival(found, standsFor: move.ledgerID)
  }

  /// Makes the moves durable and the ledger say so. Without the sync they stay pending: the next start looks again.
  private func report(_ moves: [(Inbox.PendingMove, FilingOutcome)]) {
    do {
      try filing.sync()
    } catch {
      log.error("\(error.message); the files are looked for again at the next start")
      return
    }
    let now = WallClock.milliseconds()
    let results = moves.compactMap { move, outcome in
      result(of: outcome).map { MoveResult(ledgerID: move.ledgerID, outcome: $0, milliseconds: now) }
    }
    record(results)
  }

  /// An arrival that stood for another row's file is at its end.
  func close(row ledgerID: Int64) {
    record([MoveResult(ledgerID: ledgerID, outcome: .gone, milliseconds: WallClock.milliseconds())])
  }

  private func record(_ results: [MoveResult]) {
    guard !results.isEmpty else { return }
    store.submit(.moved(results)) { [log] result in
      guard case .failure(let error) = result else { return }
      log.error("\(error.message); the files are moved, and the ledger learns it at the next start")
    }
  }

  /// What failed stays pending.
  private func result(of outcome: FilingOutcome) -> MoveResult.Outcome? {
    switch outcome {
    case .done(let location): .done(destination: location.map { "\($0.base.rawValue)/\($0.display)" } ?? "deleted")
    case .gone: .gone
    case .replaced(let found): found.location.base == .inbox ? .gone : nil
    case .failed: nil
    }
  }
}
