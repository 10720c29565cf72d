/// When what a rule finds is told: how much of it at most, from how many matches on, gathered when, once more for whom, and that it
/// finds nothing.
package struct AlertTiming: Sendable, Equatable, Codable {
  package var digest: DigestSchedule?
  package var frequency: AlertFrequency?
  package var throttle: Throttle?
  /// `quiet:` for how long a rule may find nothing before that is told; in `WrittenDuration.range`.
  package var quietSeconds: Int?
  package var retelling: Retelling?

  package init(
    digest: DigestSchedule? = nil, frequency: AlertFrequency? = nil, throttle: Throttle? = nil,
    quietSeconds: Int? = nil, retelling: Retelling? = nil
  ) {
    self.digest = digest
    self.frequency = frequency
    self.throttle = throttle
    self.quietSeconds = quietSeconds
    self.retelling = retelling
  }

  package var isEmpty: Bool { self == AlertTiming() }
}

/// `throttle:` at most so many alerts in a period, or so many for each value of a property of articles.
package struct Throttle: Sendable, Equatable, Codable {
  package static let maxima = 1...1_000_000

  package var by: ArticleProperty?
  /// In `maxima`.
  package var max: Int
  /// In `WrittenDuration.range`.
  package var periodSeconds: Int

  package init(max: Int, periodSeconds: Int, by: ArticleProperty? = nil) {
    self.by = by
    self.max = max
    self.periodSeconds = periodSeconds
  }
}

/// `when:` an alert only once so many articles match within a time, or articles of so many different values of a property.
package struct AlertFrequency: Sendable, Equatable, Codable {
  package static let counts = 2...10_000

  /// In `counts`.
  package var count: Int
  package var distinct: ArticleProperty?
  /// In `WrittenDuration.range`.
  package var windowSeconds: Int

  package init(count: Int, windowSeconds: Int, distinct: ArticleProperty? = nil) {
    self.count = count
    self.distinct = distinct
    self.windowSeconds = windowSeconds
  }
}

/// `again:` that a story which was told is told once more though nothing in it has changed. Says something.
package struct Retelling: Sendable, Equatable, Codable {
  package static let maximumSources = 64
  package static let maximumSourceBytes = 256

  /// With the first article from each of these sources, in patterns with `*`; at most `maximumSources` of
  /// `maximumSourceBytes` in UTF-8.
  package var sources: [String]
  /// With the first article in each language.
  package var languages: Bool

  package init(sources: [String] = [], languages: Bool = false) {
    self.sources = sources
    self.languages = languages
  }
}

/// `digest:` alerts gathered and told together.
package enum DigestSchedule: Sendable, Equatable, Codable {
  /// Once a day, so many minutes after midnight in a time zone named as in `Asia/Tashkent`.
  case daily(minute: Int, timeZone: String)
  /// In `WrittenDuration.range`.
  case every(seconds: Int)
}

/// What is known about an article and has one value.
package enum ArticleProperty: String, Sendable, CaseIterable, Codable { case source, language, author, section }

/// A duration as rule files have it: `90s`, `5m`, `1h`, `7d`, `2w`.
enum WrittenDuration {
  /// From a second to 52 weeks.
  static let range = 1...52 * 7 * 86_400
  static let units: [Character: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400]
  private static let maximumDigits = 9

  /// In seconds, whether in `range` or not; `nil` for a text that is no duration.
  static func seconds(_ text: String) -> Int? {
    guard let last = text.last, let unit = units[last] else { return nil }
    var digits = text.dropLast()
    if digits.last == " " { digits.removeLast() }
    return WrittenNumber.value(digits, maximumDigits: maximumDigits).map { $0 * unit }
  }
}

/// Whole numbers in ASCII digits.
enum WrittenNumber {
  /// `nil` for anything but one digit to so many.
  static func value(_ text: some StringProtocol, maximumDigits: Int) -> Int? {
    let digits = text.utf8
    guard 1...maximumDigits ~= digits.count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
