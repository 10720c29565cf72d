/// Tells that nothing came for so long, of a source or for a rule: once when the time has passed, and once more when
/// something comes again. Over milliseconds since 1970.
///
/// A clock that is set back begins the wait anew. One that is set forward is not told from time that has passed.
package struct AbsenceStateMachine: Sendable, Equatable {
  /// What outlives a restart.
  package struct State: Sendable, Equatable, Codable {
    /// The last arrival, or when watching began.
    package var since: Int64
    package var isTold: Bool

    package init(since: Int64, isTold: Bool = false) {
      self.since = since
      self.isTold = isTold
    }
  }

  package enum Report: Sendable, Equatable {
    case quiet(since: Int64)
    /// Something came, after nothing since.
    case cameAgain(quietSince: Int64)
  }

  /// While it was not running nothing could come: what waits in the inbox has so long to be read before anything is told,
  /// or the period, where that is shorter.
  package static let resumingMilliseconds: Int64 = 10 * 60_000

  package private(set) var state: State
  /// Milliseconds, at least one.
  private let period: Int64
  private var notBefore = Int64.min

  /// Whether it may have something to say if somebody looks what came.
  package func isToBeLookedAt(_ now: Int64) -> Bool { nextDeadline.map { $0 <= now } ?? true }

  /// - Parameter state: what was kept; `nil` where watching begins.
  package init(periodMilliseconds: Int64, state: State?, now: Int64) {
    period = max(1, periodMilliseconds)
    self.state = state ?? State(since: now)
    if state != nil { notBefore = now.saturatingAdding(min(period, Self.resumingMilliseconds)) }
    heed(now)
  }

  /// When `tick` has something to say if nothing comes; `nil` where it was said.
  package var nextDeadline: Int64? { state.isTold ? nil : max(notBefore, state.since.saturatingAdding(period)) }

  package mutating func arrived(at now: Int64) -> Report? {
    heed(now)
    defer { state = State(since: now) }
    return state.isTold ? .cameAgain(quietSince: state.since) : nil
  }

  package mutating func tick(_ now: Int64) -> Report? {
    heed(now)
    guard let deadline = nextDeadline, now >= deadline else { return nil }
    state.isTold = true
    return .quiet(since: state.since)
  }

  /// A clock that was set back is to be seen before it has gone on as far again, so this is called often.
  package mutating func heed(_ now: Int64) {
    if now < state.since { state.since = now }
    notBefore = min(notBefore, now.saturatingAdding(Self.resumingMilliseconds))
  }
}
