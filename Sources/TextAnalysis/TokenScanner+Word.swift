import Articles

/// A word of letters and digits while it is read.
private struct ScannedWord {
  var start: Int
  /// Behind the last character that belongs to the word; ignorable ones at the end do not.
  var end: Int
  /// The next character to read.
  var index: Int
  /// The first character, elided articles included.
  let first: CharacterInfo
  /// The class of the last character that is no mark.
  var last = CharacterClass.other
  var lastScalar: UInt32 = 0
  var isOnlyWildcards = true
  /// Whether an apostrophe or the like has joined something; elisions stand before any.
  var hasJoint = false
  /// Whether it is single letters joined by stops so far, and how many.
  var isAcronym = true
  var acronymLetters = 0
  /// Letters since the last stop.
  var unitLetters = 0
  var hasFinalStop = false

  init(at start: Int, first: CharacterInfo) {
    self.start = start
    self.end = start
    self.index = start
    self.first = first
  }

  mutating func append(_ character: ScannedCharacter) {
    let characterClass = character.info.characterClass
    unitLetters += 1
    if unitLetters == 1 && characterClass != .digit { acronymLetters += 1 } else { isAcronym = false }
    if characterClass != .wildcard { isOnlyWildcards = false }
    last = characterClass
    lastScalar = character.scalar
    index = character.next
    end = character.next
  }

  /// Takes a character inside the word, after which a letter or digit is known to follow.
  mutating func join(_ character: ScannedCharacter) {
    hasJoint = true
    if character.info.characterClass == .stop { unitLetters = 0 } else { isAcronym = false }
    index = character.next
  }

  mutating func finish(at end: Int) {
    self.end = end
    index = end
  }

  var endsInOorG: Bool { [0x6F, 0x67, 0x4F, 0x47].contains(lastScalar) }
}

extension TokenScanner {
  /// Reads the word that begins at `start`; returns where to go on.
  mutating func scanWord(from start: Int, _ bytes: Span<UInt8>) throws(ArticleError) -> Int {
    let reader = self.reader
    let end = self.end
    var word = ScannedWord(at: start, first: reader.character(at: start, bytes).info)
    var goesOn = true
    while goesOn && word.index < end {
      let character = reader.character(at: word.index, bytes)
      switch character.info.characterClass {
      case .letter, .hebrewLetter, .wildcard, .digit:
        lineUpperCount += character.info.isUpper ? 1 : 0
        lineHasLower = lineHasLower || character.info.isLower
        word.append(character)
      case .mark:
        word.finish(at: character.next)
      case .ignorable:
        word.index = character.next
      case .spaceless where word.isOnlyWildcards:
        return try scanSpaceless(from: word.start, bytes)
      case .apostrophe:
        goesOn = takeApostrophe(character, in: &word, bytes)
      case .stop:
        goesOn = takeStop(character, in: &word, bytes)
      case .middleOfWord, .middleOfNumber, .doubleQuote:
        goesOn = takeMiddle(character, in: &word, bytes)
      default:
        goesOn = false
      }
    }
    let isAcronym = word.isAcronym && word.acronymLetters > 1
    try emit(word.start..<word.end, first: word.first, isAcronym: isAcronym, bytes)
    if word.hasFinalStop { sentences.meetStop(.stopOfAcronym) }
    return word.index
  }

  /// Between letters it belongs to the word, unless it elides an article before a vowel; after o or g, and after a
  /// Hebrew letter, it does so at the word's end too; between digits as UAX #29 has it.
  private func takeApostrophe(
    _ apostrophe: ScannedCharacter, in word: inout ScannedWord, _ bytes: Span<UInt8>
  ) -> Bool {
    let next = nextBase(from: apostrophe.next, bytes)
    let nextClass = next?.character.info.characterClass ?? .other
    if word.last.isLetter && nextClass.isLetter {
      if let next, isElision(word, apostrophe, before: next.character, bytes) {
        word = ScannedWord(at: next.index, first: word.first)
      } else {
        word.join(apostrophe)
      }
      return true
    }
    if isNumber(word.last, nextClass) && [0x27, 0x2018, 0x2019, 0xFF07].contains(apostrophe.scalar) {
      word.join(apostrophe)
      return true
    }
    if word.last == .digit, let end = endOfPossessive(apostrophe, bytes) {
      word.isAcronym = false
      word.finish(at: end)
    } else if (word.last == .hebrewLetter || word.endsInOorG) && !closesQuote(apostrophe) {
      word.finish(at: apostrophe.next)
    }
    return false
  }

  /// Joins digits, and single letters (`U.S.`); any other stop separates («Ташкенте.Президент», president.uz).
  private func takeStop(_ stop: ScannedCharacter, in word: inout ScannedWord, _ bytes: Span<UInt8>) -> Bool {
    let next = nextBase(from: stop.next, bytes)
    let nextClass = next?.character.info.characterClass ?? .other
    if isNumber(word.last, nextClass) {
      word.join(stop)
      word.isAcronym = false
      return true
    }
    guard word.isAcronym && word.last.isLetter else { return false }
    if let next, nextClass.isLetter, isSingle(next.character, bytes) {
      word.join(stop)
      return true
    }
    guard word.acronymLetters > 1 else { return false }
    if let next, nextClass == .apostrophe, let end = endOfPossessive(next.character, bytes) {
      word.finish(at: end)
    } else {
      word.finish(at: stop.next)
      word.hasFinalStop = true
    }
    return false
  }

  private func takeMiddle(_ middle: ScannedCharacter, in word: inout ScannedWord, _ bytes: Span<UInt8>) -> Bool {
    let next = nextBase(from: middle.next, bytes)?.character.info.characterClass ?? .other
    let joins =
      switch middle.info.characterClass {
      case .middleOfWord: word.last.isLetter && next.isLetter
      case .middleOfNumber: isNumber(word.last, next)
      default: word.last == .hebrewLetter && next == .hebrewLetter
      }
    if joins { word.join(middle) }
    return joins
  }

  /// Whether what stands around a mark are digits; a wildcard may be one.
  private func isNumber(_ before: CharacterClass, _ after: CharacterClass) -> Bool {
    switch (before, after) {
    case (.digit, .digit), (.digit, .wildcard), (.wildcard, .digit): true
    default: false
    }
  }

  /// Whether a letter after a stop stands alone, but for a possessive 's.
  private func isSingle(_ letter: ScannedCharacter, _ bytes: Span<UInt8>) -> Bool {
    guard let next = nextBase(from: letter.next, bytes) else { return true }
    let nextClass = next.character.info.characterClass
    if nextClass.isWordBase { return false }
    guard nextClass == .apostrophe, endOfPossessive(next.character, bytes) == nil else { return true }
    let afterwards = nextBase(from: next.character.next, bytes)?.character.info.characterClass ?? .other
    return !afterwards.isLetter
  }

  /// The end of the `s` after an apostrophe, where no word goes on behind it.
  private func endOfPossessive(_ apostrophe: ScannedCharacter, _ bytes: Span<UInt8>) -> Int? {
    guard Apostrophe.isPossessive(apostrophe.scalar), let s = nextBase(from: apostrophe.next, bytes)?.character,
      s.scalar == 0x73 || s.scalar == 0x53
    else { return nil }
    if s.next < end && reader.character(at: s.next, bytes).info.characterClass == .mark { return nil }
    let next = nextBase(from: s.next, bytes)?.character.info.characterClass ?? .other
    return next.isWordBase ? nil : s.next
  }

  private func closesQuote(_ apostrophe: ScannedCharacter) -> Bool {
    isSingleQuoteOpen && (apostrophe.scalar == 0x27 || apostrophe.scalar == 0x2019)
  }

  /// French and Italian articles before a vowel or h. The apostrophes of Oʻzbek and of transliterated Arabic elide
  /// nothing.
  private func isElision(
    _ word: ScannedWord, _ apostrophe: ScannedCharacter, before next: ScannedCharacter, _ bytes: Span<UInt8>
  ) -> Bool {
    !word.hasJoint && Apostrophe.isPossessive(apostrophe.scalar) && Elisions.isVowelOrH(next.scalar)
      && key(of: word.start..<word.end, bytes).map(Elisions.contains) ?? false
  }

}
