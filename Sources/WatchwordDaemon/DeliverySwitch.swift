import AlertStore
import Delivery
import Logging
import Synchronization

/// The dispatcher in force, which a reload replaces: the old one ends before the new one begins, so that no delivery is
/// in two hands.
final class DeliverySwitch: Sendable {
  /// How long an endpoint may take to end what it is delivering.
  private static let patience = Duration.seconds(10)

  private let log: Logger
  private let dispatcher = Mutex<Dispatcher?>(nil)

  init(log: Logger) { self.log = log }

  func start(_ configuration: DaemonConfiguration, store: AlertStore) throws {
    begin(try make(configuration, store), configuration, store)
  }

  func wake() { dispatcher.withLock { $0 }?.wake() }
  func reopen() { dispatcher.withLock { $0 }?.reopen() }

  /// Throws before anything is changed; the change itself goes on in the background.
  func replace(_ configuration: DaemonConfiguration, store: AlertStore) throws {
    let new = try make(configuration, store)
    let old = dispatcher.withLock { current in
      defer { current = nil }
      return current
    }
    guard let old else { return begin(new, configuration, store) }
    old.drain(within: Self.patience) { [self] _ in begin(new, configuration, store) }
  }

  /// Calls back when nothing can be delivered now.
  func whenIdle(_ callback: @escaping @Sendable () -> Void) {
    guard let current = dispatcher.withLock({ $0 }) else { return callback() }
    current.whenIdle { [log] reports in
      for report in reports where (report.pending ?? 0) > 0 {
        log.warning("\(report.pending ?? 0) alerts still wait for \(report.endpoint); the next run delivers them")
      }
      callback()
    }
  }

  /// Ends delivering; calls back with what a person should know.
  func drain(_ callback: @escaping @Sendable ([String]) -> Void) {
    let current = dispatcher.withLock { current in
      defer { current = nil }
      return current
    }
    guard let current else { return callback([]) }
    current.drain(within: Self.patience) { reports in
      callback(
        reports.filter { $0.unrecorded > 0 || $0.isAbandoned }.map {
          "\($0.endpoint) did not end in time; up to \($0.unrecorded) alerts will be sent again"
        })
    }
  }

  func stopAtOnce() {
    dispatcher.withLock { current in
      current?.drain { _ in }
      current = nil
    }
  }

  private func begin(_ new: Dispatcher, _ configuration: DaemonConfiguration, _ store: AlertStore) {
    let names = configuration.endpoints.map(\.name)
    store.submit(.endpoints(current: names, milliseconds: WallClock.milliseconds())) { [log] result in
      switch result {
      case .success(.dropped(let dropped)):
        for (endpoint, count) in dropped.sorted(by: { $0.key < $1.key }) {
          log.warning("\(count) alerts for \(endpoint) are dropped: it is no endpoint in the settings any more")
        }
      case .success: break
      case .failure(let error): log.warning("\(error.message)")
      }
    }
    dispatcher.withLock { $0 = new }
    new.wake()
  }

  private func make(_ configuration: DaemonConfiguration, _ store: AlertStore) throws -> Dispatcher {
    let endpoints: [any Endpoint] = configuration.endpoints.map { endpoint in
      switch endpoint {
      case .stdout(let render):
        StreamEndpoint(format: render.map { .text($0) } ?? .json)
      case .log(let path): LogEndpoint(path: path)
      case .webhook(let name, let webhook): WebhookEndpoint(name: name, configuration: webhook)
      }
    }
    return try Dispatcher(endpoints: endpoints, outbox: StoreOutbox(store: store), policy: configuration.retry) {
      [log] endpoint, event in Self.tell(event, of: endpoint, log)
    }
  }

  private static func tell(_ event: DeliveryEvent, of endpoint: String, _ log: Logger) {
    switch event {
    case .delivered(let count): log.debug("\(endpoint) has \(count) alerts more")
    case .attemptFailed(let alert, let attempts, let reason, _):
      // Back-off makes later ones rare; the outbox has them all.
      if attempts == 1 { log.warning("\(endpoint): alert \(alert): \(reason); it is tried again") }
    case .paused(let reason): log.warning("\(endpoint) does not answer (\(reason)); its alerts wait in the outbox")
    case .resumed: log.notice("\(endpoint) answers again")
    case .outboxFailed(let reason): log.error("\(endpoint): the outbox cannot be used: \(reason)")
    }
  }
}
