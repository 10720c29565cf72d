import CivilDate

/// Days as queries write them, as numbers: days since 1970-01-01.
enum CalendarDay {
  /// From `2025-01-31`; nil where that is no day.
  static func number(from text: String) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      parts.allSatisfy({ $0.unicodeScalars.allSatisfy(\.isASCIIDigit) }),
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), year >= 1, (1...12).contains(month)
    else { return nil }
    let number = CivilDate(year: year, month: month, day: day).dayNumber
    guard day >= 1, self.text(number) == text else { return nil }
    return number
  }

  /// As `2025-01-31`.
  static func text(_ number: Int) -> String { CivilDate(dayNumber: number).text() }
}
