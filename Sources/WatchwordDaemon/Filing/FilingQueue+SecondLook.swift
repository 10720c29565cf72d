import AlertStore
import Dispatch
import Inbox

// Whoever has a file open can go on writing to it wherever it is moved: moved files are looked at once more, between half a
// sweep interval and one and a half after the move; earlier where more than `SecondLookList` keeps were moved since.
extension FilingQueue {
  static let wasWrittenTo = "written to after it had been moved; taken again as a new arrival"
  /// Rows of the ledger that a start looks through.
  private static let maximumRemembered = 16_384

  /// At the start: remembers what the last run moved last, and whom to give files that can only be read where they lie.
  func watchMoved(interval: Duration, onWrittenTo: @escaping @Sendable (Arrival) -> Void) throws {
    let milliseconds = Int64(clamping: Int(interval / .milliseconds(1)) * 3 / 2)
    let rows = try store.lastMoves(within: milliseconds, limit: Self.maximumRemembered)
    let files = filing.findMoved(rows.compactMap { Inbox.PendingMove($0) })
    // A long time has passed: they are due at once.
    state.withLock { state in
      state.onWrittenTo = onWrittenTo
      _ = state.moved.add(files, now: .zero)
    }
  }

  /// On the filing queue. `outcomes` are on the disk.
  func noteMoved(_ outcomes: [(Inbox.PendingMove, FilingOutcome)]) {
    let files = outcomes.compactMap { move, outcome -> MovedFile? in
      guard case .done(let location?) = outcome, location.base != .inbox else { return nil }
      return MovedFile(ledgerID: move.ledgerID, path: move.path, location: location, fingerprint: move.fingerprint)
    }
    look(at: state.withLock { $0.moved.add(files, now: Self.now) })
  }

  /// Looks at what was moved at least so long ago. Any thread; returns at once.
  func lookAgain(minimumAge: Duration) {
    queue.async { [self] in
      look(at: state.withLock { $0.moved.due(minimumAge: minimumAge, now: Self.now) })
    }
  }

  private static var now: Duration { .nanoseconds(Int64(clamping: DispatchTime.now().uptimeNanoseconds)) }

  private func look(at files: [MovedFile]) {
    dispatchPrecondition(condition: .onQueue(queue))
    guard !files.isEmpty else { return }
    let changed = filing.lookAgain(at: files)
    guard !changed.isEmpty else { return }
    let now = WallClock.milliseconds()
    var results: [MoveResult] = []
    for (file, outcome) in changed {
      switch outcome {
      case .replaced(let found) where found.location.base == .inbox:
        log.notice("\(file.path.display) was written to after it had been moved; it is taken again")
        results.append(
          MoveResult(ledgerID: file.ledgerID, outcome: .superseded(reason: Self.wasWrittenTo), milliseconds: now))
      case .replaced(let found):
        log.notice("\(file.path.display) was written to after it had been moved; it is read where it lies")
        var arrival = Arrival(found, standsFor: file.ledgerID)
        arrival.wasWrittenTo = true
        state.withLock { $0.onWrittenTo }?(arrival)
      case .failed(let message):
        log.warning("\(message); whether \(file.path.display) was written to after it had been moved is not known")
      case .done, .gone, .copied: break
      }
    }
    let (outcomes, problem) = makeDurable([], and: results)
    keep(failed: outcomes, because: problem)
  }
}
