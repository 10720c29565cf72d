/// Decides, when the store cannot take anything for now (a full disk, a locked database), how long to wait and what to
/// say: once that it waits, once that it goes on. Pure; the owner sets the timer.
struct StorePauseStateMachine: Sendable {
  enum Step: Equatable {
    /// Wait so long, then let one try through; `isNew` the first time, when a person should be told.
    case wait(Duration, isNew: Bool)
    /// Already waiting.
    case none
  }

  private let longest: Duration
  private(set) var isPaused = false
  private var failures = 0

  init(longest: Duration = .seconds(30)) { self.longest = longest }

  mutating func failed() -> Step {
    if isPaused { return .none }
    isPaused = true
    failures += 1
    let wait = min(longest, .milliseconds(250) * (1 << min(failures - 1, 10)))
    return .wait(wait, isNew: failures == 1)
  }

  /// The wait is over; what comes next shows whether it helped.
  mutating func waited() { isPaused = false }

  /// Whether a person should be told that all is well again.
  mutating func succeeded() -> Bool {
    defer { failures = 0 }
    return failures > 0 && !isPaused
  }
}
