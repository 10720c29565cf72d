/// A run of letters and digits of one or two bytes.
private struct PlainRun {
  /// Behind its last character.
  var end: Int
  var upperCount = 0
  /// Not zero if any letter is lower case.
  var lowerSeen: UInt64 = 0
}

/// The pass over plain text: words of ASCII letters and digits and of letters of two bytes (Latin with accents, Greek,
/// Cyrillic, Arabic, …) that end where nothing can join them to what follows, and what separates them. All else is left
/// to the rules of `TokenScanner+Word.swift`, from the beginning of the word.
///
/// Which of 64 bytes are ASCII letters or digits is found out in one go, so that finding the next word's end is a shift
/// and a count of zeros. What changes with each word is held in locals; stores to the scanner would cost as much again.
extension TokenScanner {
  /// Room for tokens is taken at most so many at a time.
  private static let plainTokens = 1024

  /// Reads plain words as far as it gets; returns where something else begins, the end of the paragraph at the latest.
  mutating func scanPlainWords(from start: Int, _ bytes: Span<UInt8>) -> Int {
    let room = min((end - start) / 2 + 1, Self.plainTokens, maximumTokens - tokens.count)
    guard start < end, room > 0 else { return start }
    var tokens = takeTokens()
    let before = tokens.count
    var index = start
    tokens.append(addingCapacity: room) { output in
      index = readPlainWords(from: start, bytes.extracting(0..<end), tokensBefore: before, &output)
    }
    self.tokens = tokens
    return index
  }

  private mutating func readPlainWords(
    from start: Int, _ text: Span<UInt8>, tokensBefore: Int, _ output: inout OutputSpan<Token>
  ) -> Int {
    let raw = text.bytes
    let end = text.count
    let table = self.table
    let classes = table.basicPlane.span
    let hash = self.hash
    let zone = self.zone
    let paragraph = UInt32(truncatingIfNeeded: self.paragraph)
    var sentences = self.sentences
    var lastRange = lastTokenRange
    var lastIsAcronym = lastTokenIsAcronym
    // Upper-case letters are counted as long as there is no lower-case one in the line.
    var line = PlainRun(end: 0, upperCount: lineUpperCount, lowerSeen: UInt64(truncatingIfNeeded: lineLowerCount))

    var index = start
    var windowStart = start
    var window = Self.lettersAndDigits(raw, from: start)
    reading: while index < end {
      if index &- windowStart >= 64 {
        windowStart = index
        window = Self.lettersAndDigits(raw, from: index)
      }
      var count = (~(window >> UInt64(truncatingIfNeeded: index &- windowStart))).trailingZeroBitCount
      if index &+ count == windowStart &+ 64 && count > 0 {
        // The word may go on behind the window.
        windowStart = index
        window = Self.lettersAndDigits(raw, from: index)
        count = (~window).trailingZeroBitCount
      }

      var wordEnd = index &+ count
      let next = wordEnd < end ? text[wordEnd] : 0x20
      if count == 0 {
        let character = character(at: index, text)
        switch character.info.characterClass {
        case .letter where character.next == index &+ 2:
          break
        case .letter, .hebrewLetter, .digit, .wildcard, .spaceless:
          break reading
        case .stop:
          if sentences.asksForStopKind {
            let isAcronym = lastIsAcronym && index == lastRange.upperBound
            sentences.meetStop(isAcronym ? .stopOfAcronym : meaningOfStop(at: index, after: lastRange, text))
          }
          index = character.next
          continue reading
        case .apostrophe:
          meetApostrophe(character, at: index, after: lastRange)
          index = character.next
          continue reading
        case .lineEnd:
          if line.lowerSeen == 0 && line.upperCount >= Self.capitalsOfLine { break reading }
          line = PlainRun(end: 0)
          lineFirstToken = tokensBefore &+ output.count
          sentences.meetSeparator(.lineEnd)
          index = character.next
          continue reading
        case let separator:
          sentences.meetSeparator(separator)
          index = character.next
          continue reading
        }
      }
      if output.isFull { break reading }

      let hashOfWord: UInt64
      if count > 0 && count <= 16 && next < 0x80 {
        if next != 0x20 && !endsWord(index..<wordEnd, text) { break reading }
        let low = WordHash.word(raw, index, min(count, 8))
        let high = count > 8 ? WordHash.word(raw, index &+ 8, count &- 8) : 0
        if line.lowerSeen == 0 {
          line.upperCount &+= ASCIIWord.upperCaseCount(low) &+ ASCIIWord.upperCaseCount(high)
        }
        line.lowerSeen |= ASCIIWord.lowerCase(low) | ASCIIWord.lowerCase(high)
        hashOfWord = hash.of(low, high, count: count)
      } else {
        let run = Self.plainRun(from: index, text, classes)
        wordEnd = run.end
        if !endsWord(index..<wordEnd, text) { break reading }
        line.upperCount &+= run.upperCount
        line.lowerSeen |= run.lowerSeen
        hashOfWord = hash.of(raw, index..<wordEnd)
      }
      let range = index..<wordEnd
      if sentences.pending != .nothing {
        sentences.meetToken(
          character(at: index, text).info, key: sentences.asksForKey ? key(of: range, text) : nil)
      }
      sentences.meetPlainToken()
      output.append(
        Token(
          utf8Start: UInt32(truncatingIfNeeded: index), utf8End: UInt32(truncatingIfNeeded: wordEnd),
          paragraph: paragraph, sentence: UInt32(truncatingIfNeeded: sentences.number), hash: hashOfWord, zone: zone,
          isInCapitalsLine: false))
      lastRange = range
      lastIsAcronym = false
      // A space means nothing where no end of a sentence is pending, and here none is.
      index = wordEnd &+ (next == 0x20 && wordEnd < end ? 1 : 0)
    }
    self.sentences = sentences
    lastTokenRange = lastRange
    lastTokenIsAcronym = lastIsAcronym
    lineUpperCount = line.upperCount
    lineLowerCount = line.lowerSeen == 0 ? 0 : 1
    return index
  }

  /// Which of 64 bytes are ASCII letters or digits, the first one lowest; none behind the end of the text.
  @inline(__always)
  private static func lettersAndDigits(_ text: RawSpan, from start: Int) -> UInt64 {
    var window: UInt64 = 0
    if start <= text.byteCount &- 64 {
      for part in 0..<8 {
        let word = UInt64(
          littleEndian: text.unsafeLoadUnaligned(fromByteOffset: start &+ 8 &* part, as: UInt64.self))
        window |= ASCIIWord.bits(ASCIIWord.lettersAndDigits(word)) << UInt64(truncatingIfNeeded: 8 &* part)
      }
      return window
    }
    var offset = start
    while offset < text.byteCount {
      let word = WordHash.word(text, offset, min(8, text.byteCount &- offset))
      window |= ASCIIWord.bits(ASCIIWord.lettersAndDigits(word)) << UInt64(truncatingIfNeeded: offset &- start)
      offset += 8
    }
    return window
  }

  /// The longest run from here of ASCII letters and digits and of letters of two bytes.
  private static func plainRun(from start: Int, _ text: Span<UInt8>, _ classes: Span<UInt8>) -> PlainRun {
    var run = PlainRun(end: start)
    while run.end < text.count {
      let byte = text[run.end]
      let info: CharacterInfo
      if byte < 0x80 {
        info = CharacterInfo(rawValue: classes[Int(byte)])
        guard info.characterClass == .letter || info.characterClass == .digit else { break }
        run.end &+= 1
      } else {
        guard byte < 0xE0 else { break }
        info = CharacterInfo(rawValue: classes[Int(byte & 0x1F) << 6 | Int(text[run.end &+ 1] & 0x3F)])
        guard info.characterClass == .letter else { break }
        run.end &+= 2
      }
      run.upperCount &+= info.isUpper ? 1 : 0
      run.lowerSeen |= info.isLower ? 1 : 0
    }
    return run
  }

  /// Whether a run of letters and digits of one or two bytes is a whole word: what follows neither belongs to it nor
  /// joins it to more.
  private func endsWord(_ run: Range<Int>, _ text: Span<UInt8>) -> Bool {
    guard run.upperBound < text.count else { return true }
    let next = character(at: run.upperBound, text)
    let endsInDigit = (0x30...0x39).contains(text[run.upperBound - 1])
    switch next.info.characterClass {
    case .other, .space, .lineEnd, .terminator, .wideTerminator, .continuation, .doubleQuote, .spaceless:
      return true
    case .middleOfNumber:
      return !endsInDigit || isNoDigit(at: next.next, text)
    case .stop:
      if endsInDigit { return isNoDigit(at: next.next, text) }
      // A single letter may be one of several that stops join.
      return character(at: run.lowerBound, text).next < run.upperBound
    case .letter, .hebrewLetter, .wildcard, .digit, .mark, .ignorable, .apostrophe, .middleOfWord:
      return false
    }
  }

  /// Whether it is certain that the next digit, if any, is not the next character but for marks.
  private func isNoDigit(at index: Int, _ text: Span<UInt8>) -> Bool {
    index == text.count || (text[index] < 0x80 && !(0x30...0x39).contains(text[index]))
  }
}
