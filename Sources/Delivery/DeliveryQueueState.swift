import OperatingSystem

/// What a `DeliveryQueue` remembers. Touched on its queue, but for what begins the draining.
struct DeliveryQueueState {
  enum Task {
    case none
    case finish
    case record([DeliveryResult], EndpointChange?)
    /// Whether it is switched off is to be found out first.
    case look
    case deliver, probe
    case wait(until: Int64?)
  }

  var retry: RetryStateMachine
  /// Results that the outbox does not have yet. They are recorded before anything else is delivered: a disk that is
  /// full for an hour must not make the same alerts arrive again and again.
  var unrecorded: [DeliveryResult] = []
  /// To be recorded with them, or alone.
  var unrecordedChange: EndpointChange?
  /// When it was asked last what to do, in milliseconds since 1970.
  private var lastAsked: Int64?
  /// Smaller corrections of a clock say nothing; in milliseconds.
  private static let clockTolerance: Int64 = 60_000
  var isRecording = false
  /// Whether it is known if the endpoint was switched off before.
  var knowsWhetherOff = false
  /// Before then the receiver wants no other message, in milliseconds since 1970.
  var restsUntil: Int64?
  /// How many deliveries the endpoint has in hand.
  var attempting = 0
  var outboxProblem: String?

  var timer: (any DeliveryTimer)?
  /// What the timer waits for, so that many wake-ups during a pause do not each make one.
  var timerTarget: Int64?

  var idleCallbacks: [@Sendable (IdleReport) -> Void] = []
  var isStopping = false
  var isFinished = false
  var drainCallbacks: [@Sendable (DrainReport) -> Void] = []
  var drainReport: DrainReport?
  var stopTimers: [any DeliveryTimer] = []

  /// How long the receiver wants to have between two messages.
  let restMilliseconds: Int64

  init(retry: RetryStateMachine, rest: Duration = .zero) {
    self.retry = retry
    restMilliseconds = max(0, rest.wholeMilliseconds)
  }

  mutating func nextTask(now: Int64) -> Task {
    if isFinished || isRecording { return .none }
    if let lastAsked, now < lastAsked - Self.clockTolerance, unrecordedChange == nil {
      unrecordedChange = .clockPutBack
    }
    lastAsked = now
    if !unrecorded.isEmpty || unrecordedChange != nil && !isStopping {
      guard let until = retry.outboxWait(now: now) else { return .record(unrecorded, unrecordedChange) }
      return isStopping ? .finish : .wait(until: until)
    }
    if isStopping { return .finish }
    let step = retry.nextStep(now: now)
    if case .wait(let until) = step { return .wait(until: until) }
    guard knowsWhetherOff else { return .look }
    // A clock that was put back does not make it longer than it was.
    if let until = restsUntil, now < until, until - now <= restMilliseconds { return .wait(until: until) }
    return step == .probe ? .probe : .deliver
  }

  /// Whether it had failed.
  mutating func outboxWorked() -> Bool {
    retry.outboxWorked()
    defer { outboxProblem = nil }
    return outboxProblem != nil
  }
}
