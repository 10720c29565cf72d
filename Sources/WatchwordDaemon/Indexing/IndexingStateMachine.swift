/// Decides when the index of stored texts is worked on: when enough articles have come for a segment, and then in small
/// steps, with long rests while articles come in, so that they need not wait for a core.
struct IndexingStateMachine {
  enum Next: Equatable {
    /// Work on.
    case go
    case rest(Duration)
    /// Nothing to do until `recorded` says so.
    case sleep
  }

  /// While articles come in, it rests so many times as long as it worked: a tenth of one core.
  static let restFactor = 9
  static let longestRest = Duration.seconds(10)
  /// Articles come in while the last one is no older.
  static let busyTime = Duration.seconds(1)
  /// After something that only time or a person can mend.
  static let firstPatience = Duration.seconds(10)
  static let longestPatience = Duration.seconds(600)

  /// So many articles are worth waking up for.
  let enough: Int
  private var lastRecorded: ContinuousClock.Instant?
  /// That came since it went to sleep, and those that were left over then.
  private var waiting = 0
  private var isAsleep = true
  private var patience = Self.firstPatience

  init(enough: Int) { self.enough = enough }

  /// An article was recorded. True where somebody has to begin to work.
  mutating func recorded(at now: ContinuousClock.Instant) -> Bool {
    lastRecorded = now
    waiting += 1
    guard isAsleep, waiting >= enough else { return false }
    isAsleep = false
    return true
  }

  /// Somebody begins to work for another reason. False where somebody does already.
  mutating func start() -> Bool {
    defer { isAsleep = false }
    return isAsleep
  }

  /// A step was done.
  ///
  /// - Parameters:
  ///   - left: how many articles are too few for a segment; `nil` where there is more to do.
  ///   - hurries: nobody is kept waiting by it.
  mutating func worked(for time: Duration, left: Int?, hurries: Bool, at now: ContinuousClock.Instant) -> Next {
    patience = Self.firstPatience
    if let left {
      waiting = left
      isAsleep = true
      return .sleep
    }
    let isBusy = lastRecorded.map { now - $0 < Self.busyTime } ?? false
    return isBusy && !hurries ? .rest(min(time * Self.restFactor, Self.longestRest)) : .go
  }

  /// It cannot go on for now.
  mutating func failed() -> Next {
    defer { patience = min(patience * 3, Self.longestPatience) }
    return .rest(patience)
  }
}
