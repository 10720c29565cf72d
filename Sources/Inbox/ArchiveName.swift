import CivilDate

/// Names under which files are put away: at most 255 bytes, cut on a UTF-8 boundary, the ending kept.
enum ArchiveName {
  static let maximumBytes = 255
  /// How many names are tried before filing gives up.
  static let maximumTries = 8

  /// The names to try, in this order: `<prefix>-NAME` (`NAME` without a prefix), then with the ledger id before the
  /// ending, so that from the second on no other ledger row ever makes that name.
  static func candidates(prefix: String?, name: [UInt8], ledgerID: Int64, reserving reserved: Int = 0) -> Candidates {
    Candidates(
      prefix: prefix.map { $0 + "-" } ?? "", name: name, ledgerID: ledgerID, maximumBytes: maximumBytes - reserved)
  }

  /// Names to try, each made when it is asked for: nearly always the first is free.
  struct Candidates: RandomAccessCollection {
    fileprivate let prefix: String
    fileprivate let name: [UInt8]
    fileprivate let ledgerID: Int64
    fileprivate let maximumBytes: Int

    var startIndex: Int { 0 }
    var endIndex: Int { maximumTries }

    subscript(number: Int) -> [UInt8] {
      let suffix = number == 0 ? "" : number == 1 ? "~\(ledgerID)" : "~\(ledgerID)-\(number)"
      return make(prefix: prefix, name: name, suffix: suffix, maximumBytes: maximumBytes)
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
  private let date: CivilDate

  package init(year: Int, month: Int, day: Int) { date = CivilDate(year: year, month: month, day: day) }

  /// The day of a time, years 1 to 9999 (others are clamped).
  package init(unixSeconds: Int64) {
    let clamped = min(max(unixSeconds, -62_135_596_800), 253_402_300_799)
    date = CivilDate(dayNumber: Int(clamped >= 0 ? clamped / 86400 : (clamped - 86399) / 86400))
  }

  package init(dayNumber: Int64) { self.init(unixSeconds: min(max(dayNumber, -1_000_000), 3_000_000) * 86_400) }

  /// Counted from 1970-01-01.
  package var dayNumber: Int64 { Int64(date.dayNumber) }
  /// The moment of this day that is nearest to one, in milliseconds since 1970.
  package func clamping(milliseconds: Int64) -> Int64 {
    let start = Int64(date.dayNumber) * 86_400_000
    return min(max(milliseconds, start), start + 86_399_999)
  }

  /// `yyyy/mm/dd`
  var path: [UInt8] { Array(date.text(separator: "/").utf8) }
}
