import AlertStore
import Alerts
import Control
import Dispatch
import Inbox
import Logging
import OperatingSystem
import SafeText
import Synchronization

/// Clears away what is older, or more, than is to be kept: in small steps, beside the stream. Owner: the queue `keeping`;
/// its methods may be called from any thread. What is recorded goes through the store like everything else.
final class Keeper: Sendable {
  struct Surroundings: Sendable {
    var store: AlertStore
    var archive: BaseFolder
    var rejected: BaseFolder
    var log: Logger
    /// Whether files wait to be read.
    var isBusy: @Sendable () -> Bool
    /// Milliseconds since 1970.
    var wallClock: @Sendable () -> Int64 = { WallClock.milliseconds() }
  }

  /// Changed on the queue alone; held for moments only, for others look at it too.
  private struct State {
    var policy = KeepingPolicy()
    var machine = KeepingStateMachine(tasks: [], now: .zero)
    /// Steps of an older number end without consequences.
    var generation = 0
    var isStopped = false
    var round = KeepingRound()
    /// The last that ended.
    var lastRound: StatusReport.Keeping.Round?
    /// Called at the end of a round.
    var onRoundEnd: (@Sendable () -> Void)?
  }

  private let queue = DispatchQueue(label: "keeping", qos: .utility)
  private let surroundings: Surroundings
  private let clock: ClockTrust
  private let startedAt: Duration
  private let files: Mutex<FileKeeper>
  private let state = Mutex(State())

  init(_ surroundings: Surroundings) {
    self.surroundings = surroundings
    clock = ClockTrust(start: surroundings.wallClock())
    startedAt = Self.now
    files = Mutex(FileKeeper(surroundings))
  }

  /// What is to be kept from now on. Another policy begins a round anew.
  func keep(_ policy: KeepingPolicy) {
    queue.async { [self] in
      let isNew = state.withLock { state in
        guard state.policy != policy else { return false }
        state.policy = policy
        begin(&state, atOnce: false)
        return true
      }
      if isNew { advance() }
    }
  }

  /// A whole round now; calls back on the queue when it is over, at once where everything is kept.
  func runRound(completion: @escaping @Sendable () -> Void) {
    queue.async { [self] in
      let isNothing = state.withLock { state in
        guard !state.policy.tasks.isEmpty, !state.isStopped else { return true }
        begin(&state, atOnce: true)
        state.onRoundEnd = completion
        return false
      }
      if isNothing { completion() } else { advance() }
    }
  }

  /// What the last round did; `nil` before its end. Any thread, at once.
  var lastRound: StatusReport.Keeping.Round? { state.withLock(\.lastRound) }

  /// Waits for the step that is under way, a few milliseconds. Not from the queue.
  func stop() {
    queue.sync {
      state.withLock { state in
        state.isStopped = true
        state.generation += 1
      }
    }
  }

  // MARK: On the queue

  private func begin(_ state: inout State, atOnce: Bool) {
    state.generation += 1
    state.round = KeepingRound()
    state.machine = KeepingStateMachine(tasks: state.policy.tasks, now: Self.now, beginsAtOnce: atOnce)
    files.withLock { $0.forgetPlans() }
  }

  private static var now: Duration { .nanoseconds(Int64(clamping: DispatchTime.now().uptimeNanoseconds)) }

  private func advance() {
    let (advice, generation, policy) = state.withLock { state in
      (state.isStopped ? .rest : state.machine.next(now: Self.now), state.generation, state.policy)
    }
    switch advice {
    case .rest: return
    case .wait(let until):
      queue.asyncAfter(deadline: .now() + max(.zero, until - Self.now).dispatchInterval) { [self] in
        if state.withLock({ $0.generation == generation }) { advance() }
      }
    case .step(let task): carryOut(task, policy, generation)
    }
  }

  /// Nothing is cleared away by a clock that may be wrong.
  private func isClockTrusted() -> Bool {
    do {
      let newest = try surroundings.store.newestArrival()
      let running = Int64((Self.now - startedAt) / .milliseconds(1))
      if clock.isTrusted(now: surroundings.wallClock(), running: running, newest: newest) { return true }
      tell(
        """
        nothing is cleared away, for the clock may be wrong: it has jumped since the start, or nothing came in for more \
        than 30 days; if it is right, this ends a day after a start
        """)
    } catch {
      tell("\(error)")
    }
    return false
  }

  private func carryOut(_ task: KeepingTask, _ policy: KeepingPolicy, _ generation: Int) {
    guard isClockTrusted() else { return ended(task, true, generation) }
    switch task {
    case .alerts: prune(.alerts, policy.alerts, task, generation)
    case .ledger: prune(.ledger, policy.ledger, task, generation)
    case .texts: prune(.texts, policy.texts, task, generation)
    case .databaseSize:
      do {
        let used = try surroundings.store.usedBytes()
        guard let maximum = policy.databaseBytes, used > maximum else { return ended(task, true, generation) }
        // What came in today or yesterday is still being compared with what comes.
        prune(.texts, .seconds(86_400), task, generation)
      } catch {
        failed(task, "\(error)", generation)
      }
    case .archive, .rejected:
      let step = files.withLock { $0.step(task, policy) }
      state.withLock { $0.round.add(step) }
      if let problem = step.problem { tell(problem) }
      ended(task, step.isDone, generation)
    }
  }

  /// One step of the rows that are older than a time.
  private func prune(_ records: PrunedRecords, _ age: Duration?, _ task: KeepingTask, _ generation: Int) {
    guard let age else { return ended(task, true, generation) }
    do {
      let before = state.withLock { state in
        state.round.before[task] ?? surroundings.wallClock() - Int64(age / .milliseconds(1))
      }
      let rest = state.withLock { $0.round.rest[task] }
      guard let ids = try rest ?? surroundings.store.idsToPrune(records, before: before) else {
        if task == .databaseSize { tellTooLarge() }
        return ended(task, true, generation)
      }
      state.withLock { $0.round.before[task] = before }
      surroundings.store.submit(.prune(PruneStep(records, ids: ids, before: before))) { [self] result in
        queue.async { self.pruned(result, records, task, generation) }
      }
    } catch {
      failed(task, "\(error)", generation)
    }
  }

  private func pruned(
    _ result: Result<Receipt, AlertStoreError>, _ records: PrunedRecords, _ task: KeepingTask, _ generation: Int
  ) {
    guard state.withLock({ $0.generation == generation }) else { return }
    switch result {
    case .success(.pruned(let receipt)):
      state.withLock { state in
        state.round.rest[task] = receipt.rest
        state.round.deleted[records, default: 0] += receipt.deleted
      }
      if task == .databaseSize, receipt.rest == nil { tellTooLarge() }
      ended(task, receipt.rest == nil, generation)
    case .success: ended(task, true, generation)
    case .failure(let error): failed(task, error.message, generation)
    }
  }

  private func tellTooLarge() {
    surroundings.log.warning(
      """
      the database is larger than keep.database_size though it has no texts older than a day any more; let it be \
      larger, or keep alerts and ledger for a shorter time
      """)
  }

  /// Goes on with the next task; this one is tried again in the next round.
  private func failed(_ task: KeepingTask, _ problem: String, _ generation: Int) {
    guard state.withLock({ $0.generation == generation && !$0.isStopped }) else { return }
    tell(problem)
    ended(task, true, generation)
  }

  /// The first of a round.
  private func tell(_ problem: String) {
    let isFirst = state.withLock { state in
      guard state.round.problem == nil else { return false }
      state.round.problem = problem
      return true
    }
    guard isFirst else { return }
    surroundings.log.warning("what is older than it is to be kept cannot be cleared away: \(problem)")
  }

  private func ended(_ task: KeepingTask, _ isDone: Bool, _ generation: Int) {
    let isBusy = surroundings.isBusy()
    let (isCurrent, summary, completion) = state.withLock { state -> (Bool, String?, (@Sendable () -> Void)?) in
      guard state.generation == generation, !state.isStopped else { return (false, nil, nil) }
      guard state.machine.stepped(isTaskDone: isDone, isBusy: isBusy, now: Self.now) else { return (true, nil, nil) }
      state.lastRound = StatusReport.Keeping.Round(
        ended: Alert.time(surroundings.wallClock()), cleared: state.round.summary, problem: state.round.problem)
      defer { (state.round, state.onRoundEnd) = (KeepingRound(), nil) }
      return (true, state.round.summary, state.onRoundEnd)
    }
    guard isCurrent else { return }
    if let summary { surroundings.log.notice("cleared away: \(summary)") }
    if let completion { return completion() }
    advance()
  }
}

/// What a round has done and where it is.
struct KeepingRound {
  /// Milliseconds since 1970, the same for all steps of a round.
  var before: [KeepingTask: Int64] = [:]
  var rest: [KeepingTask: ClosedRange<Int64>] = [:]
  var deleted: [PrunedRecords: Int] = [:]
  var files = 0
  var fileBytes: Int64 = 0
  /// The first that came up.
  var problem: String?

  mutating func add(_ step: FileKeeper.Step) {
    files += step.deleted
    fileBytes += step.deletedBytes
  }

  /// For people; `nil` where nothing was cleared away.
  var summary: String? {
    var parts: [String] = []
    if let count = deleted[.alerts], count > 0 { parts.append("\(count) alerts") }
    if let count = deleted[.ledger], count > 0 { parts.append("\(count) rows of the ledger") }
    if let count = deleted[.texts], count > 0 { parts.append("the texts of \(count) articles") }
    if files > 0 { parts.append("\(files) files (\(fileBytes.byteCountText))") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}
