import Articles

/// A run of letters and digits of one or two bytes.
private struct PlainRun {
  /// Behind its last character.
  var end: Int
  var upperCount = 0
  /// Not zero if any letter is lower case.
  var lowerSeen: UInt64 = 0
}

/// The pass over plain text: words of ASCII letters and digits and of letters of two bytes (Latin with accents, Greek,
/// Cyrillic, Arabic, …), also joined by stops or commas between digits and by apostrophes between letters where nothing
/// can be elided before them, and what separates words. All else is left to the rules of `TokenScanner+Word.swift`, from
/// the beginning of the word.
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
    let reader = self.reader
    let classes = reader.table.basicPlane.span
    let hash = self.hash
    let zone = self.zone
    let paragraph = UInt32(truncatingIfNeeded: self.paragraph)
    var sentences = self.sentences
    var lastRange = lastTokenRange
    var lastIsAcronym = lastTokenIsAcronym
    // Upper-case letters are counted as long as there is no lower-case one in the line.
    var line = PlainRun(end: 0, upperCount: lineUpperCount, lowerSeen: lineHasLower ? 1 : 0)

    var index = start
    var window = PlainWindow(of: raw, from: start)
    // Not where it is known to end at once.
    var mayRun = true
    reading: while index < end {
      if mayRun && sentences.isInSentence && line.lowerSeen != 0 {
        mayRun = false
        let before = output.count
        index = Self.readRunningText(
          from: index, text, reader, &window, hash, paragraph, zone, &sentences, &output)
        if output.count > before {
          lastRange = output.span[output.count &- 1].utf8Range
          lastIsAcronym = false
        }
        guard index < end else { break }
      }
      let count = window.run(at: index, raw)
      var wordEnd = index &+ count
      var next = wordEnd < end ? text[wordEnd] : 0x20
      if count == 0 {
        if text[index] == 0x20 {
          sentences.meetSeparator(.space)
          index &+= 1
          continue
        }
        let character = reader.character(at: index, text)
        switch character.info.characterClass {
        case .letter where character.next == index &+ 2:
          break
        case .letter, .hebrewLetter, .digit, .wildcard, .spaceless:
          break reading
        case .stop:
          if sentences.asksForStopKind {
            let isAcronym = lastIsAcronym && index == lastRange.upperBound
            sentences.meetStop(isAcronym ? .stopOfAcronym : reader.meaningOfStop(at: index, after: lastRange, text))
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
      if count > 0 && count <= 16 && next < 0x80 && (next == 0x20 || reader.endsWord(index..<wordEnd, text)) {
        let low = raw.word(at: index, count: min(count, 8))
        let high = count > 8 ? raw.word(at: index &+ 8, count: count &- 8) : 0
        if line.lowerSeen == 0 {
          line.upperCount &+= ASCIIWord.upperCaseCount(low) &+ ASCIIWord.upperCaseCount(high)
        }
        line.lowerSeen |= ASCIIWord.lowerCase(low) | ASCIIWord.lowerCase(high)
        hashOfWord = hash.of(low, high, count: count)
      } else {
        guard let run = Self.joinedRun(from: index, text, reader, classes) else { break reading }
        wordEnd = run.end
        next = wordEnd < end ? text[wordEnd] : 0x20
        line.upperCount &+= run.upperCount
        line.lowerSeen |= run.lowerSeen
        hashOfWord = hash.of(raw, index..<wordEnd)
      }
      let range = index..<wordEnd
      if sentences.pending != .nothing {
        sentences.meetToken(
          reader.character(at: index, text).info, key: sentences.asksForKey ? reader.key(of: range, text) : nil)
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
      mayRun = next == 0x20
      index = wordEnd &+ (mayRun && wordEnd < end ? 1 : 0)
    }
    self.sentences = sentences
    lastTokenRange = lastRange
    lastTokenIsAcronym = lastIsAcronym
    lineUpperCount = line.upperCount
    lineHasLower = line.lowerSeen != 0
    return index
  }

  /// What most of a text is: words with a space, a comma or a stop behind each, in a line that is known not to be all in
  /// capitals and where no end of a sentence is pending.
  @inline(never)
  private static func readRunningText(
    from start: Int, _ span: Span<UInt8>, _ reader: CharacterReader, _ sharedWindow: inout PlainWindow,
    _ hash: WordHash, _ paragraph: UInt32, _ zone: Zone, _ sentences: inout SentenceTracker,
    _ output: inout OutputSpan<Token>
  ) -> Int {
    let text = span.bytes
    var sentence = UInt32(truncatingIfNeeded: sentences.number)
    var index = start
    var window = sharedWindow
    defer { sharedWindow = window }
    // Loads that are not checked read no more than eighteen bytes from `index`, and up to `last` so many are there.
    let last = text.byteCount &- 18
    while index <= last {
      let count = window.run(at: index, text)
      guard count <= 16, !output.isFull else { break }
      var wordEnd = index &+ count
      var next = text.unsafeLoad(fromUncheckedByteOffset: wordEnd, as: UInt8.self)
      let hashOfWord: UInt64
      if next < 0x80 {
        if count == 0 {
          guard next == 0x20 else { break }
          index &+= 1
          continue
        }
        var low = text.unsafeLoadUnaligned(fromUncheckedByteOffset: index, as: UInt64.self).littleEndian
        var high: UInt64 = 0
        let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        if count <= 8 {
          low = (low &<< unused) &>> unused
        } else {
          high = text.unsafeLoadUnaligned(fromUncheckedByteOffset: index &+ 8, as: UInt64.self).littleEndian
          high = (high &<< unused) &>> unused
        }
        hashOfWord = hash.of(low, high, count: count)
      } else {
        let word = plainWord(from: index, asciiEnd: wordEnd, span, reader, hash)
        wordEnd = word.end
        guard wordEnd > index && wordEnd <= last else { break }
        next = text.unsafeLoad(fromUncheckedByteOffset: wordEnd, as: UInt8.self)
        hashOfWord = word.hash
      }
      var endsSentence = false
      if next != 0x20 {
        // Between digits a comma or a stop joins, and behind one letter a stop may.
        let isLetter = text.unsafeLoad(fromUncheckedByteOffset: wordEnd &- 1, as: UInt8.self) > 0x39
        endsSentence = next == 0x2E && wordEnd &- index > 2
        guard isLetter && (next == 0x2C || endsSentence) else { break }
      }
      output.append(
        Token(
          utf8Start: UInt32(truncatingIfNeeded: index), utf8End: UInt32(truncatingIfNeeded: wordEnd),
          paragraph: paragraph, sentence: sentence, hash: hashOfWord, zone: zone, isInCapitalsLine: false))
      let word = index..<wordEnd
      index = wordEnd &+ 1
      if endsSentence {
        // A letter or digit begins a token whatever follows, so that the sentence can be ended here already.
        index = endSentence(after: word, span, reader, &sentences)
        guard index <= last, window.run(at: index, text) > 0 else { break }
        sentences.meetToken(reader.character(at: index, span).info, key: nil)
        sentence = UInt32(truncatingIfNeeded: sentences.number)
      }
    }
    return index
  }

  /// Meets the stop behind a word and a space behind that; returns where to go on.
  @inline(never)
  private static func endSentence(
    after word: Range<Int>, _ text: Span<UInt8>, _ reader: CharacterReader, _ sentences: inout SentenceTracker
  ) -> Int {
    sentences.meetStop(reader.meaningOfStop(at: word.upperBound, after: word, text))
    let next = word.upperBound &+ 1
    guard next < text.count, text[next] == 0x20 else { return next }
    sentences.meetSeparator(.space)
    return next &+ 1
  }

  /// The end and the hash of a word with letters of two bytes, behind those of one that are known already.
  @inline(never)
  private static func plainWord(
    from start: Int, asciiEnd: Int, _ text: Span<UInt8>, _ reader: CharacterReader, _ hash: WordHash
  ) -> (end: Int, hash: UInt64) {
    let end = plainEnd(from: asciiEnd, text, reader.table.basicPlane.span)
    return (end, hash.of(text.bytes, start..<end))
  }

  /// The end of a run of ASCII letters and digits and of letters of two bytes.
  private static func plainEnd(from start: Int, _ text: Span<UInt8>, _ classes: Span<UInt8>) -> Int {
    let raw = text.bytes
    var index = start
    // U+0400 to U+047F, the letters of most Cyrillic words, four at a time: their first bytes are D0 and D1.
    while index <= raw.byteCount &- 8 {
      let word = UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
      let others = (word ^ 0x00D0_00D0_00D0_00D0) & 0x00FE_00FE_00FE_00FE
      index &+= (others.trailingZeroBitCount / 16) &* 2
      if others != 0 { break }
    }
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        let info = CharacterInfo(rawValue: classes[Int(byte)])
        guard info.isOf(.letter) || info.isOf(.digit) else { break }
        index &+= 1
      } else {
        guard byte < 0xE0 else { break }
        let info = CharacterInfo(rawValue: classes[Int(byte & 0x1F) << 6 | Int(text[index &+ 1] & 0x3F)])
        guard info.isOf(.letter) else { break }
        index &+= 2
      }
    }
    return index
  }

  /// Runs of letters and digits with what joins two of them to one word: a stop or comma between digits (8,701.5), an
  /// apostrophe between letters (China's, Oʻzbek). `nil` where more must be known to tell where the word ends.
  private static func joinedRun(
    from start: Int, _ text: Span<UInt8>, _ reader: CharacterReader, _ classes: Span<UInt8>
  ) -> PlainRun? {
    var word = plainRun(from: start, text, classes)
    var hasJoint = false
    while !reader.endsWord(start..<word.end, text) {
      let joint = reader.character(at: word.end, text)
      guard joint.next < text.count else { return nil }
      let next = reader.character(at: joint.next, text)
      let endsInDigit = text[word.end &- 1] <= 0x39
      switch joint.info.characterClass {
      case .stop, .middleOfNumber:
        guard endsInDigit, next.info.isOf(.digit) else { return nil }
      case .apostrophe:
        guard !endsInDigit, next.info.isOf(.letter) else { return nil }
        // An elided article before it would be no part of the word.
        let mayElide = !hasJoint && Apostrophe.isPossessive(joint.scalar) && Elisions.isVowelOrH(next.scalar)
        if mayElide { return nil }
      default: return nil
      }
      let run = plainRun(from: joint.next, text, classes)
      guard run.end > joint.next else { return nil }
      word.end = run.end
      word.upperCount &+= run.upperCount
      word.lowerSeen |= run.lowerSeen
      hasJoint = true
    }
    return word
  }

  /// The longest run from here of ASCII letters and digits and of letters of two bytes.
  private static func plainRun(from start: Int, _ text: Span<UInt8>, _ classes: Span<UInt8>) -> PlainRun {
    var run = PlainRun(end: start)
    while run.end < text.count {
      let byte = text[run.end]
      let info: CharacterInfo
      if byte < 0x80 {
        info = CharacterInfo(rawValue: classes[Int(byte)])
        guard info.isOf(.letter) || info.isOf(.digit) else { break }
        run.end &+= 1
      } else {
        guard byte < 0xE0 else { break }
        info = CharacterInfo(rawValue: classes[Int(byte & 0x1F) << 6 | Int(text[run.end &+ 1] & 0x3F)])
        guard info.isOf(.letter) else { break }
        run.end &+= 2
      }
      run.upperCount &+= info.isUpper ? 1 : 0
      run.lowerSeen |= info.isLower ? 1 : 0
    }
    return run
  }
}

extension CharacterReader {
  /// Whether a run of letters and digits of one or two bytes is a whole word: what follows neither belongs to it nor
  /// joins it to more.
  fileprivate func endsWord(_ run: Range<Int>, _ text: Span<UInt8>) -> Bool {
    guard run.upperBound < text.count else { return true }
    let endsInDigit = text[run.upperBound &- 1] <= 0x39
    if !endsInDigit && run.count > 2 && (text[run.upperBound] == 0x2E || text[run.upperBound] == 0x2C) { return true }
    let next = character(at: run.upperBound, text)
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
