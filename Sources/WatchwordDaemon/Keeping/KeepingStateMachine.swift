/// Decides when the next small step of clearing away is due, and of what: every hour a round of all tasks, with pauses
/// between the steps that are longer while files wait to be read. A round that takes longer than an hour is too slow for
/// what comes in, and pauses no longer for that.
struct KeepingStateMachine {
  static let first = Duration.seconds(60)
  static let interval = Duration.seconds(3_600)
  static let pause = Duration.milliseconds(10)
  static let busyPause = Duration.milliseconds(100)
  /// Between the end of a round and the next.
  static let shortestRest = Duration.seconds(60)

  enum Advice: Equatable {
    case step(KeepingTask)
    /// Ask again then.
    case wait(until: Duration)
    /// There is nothing that is not kept for ever.
    case rest
  }

  private let tasks: [KeepingTask]
  private var remaining: ArraySlice<KeepingTask> = []
  private var roundBegan: Duration
  private var due: Duration

  /// Times are counted from anywhere, on a clock that is never put right.
  init(tasks: [KeepingTask], now: Duration, beginsAtOnce: Bool = false) {
    self.tasks = tasks
    roundBegan = now
    due = beginsAtOnce ? now : now + Self.first
  }

  mutating func next(now: Duration) -> Advice {
    guard !tasks.isEmpty else { return .rest }
    guard now >= due else { return .wait(until: due) }
    if remaining.isEmpty {
      remaining = tasks[...]
      roundBegan = now
    }
    return .step(remaining.first ?? tasks[0])
  }

  /// After a step. Returns whether it ended a round.
  mutating func stepped(isTaskDone: Bool, isBusy: Bool, now: Duration) -> Bool {
    let isLate = now - roundBegan > Self.interval
    due = now + (isBusy && !isLate ? Self.busyPause : Self.pause)
    guard isTaskDone else { return false }
    remaining = remaining.dropFirst()
    guard remaining.isEmpty else { return false }
    due = max(roundBegan + Self.interval, now + Self.shortestRest)
    return true
  }
}
