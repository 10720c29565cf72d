import CICU

/// What a character does to tokens and sentences.
enum CharacterClass: UInt8 {
  /// Separates, and says nothing about sentences: symbols, controls, quotes and brackets.
  case other
  case letter, hebrewLetter
  /// A `*` or `?` of a rule's author. Article text never has it.
  case wildcard
  case digit
  /// Belongs to the character before it.
  case mark
  /// Default-ignorable: as if it were not there.
  case ignorable
  case apostrophe
  /// `.` and its kin.
  case stop
  /// Joins letters, such as the `·` of Catalan.
  case middleOfWord
  /// Joins digits, such as `,`.
  case middleOfNumber
  case doubleQuote
  /// A letter of a script that is written without spaces.
  case spaceless
  case space, lineEnd
  /// `!`, `?`, `…` and the like.
  case terminator
  /// `。` and the like, after which no space stands.
  case wideTerminator
  /// Goes on with the sentence right after a terminator: `:`, dashes.
  case continuation

  /// Whether a token can begin with it (scripts without spaces aside).
  @inline(__always)
  var isWordBase: Bool { rawValue >= CharacterClass.letter.rawValue && rawValue <= CharacterClass.digit.rawValue }

  /// Whether apostrophes and the like join it to a neighbour.
  @inline(__always)
  var isLetter: Bool { rawValue >= CharacterClass.letter.rawValue && rawValue <= CharacterClass.wildcard.rawValue }
}

/// Class and letter case of a character in one byte.
struct CharacterInfo: Equatable {
  let rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }

  init(_ characterClass: CharacterClass, isUpper: Bool = false, isLower: Bool = false) {
    rawValue = characterClass.rawValue | (isUpper ? 0x20 : 0) | (isLower ? 0x40 : 0)
  }

  @inline(__always)
  var characterClass: CharacterClass { CharacterClass(rawValue: rawValue & 0x1F) ?? .other }
  /// Whether it is of one class; faster than to ask for the class.
  @inline(__always)
  func isOf(_ characterClass: CharacterClass) -> Bool { rawValue & 0x1F == characterClass.rawValue }
  /// Upper or title case.
  @inline(__always)
  var isUpper: Bool { rawValue & 0x20 != 0 }
  @inline(__always)
  var isLower: Bool { rawValue & 0x40 != 0 }
}

/// Stand-ins for wildcards while a query is split and folded: private characters, which no token of a text contains.
enum WildcardScalar {
  static let anyRun: Unicode.Scalar = "\u{10FFFC}"
  static let anyCharacter: Unicode.Scalar = "\u{10FFFD}"

  static func contains(_ scalar: Unicode.Scalar) -> Bool { scalar == anyRun || scalar == anyCharacter }
}

/// Classes of all characters: a flat table for the basic plane, properties looked up beyond it.
struct CharacterTable: Sendable {
  static let shared = CharacterTable()

  /// `CharacterInfo.rawValue` of the characters below U+10000.
  let basicPlane: [UInt8]

  private init() {
    basicPlane = (UInt32(0)..<0x10000).map { CharacterTable.classify($0).rawValue }
  }

  @inline(__always)
  func info(_ scalar: UInt32) -> CharacterInfo {
    scalar < 0x10000 ? CharacterInfo(rawValue: basicPlane[Int(scalar)]) : CharacterTable.classify(scalar)
  }

  private static func classify(_ scalar: UInt32) -> CharacterInfo {
    if let special = special(scalar) { return CharacterInfo(special) }
    let properties = watchword_character_of(scalar)
    if properties.is_default_ignorable { return CharacterInfo(.ignorable) }
    let isUpper = Int(properties.category) == WATCHWORD_CATEGORY_UPPER
    let isLower = Int(properties.category) == WATCHWORD_CATEGORY_LOWER
    if let characterClass = classByWordBreak(properties) {
      return CharacterInfo(characterClass, isUpper: isUpper, isLower: isLower)
    }
    switch (Int(properties.category), Int(properties.sentence)) {
    case (WATCHWORD_CATEGORY_MARK, _): return CharacterInfo(.mark)
    case (WATCHWORD_CATEGORY_SPACE, _): return CharacterInfo(.space)
    case (_, WATCHWORD_SENTENCE_TERMINATOR): return CharacterInfo(.terminator)
    case (_, WATCHWORD_SENTENCE_CONTINUE): return CharacterInfo(.continuation)
    default: return CharacterInfo(.other)
    }
  }

  private static func classByWordBreak(_ properties: watchword_character) -> CharacterClass? {
    switch Int(properties.word) {
    case WATCHWORD_WORD_LETTER: .letter
    case WATCHWORD_WORD_HEBREW_LETTER: .hebrewLetter
    case WATCHWORD_WORD_NUMERIC: .digit
    case WATCHWORD_WORD_EXTEND: .mark
    case WATCHWORD_WORD_MID_LETTER: .middleOfWord
    case WATCHWORD_WORD_MID_NUMBER: .middleOfNumber
    case WATCHWORD_WORD_SPACELESS: .spaceless
    default: nil
    }
  }

  /// Where scraped text differs from Unicode's defaults.
  private static func special(_ scalar: UInt32) -> CharacterClass? {
    switch scalar {
    // Canonical equivalents of ` and ´ are theirs; the full-width apostrophe is UAX #29's.
    case 0x27, 0x60, 0xB4, 0x2BB...0x2BF, 0x2018, 0x2019, 0xFF07, 0x1FEF, 0x1FFD: .apostrophe
    case 0x2E, 0x2024, 0xFE52, 0xFF0E: .stop
    // Colons separate letters and, in UAX #29 too, digits. Their presentation forms do the same.
    case 0x3A, 0xFE13, 0xFE55, 0xFF1A: .continuation
    case 0x22: .doubleQuote
    case 0x09, 0x20, 0xA0: .space
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: .lineEnd
    case 0x2026: .terminator
    case 0x3002, 0xFF01, 0xFF1F, 0xFF61: .wideTerminator
    case 0x10FFFC, 0x10FFFD: .wildcard
    default: nil
    }
  }
}
