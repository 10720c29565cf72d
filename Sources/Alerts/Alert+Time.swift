import Foundation

extension Alert {
  /// A moment as alerts tell it: ISO 8601 with milliseconds, UTC.
  package static func time(_ millisecondsSince1970: Int64) -> String {
    // The milliseconds are put in here: formatting a Date would cut them from a rounded Double.
    let seconds = (millisecondsSince1970 / 1000) - (millisecondsSince1970 % 1000 < 0 ? 1 : 0)
    let milliseconds = millisecondsSince1970 - seconds * 1000
    let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    let digits = String(milliseconds)
    return whole.dropLast() + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
  }
}
