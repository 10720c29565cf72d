import AlertStore
import Dispatch
import FailPoints
import Inbox
import Logging
import Synchronization

/// Moves files on after their commit, in groups: whatever has come in since the last group is moved, made durable with
/// one sync, and only then reported to the ledger. What cannot be moved is tried again with growing pauses.
/// Owner: the queue `filing`.
final class FilingQueue: Sendable {
  /// `displaced` is a new arrival that lies where nobody else will look for it.
  typealias Completion = @Sendable (_ isMoved: Bool, _ displaced: Arrival?) -> Void

  fileprivate struct Job {
    var move: Inbox.PendingMove
    var completion: Completion
  }

  struct State {
    fileprivate var waiting: [Job] = []
    var isScheduled = false
    /// Committed files that still lie in the inbox, so that nobody takes them for new ones.
    var unmoved: [InboxPath: Inbox.PendingMove] = [:]
    /// More than are remembered here: then the ledger is asked.
    var hasForgotten = false
    var pause = PauseStateMachine(longest: .seconds(60))
    /// Moved files that are to be looked at once more.
    var moved = SecondLookList()
    var onWrittenTo: (@Sendable (Arrival) -> Void)?
  }

  /// A folder from which nothing may be moved can hold any number of files.
  private static let maximumUnmoved = 10_000

  let queue = DispatchQueue(label: "filing")
  let filing: Filing
  let store: AlertStore
  let log: Logger
  let board: ConditionBoard
  private let kept: KeptFiles?
  let state = Mutex(State())

  /// - Parameter kept: where files stay in the inbox.
  init(
    filing: Filing, store: AlertStore, log: Logger, board: ConditionBoard = ConditionBoard(), kept: KeptFiles? = nil
  ) {
    self.kept = kept
    self.filing = filing
    self.store = store
    self.log = log
    self.board = board
  }

  /// Any thread; calls back once, on the filing queue, when the file has been moved or could not be: the rest is done
  /// here then. For a file that stays in place, at once.
  func file(_ handled: Handled, receipt: FileReceipt, completion: @escaping Completion) {
    if handled.after == .keep {
      kept?.insert(handled.arrival.path, handled.fingerprint)
      return completion(false, nil)
    }
    let move = Inbox.PendingMove(
      ledgerID: receipt.ledgerID, path: handled.arrival.path, location: handled.arrival.location,
      fingerprint: handled.fingerprint,
      action: .init(
        rejection: handled.rejection, path: handled.arrival.path, hashPrefix: receipt.hashPrefix,
        arrivedMilliseconds: handled.arrivedMilliseconds, isRejected: receipt.state == .rejected,
        isToBeDeleted: handled.after == .delete),
      arrivedMilliseconds: handled.arrivedMilliseconds)
    enqueue([Job(move: move, completion: completion)])
  }

  /// Whether this very file is in the ledger, and stays where it is or only waits for being moved.
  func isDone(_ path: InboxPath, _ fingerprint: Inbox.FileFingerprint) -> Bool {
    if let kept, kept.contains(path, fingerprint) { return true }
    return isUnmoved(path, fingerprint)
  }

  private func isUnmoved(_ path: InboxPath, _ fingerprint: Inbox.FileFingerprint) -> Bool {
    let (known, asksLedger) = state.withLock { ($0.unmoved[path], $0.hasForgotten) }
    if known?.fingerprint.isSameContent(as: fingerprint) == true { return true }
    guard asksLedger else { return false }
    do {
      return try store.pendingMove(of: LedgerFingerprint(fingerprint, path: path)) != nil
    } catch {
      // Read once more and found to be a duplicate, at worst.
      log.warning("\(path.display): the ledger cannot be asked: \(error)")
      return false
    }
  }

  /// How many files are in the ledger and cannot be moved for now.
  var unmovedCount: Int { state.withLock { $0.unmoved.count } }

  /// At the start, before anything else is taken: finishes what the ledger says is pending. Gives the new arrivals that
  /// were found on the way.
  func finishPending() throws -> [Arrival] {
    let moves = try store.pendingMoves().compactMap { Inbox.PendingMove($0) }
    guard !moves.isEmpty else { return [] }
    let outcomes = zip(moves, filing.settle(pending: moves)).map { ($0, $1) }
    report(outcomes)
    let failed = outcomes.filter { $0.1.isFailed }
    if failed.count < moves.count {
      log.notice("finished the moves of \(moves.count - failed.count) files that the last run had read")
    }
    keep(failed.map(\.0), because: failed.first?.1.failure)
    return try outcomes.compactMap { move, outcome in
      // A file of an older row may lie where this row's would have gone; it is no new arrival.
      guard let arrival = Self.displaced(move, outcome), case .replaced(let found) = outcome else { return nil }
      return try store.hasFinishedMove(of: LedgerFingerprint(found.fingerprint, path: found.path)) ? nil : arrival
    }
  }

  /// At the start, after `finishPending`: files that the last run had moved half-way, of which this database knows nothing,
  /// are given back to the inbox before it is looked through.
  func giveBackForgotten() {
    do {
      let count = try filing.giveBackForgotten { try store.leads(ledgerID: $0, to: $1, inode: $2.inode) }
      guard count > 0 else { return }
      try filing.sync()
      log.warning(
        """
        \(count) files were on their way out of the inbox when the database was lost; they are taken again, as \
        left-NUMBER at the inbox's top, for their names and sources are not known any more
        """)
    } catch {
      log.error(
        "what lies in .leaving/ in the inbox cannot be looked through: \((error as? SystemError)?.message ?? "\(error)")"
      )
    }
  }

  private func enqueue(_ jobs: [Job]) {
    let isFirst = state.withLock { state in
      state.waiting += jobs
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
    let outcomes = jobs.map { ($0, filing.carryOut($0.move)) }
    report(outcomes.map { ($0.move, $1) })
    let moved = outcomes.filter { !$0.1.isFailed }
    let works = state.withLock { state in
      for (job, _) in moved { state.unmoved[job.move.path] = nil }
      return !moved.isEmpty && state.unmoved.isEmpty && state.pause.succeeded()
    }
    if works {
      log.notice("files can be moved out of the inbox again")
      board.clear("filing")
    }
    let failed = outcomes.filter { $0.1.isFailed }
    keep(failed.map(\.0.move), because: failed.first?.1.failure)
    noteMoved(outcomes.map { ($0.move, $1) })
    for (job, outcome) in outcomes { job.completion(!outcome.isFailed, Self.displaced(job.move, outcome)) }
  }

  /// Keeps what could not be moved, and sets the time to try again.
  private func keep(_ moves: [Inbox.PendingMove], because message: String?) {
    guard !moves.isEmpty else { return }
    let step = state.withLock { state in
      for move in moves where state.unmoved.count < Self.maximumUnmoved || state.unmoved[move.path] != nil {
        state.unmoved[move.path] = move
      }
      if state.unmoved.count >= Self.maximumUnmoved { state.hasForgotten = true }
      return state.pause.failed()
    }
    guard case .wait(let duration, let isNew) = step else { return }
    if isNew {
      let problem = message ?? "files cannot be moved out of the inbox"
      log.error("\(problem); what they matched is told all the same; trying again")
      board.report("filing", problem, action: "What they matched is told all the same; moving is tried again.")
    }
    queue.asyncAfter(deadline: .now() + duration.dispatchInterval) { self.tryAgain() }
  }

  private func tryAgain() {
    let moves = state.withLock { state in
      state.pause.waited()
      return Array(state.unmoved.values)
    }
    enqueue(moves.map { Job(move: $0) { _, _ in } })
  }

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
    noteArrivals(moves)
    let now = WallClock.milliseconds()
    record(
      moves.compactMap { move, outcome in
        result(of: outcome).map { MoveResult(ledgerID: move.ledgerID, outcome: $0, milliseconds: now) }
      })
  }

  private func noteArrivals(_ moves: [(Inbox.PendingMove, FilingOutcome)]) {
    do {
      try filing.noteArrivals(
        moves.compactMap { move, outcome in
          guard case .done(let location?) = outcome else { return nil }
          return (move, location)
        })
    } catch {
      log.warning(
        "\(error.message); should the database ever be lost, the sources of these files are not known from the archive")
    }
  }

  /// An arrival that stood for another row's file is at its end.
  func close(rowOf arrival: Arrival) {
    guard let row = arrival.standsFor else { return }
    let outcome = arrival.wasWrittenTo ? MoveResult.Outcome.superseded(reason: Self.wasWrittenTo) : .gone
    record([MoveResult(ledgerID: row, outcome: outcome, milliseconds: WallClock.milliseconds())])
  }

  func record(_ results: [MoveResult]) {
    guard !results.isEmpty else { return }
    FailPoint.doneReporting.pass()
    store.submit(.moved(results)) { [log] result in
      guard case .failure(let error) = result else { return }
      log.error("\(error.message) The files are moved; the ledger learns it at the next start")
    }
  }

  /// `nil` where a row stays as it is: an arrival in its stead is still to be read.
  private func result(of outcome: FilingOutcome) -> MoveResult.Outcome? {
    switch outcome {
    case .done(let location): .done(destination: location.map { "\($0.base.rawValue)/\($0.display)" } ?? "deleted")
    case .gone: .gone
    case .replaced(let found): found.location.base == .inbox ? .gone : nil
    case .failed(let message): .failed(reason: message)
    }
  }
}

extension FilingOutcome {
  fileprivate var failure: String? { if case .failed(let message) = self { message } else { nil } }
  fileprivate var isFailed: Bool { failure != nil }
}

extension Duration {
  var dispatchInterval: DispatchTimeInterval { .milliseconds(Int(self / .milliseconds(1))) }
}
