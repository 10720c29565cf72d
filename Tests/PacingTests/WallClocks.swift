import Foundation
import RuleLanguage

/// Zones and months in which clocks are set forward or back, each with its first moment.
enum WallClocks {
  /// Midnight UTC of a day, in milliseconds since 1970.
  static func day(_ text: String) throws -> Int64 {
    Int64(try Date(text + "T00:00:00Z", strategy: .iso8601).timeIntervalSince1970) * 1000
  }

  static let months: [(zone: String, from: String)] = [
    ("UTC", "2026-02-15"), ("Asia/Tashkent", "2026-03-15"),
    ("Europe/London", "2026-03-15"), ("Europe/London", "2026-10-10"),
    ("America/New_York", "2026-03-01"), ("America/New_York", "2026-10-20"),
    // By half an hour.
    ("Australia/Lord_Howe", "2026-03-25"), ("Australia/Lord_Howe", "2026-09-25"),
    // At midnight.
    ("America/Havana", "2026-02-25"), ("America/Havana", "2026-10-20"),
    ("America/Sao_Paulo", "2018-02-05"), ("America/Sao_Paulo", "2018-10-20"),
    // Without a 30th of December.
    ("Pacific/Apia", "2011-12-15"),
  ]

  /// Every minute of 31 days, and how a clock on the wall shows it: the day's number and the minute in it.
  static func minutes(_ zone: String, from: String) throws -> [(time: Int64, day: Int, minute: Int)] {
    guard let zone = TimeZone(identifier: zone) else { throw CocoaError(.keyValueValidation) }
    let first = try day(from)
    return (0..<31 * 1440).map { number in
      let time = first + Int64(number) * 60_000
      let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(time / 1000)))
      let wall = Int(time / 60_000) + offset / 60
      return (time, wall / 1440, wall % 1440)
    }
  }
}
