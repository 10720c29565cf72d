/// A character of UTF-8 text.
struct ScannedCharacter {
  let scalar: UInt32
  let info: CharacterInfo
  /// Offset of the character behind it.
  let next: Int
}

/// Reads characters of valid UTF-8 and what they are. Apart from the scanner, which is large and changes all the time.
struct CharacterReader {
  /// Shared by all articles of a process.
  let table = CharacterTable.shared
  /// Whether stand-ins for wildcards count as letters.
  let isQuery: Bool

  @inline(__always)
  func character(at index: Int, _ bytes: Span<UInt8>) -> ScannedCharacter {
    let first = UInt32(bytes[index])
    if first < 0x80 { return ScannedCharacter(scalar: first, info: info(first), next: index + 1) }
    let second = UInt32(bytes[index + 1] & 0x3F)
    if first < 0xE0 {
      let scalar = (first & 0x1F) << 6 | second
      return ScannedCharacter(scalar: scalar, info: info(scalar), next: index + 2)
    }
    let third = UInt32(bytes[index + 2] & 0x3F)
    if first < 0xF0 {
      let scalar = (first & 0x0F) << 12 | second << 6 | third
      return ScannedCharacter(scalar: scalar, info: info(scalar), next: index + 3)
    }
    let scalar = (first & 0x07) << 18 | second << 12 | third << 6 | UInt32(bytes[index + 3] & 0x3F)
    return ScannedCharacter(scalar: scalar, info: info(scalar), next: index + 4)
  }

  @inline(__always)
  private func info(_ scalar: UInt32) -> CharacterInfo {
    let info = table.info(scalar)
    return !isQuery && info.rawValue == CharacterClass.wildcard.rawValue ? CharacterInfo(.other) : info
  }

  /// What a stop means behind a token that is no letters joined by stops, or somewhere else.
  func meaningOfStop(at index: Int, after token: Range<Int>, _ bytes: Span<UInt8>) -> SentenceTracker.Pending {
    guard index == token.upperBound else { return .ordinaryStop }
    if isSingleLetter(token, bytes) { return .stopOfAbbreviation }
    guard let key = key(of: token, bytes) else { return .ordinaryStop }
    return Abbreviations.meaningOfStop(after: key)
  }

  /// Whether a token is one letter, with its marks and apostrophes (`Oʻ`).
  private func isSingleLetter(_ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    if range.count > 1, ASCIIWord.letters(bytes.bytes.word(at: range.lowerBound, count: 2)) == 0x8080 { return false }
    var index = range.lowerBound
    var letterCount = 0
    while index < range.upperBound && letterCount < 2 {
      let character = character(at: index, bytes)
      index = character.next
      switch character.info.characterClass {
      case .mark, .ignorable, .apostrophe: continue
      case .letter, .hebrewLetter: letterCount += 1
      default: return false
      }
    }
    return letterCount == 1
  }

  /// `nil` where a word is too long or of letters that no list has.
  func key(of range: Range<Int>, _ bytes: Span<UInt8>) -> WordKey? {
    let beginning = bytes.bytes.word(at: range.lowerBound, count: min(8, range.count))
    if range.count <= 8, let key = WordKey(ascii: beginning, count: range.count) { return key }
    if range.count > 8, ASCIIWord.letters(beginning) == ASCIIWord.highBits,
      ASCIIWord.letters(UInt64(bytes[range.lowerBound + 8])) != 0
    {
      return nil
    }
    var key = WordKey()
    var index = range.lowerBound
    while index < range.upperBound {
      let character = character(at: index, bytes)
      index = character.next
      switch character.info.characterClass {
      case .mark, .ignorable, .apostrophe, .stop: continue
      case .letter:
        if !key.append(character.scalar) { return nil }
      default: return nil
      }
    }
    return key.letterCount > 0 ? key : nil
  }
}
