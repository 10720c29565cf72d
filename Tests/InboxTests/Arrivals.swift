import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Inbox

/// A watcher on a folder of its own and a consumer that takes what is ready at once and writes it down.
final class Arrivals: Sendable {
  struct State {
    var taken: [InboxPath] = []
    var problems: [InboxProblem] = []
    var isHolding = false
  }

  enum Afterwards { case remove, keep, hold }

  let folder: TemporaryFolder
  let watcher: InboxWatcher
  private let state: Mutex<State>
  private let consumer: Consumer
  private let changed = DispatchSemaphore(value: 0)

  init(
    _ afterwards: Afterwards = .keep, folder: TemporaryFolder? = nil, held: Int = 1024,
    settleTime: Duration = .milliseconds(50), configure: (inout InboxWatcher.Options) -> Void = { _ in }
  ) throws {
    let folder = try folder ?? TemporaryFolder()
    let state = Mutex(State())
    self.folder = folder
    var options = InboxWatcher.Options()
    options.limits.settleTime = settleTime
    options.limits.maximumHeld = held
    options.sweepInterval = .seconds(3600)
    configure(&options)
    let consumer = Consumer()
    self.consumer = consumer
    self.state = state
    watcher = InboxWatcher(
      folder: try BaseFolder(path: folder.path), options: options, onReady: { consumer.ready() },
      onProblem: { consumer.problem($0) })
    consumer.set(
      ready: { [weak self] in self?.consume(afterwards) },
      problem: { [weak self] problem in
        self?.state.withLock { $0.problems.append(problem) }
        self?.changed.signal()
      })
  }

  /// What the watcher calls back; set once, after the watcher is made.
  final class Consumer: Sendable {
    private let callbacks = Mutex<(ready: @Sendable () -> Void, problem: @Sendable (InboxProblem) -> Void)>(
      ({}, { _ in }))

    func set(ready: @escaping @Sendable () -> Void, problem: @escaping @Sendable (InboxProblem) -> Void) {
      callbacks.withLock { $0 = (ready, problem) }
    }

    func ready() { callbacks.withLock { $0.ready }() }
    func problem(_ problem: InboxProblem) { callbacks.withLock { $0.problem }(problem) }
  }

  private func consume(_ afterwards: Afterwards) {
    while true {
      let paths = watcher.take(max: 100)
      if afterwards == .remove {
        for path in paths { _ = folder.bytes(path.bytes).withCString { unlink($0) } }
      }
      state.withLock { $0.taken += paths }
      if afterwards != .hold { watcher.finish(paths, stays: afterwards == .keep) }
      changed.signal()
      if paths.count < 100 { return }
    }
  }

  func start() throws { watcher.start() }

  var taken: [String] { state.withLock { $0.taken.map(\.display) } }
  var problems: [InboxProblem] { state.withLock { $0.problems } }

  /// Waits until what was taken or told is as wanted.
  func wait(seconds: Int = 60, _ isDone: (Arrivals) -> Bool) throws {
    let deadline = DispatchTime.now() + .seconds(seconds)
    while !isDone(self) {
      try #require(
        changed.wait(timeout: deadline) == .success, "timed out; \(taken.count) taken: \(taken.suffix(20)), \(problems)"
      )
    }
  }

  /// Waits until a whole sweep has found nothing left.
  func waitUntilIdle() throws {
    let idle = DispatchSemaphore(value: 0)
    watcher.whenIdle { idle.signal() }
    try #require(idle.wait(timeout: .now() + .seconds(60)) == .success, "never idle; taken: \(taken.suffix(20))")
  }

  var status: InboxStatus {
    let status = Mutex(InboxStatus())
    let isThere = DispatchSemaphore(value: 0)
    watcher.status { found in
      status.withLock { $0 = found }
      isThere.signal()
    }
    isThere.wait()
    return status.withLock { $0 }
  }

  /// Runs on the inbox queue.
  func onQueue(_ body: @escaping @Sendable (InboxWatcher) -> Void) { watcher.queue.sync { body(watcher) } }
}
