import AlertStore
import Alerts
import Control
import Dispatch
import Glibc
import Inbox
import Synchronization

/// Puts together what the daemon says of itself. Owner: the queue `status`, which waits for nobody: each part is asked for
/// where it is known, and what does not come in time is left out and said. Who asks often waits for himself alone.
final class StatusKeeper: Sendable {
  /// Whom it asks.
  struct Sources: Sendable {
    var store: AlertStore
    var meter: IntakeMeter
    var board: ConditionBoard
    /// Calls back when the inbox has its turn.
    var inbox: @Sendable (@escaping @Sendable (InboxStatus) -> Void) -> Void
    var texts: @Sendable () -> TextIndexStatus
    var keeping: @Sendable () -> StatusReport.Keeping.Round?
  }

  private struct State {
    var configuration: DaemonConfiguration
    var rules: StatusReport.Rules
  }

  private struct Space: Sendable {
    var state: Int64?
    var archive: Int64?
  }

  /// What came before the database was asked.
  private struct Parts: Sendable {
    var inbox: Inquiry<InboxStatus>.Answer?
    var space: Inquiry<Space>.Answer?
    var inHand = 0
  }

  private let queue = DispatchQueue(label: "status", qos: .utility)
  private let sources: Sources
  private let patience: Duration
  private let figures: Inquiry<Result<StateFigures, AlertStoreError>>
  private let inbox: Inquiry<InboxStatus>
  private let space: Inquiry<Space>
  private let state: Mutex<State>
  private let startedMilliseconds = WallClock.milliseconds()
  private let started = ContinuousClock.now

  /// - Parameter patience: for each part; all are asked for at a time.
  init(
    _ sources: Sources, configuration: DaemonConfiguration, rules: RuleLoading.Loaded, patience: Duration = .seconds(5)
  ) {
    self.sources = sources
    self.patience = patience
    state = Mutex(State(configuration: configuration, rules: Self.figures(rules)))
    inbox = Inquiry(sources.inbox)
    figures = Inquiry(label: "status.database") {
      Result { () throws(AlertStoreError) in try sources.store.figures() }
    }
    let (state, archive) = (configuration.state, configuration.archive)
    space = Inquiry(label: "status.disk") {
      Space(state: ProcessFigures.freeBytes(at: state), archive: ProcessFigures.freeBytes(at: archive))
    }
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

  /// Calls back once, on the queue `status`, after twice the patience at the latest. Any thread.
  func report(_ done: @escaping @Sendable (Result<StatusReport, ControlError>) -> Void) {
    let parts = Mutex(Parts())
    let group = DispatchGroup()
    group.enter()
    inbox.ask(patience: patience, on: queue) { answer in
      parts.withLock { $0.inbox = answer }
      group.leave()
    }
    group.enter()
    space.ask(patience: patience, on: queue) { answer in
      parts.withLock { $0.space = answer }
      group.leave()
    }
    group.notify(queue: queue) { [self] in
      // Before the database: what is committed in between is counted twice for a moment, and not left out.
      parts.withLock { $0.inHand = sources.meter.inHand }
      figures.ask(patience: patience, on: queue) { [self] answer in
        switch answer {
        case .value(.success(let figures)): done(.success(report(figures, parts.withLock { $0 })))
        case .value(.failure(let error)): done(.failure(ControlError(.failed, error.message)))
        case .none:
          done(.failure(ControlError(.tooSlow, "The database does not answer: its disk hangs or is very slow.")))
        }
      }
    }
  }

  private func report(_ figures: StateFigures, _ parts: Parts) -> StatusReport {
    let (configuration, rules) = state.withLock { ($0.configuration, $0.rules) }
    var report = StatusReport(figures, version: configuration.version)
    report.process = process
    report.rates = sources.meter.rates
    report.commitDelay = sources.meter.delay
    report.rules = rules
    report.inbox.path = configuration.inbox
    report.inbox.after = configuration.after.rawValue
    report.inbox.inHand = parts.inHand
    report.files.pending = parts.inHand
    report.texts = StatusReport.TextIndex(sources.texts())
    report.keeping = StatusReport.Keeping(configuration.keeping, lastRound: sources.keeping())
    var late: [Condition] = []
    if case .value(let inbox) = parts.inbox {
      report.add(inbox)
    } else {
      report.files.isPartial = true
      late.append(.late("inbox", parts.inbox, "the inbox (\(configuration.inbox))"))
    }
    if case .value(let space) = parts.space {
      (report.storage.stateFreeBytes, report.storage.archiveFreeBytes) = (space.state, space.archive)
    } else {
      late.append(.late("disk", parts.space, "the disk of the state or the archive (\(configuration.archive))"))
    }
    if !late.isEmpty { report.leftOut = late.map { String($0.key.dropFirst("late ".count)) } }
    addEndpoints(configuration, &report)
    StateConditions.report(report, to: sources.board)
    let (conditions, further) = sources.board.current()
    report.problems = late + conditions
    report.furtherProblems = further > 0 ? further : nil
    return report
  }

  private func addEndpoints(_ configuration: DaemonConfiguration, _ report: inout StatusReport) {
    let names = configuration.endpoints.map(\.name)
    for name in names where !report.endpoints.contains(where: { $0.name == name }) {
      report.endpoints.append(StatusReport.Endpoint(name: name))
    }
    for index in report.endpoints.indices {
      let name = report.endpoints[index].name
      report.endpoints[index].isInForce = names.contains(name)
      report.endpoints[index].failingSince = sources.board.since("endpoint \(name)")
    }
    report.endpoints.sort { $0.name < $1.name }
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
