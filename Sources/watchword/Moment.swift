import ArgumentParser
import Foundation

/// A moment that was given as an age or a date.
struct Moment {
  /// Since 1970.
  let milliseconds: Int64

  /// Now.
  init() { milliseconds = Int64(Date().timeIntervalSince1970 * 1000) }

  init(_ text: String) throws {
    if let age = Self.age(text) {
      milliseconds = Moment().milliseconds - age
    } else if let date = Self.date(text) {
      milliseconds = Int64(date.timeIntervalSince1970 * 1000)
    } else {
      throw ValidationError(
        "'\(text)' is neither an age (30m, 24h, 7d, 2w) nor a date (2025-04-24, 2025-04-24T09:30:00Z)")
    }
  }

  /// A length of time in milliseconds; `nil` for what is none.
  static func length(_ text: String) -> Int64? { age(text) }

  private static func age(_ text: String) -> Int64? {
    let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count >= 0 else {
      return nil
    }
    let (age, overflow) = count.multipliedReportingOverflow(by: unit)
    return overflow ? nil : age
  }

  private static func date(_ text: String) -> Date? {
    let day = Date.ISO8601FormatStyle().year().month().day()
    // Each fails on the other's form, which says nothing about what was typed.
    return (try? Date(text, strategy: .iso8601)) ?? (try? Date(text, strategy: day))
  }
}
