import OperatingSystem

/// Decides what an endpoint's queue does next, and when a failed delivery is tried again. Pure: time comes in as
/// milliseconds since 1970, randomness from the generator given; nothing is called.
///
/// - A delivery that failed is tried again after an exponential back-off with full jitter (Brooker, "Exponential
///   Backoff And Jitter", AWS 2015) above a floor: evenly random from `first` to `first · 2^attempts`, at most
///   `longest`. Others pass it meanwhile.
/// - When different deliveries fail one after the other, the endpoint is taken for dead and pauses, so that thousands
///   queued behind it do not each make an attempt. After the pause one delivery probes; if it fails too, the next pause
///   is longer, and if it succeeds, the endpoint is alive again at once. One delivery that alone always fails (the
///   receiver chokes on it) never pauses the endpoint.
/// - When the outbox itself fails, nothing is delivered until it works again: what cannot be recorded would be sent
///   again.
package struct RetryStateMachine: Sendable {
  package enum Step: Sendable, Equatable {
    case deliver
    /// Deliver only one, best one that never failed, so that a delivery that always fails cannot keep the pause going.
    case probe
    /// Nothing before then.
    case wait(until: Int64)
  }

  package let policy: RetryPolicy
  private var generator: any RandomNumberGenerator & Sendable
  /// Deliveries that failed since the last success, at most `failuresBeforePause` of them.
  private var failedSequences: Set<Int64> = []
  private var pauses = 0
  private var pausedUntil: Int64?
  private var outboxFailures = 0
  private var outboxWaitsUntil: Int64?

  package init(policy: RetryPolicy, generator: any RandomNumberGenerator & Sendable) {
    self.policy = policy
    self.generator = generator
  }

  /// Whether the endpoint is taken for dead.
  package var isPaused: Bool { pausedUntil != nil }

  /// Until when the outbox is left alone after its failure.
  package func outboxWait(now: Int64) -> Int64? {
    guard let until = outboxWaitsUntil, now < until else { return nil }
    return until
  }

  package func nextStep(now: Int64) -> Step {
    if let until = outboxWait(now: now) { return .wait(until: until) }
    guard let until = pausedUntil else { return .deliver }
    return now < until ? .wait(until: until) : .probe
  }

  /// The delivery to probe with: of those that failed least often, the oldest.
  package static func probe(of due: [PendingDelivery]) -> PendingDelivery? {
    due.min { ($0.attempts, $0.sequence) < ($1.attempts, $1.sequence) }
  }

  /// Turns the outcomes of a batch into what is to be recorded, and learns from them. Deliveries without outcome were
  /// not attempted; outcomes without delivery are ignored.
  package mutating func settle(
    _ batch: [PendingDelivery], _ outcomes: [DeliveryOutcome], now: Int64
  ) -> [DeliveryResult] {
    zip(batch, outcomes).map { delivery, outcome in
      var nextAttempt: Int64?
      switch outcome {
      case .delivered: succeeded()
      case .failed:
        failed(delivery, now: now)
        let attempts = min(max(0, delivery.attempts), Self.largestExponent) + 1
        nextAttempt = now + delay(afterAttempts: attempts, longest: policy.longest)
      }
      return DeliveryResult(
        sequence: delivery.sequence, endpoint: delivery.endpoint, outcome: outcome, nextAttempt: nextAttempt)
    }
  }

  package mutating func outboxFailed(now: Int64) {
    outboxFailures = min(outboxFailures + 1, Self.largestExponent)
    outboxWaitsUntil = now + delay(afterAttempts: outboxFailures, longest: policy.longestPause)
  }

  package mutating func outboxWorked() {
    outboxFailures = 0
    outboxWaitsUntil = nil
  }

  /// How long to wait after so many failed attempts, in milliseconds: from `first` to `longest`.
  package mutating func delay(afterAttempts attempts: Int, longest: Duration) -> Int64 {
    let first = policy.first.wholeMilliseconds
    let longest = max(first, longest.wholeMilliseconds)
    let exponent = min(max(attempts, 0), Self.largestExponent)
    let (grown, overflow) = first.multipliedReportingOverflow(by: 1 << Int64(exponent))
    return random(in: first...(overflow ? longest : min(grown, longest)))
  }

  private mutating func random(in range: ClosedRange<Int64>) -> Int64 {
    func draw(_ generator: inout some RandomNumberGenerator) -> Int64 { .random(in: range, using: &generator) }
    return draw(&generator)
  }

  private mutating func succeeded() {
    failedSequences.removeAll()
    pauses = 0
    pausedUntil = nil
  }

  private mutating func failed(_ delivery: PendingDelivery, now: Int64) {
    if failedSequences.count < policy.failuresBeforePause { failedSequences.insert(delivery.sequence) }
    guard isPaused || failedSequences.count >= policy.failuresBeforePause else { return }
    pauses = min(pauses + 1, Self.largestExponent)
    pausedUntil = now + delay(afterAttempts: pauses, longest: policy.longestPause)
  }

  /// 2^40 ms are 35 years: more doubling changes nothing, and nothing overflows.
  private static let largestExponent = 40
}
