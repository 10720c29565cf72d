import Diagnostics
import Foundation

/// The names of time zones, as in `Asia/Tashkent`.
///
/// From the data that Foundation brings along: a container without the system's time zone files knows the same names.
enum TimeZoneNames {
  static let all: Set<String> = Set(TimeZone.knownTimeZoneIdentifiers).union(["UTC", "GMT"])

  /// The name in its own capitals, whatever those of `text`; `nil` where there is none such.
  static func name(_ text: String) -> String? { all.contains(text) ? text : byLowercase[text.lowercased()] }

  /// The name that was most likely meant: a slip of one, or the zone of a city.
  static func suggestion(for text: String) -> String? {
    let city = text.split(separator: "/").last.map(String.init) ?? text
    let place = city.lowercased().map { $0 == " " ? "_" : $0 }
    return byCity[String(place)] ?? Suggestion.closest(to: text, among: sorted)
  }

  private static let sorted = all.sorted()
  private static let byLowercase = Dictionary(sorted.map { ($0.lowercased(), $0) }) { first, _ in first }
  private static let byCity = Dictionary(
    sorted.map { ($0.split(separator: "/").last.map(String.init)?.lowercased() ?? $0, $0) }
  ) { first, _ in first }
}
