/// So many in any period; what is beyond waits until there is room again.
package struct RateLimit: Sendable, Equatable {
  /// At least one.
  package var max: Int
  package var periodSeconds: Int

  package init(max: Int, periodSeconds: Int) {
    self.max = max
    self.periodSeconds = periodSeconds
  }
}

extension RateLimit {
  /// What came at `now` waits, because there were so many in the period before. What a clock that was put back says of later
  /// counts as well, for a period at most.
  ///
  /// - Parameter told: when those were told that did not wait, in milliseconds since 1970; only the latest `max` are looked at.
  /// - Returns: until there is room; `nil` where there is.
  package func hold(told: [Int64], now: Int64) -> Hold? {
    let period = Int64(periodSeconds) * 1000
    let latest = told.filter { $0 > now - period && $0 < now + period }.sorted().suffix(Swift.max(1, max))
    guard let oldest = latest.first, latest.count >= Swift.max(1, max) else { return nil }
    return Hold(until: Swift.min(oldest, now) + period, gathering: .limit)
  }
}
