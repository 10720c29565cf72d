import Pacing

/// An alert that an endpoint has not had yet.
package struct PendingDelivery: Sendable, Equatable {
  /// Grows with the commit order.
  package let sequence: Int64
  package let alertID: String
  package let endpoint: String
  /// How many attempts failed before.
  package let attempts: Int
  /// When an attempt failed first, in milliseconds since 1970; `nil` where none has.
  package let failingSince: Int64?
  /// Of the story that the alert tells of; of a notice its own id.
  package let storyID: String
  /// Why it was held back, to be told with others; `nil` where it was not.
  package let gathering: Gathering?
  /// The alert, encoded.
  package let json: String

  package init(
    sequence: Int64, alertID: String, endpoint: String, attempts: Int, failingSince: Int64? = nil, storyID: String,
    gathering: Gathering? = nil, json: String
  ) {
    self.sequence = sequence
    self.alertID = alertID
    self.endpoint = endpoint
    self.attempts = attempts
    self.failingSince = failingSince
    self.storyID = storyID
    self.gathering = gathering
    self.json = json
  }
}

/// How an attempt ended.
package enum DeliveryOutcome: Sendable, Equatable {
  case delivered
  /// Trying again can help, no earlier than `retryAfter` from now where the receiver said so. The reason is for a
  /// person and holds no secret.
  case failed(reason: String, retryAfter: Duration? = nil)
  /// The receiver will never take this alert; it may take others.
  case refused(reason: String)
  /// The receiver wants to hear nothing any more.
  case gone(reason: String)

  /// `nil` after a delivery.
  package var reason: String? {
    switch self {
    case .delivered: nil
    case .failed(let reason, _), .refused(let reason), .gone(let reason): reason
    }
  }
}

/// Where pending deliveries are kept durably. The store conforms elsewhere. Called on the endpoints' queues.
package protocol Outbox: Sendable {
  /// The oldest deliveries of an endpoint that are due, at most `limit`, in the order of their sequence.
  /// `now` in milliseconds since 1970. One whose story has an older delivery in back-off is not due: what is told of a
  /// story is told in its order.
  func due(endpoint: String, limit: Int, now: Int64) throws -> [PendingDelivery]

  /// When the next delivery of an endpoint falls due after `now`, both in milliseconds since 1970; `nil` where none does.
  func nextDue(endpoint: String, after now: Int64) throws -> Int64?

  /// How many deliveries an endpoint has not had yet, due or not.
  func pendingCount(endpoint: String) throws -> Int

  /// Why an endpoint is switched off; `nil` where it is not.
  func whyOff(endpoint: String) throws -> String?

  /// Records how attempts of an endpoint ended, there may be none, and what became of it, durably, in one commit; calls back once, on any
  /// queue, when that is done. After a failure nothing of it is recorded, and the same results come again later.
  func record(
    _ results: [DeliveryResult], _ change: EndpointChange?, of endpoint: String,
    completion: @escaping @Sendable (Result<Void, any Error>) -> Void)
}

/// What attempts have shown of an endpoint, or the clock has.
package enum EndpointChange: Sendable, Equatable {
  /// It works again after a pause: what failed before is due at once.
  case worksAgain
  /// What failed before is due at once: until when it was to wait was said by another clock.
  case clockPutBack
  /// It wants to hear nothing any more, until somebody switches it on.
  case switchedOff(reason: String)
}

package struct DeliveryResult: Sendable, Equatable {
  package enum Verdict: Sendable, Equatable {
    case delivered
    /// To be tried again at a time, in milliseconds since 1970.
    case retry(at: Int64, reason: String)
    /// Not tried again; kept as a dead letter.
    case dead(reason: String)
  }

  package let sequence: Int64
  package let endpoint: String
  package let verdict: Verdict

  package init(sequence: Int64, endpoint: String, verdict: Verdict) {
    self.sequence = sequence
    self.endpoint = endpoint
    self.verdict = verdict
  }
}
