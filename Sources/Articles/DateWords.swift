/// The words of dates in English, Russian and Uzbek.
enum DateWords {
  /// 1 to 12 for the name of a month in lower case, in any of its cases, or for a usual abbreviation of it.
  static func month(_ word: String) -> Int? {
    let word =
      word.unicodeScalars.contains(where: \.isApostrophe)
      ? PhraseTable.words(of: word).joined() : word
    if let month = months[word] { return month }
    // Russian and Uzbek months carry endings: "ноября", "noyabrda", "декабрь".
    guard word.utf8.count <= 40, let first = word.unicodeScalars.first, let stems = stemsByLetter[first] else {
      return nil
    }
    return stems.first { word.hasPrefix($0.stem) && word.count <= $0.stem.count + 3 }?.month
  }

  /// A word that may stand in a line that is nothing but a date.
  static func isFiller(_ word: String) -> Bool { fillers.contains(word) }

  private static let months: [String: Int] = {
    let names = [
      ["january", "jan", "янв", "yanvar", "январ"], ["february", "feb", "фев", "fevral", "феврал"],
      ["march", "mar", "мар", "mart"], ["april", "apr", "апр", "aprel"], ["may", "май", "мая"],
      ["june", "jun", "июн", "iyun"], ["july", "jul", "июл", "iyul"], ["august", "aug", "авг", "avgust"],
      ["september", "sep", "sept", "сен", "сент", "sentabr", "sentyabr"],
      ["october", "oct", "окт", "oktabr", "oktyabr"],
      ["november", "nov", "ноя", "noyabr"], ["december", "dec", "дек", "dekabr"],
    ]
    var result: [String: Int] = [:]
    for (index, words) in names.enumerated() {
      for word in words { result[word] = index + 1 }
    }
    return result
  }()

  private static let stems: [(stem: String, month: Int)] = [
    ("январ", 1), ("феврал", 2), ("март", 3), ("апрел", 4), ("мая", 5), ("июн", 6), ("июл", 7), ("август", 8),
    ("сентябр", 9), ("октябр", 10), ("ноябр", 11), ("декабр", 12), ("yanvar", 1), ("fevral", 2), ("mart", 3),
    ("aprel", 4), ("iyun", 6), ("iyul", 7), ("avgust", 8), ("sentabr", 9), ("sentyabr", 9), ("oktabr", 10),
    ("oktyabr", 10), ("noyabr", 11), ("dekabr", 12),
  ]

  /// Nearly every word that is asked about is no month, which its first letter tells.
  private static let stemsByLetter = Dictionary(grouping: stems) { $0.stem.unicodeScalars[$0.stem.startIndex] }

  private static let fillers: Set<String> = [
    "th", "st", "nd", "rd", "at", "on", "am", "pm", "gmt", "utc", "est", "edt", "msk", "мск", "г", "года", "год", "yil",
    "йил", "в", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed",
    "thu",
    "fri", "sat", "sun", "понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье", "dushanba",
    "seshanba", "chorshanba", "payshanba", "juma", "shanba", "yakshanba", "душанба", "сешанба", "чоршанба", "пайшанба",
    "жума", "шанба", "якшанба", "today", "сегодня", "soat", "соат",
  ]
}

/// A line that says when the page was published and nothing else.
struct DateLine: Equatable {
  /// `nil` where the day cannot be told without a guess (04/05/2025, no year).
  let date: PublicationDate?

  /// - Parameter text: what stands behind a label such as "Published:", or the whole line.
  init?(_ text: String) {
    // Every day has a number, and most lines have none.
    guard text.utf8.contains(where: { $0 &- 0x30 < 10 }) else { return nil }
    let text = text.trimmed
    guard text.utf8.count <= 80 else { return nil }
    if let date = PublicationDate(parsing: text) {
      self.date = date
      return
    }
    let words = PhraseTable.words(of: text)
    guard (2...10).contains(words.count) else { return nil }
    var month: Int?
    var numbers: [Int] = []
    for word in words {
      if let found = DateWords.month(word), month == nil {
        month = found
      } else if let number = Self.number(word) {
        numbers.append(number)
      } else if !DateWords.isFiller(word) {
        return nil
      }
    }
    guard let day = Self.day(text, numbers, month: month) else { return nil }
    date = day.date
  }

  private static func number(_ word: String) -> Int? {
    let digits = word.prefix { ("0"..."9").contains($0) }
    guard (1...4).contains(digits.count),
      ["", "th", "st", "nd", "rd", "г", "da", "y"].contains(word.dropFirst(digits.count))
    else { return nil }
    return Int(digits)
  }

  /// The day with a month in words, or with three numbers between stops; times of day are left out, their zone is
  /// unknown.
  private static func day(_ text: String, _ numbers: [Int], month: Int?) -> (date: PublicationDate?, Void)? {
    if let month {
      guard let day = numbers.first(where: { (1...31).contains($0) }) else { return nil }
      guard let year = numbers.first(where: { (1900...2199).contains($0) }) else { return (nil, ()) }
      return (PublicationDate(year: year, month: month, day: day), ())
    }
    guard numbers.count >= 3, let year = numbers.first(where: { (1900...2199).contains($0) }) else { return nil }
    let isDotted = text.split(separator: ".").count >= 3
    guard isDotted, let place = numbers.firstIndex(of: year), place >= 2 else { return (nil, ()) }
    return (PublicationDate(year: year, month: numbers[place - 1], day: numbers[place - 2]), ())
  }
}
