/// One alert, given to an endpoint by itself: without a queue, an outbox or a second attempt.
package struct EndpointTrial: Sendable {
  package let outcome: DeliveryOutcome
  package let duration: Duration
  package let lines: [DeliveryTrace.Line]

  /// Blocks, for as long as a delivery may.
  ///
  /// - Parameter trace: the one that the endpoint was made with.
  package init(of endpoint: any Endpoint, trace: DeliveryTrace, alertID: String, json: String) {
    let delivery = PendingDelivery(
      sequence: 1, alertID: alertID, endpoint: endpoint.name, attempts: 0, storyID: alertID, json: json)
    let start = ContinuousClock.now
    let outcome = endpoint.deliver([delivery]).first ?? .failed(reason: "nothing was tried")
    duration = ContinuousClock.now - start
    self.outcome = outcome.mappingReason(trace.hiding)
    lines = trace.lines
  }
}

extension DeliveryOutcome {
  fileprivate func mappingReason(_ change: (String) -> String) -> DeliveryOutcome {
    switch self {
    case .delivered: .delivered
    case .failed(let reason, let wait): .failed(reason: change(reason), retryAfter: wait)
    case .refused(let reason): .refused(reason: change(reason))
    case .gone(let reason): .gone(reason: change(reason))
    }
  }
}

extension EndpointTrial {
  /// Of the alert log: writes a line to it, as the daemon does, beside one that runs.
  package init(ofLog path: String, alertID: String, json: String) {
    let trace = DeliveryTrace(hiding: SentSecrets([]))
    trace.note("a line in the file \(path)")
    trace.sent(Array(json.utf8))
    self.init(of: LogEndpoint(path: path), trace: trace, alertID: alertID, json: json)
  }
}
