import Articles

/// The pass over a text that finds its tokens. Linear: every character is looked at a bounded number of times.
///
/// The word rules are those of UAX #29 (https://www.unicode.org/reports/tr29/) with the changes for scraped text that
/// are told at the rules in `TokenScanner+Word.swift`. Surfaces are ranges of bytes only; forms are made from them
/// elsewhere.
///
/// Never copied: it is large, and calling a method on a copy would cost more than what most methods do. For the same reason
/// inner loops hold `reader` and `end` in locals.
struct TokenScanner: ~Copyable {
  var tokens: [Token]
  var sentences = SentenceTracker()
  let reader: CharacterReader
  let hash = WordHash.shared
  let maximumTokens: Int
  /// Whether plain words are read by `TokenScanner+Plain.swift`. Tests compare with a scanner that does without.
  var usesFastPath = true

  /// The end of the paragraph that is being read.
  private(set) var end = 0
  private(set) var paragraph = 0
  private(set) var zone = Zone.title
  /// Where the token before ended, and whether it was letters joined by stops.
  var lastTokenRange = 0..<0
  var lastTokenIsAcronym = false
  /// Whether a single opening quote is yet unmatched, so that an apostrophe at a word's end closes it.
  var isSingleQuoteOpen = false
  /// Opened when the first script without spaces is met.
  var segmenter: WordSegmenter?

  // The line so far, to know whether it is all in capitals.
  var lineFirstToken = 0
  /// Exact only as long as there is no lower-case letter.
  var lineUpperCount = 0
  var lineHasLower = false

  /// In a query stand-ins for wildcards count as letters. `storage` is empty and saves taking memory for tokens.
  init(isQuery: Bool = false, maximumTokens: Int = .max, storage: consuming [Token] = []) {
    reader = CharacterReader(isQuery: isQuery)
    self.maximumTokens = maximumTokens
    tokens = storage
  }

  /// Hands out the tokens; the scanner is left without any.
  mutating func takeTokens() -> [Token] {
    var taken: [Token] = []
    swap(&taken, &tokens)
    return taken
  }

  /// Reads one paragraph. `range` lies on scalar boundaries of `bytes`, which are valid UTF-8.
  mutating func scan(
    _ bytes: Span<UInt8>, range: Range<Int>, paragraph: Int, zone: Zone
  ) throws(ArticleError) {
    self.paragraph = paragraph
    self.zone = zone
    end = range.upperBound
    // Touches nothing of this paragraph.
    lastTokenRange = -1..<(-1)
    isSingleQuoteOpen = false
    lineFirstToken = tokens.count
    var index = range.lowerBound
    while true {
      if usesFastPath { index = scanPlainWords(from: index, bytes) }
      guard index < end else { break }
      let character = reader.character(at: index, bytes)
      switch character.info.characterClass {
      case .letter, .hebrewLetter, .digit, .wildcard:
        index = try scanWord(from: index, bytes)
      case .spaceless:
        index = try scanSpaceless(from: index, bytes)
      default:
        meetSeparator(character, at: index, bytes)
        index = character.next
      }
    }
    endLine()
    sentences.endParagraph()
  }

  func key(of range: Range<Int>, _ bytes: Span<UInt8>) -> WordKey? { reader.key(of: range, bytes) }

  /// The next character that is neither a mark nor ignorable, and where it stands.
  func nextBase(from start: Int, _ bytes: Span<UInt8>) -> (index: Int, character: ScannedCharacter)? {
    let reader = self.reader
    var index = start
    while index < end {
      let character = reader.character(at: index, bytes)
      switch character.info.characterClass {
      case .mark, .ignorable: index = character.next
      default: return (index, character)
      }
    }
    return nil
  }

  private mutating func meetSeparator(_ character: ScannedCharacter, at index: Int, _ bytes: Span<UInt8>) {
    let characterClass = character.info.characterClass
    switch characterClass {
    case .stop where sentences.asksForStopKind:
      let isAcronym = index == lastTokenRange.upperBound && lastTokenIsAcronym
      sentences.meetStop(isAcronym ? .stopOfAcronym : reader.meaningOfStop(at: index, after: lastTokenRange, bytes))
    case .apostrophe:
      meetApostrophe(character, at: index, after: lastTokenRange)
    case .lineEnd:
      endLine()
      sentences.meetSeparator(characterClass)
    default:
      sentences.meetSeparator(characterClass)
    }
  }

  /// ‘ and ' open a quotation unless they follow a word, which they close.
  mutating func meetApostrophe(_ apostrophe: ScannedCharacter, at index: Int, after token: Range<Int>) {
    isSingleQuoteOpen = index != token.upperBound && (apostrophe.scalar == 0x27 || apostrophe.scalar == 0x2018)
  }

  /// Adds a token; `first` is the first character of its word, elided articles included.
  @inline(__always)
  mutating func emit(
    _ range: Range<Int>, first: CharacterInfo, isAcronym: Bool = false, _ bytes: Span<UInt8>
  ) throws(ArticleError) {
    guard tokens.count < maximumTokens else {
      throw ArticleError(
        code: "too-many-tokens",
        message: "The article has more than \(maximumTokens) words; split it, or raise the limit in the settings.")
    }
    let key = sentences.asksForKey ? key(of: range, bytes) : nil
    sentences.meetToken(first, key: key)
    tokens.append(
      Token(
        utf8Start: UInt32(truncatingIfNeeded: range.lowerBound), utf8End: UInt32(truncatingIfNeeded: range.upperBound),
        paragraph: UInt32(truncatingIfNeeded: paragraph), sentence: UInt32(truncatingIfNeeded: sentences.number),
        hash: hash.of(bytes.bytes, range), zone: zone, isInCapitalsLine: false))
    lastTokenRange = range
    lastTokenIsAcronym = isAcronym
  }

  static let capitalsOfLine = 5

  /// A line counts as all in capitals from five letters on, upper case every one that has a case. Below that it is more
  /// often an acronym that stands alone than a headline.
  private mutating func endLine() {
    if !lineHasLower && lineUpperCount >= Self.capitalsOfLine {
      for index in lineFirstToken..<tokens.count { tokens[index] = tokens[index].inCapitalsLine }
    }
    lineFirstToken = tokens.count
    lineUpperCount = 0
    lineHasLower = false
  }
}
