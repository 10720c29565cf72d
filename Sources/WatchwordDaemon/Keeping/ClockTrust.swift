import AlertStore

/// Whether the clock may decide what is old enough to be cleared away. A clock that is years ahead, as after a flat
/// battery or a typing error, makes everything old, and what is cleared away is gone. Pure.
struct ClockTrust: Sendable, Equatable {
  /// A clock may be put right by so much while the daemon runs.
  static let tolerance: Int64 = 86_400_000
  /// Where nothing came in for longer than this, the clock has to hold for a while first.
  static let gap: Int64 = 30 * 86_400_000
  /// For so long.
  static let confirmation: Int64 = 86_400_000
  /// What seems to have come in before this program was written did so by a clock that stood at its beginning.
  static let earliest = PruneStep.earliestTime

  /// Milliseconds since 1970, at the start of the daemon.
  let start: Int64

  /// - Parameters:
  ///   - now: milliseconds since 1970.
  ///   - running: since the start, by a clock that nobody sets, in milliseconds.
  ///   - newest: when the newest file came in, in milliseconds since 1970; `nil` where none did.
  func isTrusted(now: Int64, running: Int64, newest: Int64?) -> Bool {
    guard now >= Self.earliest, abs(now - (start + running)) <= Self.tolerance else { return false }
    if running >= Self.confirmation { return true }
    guard let newest else { return false }
    return now - newest <= Self.gap
  }
}
