import OperatingSystem

/// Decides what an endpoint's queue does next, and when a failed delivery is tried again. Pure: time comes in as
/// milliseconds since 1970, randomness from the generator given; nothing is called.
///
/// - A delivery that failed is tried again after an exponential back-off with full jitter (Brooker, "Exponential
///   Backoff And Jitter", AWS 2015) above a floor: evenly random from `first` to `first · 2^attempts`, at most
///   `longest`. Others pass it meanwhile.
/// - A delivery that went on failing for `giveUp`, or that the receiver refused, is a dead letter.
/// - When messages of different stories fail one after the other, the endpoint is taken for dead and pauses, so that
///   thousands queued behind it do not each make an attempt (a circuit breaker: Nygard, "Release It!", 2007). After the
///   pause one delivery probes; if it fails too, the next pause is longer, and if it succeeds, the endpoint is alive
///   again at once. A story that alone always fails (the receiver chokes on it) never pauses the endpoint. Refusals
///   count too: a receiver that refuses everything has been set up wrongly, and its alerts should not all die of that.
/// - A receiver that says when to come again (Retry-After) is left alone until then.
/// - A receiver that says that it is gone is switched off.
/// - When the outbox itself fails, nothing is delivered until it works again: what cannot be recorded would be sent
///   again.
/// - A clock that is put back ends every wait of the endpoint: what it was counted from is yet to come.
package struct RetryStateMachine: Sendable {
  package enum Step: Sendable, Equatable {
    case deliver
    /// Deliver only one, best one that never failed, so that a delivery that always fails cannot keep the pause going.
    case probe
    /// Nothing before then; `nil`: nothing until it is switched on.
    case wait(until: Int64?)
  }

  package let policy: RetryPolicy
  private var generator: any RandomNumberGenerator & Sendable
  /// Stories of which a message failed since the last success, at most `failuresBeforePause` of them.
  private var failedStories: Set<String> = []
  private var pauses = 0
  private var pause: Wait?
  private var outboxFailures = 0
  private var outboxWait: Wait?

  /// In milliseconds since 1970.
  private struct Wait {
    let begin: Int64
    let end: Int64

    init(for milliseconds: Int64, from now: Int64) {
      begin = now
      end = now + milliseconds
    }

    /// Its end, unless it is over.
    func end(at now: Int64) -> Int64? { begin <= now && now < end ? end : nil }
  }

  package init(policy: RetryPolicy, generator: any RandomNumberGenerator & Sendable) {
    self.policy = policy
    self.generator = generator
  }

  /// Why the endpoint is switched off.
  package private(set) var offReason: String?

  package mutating func switchOff(_ reason: String) { offReason = reason }

  package mutating func switchOn() {
    offReason = nil
    succeeded()
  }

  /// Whether the endpoint is taken for dead.
  package var isPaused: Bool { pause != nil }

  /// Until when the outbox is left alone after its failure.
  package func outboxWait(now: Int64) -> Int64? {
    outboxWait?.end(at: now)
  }

  package func nextStep(now: Int64) -> Step {
    if let until = outboxWait(now: now) { return .wait(until: until) }
    if offReason != nil { return .wait(until: nil) }
    guard let pause else { return .deliver }
    return pause.end(at: now).map { .wait(until: $0) } ?? .probe
  }

  /// The message to probe with: of those that failed least often, the oldest; but none that would pass an older one of its
  /// story. Empty where nothing is due.
  package static func probe(of due: [PendingDelivery], tellsStories: Bool) -> [PendingDelivery] {
    var stories: Set<String> = []
    let messages = due.messages(ofStories: tellsStories).filter { message in
      let older = stories
      stories.formUnion(message.map(\.storyID))
      return !message.contains { older.contains($0.storyID) }
    }
    let probe = messages.min { a, b in
      guard let a = a.first, let b = b.first else { return false }
      return (a.attempts, a.sequence) < (b.attempts, b.sequence)
    }
    return probe.map(Array.init) ?? []
  }

  /// Turns the outcomes of a batch into what is to be recorded, and learns from them. Deliveries without outcome were
  /// not attempted; outcomes without delivery are ignored.
  package mutating func settle(
    _ batch: [PendingDelivery], _ outcomes: [DeliveryOutcome], now: Int64
  ) -> [DeliveryResult] {
    // What failed in one message failed once, and is tried again in one.
    var delays: [String: Int64] = [:]
    return zip(batch, outcomes).map { delivery, outcome in
      let verdict: DeliveryResult.Verdict
      switch outcome {
      case .delivered:
        succeeded()
        verdict = .delivered
      case .failed(let reason, let retryAfter):
        if delays[delivery.messageKey] == nil {
          failed([delivery.messageKey], retryAfter: retryAfter, now: now)
          let attempts = min(max(0, delivery.attempts), Self.largestExponent) + 1
          delays[delivery.messageKey] = max(
            delay(afterAttempts: attempts, longest: policy.longest), Self.bounded(retryAfter))
        }
        verdict = verdictOnFailure(of: delivery, reason, delay: delays[delivery.messageKey] ?? 0, now: now)
      case .refused(let reason):
        if delays.updateValue(0, forKey: delivery.messageKey) == nil {
          // A receiver that refuses everybody would cost all stories of three messages that gather many.
          let refused = zip(batch, outcomes).filter { $0.messageKey == delivery.messageKey && $1 == outcome }
          failed(refused.map(\.0.storyID), retryAfter: nil, now: now)
        }
        verdict = .dead(reason: reason)
      case .gone(let reason):
        switchOff(reason)
        verdict = .retry(at: now, reason: reason)
      }
      return DeliveryResult(sequence: delivery.sequence, endpoint: delivery.endpoint, verdict: verdict)
    }
  }

  private func verdictOnFailure(
    of delivery: PendingDelivery, _ reason: String, delay: Int64, now: Int64
  ) -> DeliveryResult.Verdict {
    // A clock that was put back makes the time longer, and never overflows.
    let (failingFor, _) = now.subtractingReportingOverflow(delivery.failingSince ?? now)
    guard failingFor < policy.giveUp.wholeMilliseconds else {
      return .dead(reason: "given up after \(min(delivery.attempts, .max - 1) + 1) attempts; the last: \(reason)")
    }
    return .retry(at: now + delay, reason: reason)
  }

  package mutating func outboxFailed(now: Int64) {
    outboxFailures = min(outboxFailures + 1, Self.largestExponent)
    outboxWait = Wait(for: delay(afterAttempts: outboxFailures, longest: policy.longestPause), from: now)
  }

  package mutating func outboxWorked() {
    outboxFailures = 0
    outboxWait = nil
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
    failedStories.removeAll()
    pauses = 0
    pause = nil
  }

  private mutating func failed(_ stories: some Sequence<String>, retryAfter: Duration?, now: Int64) {
    for story in stories where failedStories.count < policy.failuresBeforePause { failedStories.insert(story) }
    guard isPaused || retryAfter != nil || failedStories.count >= policy.failuresBeforePause else { return }
    pauses = min(pauses + 1, Self.largestExponent)
    let length = retryAfter == nil ? delay(afterAttempts: pauses, longest: policy.longestPause) : 0
    pause = Wait(for: max(length, Self.bounded(retryAfter)), from: now)
  }

  /// In milliseconds; what a receiver asks for is heeded up to a day.
  private static func bounded(_ retryAfter: Duration?) -> Int64 {
    min(max(0, retryAfter?.wholeMilliseconds ?? 0), 86_400_000)
  }

  /// 2^40 ms are 35 years: more doubling changes nothing, and nothing overflows.
  private static let largestExponent = 40
}
