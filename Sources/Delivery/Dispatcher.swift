import Dispatch
import Synchronization

/// All endpoints' queues. Every method may be called from any thread.
package final class Dispatcher: Sendable {
  private let queues: [DeliveryQueue]
  /// Calls back to those who wait for all. Its own, because the global queues may be full of work.
  private let callbackQueue = DispatchQueue(label: "delivery")

  /// - Parameter onEvent: Called with the endpoint's name, on that endpoint's queue.
  /// - Throws: `duplicate-endpoint`: two queues over the same deliveries would send each alert twice.
  package init(
    endpoints: [any Endpoint], outbox: any Outbox, policy: RetryPolicy = RetryPolicy(),
    clock: any DeliveryClock = SystemDeliveryClock(),
    generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    onEvent: @escaping @Sendable (_ endpoint: String, DeliveryEvent) -> Void = { _, _ in }
  ) throws(DeliveryConfigurationError) {
    var names: Set<String> = []
    for endpoint in endpoints where !names.insert(endpoint.name).inserted {
      throw DeliveryConfigurationError(
        code: "duplicate-endpoint",
        message: "two endpoints are named '\(endpoint.name)'; give each a name of its own")
    }
    queues = endpoints.map { endpoint in
      let name = endpoint.name
      return DeliveryQueue(endpoint: endpoint, outbox: outbox, policy: policy, clock: clock, generator: generator) {
        onEvent(name, $0)
      }
    }
  }

  /// New alerts were committed, or the daemon starts.
  package func wake() {
    for queue in queues { queue.wake() }
  }

  package func has(_ name: String) -> Bool { queues.contains { $0.name == name } }

  /// Tries an endpoint again that was switched off or pauses, if there is one of that name.
  package func switchOn(_ name: String) { queues.first { $0.name == name }?.switchOn() }

  /// Files are opened anew (HUP).
  package func reopen() {
    for queue in queues { queue.reopen() }
  }

  /// Calls back once, when every queue has been idle; reports in the order of the endpoints, on the queue `delivery`.
  package func whenIdle(_ callback: @escaping @Sendable ([IdleReport]) -> Void) {
    collect({ $0.whenIdle($1) }, callback)
  }

  /// Ends every queue, all at the same time; see `DeliveryQueue.drain`. Reports in the order of the endpoints.
  package func drain(within limit: Duration = .zero, completion: @escaping @Sendable ([DrainReport]) -> Void) {
    collect({ $0.drain(within: limit, completion: $1) }, completion)
  }

  private func collect<Report: Sendable>(
    _ ask: (DeliveryQueue, @escaping @Sendable (Report) -> Void) -> Void,
    _ callback: @escaping @Sendable ([Report]) -> Void
  ) {
    let collected = Collected<Report>()
    let group = DispatchGroup()
    for queue in queues {
      group.enter()
      ask(queue) { report in
        collected.reports.withLock { $0[queue.name] = report }
        group.leave()
      }
    }
    let names = queues.map(\.name)
    group.notify(queue: callbackQueue) {
      callback(collected.reports.withLock { reports in names.compactMap { reports[$0] } })
    }
  }
}

private final class Collected<Report: Sendable>: Sendable {
  let reports = Mutex<[String: Report]>([:])
}
