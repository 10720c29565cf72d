/// The words of a line as phrases are compared with: in lower case, without apostrophes and punctuation.
///
/// Lines of ASCII and Russian letters, nearly all, are kept as one run of bytes, for a text of each word would take longer
/// than everything else that is asked of a line.
enum PhraseWords {
  /// Each word with a space behind it, in UTF-8, and where each begins. Of letters that have one spelling alone, so that
  /// words are the same if their bytes are.
  case plain(text: [UInt8], starts: [Int])
  case spelled([String])

  init(_ text: some StringProtocol) {
    self = Self.plain(text) ?? .spelled(PhraseTable.words(of: String(text)))
  }

  var count: Int {
    switch self {
    case .plain(_, let starts): starts.count
    case .spelled(let words): words.count
    }
  }

  /// Whether the words from one on are those of a phrase, or begin with them.
  func areThere(_ phrase: Phrase, at place: Int) -> Bool {
    switch self {
    case .plain(let text, let starts): text[starts[place]...].starts(with: phrase.text)
    case .spelled(let words): words[place...].starts(with: phrase.words)
    }
  }

  /// The word as a text; `nil` where nothing begins with such a word.
  func word(_ place: Int, ifIn beginnings: PhraseBeginnings) -> String? {
    switch self {
    case .spelled(let words): return words[place]
    case .plain(let text, let starts):
      let end = place + 1 < starts.count ? starts[place + 1] : text.count
      let word = text[starts[place]..<end - 1]
      return beginnings.mayContain(word) ? String(decoding: word, as: UTF8.self) : nil
    }
  }

  /// `nil` for a line with a character that is none of the usual ones.
  private static func plain(_ line: some StringProtocol) -> PhraseWords? {
    var text: [UInt8] = []
    text.reserveCapacity(line.utf8.count + 1)
    var starts: [Int] = []
    var isInWord = false
    for scalar in line.unicodeScalars {
      if let letter = scalar.lowercaseIfFamiliar {
        if !isInWord { starts.append(text.count) }
        isInWord = true
        if letter.value < 0x80 { text.append(UInt8(letter.value)) } else { text += letter.utf8 }
      } else if scalar.isASCII || scalar.isUsualPunctuation {
        guard isInWord, !scalar.isApostrophe else { continue }
        text.append(UInt8(ascii: " "))
        isInWord = false
      } else {
        return nil
      }
    }
    if isInWord { text.append(UInt8(ascii: " ")) }
    return .plain(text: text, starts: starts)
  }
}

/// A phrase of the tables.
struct Phrase: Sendable {
  let words: [String]
  /// Each word with a space behind it, in UTF-8.
  let text: [UInt8]

  init(_ phrase: String) {
    words = PhraseTable.words(of: phrase)
    text = words.flatMap { Array($0.utf8) + [UInt8(ascii: " ")] }
  }
}

/// Tells of nearly every word with which nothing begins, by its length and two of its letters, that it is none.
struct PhraseBeginnings: Sendable {
  private var isThere = [Bool](repeating: false, count: 4096)

  init(_ words: some Sequence<String>) {
    for word in words { isThere[Self.place(of: Array(word.utf8)[...])] = true }
  }

  func mayContain(_ word: ArraySlice<UInt8>) -> Bool { isThere[Self.place(of: word)] }

  private static func place(of word: ArraySlice<UInt8>) -> Int {
    guard let last = word.last else { return 0 }
    // Of a Cyrillic letter the second byte tells most.
    let first = word[word.startIndex] < 0x80 ? word[word.startIndex] : word[word.startIndex + 1]
    return (Int(first) &* 37 &+ Int(last) &* 11 &+ word.count) & 4095
  }
}

extension Unicode.Scalar {
  /// Dashes, quotes, the ellipsis, the space that does not break.
  fileprivate var isUsualPunctuation: Bool {
    switch value {
    case 0xA0, 0xAB, 0xBB, 0x2013, 0x2014, 0x2018...0x201F, 0x2026: true
    default: false
    }
  }
}
