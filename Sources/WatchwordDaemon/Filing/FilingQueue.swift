import AlertStore
import Dispatch
import FailPoints
import Inbox
import Logging
import OperatingSystem
import Synchronization

/// Moves files on after their commit, in groups: whatever has come in since the last group is moved, made durable with
/// one sync, and only then reported to the ledger. What cannot be moved is tried again with growing pauses.
/// Owner: the queue `filing`.
final class FilingQueue: Sendable {
  /// `displaced` is a new arrival that lies where nobody else will look for it.
  typealias Completion = @Sendable (_ isMoved: Bool, _ displaced: Arrival?) -> Void

  fileprivate struct Job {
    var move: Inbox.PendingMove
    /// Whether an earlier run may have begun it.
    var afterCrash = false
    var completion: Completion
  }

  struct Unmoved: Sendable {
    var move: Inbox.PendingMove
    var afterCrash: Bool
  }

  /// Moved, but not known to be on the disk, for a sync failed. Nothing more is moved before that is made good, so these are
  /// one group's.
  struct Unsynced: Sendable {
    var outcomes: [(Inbox.PendingMove, FilingOutcome)] = []
    var results: [MoveResult] = []
  }

  struct State {
    fileprivate var waiting: [Job] = []
    var isScheduled = false
    /// Committed files that still lie in the inbox, so that nobody takes them for new ones.
    var unmoved: [InboxPath: [Unmoved]] = [:]
    var unmovedCount = 0
    /// More than are remembered here: then the ledger is asked.
    var hasForgotten = false
    var pause = PauseStateMachine(longest: .seconds(60))
    var unsynced: Unsynced?
    /// What the ledger could not be told yet.
    var unrecorded: [MoveResult] = []
    var ledgerPause = PauseStateMachine()
    var isStopped = false
    /// What was told last of `.leaving/`.
    var leavingProblem: String?
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
      arrivedMilliseconds: handled.arrivedMilliseconds, hashPrefix: receipt.hashPrefix)
    enqueue([Job(move: move, completion: completion)])
  }

  /// Whether this very file is in the ledger, and stays where it is or only waits for being moved.
  func isDone(_ path: InboxPath, _ fingerprint: Inbox.FileFingerprint) -> Bool {
    if let kept, kept.contains(path, fingerprint) { return true }
    return isUnmoved(path, fingerprint)
  }

  private func isUnmoved(_ path: InboxPath, _ fingerprint: Inbox.FileFingerprint) -> Bool {
    let (known, asksLedger) = state.withLock { ($0.unmoved[path] ?? [], $0.hasForgotten) }
    // One whose date was put back is read again.
    if known.contains(where: {
      $0.move.fingerprint.isSameContent(as: fingerprint) && $0.move.fingerprint.ctime == fingerprint.ctime
    }) {
      return true
    }
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
  var unmovedCount: Int { state.withLock { $0.unmovedCount } }

  /// At the start, before anything else is taken: finishes what the ledger says is pending. Gives the new arrivals that
  /// were found on the way.
  func finishPending() throws -> [Arrival] {
    let moves = try store.pendingMoves().compactMap { Inbox.PendingMove($0) }
    guard !moves.isEmpty else { return [] }
    let (outcomes, problem) = makeDurable(zip(moves, filing.settle(pending: moves)).map { ($0, $1) })
    let failed = outcomes.filter { $0.1.isFailed }
    if failed.count < moves.count {
      log.notice("finished the moves of \(moves.count - failed.count) files that the last run had read")
    }
    tellOfLeaving()
    keep(
      failed.map { Unmoved(move: $0.0, afterCrash: true) }, because: failed.first?.1.failure ?? problem)
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
      if let failure = filing.sync().failure { throw failure }
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
    let (jobs, isHeld) = state.withLock { state in
      state.isScheduled = false
      defer { state.waiting = [] }
      return (state.waiting, state.unsynced != nil)
    }
    if isHeld {
      let (outcomes, problem) = makeDurable([])
      keep(failed: outcomes, because: problem)
      if problem != nil {
        keep(jobs.map { Unmoved(move: $0.move, afterCrash: $0.afterCrash) }, because: problem)
        for job in jobs { job.completion(false, nil) }
        return
      }
      noteMoved(outcomes)
    }
    let (outcomes, problem) = makeDurable(jobs.map { ($0.move, filing.carryOut($0.move, afterCrash: $0.afterCrash)) })
    let failed = zip(jobs, outcomes).filter { $1.1.isFailed }
    forget(outcomes.filter { !$0.1.isFailed }.map(\.0))
    keep(
      failed.map { Unmoved(move: $0.0.move, afterCrash: $0.0.afterCrash) },
      because: failed.first?.1.1.failure ?? problem)
    tellOfLeaving()
    if problem == nil { noteMoved(outcomes) }
    if failed.isEmpty, problem == nil { tellThatItWorks() }
    for (job, (_, outcome)) in zip(jobs, outcomes) {
      job.completion(!outcome.isFailed, Self.displaced(job.move, outcome))
    }
  }

  private func forget(_ moves: [Inbox.PendingMove]) {
    state.withLock { state in
      guard state.unmovedCount > 0 else { return }
      for move in moves {
        guard let index = state.unmoved[move.path]?.firstIndex(where: { $0.move.ledgerID == move.ledgerID }) else {
          continue
        }
        state.unmoved[move.path]?.remove(at: index)
        if state.unmoved[move.path]?.isEmpty == true { state.unmoved[move.path] = nil }
        state.unmovedCount -= 1
      }
    }
  }

  private func tellThatItWorks() {
    let works = state.withLock { $0.unmovedCount == 0 && $0.unsynced == nil && $0.pause.succeeded() }
    guard works else { return }
    log.notice("files can be moved out of the inbox again")
    board.clear("filing")
  }

  /// Keeps what could not be moved, and sets the time to try again; also where only a sync is to be tried again.
  func keep(_ moves: [Unmoved], because message: String?) {
    guard !moves.isEmpty || message != nil else { return }
    forget(moves.map(\.move))
    let step = state.withLock { state in
      for unmoved in moves where state.unmovedCount < Self.maximumUnmoved {
        state.unmoved[unmoved.move.path, default: []].append(unmoved)
        state.unmovedCount += 1
      }
      if state.unmovedCount >= Self.maximumUnmoved { state.hasForgotten = true }
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

  /// Of a group whose moves were made by this run.
  func keep(failed outcomes: [(Inbox.PendingMove, FilingOutcome)], because problem: String?) {
    let failed = outcomes.filter { $0.1.isFailed }
    keep(failed.map { Unmoved(move: $0.0, afterCrash: false) }, because: failed.first?.1.failure ?? problem)
  }

  private func tryAgain() {
    let moves = state.withLock { state -> [Unmoved]? in
      state.pause.waited()
      return state.isStopped ? nil : state.unmoved.values.flatMap { $0 }
    }
    guard let moves else { return }
    enqueue(moves.map { Job(move: $0.move, afterCrash: $0.afterCrash) { _, _ in } })
  }

  /// Once when it begins and once when it is over. On the filing queue, or before it is used.
  private func tellOfLeaving() {
    let problem = filing.leavingProblem
    let isNew = state.withLock { state in
      defer { state.leavingProblem = problem }
      return state.leavingProblem != problem
    }
    guard isNew else { return }
    let name = "\(filing.inboxPath)/.leaving"
    guard let problem else {
      log.notice("\(name) can be used again")
      return board.clear("leaving")
    }
    let what = "\(name), through which files leave the inbox, cannot be used: \(problem)"
    let action =
      "Files leave under hidden names beside themselves, .leaving-NUMBER. Look who put it there, and remove it."
    log.error("\(what). \(action)")
    board.report("leaving", what, severity: .warning, action: action)
  }

  private static func displaced(_ move: Inbox.PendingMove, _ outcome: FilingOutcome) -> Arrival? {
    guard case .replaced(let found) = outcome, found.location.base != .inbox else { return nil }
    return Arrival(found, standsFor: move.ledgerID)
  }

  /// Makes moves durable, with what an earlier sync left over, and then has the ledger say so. Until then their rows stay
  /// pending.
  ///
  /// - Parameter results: what else may be recorded when the folders are on the disk.
  /// - Returns: what became of the moves, those left over first; and why not everything is durable yet.
  func makeDurable(
    _ moves: [(Inbox.PendingMove, FilingOutcome)], and results: [MoveResult] = []
  ) -> (outcomes: [(Inbox.PendingMove, FilingOutcome)], problem: String?) {
    let before = state.withLock { state in
      defer { state.unsynced = nil }
      return state.unsynced ?? Unsynced()
    }
    let sync = filing.sync()
    let outcomes = (before.outcomes + moves).map { ($0, sync.copies[$0.ledgerID] ?? $1) }
    if let failure = sync.failure {
      let rest = Unsynced(outcomes: outcomes.filter { !$0.1.isFailed }, results: before.results + results)
      state.withLock { $0.unsynced = rest }
      record(self.results(of: outcomes.filter(\.1.isFailed)))
      return (outcomes, failure.message)
    }
    noteArrivals(outcomes)
    record(before.results + results + self.results(of: outcomes))
    return (outcomes, nil)
  }

  private func results(of outcomes: [(Inbox.PendingMove, FilingOutcome)]) -> [MoveResult] {
    let now = WallClock.milliseconds()
    return outcomes.compactMap { move, outcome in
      result(of: outcome).map { MoveResult(ledgerID: move.ledgerID, outcome: $0, milliseconds: now) }
    }
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

  /// Tries nothing again any more: what is left is finished at the next start. Before the store is closed; any thread.
  func stop() {
    let results = state.withLock { state in
      state.isStopped = true
      defer { state.unrecorded = [] }
      return state.unrecorded
    }
    record(results)
  }

  /// An arrival that stood for another row's file is at its end.
  func close(rowOf arrival: Arrival) {
    guard let row = arrival.standsFor else { return }
    let outcome = arrival.wasWrittenTo ? MoveResult.Outcome.superseded(reason: Self.wasWrittenTo) : .gone
    record([MoveResult(ledgerID: row, outcome: outcome, milliseconds: WallClock.milliseconds())])
  }

  /// `nil` where a row stays as it is: an arrival in its stead is still to be read.
  private func result(of outcome: FilingOutcome) -> MoveResult.Outcome? {
    switch outcome {
    case .done(let location): .done(destination: location.map { "\($0.base.rawValue)/\($0.display)" } ?? "deleted")
    case .gone: .gone
    case .replaced(let found): found.location.base == .inbox ? .gone : nil
    case .failed(let message): .failed(reason: message)
    case .copied: nil
    }
  }
}

extension FilingOutcome {
  fileprivate var failure: String? { if case .failed(let message) = self { message } else { nil } }
  fileprivate var isFailed: Bool { failure != nil }
}
