/// What the reading of pages asks about single characters. ASCII and the letters of Cyrillic are answered without the
/// tables of Unicode, which take much longer.
extension Unicode.Scalar {
  /// Whether it makes a word: a letter or a digit.
  @inline(__always)
  var isInWord: Bool {
    if value < 0x80 { return Self.isASCIILetter(value) || isASCIIDigit }
    return Self.isCyrillicLetter(value) || isInWordByItsProperties
  }

  @inline(__always)
  var isLetter: Bool {
    if value < 0x80 { return Self.isASCIILetter(value) }
    return Self.isCyrillicLetter(value) || properties.isAlphabetic
  }

  var isLowercaseLetter: Bool {
    switch value {
    case 0..<0x80: value &- 0x61 < 26
    case 0x400...0x45F: value >= 0x430
    default: properties.isLowercase
    }
  }

  var isUppercaseLetter: Bool {
    switch value {
    case 0..<0x80: value &- 0x41 < 26
    case 0x400...0x45F: value < 0x430
    default: properties.isUppercase
    }
  }

  /// With bit 5, which tells capital letters from small ones, set.
  @inline(__always)
  private static func isASCIILetter(_ value: UInt32) -> Bool { (value | 0x20) &- 0x61 < 26 }

  /// All from U+0400 to U+052F but the marks between U+0482 and U+0489.
  @inline(__always)
  private static func isCyrillicLetter(_ value: UInt32) -> Bool {
    value &- 0x400 < 0x130 && value &- 0x482 >= 8
  }

  /// A letter or digit of ASCII or a Russian letter, in lower case; `nil` for all else, and for what makes no word.
  @inline(__always)
  var lowercaseIfFamiliar: Unicode.Scalar? {
    switch value {
    case 0x30...0x39, 0x61...0x7A, 0x430...0x45F: self
    case 0x41...0x5A, 0x410...0x42F: Unicode.Scalar(value + 0x20)
    case 0x400...0x40F: Unicode.Scalar(value + 0x50)
    default: nil
    }
  }

  @inline(never)
  private var isInWordByItsProperties: Bool { properties.isAlphabetic || properties.numericType != nil }

  @inline(__always)
  var isASCIIDigit: Bool { value &- 0x30 < 10 }

  /// A character of a script that is written without spaces between words.
  var isIdeograph: Bool {
    switch value {
    case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: true
    default: false
    }
  }

  /// Ends a sentence, a question aside.
  var isFullStop: Bool {
    switch self {
    case ".", "!", "…", "。", "！", "।", "۔", "։": true
    default: false
    }
  }

  var isQuestionMark: Bool {
    switch self {
    case "?", "？", "؟": true
    default: false
    }
  }

  /// A quote or bracket that may stand behind the stop of a sentence or before its first word.
  var isQuoteOrBracket: Bool {
    switch self {
    case "\"", "'", "“", "”", "„", "«", "»", "‘", "’", "‹", "›", "(", ")", "[", "]", "*", "_": true
    default: false
    }
  }

  /// One of the many apostrophes of scraped text; all are the same to a phrase.
  var isApostrophe: Bool {
    switch value {
    case 0x27, 0x60, 0xB4, 0x2018, 0x2019, 0x02BB...0x02BF: true
    default: false
    }
  }

  var isDash: Bool {
    switch self {
    case "-", "–", "—", "―", "−": true
    default: false
    }
  }

  var isSpace: Bool {
    isASCII ? value <= 0x20 || value == 0x7F : properties.isWhitespace
  }
}

extension Substring {
  /// Without the white space at both ends.
  var trimmed: Substring {
    let scalars = unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.isSpace }),
      let last = scalars.lastIndex(where: { !$0.isSpace })
    else { return self[startIndex..<startIndex] }
    return self[first..<scalars.index(after: last)]
  }
}

extension String {
  var trimmed: String { String(self[...].trimmed) }

  /// With every run of white space, line ends too, as one space.
  var onOneLine: String {
    unicodeScalars.split(whereSeparator: \.isSpace).map { String(Substring($0)) }.joined(separator: " ")
  }
}
