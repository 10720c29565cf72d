/// Names under which files are put away: at most 255 bytes, cut on a UTF-8 boundary, the ending kept.
enum ArchiveName {
  static let maximumBytes = 255
  /// How many names are tried before filing gives up.
  static let maximumTries = 8

  /// The names to try, in this order: `<prefix>-NAME` (`NAME` without a prefix), then with the ledger id before the
  /// ending, so that from the second on no other ledger row ever makes that name.
  static func candidates(prefix: String?, name: [UInt8], ledgerID: Int64, reserving reserved: Int = 0) -> [[UInt8]] {
    (0..<maximumTries).map { number in
      let suffix = number == 0 ? "" : number == 1 ? "~\(ledgerID)" : "~\(ledgerID)-\(number)"
      return make(
        prefix: prefix.map { $0 + "-" } ?? "", name: name, suffix: suffix, maximumBytes: maximumBytes - reserved)
    }
  }

  static func make(prefix: String, name: [UInt8], suffix: String, maximumBytes: Int) -> [UInt8] {
    let (stem, ending) = split(name)
    let room = max(0, maximumBytes - prefix.utf8.count - suffix.utf8.count - ending.count)
    return Array(prefix.utf8) + cut(stem, to: room) + Array(suffix.utf8) + ending
  }

  /// An ending is the last stop and up to 15 bytes behind it; a name that begins with its only stop has none.
  private static func split(_ name: [UInt8]) -> (stem: ArraySlice<UInt8>, ending: ArraySlice<UInt8>) {
    guard let stop = name.lastIndex(of: dot), stop > 0, name.count - stop <= 16 else { return (name[...], []) }
    return (name[..<stop], name[stop...])
  }

  private static func cut(_ stem: ArraySlice<UInt8>, to count: Int) -> ArraySlice<UInt8> {
    guard stem.count > count else { return stem }
    var end = stem.startIndex + count
    // At most three continuation bytes belong to a scalar; more of them are not UTF-8 anyway.
    for _ in 0..<3 where end > stem.startIndex && stem[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
    return stem[..<end]
  }
}

/// A day in UTC, the folder of an archived file.
package struct ArchiveDay: Sendable, Hashable {
  package var year: Int
  package var month: Int
  package var day: Int

  package init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day of a time, years 1 to 9999 (others are clamped). Howard Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms", civil_from_days.
  package init(unixSeconds: Int64) {
    let clamped = min(max(unixSeconds, -62_135_596_800), 253_402_300_799)
    let days = (clamped >= 0 ? clamped / 86400 : (clamped - 86399) / 86400) + 719_468
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    year = Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0))
    self.month = Int(month)
    day = Int(dayOfYear - (153 * shifted + 2) / 5 + 1)
  }

  /// `yyyy/mm/dd`
  var path: [UInt8] { Array("\(Self.padded(year, 4))/\(Self.padded(month, 2))/\(Self.padded(day, 2))".utf8) }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
