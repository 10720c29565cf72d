/// An endpoint that is told of something, and what it asks of the time.
package struct Recipient: Sendable, Equatable {
  package var endpoint: String
  /// `nil`: at once.
  package var hold: Hold?
  /// What the endpoint takes at once; `nil` for any number.
  package var limit: RateLimit?
  /// In which what the limit has held back waits on; `nil` where it does not.
  package var quietHours: QuietHours?

  package init(_ endpoint: String, hold: Hold? = nil, limit: RateLimit? = nil, quietHours: QuietHours? = nil) {
    self.endpoint = endpoint
    self.hold = hold
    self.limit = limit
    self.quietHours = quietHours
  }

  /// Until when something waits because of the limit, if it comes at `now`; `nil` where there is room.
  ///
  /// - Parameter told: as in `RateLimit.hold`.
  package func holdByLimit(told: [Int64], now: Int64) -> Hold? {
    guard var hold = limit?.hold(told: told, now: now) else { return nil }
    hold.until = quietHours?.end(at: hold.until) ?? hold.until
    return hold
  }
}
