import AlertStore
import Delivery
import FailPoints

/// The store's outbox, as delivery wants to see it.
struct StoreOutbox: Outbox {
  let store: AlertStore

  func due(endpoint: String, limit: Int, now: Int64) throws -> [PendingDelivery] {
    try store.due(endpoint: endpoint, limit: limit, now: now).map {
      PendingDelivery(
        sequence: $0.sequence, alertID: $0.alertID, endpoint: $0.endpoint, attempts: $0.attempts,
        failingSince: $0.failingSince, storyID: $0.storyID, gathering: $0.gathering, json: $0.json)
    }
  }

  func nextDue(endpoint: String, after now: Int64) throws -> Int64? {
    try store.nextDue(endpoint: endpoint, after: now)
  }

  func pendingCount(endpoint: String) throws -> Int { try store.pendingDeliveries()[endpoint] ?? 0 }

  func whyOff(endpoint: String) throws -> String? { try store.whyOff(endpoint: endpoint) }

  func record(
    _ results: [DeliveryResult], _ change: EndpointChange?, of endpoint: String,
    completion: @escaping @Sendable (Result<Void, any Error>) -> Void
  ) {
    let now = WallClock.milliseconds()
    let attempts = results.map {
      DeliveryAttempt(
        sequence: $0.sequence, endpoint: $0.endpoint, outcome: .init($0.verdict), milliseconds: now)
    }
    let change: EndpointRecord? = change.map { change in
      switch change {
      case .worksAgain, .clockPutBack: .worksAgain(endpoint)
      case .switchedOff(let reason): .switchedOff(endpoint, reason: reason, milliseconds: now)
      }
    }
    FailPoint.attemptReporting.pass()
    store.submit(.attempted(attempts, change)) {
      FailPoint.attemptReported.pass()
      completion($0.map { _ in }.mapError { $0 })
    }
  }
}

extension DeliveryAttempt.Outcome {
  init(_ verdict: DeliveryResult.Verdict) {
    self =
      switch verdict {
      case .delivered: .delivered
      case .retry(let next, let reason): .failed(reason: reason, nextAttemptMilliseconds: next)
      case .dead(let reason): .dead(reason: reason)
      }
  }
}
