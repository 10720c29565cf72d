/// What an operator may want to know of an endpoint, for the daemon to log and count. Holds no secret.
package enum DeliveryEvent: Sendable, Equatable {
  /// So many alerts arrived and that is recorded.
  case delivered(count: Int)
  /// An attempt failed; `attempts` counts it. The next one comes no earlier than `nextAttempt`, milliseconds since
  /// 1970.
  case attemptFailed(alertID: String, attempts: Int, reason: String, nextAttempt: Int64)
  /// A delivery is not tried again: a dead letter, which is kept.
  case died(alertID: String, attempts: Int, reason: String)
  /// The receiver wants to hear nothing any more; its alerts wait until somebody switches it on.
  case switchedOff(reason: String)
  /// The endpoint is taken for dead; it is probed from time to time.
  case paused(reason: String)
  /// The endpoint works again.
  case resumed
  /// The outbox could not be read or written. Nothing is lost: it is tried again, and after a restart sent again.
  /// Told once, until it works again.
  case outboxFailed(reason: String)
  /// The outbox, which had failed, works again.
  case outboxWorks
}

/// How things stand when a queue waits for time to pass or for new alerts.
package struct IdleReport: Sendable, Equatable {
  package let endpoint: String
  /// Deliveries that the endpoint has not had: in back-off, or behind a pause. `nil` where the outbox cannot say.
  package let pending: Int?
  /// Why the outbox failed last, if it has not worked since.
  package let outboxProblem: String?

  package init(endpoint: String, pending: Int?, outboxProblem: String? = nil) {
    self.endpoint = endpoint
    self.pending = pending
    self.outboxProblem = outboxProblem
  }
}

/// How a queue ended.
package struct DrainReport: Sendable, Equatable {
  package let endpoint: String
  /// Attempts whose outcome is not recorded: these alerts will be sent again at the next start.
  package let unrecorded: Int
  /// Whether the endpoint or the outbox did not come back in time, and was left behind.
  package let isAbandoned: Bool

  package init(endpoint: String, unrecorded: Int, isAbandoned: Bool) {
    self.endpoint = endpoint
    self.unrecorded = unrecorded
    self.isAbandoned = isAbandoned
  }
}
