/// Tells that an endpoint fails: once when it has failed for some time, again every day for as long as it does, and once
/// that it works again, where that it fails was told. Over milliseconds since 1970.
///
/// A clock that is set back begins the waits anew; what was told stays told.
package struct EndpointHealthStateMachine: Sendable, Equatable {
  /// What outlives a restart.
  package struct State: Sendable, Equatable, Codable {
    /// The first failure with no success since; `nil` where it works.
    package var failingSince: Int64?
    /// When it was last told that it fails; `nil` where it was not.
    package var toldAt: Int64?

    package init(failingSince: Int64? = nil, toldAt: Int64? = nil) {
      self.failingSince = failingSince
      self.toldAt = toldAt
    }
  }

  package enum Report: Sendable, Equatable {
    case failing(since: Int64)
    case worksAgain(failedSince: Int64)
  }

  package static let defaultDelayMilliseconds: Int64 = 15 * 60_000
  package static let repeatMilliseconds: Int64 = 86_400_000

  package private(set) var state: State
  private let delay: Int64

  package init(delayMilliseconds: Int64 = defaultDelayMilliseconds, state: State = State()) {
    delay = max(0, delayMilliseconds)
    self.state = state
  }

  /// When `tick` has something to say unless the endpoint works before; `nil` where it does work.
  package var nextDeadline: Int64? {
    guard let since = state.failingSince else { return nil }
    return state.toldAt?.saturatingAdding(Self.repeatMilliseconds) ?? since.saturatingAdding(delay)
  }

  /// An attempt failed.
  package mutating func failed(at now: Int64) -> Report? {
    if state.failingSince == nil { state = State(failingSince: now) }
    return tick(now)
  }

  /// Something was delivered.
  package mutating func worked(at now: Int64) -> Report? {
    heed(now)
    defer { state = State() }
    guard let since = state.failingSince, state.toldAt != nil else { return nil }
    return .worksAgain(failedSince: since)
  }

  package mutating func tick(_ now: Int64) -> Report? {
    heed(now)
    guard let deadline = nextDeadline, now >= deadline, let since = state.failingSince else { return nil }
    state.toldAt = now
    return .failing(since: since)
  }

  private mutating func heed(_ now: Int64) {
    if let since = state.failingSince, now < since { state.failingSince = now }
    if let toldAt = state.toldAt, now < toldAt { state.toldAt = now }
  }
}
