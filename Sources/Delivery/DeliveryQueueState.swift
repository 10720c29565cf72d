/// What a `DeliveryQueue` remembers. Touched on its queue, but for what begins the draining.
struct DeliveryQueueState {
  enum Task {
    case none
    case finish
    case record([DeliveryResult])
    case deliver, probe
    case wait(until: Int64)
  }

  var retry: RetryStateMachine
  /// Results that the outbox does not have yet. They are recorded before anything else is delivered: a disk that is
  /// full for an hour must not make the same alerts arrive again and again.
  var unrecorded: [DeliveryResult] = []
  var isRecording = false
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

  init(retry: RetryStateMachine) { self.retry = retry }

  func nextTask(now: Int64) -> Task {
    if isFinished || isRecording { return .none }
    if !unrecorded.isEmpty {
      guard let until = retry.outboxWait(now: now) else { return .record(unrecorded) }
      return isStopping ? .finish : .wait(until: until)
    }
    if isStopping { return .finish }
    switch retry.nextStep(now: now) {
    case .deliver: return .deliver
    case .probe: return .probe
    case .wait(let until): return .wait(until: until)
    }
  }

  /// Whether it had failed.
  mutating func outboxWorked() -> Bool {
    retry.outboxWorked()
    defer { outboxProblem = nil }
    return outboxProblem != nil
  }
}
