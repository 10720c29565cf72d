import Foundation

extension Alert {
  /// The years 1 to 9999, which are all that ISO 8601 has four digits for.
  private static let years: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

  /// A moment as alerts tell it: ISO 8601 with milliseconds, UTC. One outside the years 1 to 9999 is told as the nearest
  /// in them.
  package static func time(_ milliseconds: Int64) -> String {
    let millisecondsSince1970 = min(max(milliseconds, years.lowerBound), years.upperBound)
    // The milliseconds are put in here: formatting a Date would cut them from a rounded Double.
    let seconds = (millisecondsSince1970 / 1000) - (millisecondsSince1970 % 1000 < 0 ? 1 : 0)
    let milliseconds = millisecondsSince1970 - seconds * 1000
    let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    let digits = String(milliseconds)
    return whole.dropLast() + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
  }
}
