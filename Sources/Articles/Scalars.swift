/// What the reading of pages asks about single characters. ASCII is answered without the tables of Unicode.
extension Unicode.Scalar {
  /// Whether it makes a word: a letter or a digit.
  var isInWord: Bool {
    if isASCII {
      switch value {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: return true
      default: return false
      }
    }
    return properties.isAlphabetic || properties.numericType != nil
  }

  var isLetter: Bool {
    if isASCII {
      switch value {
      case 0x41...0x5A, 0x61...0x7A: return true
      default: return false
      }
    }
    return properties.isAlphabetic
  }

  var isLowercaseLetter: Bool {
    isASCII ? (0x61...0x7A).contains(value) : properties.isLowercase
  }

  var isUppercaseLetter: Bool {
    isASCII ? (0x41...0x5A).contains(value) : properties.isUppercase
  }

  var isASCIIDigit: Bool { (0x30...0x39).contains(value) }

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
