/// When days begin in a time zone.
package enum LocalDay {
  /// Milliseconds since 1970.
  ///
  /// - Parameters:
  ///   - day: counted from 1970-01-01; beyond the years that clocks reckon with, the last of these.
  ///   - timeZone: as in `Asia/Tashkent`.
  package static func start(day: Int, timeZone: String) -> Int64 {
    let bound = Int(WallClock.times.upperBound / 86_400_000) - 2
    return WallClock(zone: timeZone).time(day: Int64(min(max(day, -bound), bound)), minute: 0)
  }
}
