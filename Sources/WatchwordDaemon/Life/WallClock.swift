import Glibc

/// The time of day, where people or the database want to know it; what decides over time is given a clock of its own.
enum WallClock {
  /// Since 1970, UTC.
  static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
