import RuleLanguage

/// Hours of every day in which an endpoint is not told, but for what is severe enough.
package struct QuietHours: Sendable, Equatable {
  /// Minutes after midnight, 0 to 1439. From one of them to the other, on the next day where `to` is the earlier; never the
  /// same. The minute `to` is not quiet any more.
  package var fromMinute: Int
  package var toMinute: Int
  /// As in `Asia/Tashkent`.
  package var timeZone: String
  /// What is at least so severe is told all the same; `nil` for nothing.
  package var breaksThrough: Severity?

  package init(fromMinute: Int, toMinute: Int, timeZone: String, breaksThrough: Severity? = nil) {
    self.fromMinute = fromMinute
    self.toMinute = toMinute
    self.timeZone = timeZone
    self.breaksThrough = breaksThrough
  }

  /// When the quiet hours end in which `now` is, later than `now`; `nil` where it is in none, or the severity breaks
  /// through. Both in milliseconds since 1970.
  package func end(at now: Int64, severity: Severity) -> Int64? {
    if let breaksThrough, severity >= breaksThrough { return nil }
    return end(at: now)
  }

  /// When the quiet hours end in which `now` is, for whatever does not break through.
  package func end(at now: Int64) -> Int64? {
    guard WallClock.times.contains(now) else { return nil }
    let clock = WallClock(zone: timeZone)
    let today = clock.day(at: now)
    let ends = (-2...Int64(1)).compactMap { distance -> Int64? in
      let day = today + distance
      let start = clock.time(day: day, minute: fromMinute)
      let end = clock.time(day: toMinute > fromMinute ? day : day + 1, minute: toMinute)
      return start <= now && now < end ? end : nil
    }
    return ends.max()
  }
}
