import AlertStore
import Delivery
import FailPoints

/// The store's outbox, as delivery wants to see it.
struct StoreOutbox: Outbox {
  let store: AlertStore

  func due(endpoint: String, limit: Int, now: Int64) throws -> [PendingDelivery] {
    try store.due(endpoint: endpoint, limit: limit, now: now).map {
      PendingDelivery(
        sequence: $0.sequence, alertID: $0.alertID, endpoint: $0.endpoint, attempts: $0.attempts, json: $0.json)
    }
  }

  func nextDue(endpoint: String) throws -> Int64? { try store.nextDue(endpoint: endpoint) }

  func pendingCount(endpoint: String) throws -> Int { try store.pendingDeliveries()[endpoint] ?? 0 }

  func record(_ results: [DeliveryResult], completion: @escaping @Sendable (Result<Void, any Error>) -> Void) {
    let now = WallClock.milliseconds()
    let attempts = results.map { result in
      DeliveryAttempt(
        sequence: result.sequence, endpoint: result.endpoint, outcome: outcome(of: result, now: now), milliseconds: now)
    }
    FailPoint.attemptReporting.pass()
    store.submit(.attempted(attempts)) {
      FailPoint.attemptReported.pass()
      completion($0.map { _ in }.mapError { $0 })
    }
  }

  private func outcome(of result: DeliveryResult, now: Int64) -> DeliveryAttempt.Outcome {
    switch result.outcome {
    case .delivered: .delivered
    case .failed(let reason): .failed(reason: reason, nextAttemptMilliseconds: result.nextAttempt ?? now)
    }
  }
}
