/// Whether articles still become deliveries: one of our own, the canary, goes in on a schedule and must come out within a
/// time. That one did not is told once, and once that one does again. Over milliseconds since 1970.
///
/// While canaries are lost, new ones go in on the schedule; whichever comes out first ends it. A clock that is set back begins the
/// waits anew.
package struct CanaryStateMachine: Sendable, Equatable {
  package enum Phase: Sendable, Equatable, Codable {
    case idle
    /// For the canary with this token, which went in at this time.
    case waiting(since: Int64, token: Int64)
    /// The first that did not come out went in at this time.
    case lost(since: Int64)
  }

  /// What outlives a restart.
  package struct State: Sendable, Equatable, Codable {
    package var phase: Phase
    /// When a canary goes in next.
    package var nextInjection: Int64
    /// Of the next canary; those of one state are never the same.
    package var nextToken: Int64

    package init(phase: Phase = .idle, nextInjection: Int64, nextToken: Int64 = 1) {
      self.phase = phase
      self.nextInjection = nextInjection
      self.nextToken = nextToken
    }
  }

  package enum Action: Sendable, Equatable {
    /// Put a canary with this token in.
    case inject(token: Int64)
    case reportLost(since: Int64)
    /// After canaries had been lost since.
    case reportFound(lostSince: Int64)
  }

  package private(set) var state: State
  private let period: Int64
  private let limit: Int64

  /// - Parameters:
  ///   - everyMilliseconds: how often one goes in.
  ///   - withinMilliseconds: how long it may take; no longer than `everyMilliseconds`, so that there is one at a time.
  ///   - state: what was kept; `nil` where it begins, with a canary at once. One that was under way has its whole time again,
  ///     because while the daemon stood still it could not come out.
  package init(everyMilliseconds: Int64, withinMilliseconds: Int64, state: State?, now: Int64) {
    period = max(1, everyMilliseconds)
    limit = min(max(1, withinMilliseconds), period)
    self.state = state ?? State(nextInjection: now)
    if case .waiting(_, let token) = self.state.phase { self.state.phase = .waiting(since: now, token: token) }
    heed(now)
  }

  /// When `tick` has something to do if nothing comes out.
  package var nextDeadline: Int64 {
    if case .waiting(let since, _) = state.phase { return since.saturatingAdding(limit) }
    return state.nextInjection
  }

  /// What is to be done now; to be asked again until it is nothing.
  package mutating func tick(_ now: Int64) -> Action? {
    heed(now)
    guard now >= nextDeadline else { return nil }
    if case .waiting(let since, _) = state.phase {
      state.phase = .lost(since: since)
      return .reportLost(since: since)
    }
    let token = state.nextToken
    state.nextToken = token.saturatingAdding(1)
    state.nextInjection = now.saturatingAdding(period)
    if state.phase == .idle { state.phase = .waiting(since: now, token: token) }
    return .inject(token: token)
  }

  /// A canary came out. One that is neither awaited nor missed says nothing.
  package mutating func found(token: Int64, at now: Int64) -> Action? {
    heed(now)
    switch state.phase {
    case .idle: return nil
    case .waiting(_, let awaited):
      if token == awaited { state.phase = .idle }
      return nil
    case .lost(let since):
      guard (1..<state.nextToken).contains(token) else { return nil }
      state.phase = .idle
      return .reportFound(lostSince: since)
    }
  }

  private mutating func heed(_ now: Int64) {
    switch state.phase {
    case .idle: break
    case .waiting(let since, let token): if now < since { state.phase = .waiting(since: now, token: token) }
    case .lost(let since): if now < since { state.phase = .lost(since: now) }
    }
    state.nextInjection = min(state.nextInjection, now.saturatingAdding(period))
  }
}
