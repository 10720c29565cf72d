/// An alert that an endpoint has not had yet.
package struct PendingDelivery: Sendable, Equatable {
  /// Grows with the commit order.
  package let sequence: Int64
  package let alertID: String
  package let endpoint: String
  /// How many attempts failed before.
  package let attempts: Int
  /// The alert, encoded.
  package let json: String

  package init(sequence: Int64, alertID: String, endpoint: String, attempts: Int, json: String) {
    self.sequence = sequence
    self.alertID = alertID
    self.endpoint = endpoint
    self.attempts = attempts
    self.json = json
  }
}

/// How an attempt ended.
package enum DeliveryOutcome: Sendable, Equatable {
  case delivered
  /// Trying again can help. The reason is for a person and holds no secret.
  case failed(reason: String)
}

/// Where pending deliveries are kept durably. The store conforms elsewhere. Called on the endpoints' queues.
package protocol Outbox: Sendable {
  /// The oldest deliveries of an endpoint that are due, at most `limit`, in the order of their sequence.
  /// `now` in milliseconds since 1970.
  func due(endpoint: String, limit: Int, now: Int64) throws -> [PendingDelivery]

  /// When the next delivery of an endpoint falls due, in milliseconds since 1970; `nil` where none is pending.
  func nextDue(endpoint: String) throws -> Int64?

  /// How many deliveries an endpoint has not had yet, due or not.
  func pendingCount(endpoint: String) throws -> Int

  /// Records how attempts ended, durably, in one commit; calls back once, on any queue, when that is done.
  /// After a failure nothing of it is recorded, and the same results come again later.
  func record(_ results: [DeliveryResult], completion: @escaping @Sendable (Result<Void, any Error>) -> Void)
}

package struct DeliveryResult: Sendable, Equatable {
  package let sequence: Int64
  package let endpoint: String
  package let outcome: DeliveryOutcome
  /// When to try next, in milliseconds since 1970; `nil` after a delivery.
  package let nextAttempt: Int64?

  package init(sequence: Int64, endpoint: String, outcome: DeliveryOutcome, nextAttempt: Int64?) {
    self.sequence = sequence
    self.endpoint = endpoint
    self.outcome = outcome
    self.nextAttempt = nextAttempt
  }
}
