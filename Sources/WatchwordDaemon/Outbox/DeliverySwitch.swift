import AlertStore
import Alerts
import Delivery
import Dispatch
import Logging
import Synchronization

/// The dispatcher in force, which a reload replaces: the old one ends before the new one begins, so that no delivery is
/// in two hands.
final class DeliverySwitch: Sendable {
  /// How long an endpoint may take to end what it is delivering.
  private static let patience = Duration.seconds(5)

  private struct State {
    var dispatcher: Dispatcher?
    /// What takes over when the one that is ending has ended.
    var successor: (@Sendable () -> Void)?
    var isEnding = false
    var isStopped = false
  }

  private let log: Logger
  private let board: ConditionBoard
  private let onEvent: @Sendable (_ endpoint: String, DeliveryEvent) -> Void
  private let state = Mutex(State())
  private let output = StreamOutput()

  /// - Parameter onEvent: called on the endpoint's queue; must not wait.
  init(
    log: Logger, board: ConditionBoard = ConditionBoard(),
    onEvent: @escaping @Sendable (_ endpoint: String, DeliveryEvent) -> Void = { _, _ in }
  ) {
    self.log = log
    self.board = board
    self.onEvent = onEvent
  }

  func start(_ configuration: DaemonConfiguration, store: AlertStore) throws {
    begin(try make(configuration, store), configuration, store)
  }

  func wake() { state.withLock { $0.dispatcher }?.wake() }
  func switchOn(_ name: String) { state.withLock { $0.dispatcher }?.switchOn(name) }
  func has(_ name: String) -> Bool { state.withLock { $0.dispatcher }?.has(name) ?? false }
  func reopen() { state.withLock { $0.dispatcher }?.reopen() }

  /// Throws before anything is changed; the change itself goes on in the background.
  func replace(_ configuration: DaemonConfiguration, store: AlertStore) throws {
    let new = try make(configuration, store)
    for kind in ["endpoint", "outbox"] { board.clear(kind: kind, keeping: Set(configuration.endpoints.map(\.name))) }
    endCurrent(quickly: true) { [self] unfinished in
      for words in unfinished { log.warning("\(words)") }
      begin(new, configuration, store)
    }
  }

  /// Calls back when nothing can be delivered now.
  func whenIdle(_ callback: @escaping @Sendable () -> Void) {
    guard let current = state.withLock({ $0.dispatcher }) else { return callback() }
    current.whenIdle { [log] reports in
      for report in reports where (report.pending ?? 0) > 0 {
        log.warning("\(report.pending ?? 0) alerts still wait for \(report.endpoint); the next run delivers them")
      }
      callback()
    }
  }

  /// Ends delivering: what is due goes out first, where the endpoints take it in time. Calls back with what a person
  /// should know.
  func drain(_ callback: @escaping @Sendable ([String]) -> Void) {
    state.withLock { $0.isStopped = true }
    endCurrent(quickly: false, callback)
  }

  func stopAtOnce() {
    let current = state.withLock { state in
      state.isStopped = true
      defer { state.dispatcher = nil }
      return state.dispatcher
    }
    current?.drain { _ in }
  }

  /// Ends the dispatcher in force and then does what comes next; when one is ending already, what was to come after it
  /// gives way to this.
  private func endCurrent(quickly: Bool, _ next: @escaping @Sendable ([String]) -> Void) {
    let (current, isNextNow) = state.withLock { state -> (Dispatcher?, Bool) in
      guard let current = state.dispatcher else {
        if state.isEnding { state.successor = { next([]) } }
        return (nil, !state.isEnding)
      }
      state.dispatcher = nil
      state.isEnding = true
      return (current, false)
    }
    if isNextNow { next([]) }
    guard let current else { return }
    let hasBegun = Once()
    let end: @Sendable () -> Void = { [self] in
      guard hasBegun.isFirst() else { return }
      current.drain(within: Self.patience) { [self] reports in
        if let successor = takeSuccessor() { return successor() }
        next(Self.unfinished(reports))
      }
    }
    if quickly { return end() }
    current.whenIdle { _ in end() }
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Int(Self.patience.components.seconds)), execute: end)
  }

  /// What was asked for while the one before was ending. Until something takes over, that is still going on.
  private func takeSuccessor() -> (@Sendable () -> Void)? {
    state.withLock { state in
      defer { state.successor = nil }
      return state.successor
    }
  }

  private static func unfinished(_ reports: [DrainReport]) -> [String] {
    reports.filter { $0.unrecorded > 0 || $0.isAbandoned }.map {
      "\($0.endpoint) did not end in time; up to \($0.unrecorded) alerts will be sent again"
    }
  }

  private func begin(_ new: Dispatcher, _ configuration: DaemonConfiguration, _ store: AlertStore) {
    tellOfUnknownEndpoints(configuration.endpointNames, store)
    let successor = state.withLock { state -> (@Sendable () -> Void)? in
      if let successor = state.successor {
        state.successor = nil
        return successor
      }
      state.isEnding = false
      if !state.isStopped { state.dispatcher = new }
      return nil
    }
    if let successor { return successor() }
    new.wake()
  }

  /// What waits for an endpoint that is gone is kept: it may have been taken out of the settings by mistake.
  private func tellOfUnknownEndpoints(_ names: [String], _ store: AlertStore) {
    do {
      for (endpoint, count) in try store.pendingDeliveries().sorted(by: { $0.key < $1.key })
      where !names.contains(endpoint) {
        log.warning("\(count) alerts wait for \(endpoint), which is no endpoint in the settings; they are kept")
      }
    } catch {
      log.warning("the outbox cannot be read: \(error)")
    }
  }

  private func make(_ configuration: DaemonConfiguration, _ store: AlertStore) throws -> Dispatcher {
    let endpoints: [any Endpoint] = configuration.endpoints.map { endpoint in
      switch endpoint {
      case .stdout(.json): StreamEndpoint(output: output, format: .json)
      case .stdout(.text(let usesColour)): StreamEndpoint(output: output, format: .text(Self.renderer(usesColour)))
      case .log(let path): LogEndpoint(path: path)
      case .named(let name, let configuration): configuration.endpoint(named: name)
      }
    }
    return try Dispatcher(endpoints: endpoints, outbox: StoreOutbox(store: store), policy: configuration.retry) {
      [log, board, onEvent] endpoint, event in
      Self.tell(event, of: endpoint, log)
      Self.report(event, of: endpoint, to: board)
      onEvent(endpoint, event)
    }
  }

  private static func renderer(_ usesColour: Bool) -> @Sendable ([String]) -> String {
    let renderer = AlertTextRenderer(usesColour: usesColour)
    return { renderer.text(ofStored: $0) }
  }

  private static func report(_ event: DeliveryEvent, of endpoint: String, to board: ConditionBoard) {
    let waiting = "Its alerts wait in the outbox and are tried again."
    switch event {
    case .delivered, .resumed: board.clear("endpoint \(endpoint)")
    case .outboxWorks: board.clear("outbox \(endpoint)")
    case .switchedOff(let reason):
      board.report(
        "endpoint \(endpoint)", "\(endpoint) is switched off: \(reason)",
        action: "Its alerts wait; once it wants them again: watchword endpoint on \(endpoint)")
    case .died: break
    case .attemptFailed(_, _, let reason, _), .paused(let reason):
      board.report("endpoint \(endpoint)", "\(endpoint) does not take alerts: \(reason)", action: waiting)
    case .outboxFailed(let reason):
      board.report("outbox \(endpoint)", "the outbox cannot be used for \(endpoint): \(reason)", action: waiting)
    }
  }

  private static func tell(_ event: DeliveryEvent, of endpoint: String, _ log: Logger) {
    switch event {
    case .delivered(let count): log.debug("\(endpoint) has \(count) alerts more")
    case .attemptFailed(let alert, let attempts, let reason, _):
      // Back-off makes later ones rare; the outbox has them all.
      if attempts == 1 { log.warning("\(endpoint): alert \(alert): \(reason); it is tried again") }
    case .died(let alert, let attempts, let reason):
      log.error(
        "\(endpoint): alert \(alert) is not tried again after \(attempts.counted("attempt")): \(reason); it is kept: watchword deliveries --failed"
      )
    case .switchedOff(let reason):
      log.error(
        "\(endpoint) is switched off: \(reason); its alerts wait for: watchword endpoint on \(endpoint)")
    case .paused(let reason): log.warning("\(endpoint) does not answer (\(reason)); its alerts wait in the outbox")
    case .resumed: log.notice("\(endpoint) answers again")
    case .outboxFailed(let reason):
      log.error("\(endpoint): the outbox cannot be used: \(reason) Its alerts are kept, and it is tried again.")
    case .outboxWorks: log.notice("\(endpoint): the outbox can be used again")
    }
  }
}

/// Which of several ways to an end came first.
private final class Once: Sendable {
  private let isDone = Mutex(false)

  func isFirst() -> Bool {
    isDone.withLock { isDone in
      defer { isDone = true }
      return !isDone
    }
  }
}
