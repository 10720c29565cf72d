import CLinux
import Dispatch
import Glibc
import OperatingSystem
import Synchronization

/// Watches the inbox and hands over each file that is whole, once per arrival.
///
/// The consumer pulls: `onReady` says that there is something, `take` gives it, `finish` says that it is done with.
/// Owner: the serial queue `inbox`.
// Unchecked: all that is mutable is touched on `queue` alone; every entry from outside hops onto it, and each function
// that touches it traps elsewhere (`assertOnQueue`). Only `deinit`, which nobody can run beside, does not.
package final class InboxWatcher: @unchecked Sendable {
  package struct Options: Sendable {
    package var limits = ArrivalStateMachine.Limits()
    package var sweepInterval: Duration = .seconds(60)
    /// Called on the inbox queue when a sweep starts.
    package var onSweep: (@Sendable () -> Void)?
    /// How often folders are looked through for which events cannot be relied on. Where that takes long, less often: a
    /// poll takes at most a tenth of the time.
    package var pollInterval: Duration = .seconds(5)
    /// Further folders are polled. Bounds the memory for the table of watches.
    package var maximumWatches = 250_000
    /// The type of file system that an open folder lies on, as statfs(2) has it; `nil` where it cannot be known.
    package var fileSystemType: @Sendable (_ folder: Int32) -> UInt32? = InboxWatcher.fileSystemType
    /// A new inotify descriptor, or -1 with errno set.
    package var openInotify: @Sendable () -> Int32 = { inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)) }
    /// Says of a file that a sweep found whether it was done with before and is to be left alone unread (files kept in
    /// place). Called on the inbox queue, for files that were announced too.
    package var isDone: (@Sendable (InboxPath, FileFingerprint) -> Bool)?

    package init() {}
  }

  let folder: BaseFolder
  let options: Options
  let queue = DispatchQueue(label: "inbox")
  private let queueKey = DispatchSpecificKey<Bool>()
  private let onReady: @Sendable () -> Void
  private let onProblem: @Sendable (InboxProblem) -> Void

  var machine: ArrivalStateMachine
  var watches = WatchTable()
  /// -1 while not started, after `stop`, and where the system gives no inotify.
  var inotify: Int32 = -1
  var sweep: FolderWalk?
  var isSweepComplete = true
  var sweepStart = Duration.zero
  /// Folders for which events cannot be relied on.
  var polled = PolledFolders()
  /// Walks through them, beside sweeps.
  var pollWalks: [FolderWalk] = []
  /// When the next poll is due; `nil` while nothing is polled.
  var pollAt: Duration?
  var pollStart = Duration.zero
  var leases = InboxStatus.Leases.ownFiles
  var lastSweep: (duration: Duration, endMilliseconds: Int64)?
  var overflowCount = 0
  /// New folders to be walked, the newest last; with more than this many, the sweep does it.
  var folderWalks: [FolderWalk] = []
  let maximumFolderWalks = 64
  var isSliceQueued = false
  var isLost = false
  var isStarted = false
  /// Whether the last sweep that ended saw everything.
  var wasSweepComplete = false
  /// What `onProblem` was told and is not to be told again before it went away, and in which sweep it was met last.
  private var told: [String: (problem: InboxProblem, sweep: Int)] = [:]
  var sweepNumber = 0
  private var readSource: (any DispatchSourceRead)?
  private var sweepTimer: (any DispatchSourceTimer)?
  private var wakeTimer: (any DispatchSourceTimer)?
  private var wakeAt: Duration?
  private var isConsumerTold = false
  var idleWaits: [IdleWait] = []
  /// Done with, and not yet told to the machine: of any thread.
  private let finished = Mutex<[(path: InboxPath, stays: Bool)]>([])

  /// - Parameters:
  ///   - onReady: called on the inbox queue when there is something to `take` again after a `take` that gave less than
  ///     was asked for.
  ///   - onProblem: called on the inbox queue, once per problem until it has gone away.
  package init(
    folder: BaseFolder, options: Options = Options(), onReady: @escaping @Sendable () -> Void,
    onProblem: @escaping @Sendable (InboxProblem) -> Void
  ) {
    self.folder = folder
    self.options = options
    self.onReady = onReady
    self.onProblem = onProblem
    machine = ArrivalStateMachine(limits: options.limits)
    queue.setSpecific(key: queueKey, value: true)
  }

  deinit {
    // Without `stop`: the handlers hold the watcher weakly, and the descriptor is closed by the source's cancellation.
    readSource?.cancel()
    sweepTimer?.cancel()
    wakeTimer?.cancel()
  }

  /// Watches, and begins the first sweep. From any thread but the inbox queue. Where the system gives no inotify descriptor, the inbox is polled.
  package func start() {
    queue.sync {
      guard !isStarted else { return }
      isStarted = true
      leases = watchword_may_lease_all() == 1 ? .allFiles : .ownFiles
      openInotify()
      sweepTimer = makeSweepTimer()
      handle(.sweepRequested)
      startSweepIfDue()
      // The first slice at once: the inbox itself is watched when this returns.
      walk()
      afterStep()
    }
  }

  /// Ends all watching; nothing is called back any more when it returns. Not from the inbox queue.
  package func stop() {
    queue.sync {
      guard isStarted else { return }
      isStarted = false
      inotify = -1
      readSource?.cancel()
      sweepTimer?.cancel()
      wakeTimer?.cancel()
      (readSource, sweepTimer, wakeTimer, wakeAt) = (nil, nil, nil, nil)
      (sweep, folderWalks, pollWalks, idleWaits) = (nil, [], [], [])
    }
  }

  /// The next files that are whole, oldest first; each is in flight until it is `finish`ed. Any thread.
  package func take(max maximum: Int) -> [InboxPath] {
    onQueue {
      let taken = machine.take(maximum)
      if taken.count < maximum { isConsumerTold = false }
      return taken
    }
  }

  /// The same for one of several consumers: its share of what is ready, at least one and at most `maximum`, and whether
  /// there is more. Coming here once for several files spares most of the waiting for this queue.
  package func takeShare(among consumers: Int, max maximum: Int) -> (paths: [InboxPath], hasMore: Bool) {
    onQueue {
      let share = min(maximum, (machine.readyCount + consumers - 1) / max(1, consumers))
      let taken = machine.take(max(1, share))
      if taken.isEmpty { isConsumerTold = false }
      return (taken, machine.readyCount > 0)
    }
  }

  /// Whether `take` would give something. Any thread; waits for the inbox queue.
  package var hasReady: Bool { onQueue { machine.readyCount > 0 } }

  /// Done with these paths, which were taken: their files left the inbox, or stay in it (`stays`: kept in place, or to
  /// be tried again at the next sweep). Any thread; returns at once.
  package func finish(_ paths: [InboxPath], stays: Bool = false) {
    let isFirst = finished.withLock { finished in
      finished += paths.map { (path: $0, stays: stays) }
      return finished.count == paths.count
    }
    // Otherwise who came first takes these along.
    guard isFirst else { return }
    queue.async { [self] in
      let done = finished.withLock { exchange(&$0, with: []) }
      for (path, stays) in done {
        if case .look = handle(.finished(path, stays: stays)) { lookAtAnnounced(path) }
      }
      afterStep()
    }
  }

  package func finish(_ path: InboxPath, stays: Bool = false) { finish([path], stays: stays) }

  /// Looks through the whole inbox as soon as there is room. Any thread.
  package func sweepNow() {
    queue.async { [self] in
      handle(.sweepRequested)
      afterStep()
    }
  }

  /// Runs on the inbox queue, behind what waits there: answers a watchdog.
  package func ping(_ answer: @escaping @Sendable () -> Void) { queue.async(execute: answer) }
}

// What follows runs on the inbox queue.
extension InboxWatcher {
  /// Monotonic.
  var now: Duration { .nanoseconds(Int64(clamping: DispatchTime.now().uptimeNanoseconds)) }

  @discardableResult
  func handle(_ event: ArrivalStateMachine.Event) -> ArrivalStateMachine.Action? {
    machine.handle(event, now: now)
  }

  /// Tells of a problem unless it was told before; a `key` of nil tells it every time.
  func tell(_ problem: InboxProblem, key: String?) {
    assertOnQueue()
    if let key {
      let isNew = told[key] == nil
      guard !isNew || told.count < 1000 else { return }
      told[key] = (problem, sweepNumber)
      guard isNew else { return }
    }
    onProblem(problem)
  }

  /// What was told under this key is over, if it was told.
  func isOver(_ key: String) {
    assertOnQueue()
    if let end = told.removeValue(forKey: key)?.problem.end { onProblem(end) }
  }

  /// After a sweep: what it did not meet any more is over. One that did not see everything says so of folders alone that
  /// could not be read.
  func forgetProblems(isComplete: Bool) {
    assertOnQueue()
    let gone = told.filter { _, entry in
      guard entry.sweep < sweepNumber else { return false }
      switch entry.problem {
      case .folderUnreadable: return true
      case .tooDeep, .watchLimit, .watchFailed: return isComplete
      default: return false
      }
    }
    for key in gone.keys.sorted() { isOver(key) }
  }

  /// Sets going what the last change made due. Every step on the queue ends here.
  func afterStep() {
    assertOnQueue()
    guard isStarted else { return }
    callBackWhoWaits()
    pollIfDue()
    startSweepIfDue()
    continueWalks()
    setWakeTimer()
    if machine.readyCount > 0, !isConsumerTold {
      isConsumerTold = true
      onReady()
    }
  }

  private func onQueue<Result>(_ body: () -> Result) -> Result {
    DispatchQueue.getSpecific(key: queueKey) == true ? body() : queue.sync(execute: body)
  }

  func assertOnQueue() { dispatchPrecondition(condition: .onQueue(queue)) }

  /// At the start, and again at each sweep for as long as there is none.
  func openInotify() {
    assertOnQueue()
    let descriptor = options.openInotify()
    guard descriptor >= 0 else {
      let error = SystemError("watch the inbox (inotify)")
      polled.insert([], .noInotify(error.message))
      return tell(.noWatches(error.message, interval: options.pollInterval), key: "inotify")
    }
    inotify = descriptor
    readSource = makeReadSource(descriptor)
    isOver("inotify")
    polled.remove([])
  }

  private func makeReadSource(_ descriptor: Int32) -> any DispatchSourceRead {
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
    source.setEventHandler { [weak self] in self?.readEvents() }
    source.setCancelHandler { close(descriptor) }
    source.activate()
    return source
  }

  private func makeSweepTimer() -> any DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    let interval = options.sweepInterval.dispatchInterval
    timer.schedule(deadline: .now() + interval, repeating: interval, leeway: .milliseconds(100))
    timer.setEventHandler { [weak self] in
      guard let self else { return }
      if !machine.isSweeping { handle(.sweepRequested) }
      if inotify < 0 { openInotify() }
      afterStep()
    }
    timer.activate()
    return timer
  }

  /// One timer for the next look at unsettled files, for a sweep that is due later, and for whoever waits with patience.
  private func setWakeTimer() {
    assertOnQueue()
    let sweepAt = machine.isSweeping || !machine.canWalk ? nil : machine.sweepAt
    let next = [machine.nextLook, sweepAt, nextPoll, endOfPatience].compactMap { $0 }.min()
    guard next != wakeAt else { return }
    wakeAt = next
    let timer = wakeTimer ?? makeWakeTimer()
    wakeTimer = timer
    guard let next else { return timer.schedule(deadline: .distantFuture) }
    let delay = max(.zero, next - now).wholeNanoseconds
    timer.schedule(deadline: .now() + .nanoseconds(Int(clamping: delay)), leeway: .milliseconds(1))
  }

  private func makeWakeTimer() -> any DispatchSourceTimer {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    timer.setEventHandler { [weak self] in
      guard let self else { return }
      wakeAt = nil
      lookAtUnsettled()
      afterStep()
    }
    timer.activate()
    return timer
  }
}

extension Duration {
  /// Clamped to what fits.
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, sumOverflow) = nanoseconds.addingReportingOverflow(attoseconds / 1_000_000_000)
    return sumOverflow ? (seconds < 0 ? .min : .max) : sum
  }
}
