import Foundation

/// The wall clock of a time zone: which moment a day and minute of it are.
///
/// A minute that a day has twice, because clocks are set back, is its first one; a minute that it has not, because they are
/// set forward over it, is the moment at which they are.
struct WallClock {
  /// Times that are reckoned with, in milliseconds since 1970: what a clock says beyond them is no time at which anybody
  /// is told anything.
  static let times: ClosedRange<Int64> = -253_402_300_800_000...253_402_300_800_000
  private static let daySeconds: Int64 = 86_400
  /// Farther from UTC than any zone is.
  private static let farthestOffset: Int64 = 16 * 3_600

  private let zone: TimeZone

  /// - Parameter name: as in `Asia/Tashkent`; one that nobody knows counts as UTC.
  init(zone name: String) { zone = TimeZone(identifier: name) ?? .gmt }

  /// The number of the day at a time in `times`, counted from 1970-01-01, in the zone.
  func day(at time: Int64) -> Int64 {
    let seconds = Self.floor(time, by: 1000)
    return Self.floor(seconds + offset(at: seconds), by: Self.daySeconds)
  }

  /// Milliseconds since 1970.
  func time(day: Int64, minute: Int) -> Int64 {
    let wall = day * Self.daySeconds + Int64(min(max(minute, 0), 1439)) * 60
    // Whatever the offset is, these are before and after it; between them a zone changes at most once.
    let (before, after) = (offset(at: wall - Self.farthestOffset), offset(at: wall + Self.farthestOffset))
    for candidate in [wall - max(before, after), wall - min(before, after)]
    where candidate + offset(at: candidate) == wall {
      return candidate * 1000
    }
    return firstSecond(after: wall - max(before, after), upTo: wall - min(before, after), offset: after) * 1000
  }

  /// When the offset begins, by halving.
  private func firstSecond(after start: Int64, upTo end: Int64, offset wanted: Int64) -> Int64 {
    var (low, high) = (start, end)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(at: middle) == wanted { high = middle } else { low = middle }
    }
    return high
  }

  private func offset(at seconds: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
  }

  static func floor(_ value: Int64, by divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }

  static func clamped(_ time: Int64) -> Int64 { min(max(time, times.lowerBound), times.upperBound) }
}

extension Int64 {
  /// Without a trap: what does not fit is the largest or smallest there is.
  func saturatingAdding(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? (other < 0 ? .min : .max) : sum
  }
}
