/// Decides, when something that everything depends on does not work for now (a full disk, a locked database), how long to
/// wait and what to say: once that it waits, once that it goes on. Pure; the owner sets the timer.
struct PauseStateMachine: Sendable {
  enum Step: Equatable {
    /// Wait so long, then try again; `isNew` the first time, when a person should be told.
    case wait(Duration, isNew: Bool)
    /// Already waiting.
    case goOnWaiting
  }

  private static let shortest = Duration.milliseconds(250)

  private let longest: Duration
  private(set) var isPaused = false
  private var failures = 0

  init(longest: Duration = .seconds(30)) { self.longest = longest }

  mutating func failed() -> Step {
    if isPaused { return .goOnWaiting }
    isPaused = true
    failures += 1
    return .wait(min(longest, Self.shortest * (1 << min(failures - 1, 16))), isNew: failures == 1)
  }

  /// The wait is over; what comes next shows whether it helped.
  mutating func waited() { isPaused = false }

  /// Whether a person should be told that all is well again. A success of what was begun before the pause says nothing.
  mutating func succeeded() -> Bool {
    guard !isPaused else { return false }
    defer { failures = 0 }
    return failures > 0
  }
}
