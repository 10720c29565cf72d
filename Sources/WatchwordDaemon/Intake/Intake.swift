import AlertStore
import Dispatch
import FailPoints
import Inbox
import Logging
import OperatingSystem
import Synchronization

/// Pulls files from the inbox as there is room, has the workers look at them, and hands them to the store; after the
/// commit they go to the filing queue. Everything here may be called from any thread.
final class Intake: Sendable {
  struct Surroundings: Sendable {
    var store: AlertStore
    var filing: FilingQueue
    var log: Logger
    var meter: IntakeMeter
    var board: ConditionBoard
    /// Called on the store queue after a commit that raised alerts.
    var onAlerts: @Sendable () -> Void
    /// Called on the store queue for every article that is on the disk.
    var onRecorded: @Sendable () -> Void = {}
    /// Called when the store cannot work again without a person.
    var onFatal: @Sendable (AlertStoreError) -> Void
  }

  /// The lock is never contended: the worker is used on its queue alone.
  private final class Worker: Sendable {
    let queue: DispatchQueue
    let worker: Mutex<PercolationWorker>

    init(number: Int, _ worker: sending PercolationWorker) {
      queue = DispatchQueue(label: "percolation.\(number)")
      self.worker = Mutex(worker)
    }
  }

  private struct State {
    var budget = WorkBudget()
    var idleWorkers: [Int]
    /// Counts what may have changed for a worker that finds nothing to do, so that none falls asleep on news.
    var news = 0
    /// Taken from the watcher, or lying outside the inbox, and not begun. The next is the last.
    var taken: [Arrival] = []
    var pause = PauseStateMachine()
    var isStopped = false
    var onDrained: [@Sendable () -> Void] = []

    /// Whether a worker may go on with what it took; its first file was just found to have room.
    func mayHandle(_ isFirst: Bool) -> Bool { !isStopped && !pause.isPaused && (isFirst || budget.hasRoomForContents) }

    mutating func idleWorkerToWake() -> Int? {
      news += 1
      guard !isStopped, !pause.isPaused, budget.hasRoom(for: Intake.maximumShare) else { return nil }
      return idleWorkers.popLast()
    }
  }

  /// Files that a worker takes at a time.
  fileprivate static let maximumShare = 16

  private let surroundings: Surroundings
  private let workers: [Worker]
  private let watcher = Mutex<InboxWatcher?>(nil)
  private let state: Mutex<State>
  private let timers = DispatchQueue(label: "intake.pause")

  /// - Parameter makeWorker: makes one that nobody else has.
  init(workers count: Int, makeWorker: () -> sending PercolationWorker, surroundings: Surroundings) {
    self.surroundings = surroundings
    workers = (0..<max(1, count)).map { Worker(number: $0, makeWorker()) }
    state = Mutex(State(idleWorkers: Array(workers.indices)))
  }

  /// From where files are pulled; before the first `wake`.
  func connect(_ watcher: InboxWatcher) { self.watcher.withLock { $0 = watcher } }

  /// Something may be there to do. An idle worker is given its first file here: on the inbox queue, where this is called
  /// for new files, taking one waits for nobody, while a worker that asks at once would wait for that queue.
  func wake() {
    guard let worker = state.withLock({ $0.idleWorkerToWake() }) else { return }
    let first = next(worker)
    guard !first.isEmpty else { return }
    workers[worker].queue.async { [self] in run(worker, first) }
  }

  /// A file that lies outside the inbox and is to be read there.
  func take(displaced arrival: Arrival) {
    state.withLock { $0.taken.append(arrival) }
    wake()
  }

  /// Takes nothing more; calls back once when everything that was begun is at its end.
  func drain(completion: @escaping @Sendable () -> Void) {
    let isDone = state.withLock { state in
      state.isStopped = true
      if !state.budget.isIdle { state.onDrained.append(completion) }
      return state.budget.isIdle
    }
    if isDone { completion() }
  }

  private func run(_ worker: Int, _ first: [Arrival]) {
    var arrivals = first
    while !arrivals.isEmpty {
      for (place, arrival) in arrivals.enumerated() {
        guard state.withLock({ $0.mayHandle(place == 0) }) else {
          putBack(arrivals[place...])
          break
        }
        handle(arrival, worker)
      }
      arrivals = next(worker)
    }
  }

  /// What a worker took and has no room for now, because contents are large, or because of a pause or a stop.
  private func putBack(_ arrivals: ArraySlice<Arrival>) {
    state.withLock { state in
      state.taken += arrivals.reversed()
      state.budget.end(arrivals.count)
    }
    endedOne()
  }

  private func handle(_ arrival: Arrival, _ worker: Int) {
    surroundings.meter.taken()
    switch workers[worker].worker.withLock({ $0.look(at: arrival) }) {
    case .record(let handled, _) where surroundings.filing.isDone(arrival.path, handled.fingerprint):
      // Announced again, though it stays here or only waits for being moved.
      surroundings.meter.letGo()
      finish(arrival, stays: true)
    case .record(var handled, let submission):
      // What was found in it may be many times as large as the article.
      handled.heldBytes += submission.estimatedBytes
      state.withLock { $0.budget.hold(bytes: handled.heldBytes) }
      FailPoint.submitting.pass()
      surroundings.store.submit(submission) { [self, handled] in committed($0, handled) }
    case .nothing:
      surroundings.meter.letGo()
      surroundings.filing.close(rowOf: arrival)
      finish(arrival)
    case .tryLater(let message):
      surroundings.meter.letGo()
      surroundings.log.warning("\(arrival.path.display): \(message)")
      finish(arrival, stays: true)
    }
  }

  /// The next files for a worker, its share of what there is; none when there is nothing or no room: the worker is idle
  /// then. Where there is more, the next worker helps.
  private func next(_ worker: Int) -> [Arrival] {
    while true {
      let (news, waiting, room) = state.withLock { state -> (Int, Arrival?, Int) in
        guard !state.isStopped, !state.pause.isPaused, state.budget.hasRoom(for: Self.maximumShare) else {
          state.idleWorkers.append(worker)
          return (0, nil, 0)
        }
        let waiting = state.taken.popLast()
        let room = waiting == nil ? Self.maximumShare : 1
        state.budget.begin(room)
        return (state.news, waiting, room)
      }
      guard room > 0 else { return [] }
      if let waiting { return [waiting] }
      let (paths, hasMore) = watcher.withLock { $0 }?.takeShare(among: workers.count, max: room) ?? ([], false)
      let sleeps = state.withLock { state -> Bool in
        state.budget.end(room - paths.count)
        guard paths.isEmpty, state.news == news else { return false }
        state.idleWorkers.append(worker)
        return true
      }
      if !paths.isEmpty {
        if hasMore { wake() }
        return paths.map { Arrival($0) }
      }
      endedOne()
      if sleeps { return [] }
    }
  }

  /// On the store queue.
  private func committed(_ result: Result<Receipt, AlertStoreError>, _ handled: Handled) {
    let isWellAgain = state.withLock { state in
      state.budget.release(bytes: handled.heldBytes)
      if case .success = result { return state.pause.succeeded() }
      return false
    }
    switch result {
    case .success(let receipt):
      surroundings.meter.committed(changed: handled.fingerprint.ctime)
      if isWellAgain {
        surroundings.log.notice("the state can be written again; going on")
        surroundings.board.clear("state")
      }
      guard let file = receipt.file else { return finish(handled.arrival) }
      tell(file, handled)
      if !file.alerts.isEmpty { surroundings.onAlerts() }
      if file.state == .matched || file.state == .unmatched { surroundings.onRecorded() }
      surroundings.filing.file(handled, receipt: file) { [self] in filed(handled, isMoved: $0, displaced: $1) }
    case .failure(let error) where error.isTemporary:
      surroundings.meter.letGo()
      pause(error)
      finish(handled.arrival, stays: true)
    case .failure(let error) where error.code == .unacceptable && handled.rejection == nil:
      recordAsRejected(handled, because: error)
    case .failure(let error):
      surroundings.meter.letGo()
      surroundings.log.error("\(handled.arrival.path.display): \(error.message)")
      finish(handled.arrival, stays: true)
      surroundings.onFatal(error)
    }
  }

  /// One article that the database refuses must not stop the others, nor vanish.
  private func recordAsRejected(_ handled: Handled, because error: AlertStoreError) {
    var handled = handled
    handled.heldBytes = 0
    let rejection = Rejection(code: "not-recordable", message: "what was found cannot be recorded: \(error.message)")
    handled.rejection = rejection
    let rejected = handled
    surroundings.store.submit(.rejected(rejected)) { [self] in committed($0, rejected) }
  }

  private func tell(_ file: FileReceipt, _ handled: Handled) {
    let path = handled.arrival.path.display
    if let rejection = handled.rejection {
      surroundings.log.warning("rejected \(path): \(rejection.message) (\(rejection.code))")
    } else {
      surroundings.log.debug("\(file.state.rawValue) \(path)")
    }
    if !handled.uncertainRules.isEmpty {
      let rules = handled.uncertainRules.prefix(10).joined(separator: ", ")
      surroundings.log.warning(
        "\(path) is too large to be sure of: these rules may be true of it, have a look: \(rules)")
    }
  }

  private func filed(_ handled: Handled, isMoved: Bool, displaced: Arrival?) {
    if isMoved { surroundings.filing.close(rowOf: handled.arrival) }
    if let displaced { take(displaced: displaced) }
    finish(handled.arrival, stays: !isMoved)
  }

  private func finish(_ arrival: Arrival, stays: Bool = false) {
    if arrival.isHeldByWatcher {
      watcher.withLock { $0 }?.finish(arrival.path, stays: stays)
    } else if stays {
      // Nobody else knows of it; the ledger row that it stands for leads the next start to it.
      surroundings.log.warning("\(arrival.path.display) lies at \(arrival.location.display) until the next start")
    }
    end()
  }

  private func end() {
    state.withLock { $0.budget.end() }
    endedOne()
    wake()
  }

  private func endedOne() {
    let callbacks = state.withLock { state -> [@Sendable () -> Void] in
      guard state.budget.isIdle else { return [] }
      defer { state.onDrained = [] }
      return state.onDrained
    }
    for callback in callbacks { callback() }
  }

  /// Nothing is taken until the wait is over; then the inbox is looked through again.
  private func pause(_ error: AlertStoreError) {
    guard case .wait(let duration, let isNew) = state.withLock({ $0.pause.failed() }) else { return }
    if isNew {
      surroundings.log.error("\(error.message) Nothing is lost: articles wait in the inbox until it works again.")
      surroundings.board.report(
        "state", error.message, action: "Nothing is lost: articles wait in the inbox until it works again.")
    }
    timers.asyncAfter(deadline: .now() + duration.dispatchInterval) { [self] in
      state.withLock { $0.pause.waited() }
      watcher.withLock { $0 }?.sweepNow()
      wake()
    }
  }
}
