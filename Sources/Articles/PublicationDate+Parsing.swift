import CivilDate

extension PublicationDate {
  /// Reads ISO 8601 (also with a space or with slashes, without a zone as UTC) and RFC 2822; `nil` for anything else
  /// and for days that are none.
  package init?(parsing text: String) {
    let text = text.trimmed
    guard text.utf8.count <= 64 else { return nil }
    var reader = DateReader(text)
    guard let date = reader.isoDateTime() ?? reader.mailDateTime() else { return nil }
    self = date
  }

  /// A day, or a moment of it: the fields are checked, and the year must have four digits.
  init?(year: Int, month: Int, day: Int, time: TimeOfDay? = nil) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year) else {
      return nil
    }
    let dayNumber = CivilDate(year: year, month: month, day: day).dayNumber
    let seconds = dayNumber * 86_400 + (time?.secondsUTC ?? 0)
    guard let text = Self.text(seconds, isWholeDay: time == nil) else { return nil }
    self.init(secondsSince1970: Int64(seconds), isWholeDay: time == nil, text: text)
  }

  /// An hour, minute and second, and how far their zone is from UTC.
  struct TimeOfDay {
    var hour = 0
    var minute = 0
    var second = 0
    var offsetMinutes = 0

    fileprivate var secondsUTC: Int { hour * 3600 + minute * 60 + second - offsetMinutes * 60 }
    var isValid: Bool { hour < 24 && minute < 60 && second <= 60 && abs(offsetMinutes) < 24 * 60 }
  }

  static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// ISO 8601 in UTC; `nil` outside the years 1 to 9999.
  private static func text(_ seconds: Int, isWholeDay: Bool) -> String? {
    let secondOfDay = ((seconds % 86_400) + 86_400) % 86_400
    let date = CivilDate(dayNumber: (seconds - secondOfDay) / 86_400)
    guard (1...9999).contains(date.year) else { return nil }
    guard !isWholeDay else { return date.text() }
    let time = [secondOfDay / 3600, secondOfDay / 60 % 60, secondOfDay % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return "\(date.text())T\(time.joined(separator: ":"))Z"
  }
}

/// Reads dates character by character; every method leaves its place alone where it fails.
private struct DateReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  private var isAtEnd: Bool { place == bytes.count }

  /// `2025-04-24`, `2025/04/24`, then nothing or `T09:30`, ` 09:30:00`, with a fraction and a zone or without.
  mutating func isoDateTime() -> PublicationDate? {
    place = 0
    guard let year = digits(4...4), let separator = take(where: { $0 == 0x2D || $0 == 0x2F }),
      let month = digits(1...2), take(where: { $0 == separator }) != nil, let day = digits(1...2)
    else { return nil }
    if isAtEnd { return PublicationDate(year: year, month: month, day: day) }
    guard take(where: { $0 == 0x54 || $0 == 0x74 || $0 == 0x20 }) != nil else { return nil }
    skipSpaces()
    guard let time = timeAndZone() else { return nil }
    return PublicationDate(year: year, month: month, day: day, time: time)
  }

  /// RFC 2822: `Thu, 24 Apr 2025 09:30:00 +0500`; the weekday, the seconds, the zone and the time may be missing.
  mutating func mailDateTime() -> PublicationDate? {
    place = 0
    if let weekday = word() {
      guard ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].contains(weekday.prefix(3)) else { return nil }
      _ = take { $0 == 0x2C }
      skipSpaces()
    }
    guard let day = digits(1...2) else { return nil }
    skipSpaces()
    guard let name = word(), let month = Self.months.firstIndex(of: String(name.prefix(3))) else { return nil }
    skipSpaces()
    guard let year = digits(4...4) else { return nil }
    if isAtEnd { return PublicationDate(year: year, month: month + 1, day: day) }
    skipSpaces()
    guard let time = timeAndZone() else { return nil }
    return PublicationDate(year: year, month: month + 1, day: day, time: time)
  }

  private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

  private mutating func timeAndZone() -> PublicationDate.TimeOfDay? {
    guard let hour = digits(1...2), take(where: { $0 == 0x3A }) != nil, let minute = digits(2...2) else { return nil }
    var time = PublicationDate.TimeOfDay(hour: hour, minute: minute)
    if take(where: { $0 == 0x3A }) != nil {
      guard let second = digits(2...2) else { return nil }
      time.second = second
      if take(where: { $0 == 0x2E || $0 == 0x2C }) != nil { guard digits(1...9) != nil else { return nil } }
    }
    skipSpaces()
    if !isAtEnd {
      guard let offset = zone() else { return nil }
      time.offsetMinutes = offset
    }
    return time.isValid && isAtEnd ? time : nil
  }

  private mutating func zone() -> Int? {
    if let name = word() {
      let hours = ["z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7]
      return (hours[name] ?? ["mdt": -6, "pst": -8, "pdt": -7, "msk": 3][name]).map { $0 * 60 }
    }
    guard let sign = take(where: { $0 == 0x2B || $0 == 0x2D }), let hours = digits(2...2, mayRunOn: true)
    else { return nil }
    _ = take { $0 == 0x3A }
    let minutes = isAtEnd ? 0 : digits(2...2)
    guard let minutes, minutes < 60 else { return nil }
    return (sign == 0x2D ? -1 : 1) * (hours * 60 + minutes)
  }

  private mutating func digits(_ count: ClosedRange<Int>, mayRunOn: Bool = false) -> Int? {
    var end = place
    var value = 0
    while end < bytes.count, end - place < count.upperBound, (0x30...0x39).contains(bytes[end]) {
      value = value * 10 + Int(bytes[end] - 0x30)
      end += 1
    }
    guard end - place >= count.lowerBound else { return nil }
    // A further digit means a longer number than was asked for.
    if !mayRunOn, end < bytes.count, (0x30...0x39).contains(bytes[end]) { return nil }
    place = end
    return value
  }

  private mutating func word() -> String? {
    var end = place
    while end < bytes.count, (0x41...0x5A).contains(bytes[end]) || (0x61...0x7A).contains(bytes[end]) { end += 1 }
    guard end > place else { return nil }
    defer { place = end }
    return String(decoding: bytes[place..<end], as: UTF8.self).lowercased()
  }

  private mutating func take(where matches: (UInt8) -> Bool) -> UInt8? {
    guard place < bytes.count, matches(bytes[place]) else { return nil }
    defer { place += 1 }
    return bytes[place]
  }

  private mutating func skipSpaces() {
    while take(where: { $0 == 0x20 }) != nil {}
  }
}
