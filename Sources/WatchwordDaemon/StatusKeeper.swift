import AlertStore
import Alerts
import Control
import Dispatch
import Foundation
import Glibc
import Inbox
import Synchronization

/// Puts together what the daemon says of itself. Owner: the queue `status`, which reads the database in one short look at
/// a time, so that who asks often waits for himself and for nobody else.
final class StatusKeeper: Sendable {
  private struct State {
    var configuration: DaemonConfiguration
    var rules: StatusReport.Rules
  }

  private let queue = DispatchQueue(label: "status", qos: .utility)
  private let store: AlertStore
  private let meter: IntakeMeter
  private let board: ConditionBoard
  private let state: Mutex<State>
  private let startedMilliseconds = WallClock.milliseconds()
  private let started = ContinuousClock.now

  init(
    store: AlertStore, meter: IntakeMeter, board: ConditionBoard, configuration: DaemonConfiguration,
    rules: RuleLoading.Loaded
  ) {
    self.store = store
    self.meter = meter
    self.board = board
    state = Mutex(State(configuration: configuration, rules: Self.figures(rules)))
  }

  /// After a reload. Any thread.
  func reloaded(_ rules: RuleLoading.Loaded, _ configuration: DaemonConfiguration) {
    state.withLock { ($0.rules, $0.configuration) = (Self.figures(rules), configuration) }
  }

  private static func figures(_ loaded: RuleLoading.Loaded) -> StatusReport.Rules {
    StatusReport.Rules(
      inForce: loaded.ruleCount, mistakes: loaded.mistakes,
      runningOnLastGood: Array(loaded.runningOnLastGood.prefix(100)), loaded: Alert.time(WallClock.milliseconds()))
  }

  /// Calls back once, on the queue `status`. Any thread.
  func report(of watcher: InboxWatcher, _ done: @escaping @Sendable (Result<StatusReport, AlertStoreError>) -> Void) {
    watcher.whatWaits { [self] waiting in
      queue.async { [self] in done(Result { () throws(AlertStoreError) in try report(waiting) }) }
    }
  }

  private func report(_ waiting: InboxWaiting) throws(AlertStoreError) -> StatusReport {
    let (configuration, rules) = state.withLock { ($0.configuration, $0.rules) }
    // Before the database: what is committed in between is counted twice for a moment, and not left out.
    let inHand = meter.inHand
    let figures = try store.figures()
    var report = StatusReport(
      figures, pending: waiting.ready + waiting.unsettled + inHand, state: configuration.state,
      archive: configuration.archive, version: configuration.version)
    report.process = process
    report.rates = meter.rates
    report.commitDelay = meter.delay
    report.rules = rules
    report.inbox.path = configuration.inbox
    report.inbox.ready = waiting.ready
    report.inbox.unsettled = waiting.unsettled
    report.inbox.inHand = inHand
    report.inbox.isBeingSwept = waiting.isBeingSwept
    let names = configuration.endpoints.map(\.name)
    for name in names where !report.endpoints.contains(where: { $0.name == name }) {
      report.endpoints.append(StatusReport.Endpoint(name: name))
    }
    for index in report.endpoints.indices {
      let name = report.endpoints[index].name
      report.endpoints[index].isInForce = names.contains(name)
      report.endpoints[index].failingSince = board.since("endpoint \(name)")
    }
    report.endpoints.sort { $0.name < $1.name }
    StateConditions.report(report, to: board)
    let (conditions, further) = board.current()
    report.problems = conditions
    report.furtherProblems = further > 0 ? further : nil
    return report
  }

  private var process: StatusReport.Process {
    var process = StatusReport.Process(
      id: getpid(), started: Alert.time(startedMilliseconds),
      uptimeSeconds: (ContinuousClock.now - started).components.seconds)
    process.memoryBytes = ProcessFigures.kibibytes("VmRSS").map { $0 << 10 }
    process.memoryPeakBytes = ProcessFigures.kibibytes("VmHWM").map { $0 << 10 }
    process.descriptors = ProcessFigures.descriptors
    process.descriptorLimit = ProcessFigures.descriptorLimit
    return process
  }
}

/// What Linux says of this process.
enum ProcessFigures {
  /// A line of `/proc/self/status`.
  static func kibibytes(_ name: String) -> Int64? {
    guard let text = FileManager.default.contents(atPath: "/proc/self/status") else { return nil }
    for line in String(decoding: text, as: UTF8.self).split(separator: "\n") where line.hasPrefix(name + ":") {
      return line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int64($0) }
    }
    return nil
  }

  static var descriptors: Int? {
    do {
      // One of them reads the folder.
      return try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count - 1
    } catch {
      // Without /proc nobody can say.
      return nil
    }
  }

  static var descriptorLimit: Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    return Int(clamping: limit.rlim_cur)
  }

  /// Free for this user, in bytes.
  static func freeBytes(at path: String) -> Int64? {
    var status = statvfs()
    guard statvfs(path, &status) == 0 else { return nil }
    return Int64(clamping: UInt64(status.f_bavail) * UInt64(status.f_frsize))
  }
}
