/// The dateline at the head of a paragraph: "TASHKENT, Dec 19 (Reuters) –" says where the reporter sat.
///
/// Read as a place, a date, a source and a mark that ends it. Each part counts; a single one is not enough, so that a
/// paragraph that begins with a name in capitals or with a dash in its first words stays whole.
struct Dateline: Equatable {
  /// How many bytes of the paragraph it takes, the white space behind it included.
  let utf8Length: Int
  /// Without white space at its end.
  let text: String

  /// Looked at in a paragraph, in characters (scalars).
  private static let reach = 160
  private static let threshold = 4

  init?(of paragraph: String) {
    var parser = DatelineParser(Array(paragraph.unicodeScalars.prefix(Self.reach)))
    guard let end = parser.parse(), parser.weight >= Self.threshold else { return nil }
    let scalars = paragraph.unicodeScalars
    let head = paragraph[..<scalars.index(scalars.startIndex, offsetBy: end)]
    utf8Length = head.utf8.count
    text = String(head.trimmed)
  }
}

private struct DatelineParser {
  private let scalars: [Unicode.Scalar]
  private var place = 0
  private(set) var weight = 0

  init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

  /// Where the text behind the dateline begins; `nil` where no dateline ends.
  mutating func parse() -> Int? {
    let places = readPlaces()
    guard !places.isEmpty else { return nil }
    var isEnded = false
    while let kind = readPart() {
      isEnded = kind == .source
    }
    skipSpaces()
    if readDash() {
      weight += 1
      readAgencyBehindDash()
      isEnded = true
    } else if isEnded, current == "." || current == ":" {
      place += 1
    }
    guard isEnded else { return nil }
    weigh(places)
    // A name in capitals and a dash, with the sentence going on behind it, is the subject of the sentence.
    skipSpaces()
    if let next = current, next.isLowercaseLetter { weight -= 2 }
    return place
  }

  // MARK: Parts

  private enum Part { case date, source }

  /// One to four words, each beginning with a capital letter; more places may follow behind "/" or "and".
  private mutating func readPlaces() -> [Range<Int>] {
    var names: [Range<Int>] = []
    while names.count < 6 {
      let start = place
      if !names.isEmpty {
        skipSpaces()
        if current == "/" {
          place += 1
          skipSpaces()
        }
      }
      guard let word = readName() else {
        place = start
        break
      }
      names.append(word)
    }
    return names
  }

  /// Only where something ends a dateline: most paragraphs begin with a capital letter and have none.
  private mutating func weigh(_ places: [Range<Int>]) {
    let letters = places.flatMap { scalars[$0] }.filter(\.isLetter)
    if letters.count >= 3, letters.allSatisfy({ !$0.isLowercaseLetter }) { weight += 2 }
    if Self.cities.contains(places.map { string($0) }.joined(separator: " ").lowercased()) { weight += 1 }
  }

  private mutating func readName() -> Range<Int>? {
    guard let first = current, first.isUppercaseLetter else { return nil }
    let start = place
    while let scalar = current, scalar.isLetter || scalar == "-" || scalar.isApostrophe { place += 1 }
    return start..<place
  }

  /// A date or a source with the comma or stop before it.
  private mutating func readPart() -> Part? {
    let start = place
    skipSpaces()
    if let mark = current, mark == "," || mark == "." {
      place += 1
      skipSpaces()
    }
    if readSource() { return .source }
    if place > start, readDate() {
      weight += 2
      return .date
    }
    if readKnownAgency() { return .source }
    place = start
    return nil
  }

  /// "(Reuters)", "/UzA/".
  private mutating func readSource() -> Bool {
    guard let opening = current, opening == "(" || opening == "/" else { return false }
    let closing: Unicode.Scalar = opening == "(" ? ")" : "/"
    let start = place + 1
    guard let end = scalars[start..<min(scalars.count, start + 40)].firstIndex(of: closing), end > start else {
      return false
    }
    let words = PhraseTable.words(of: string(start..<end))
    guard (1...5).contains(words.count) else { return false }
    weight += Self.agencies.isDisjoint(with: words) ? (words.count <= 2 ? 1 : 0) : 3
    place = end + 1
    return true
  }

  /// "INTERFAX.RU", "KAZINFORM" where the place before it was set off by a stop or a comma.
  private mutating func readKnownAgency() -> Bool {
    let start = place
    while let scalar = current, scalar.isInWord || scalar == "." && isInWord(place + 1) { place += 1 }
    let words = PhraseTable.words(of: string(start..<place))
    guard !words.isEmpty, !Self.agencies.isDisjoint(with: words), words.count <= 2 else {
      place = start
      return false
    }
    weight += 3
    return true
  }

  /// "November 14", "14 ноября", "19-dekabr", "Dec. 19, 2024": a month and a day, perhaps a year.
  private mutating func readDate() -> Bool {
    let start = place
    var hasMonth = false
    var hasNumber = false
    for _ in 0..<4 {
      let before = place
      skipDateSeparators()
      let word = readWord()
      if let word, DateWords.month(word) != nil, !hasMonth {
        hasMonth = true
        if current == ".", !hasNumber { place += 1 }
      } else if let word, let number = Int(word), (1...31).contains(number) || (1990...2100).contains(number) {
        hasNumber = true
      } else if let word, hasMonth, DateWords.isFiller(word) {
        continue
      } else {
        place = before
        break
      }
    }
    guard hasMonth && hasNumber else {
      place = start
      return false
    }
    return true
  }

  private mutating func skipDateSeparators() {
    let start = place
    while let scalar = current, scalar.isSpace || scalar == "," || scalar == "-" { place += 1 }
    // A dash with spaces around it ends the dateline.
    if scalars[start..<place].contains("-"), scalars[start..<place].contains(where: \.isSpace) { place = start }
  }

  private mutating func readWord() -> String? {
    let start = place
    while let scalar = current, scalar.isInWord || scalar.isApostrophe { place += 1 }
    return place > start ? string(start..<place).lowercased() : nil
  }

  private mutating func readDash() -> Bool {
    let start = place
    while let scalar = current, scalar.isDash { place += 1 }
    guard place > start, place == scalars.count || current?.isSpace == true else {
      place = start
      return false
    }
    return true
  }

  /// "— РИА Новости." behind the dash.
  private mutating func readAgencyBehindDash() {
    let limit = min(scalars.count, place + 30)
    guard let stop = scalars[place..<limit].firstIndex(of: "."), stop + 1 == scalars.count || scalars[stop + 1].isSpace
    else { return }
    let words = PhraseTable.words(of: string(place..<stop))
    guard (1...3).contains(words.count), !Self.agencies.isDisjoint(with: words) else { return }
    weight += 3
    place = stop + 1
  }

  // MARK: Characters

  private var current: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private func isInWord(_ index: Int) -> Bool { index < scalars.count && scalars[index].isInWord }

  private mutating func skipSpaces() {
    while let scalar = current, scalar.isSpace { place += 1 }
  }

  private func string(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }
}

extension DatelineParser {
  /// Words of the names of news agencies, as phrases are written: lower case, without apostrophes.
  fileprivate static let agencies: Set<String> = [
    "reuters", "ap", "afp", "upi", "dpa", "tass", "itar", "interfax", "ria", "novosti", "sputnik", "xinhua", "kyodo",
    "anadolu", "aa", "apa", "trend", "azertac", "akipress", "kabar", "kazinform", "tengrinews", "uza", "uz", "uzdaily",
    "kun", "gazeta", "podrobno", "rfe", "rl", "rferl", "bbc", "irin", "ians", "pti", "ani", "irna", "ansa", "efe",
    "bloomberg", "eurasianet", "ferghana", "fergana", "avesta", "asia", "plus", "khovar", "timesca", "ukrinform",
    "тасс", "итар", "риа", "новости", "интерфакс", "спутник", "рейтер", "акипресс", "кабар", "казинформ", "уза", "узa",
    "ўза", "оʻза", "дунё", "фергана", "регнум", "regnum", "росбалт", "прайм", "синьхуа", "дуня", "dunyo", "jahon",
    "жаҳон", "ховар", "авеста", "24", "белта", "belta",
  ]

  /// Places from which a dateline needs no more than a dash behind the name in capitals.
  fileprivate static let cities: Set<String> = [
    "moscow", "tashkent", "toshkent", "samarkand", "samarqand", "bukhara", "namangan", "andijan", "fergana", "termez",
    "nukus", "astana", "nur-sultan", "almaty", "shymkent", "bishkek", "osh", "dushanbe", "khujand", "ashgabat", "kabul",
    "baku", "yerevan", "tbilisi", "minsk", "kyiv", "kiev", "london", "paris", "berlin", "brussels", "vienna", "geneva",
    "washington", "new york", "united nations", "beijing", "urumqi", "delhi", "new delhi", "islamabad", "tehran",
    "ankara", "istanbul", "doha", "dubai", "abu dhabi", "riyadh", "tokyo", "seoul", "st petersburg", "sochi", "kazan",
    "москва", "ташкент", "самарканд", "бухара", "наманган", "андижан", "фергана", "термез", "нукус", "астана",
    "алматы", "шымкент", "бишкек", "ош", "душанбе", "худжанд", "ашхабад", "кабул", "баку", "ереван", "тбилиси", "минск",
    "киев", "лондон", "париж", "берлин", "брюссель", "вена", "женева", "вашингтон", "нью-йорк", "пекин", "анкара",
    "стамбул", "тегеран", "дели", "исламабад", "санкт-петербург", "сочи", "казань", "тошкент", "самарқанд", "бухоро",
    "андижон", "фарғона", "термиз", "остона", "олмаота", "ашхобод", "қобул",
  ]
}
