import RuleLanguage

extension DigestSchedule {
  /// When it is due next, strictly later than `now`; milliseconds since 1970.
  ///
  /// - `daily`: once every day. Where clocks are set forward over its minute, at that moment; where they are set back and it
  ///   comes twice, the first time.
  /// - `every`: at multiples of the period since 1970, so that all that is gathered for a period meets.
  package func next(after now: Int64) -> Int64 {
    guard now < WallClock.times.upperBound else { return now.saturatingAdding(1) }
    let now = WallClock.clamped(now)
    switch self {
    case .every(let seconds):
      let period = Int64(min(max(seconds, 1), 400 * 86_400)) * 1000
      return (WallClock.floor(now, by: period) + 1) * period
    case .daily(let minute, let timeZone):
      let clock = WallClock(zone: timeZone)
      let today = clock.day(at: now)
      // A zone that skips a day across the date line has two of them at once; two days on there is always one.
      return (-1...Int64(3)).lazy.map { clock.time(day: today + $0, minute: minute) }.first { $0 > now } ?? now
        + 86_400_000
    }
  }

  /// As `next`, or now, where it is due right now.
  package func next(atOrAfter now: Int64) -> Int64 { next(after: now.saturatingAdding(-1)) }
}
