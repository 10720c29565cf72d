import UzbekWords

/// `uz(Toshkent)` and `uz(xavfsizlik xizmati)`: a word, or a phrase of words.
extension QueryLexer {
  /// At the parenthesis behind `uz`, which begins at `start`.
  mutating func lexUzbek(from start: Int) {
    let open = position
    if tellsNested(
      after: open, .badUzbek, in: "uz(…)",
      hint: "write words only, as in uz(xavfsizlik xizmati), and a uz( ) for each phrase")
    {
      return append(.invalid, from: start)
    }
    var end = open + 1
    while let scalar = source[end], scalar != ")", scalar != "(" { end += 1 }
    guard source[end] == ")" else {
      position = end
      report(
        .unclosedParenthesis, "this parenthesis is never closed", open..<open + 1,
        hint: "write ) behind the words, as in uz(xavfsizlik xizmati)")
      return append(.invalid, from: start)
    }
    position = end + 1
    let words = readUzbek(in: open + 1..<end, whole: start..<position)
    append(words.map { .phrase($0) } ?? .invalid, from: start)
  }

  /// The words, one or more; nil where something is wrong (told).
  private mutating func readUzbek(in range: Range<Int>, whole: Range<Int>) -> [WordPattern]? {
    var words: [WordPattern] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if source[index]?.isQuerySpace ?? true {
        index += 1
        continue
      }
      let start = index
      while index < range.upperBound, let scalar = source[index], !scalar.isQuerySpace { index += 1 }
      guard isUzbekWord(start..<index) else { return nil }
      words.append(WordPattern(source.text(start..<index), .uzbek))
    }
    if words.isEmpty {
      report(
        .badUzbek, "there is no word in these parentheses", whole,
        hint: "write an Uzbek word or phrase, as in uz(xavfsizlik xizmati)")
      return nil
    }
    return words
  }

  /// Whether a piece of text without white space is a word. Tells what is wrong.
  private mutating func isUzbekWord(_ word: Range<Int>) -> Bool {
    let text = source.text(word)
    if ["AND", "OR", "NOT", "UNLESS"].contains(text) || text.hasPrefix("NEAR/") || text.hasPrefix("BEFORE/") {
      report(
        .badUzbek, "\(source.excerpt(word)) cannot stand inside uz(…), which is one word or phrase", word,
        hint: "write a uz( ) on each side of it, as in uz(vazir) OR uz(prezident)")
      return false
    }
    if let wrong = word.first(where: { !(source[$0].map(Self.canStandInUzbek) ?? false) }) {
      tellWrongLetter(at: wrong, of: word)
      return false
    }
    guard text.unicodeScalars.contains(where: \.isLetterOrDigit) else {
      report(
        .badUzbek, "\(source.excerpt(word)) has no letter and no digit, so no word of an article can be it", word,
        hint: "take it out")
      return false
    }
    // Two sounds to a letter at most.
    guard word.count <= UzbekWord.maximumSounds / 2 || UzbekWord(text).sounds.utf8.count <= UzbekWord.maximumSounds
    else {
      report(
        .badUzbek, "\(source.excerpt(word)) is too long for a word", word,
        hint: "write at most \(UzbekWord.maximumSounds) letters, and a space between words")
      return false
    }
    return true
  }

  /// Hyphens separate words, as in ota-ona; marks belong to the letter before them.
  private static func canStandInUzbek(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || (0x300...0x36F).contains(scalar.value) || UzbekWord.isLetter(scalar)
  }

  private mutating func tellWrongLetter(at place: Int, of word: Range<Int>) {
    let sign = source.text(place..<place + 1)
    let isLetter = source[place]?.isLetterOrDigit ?? false
    if isLetter {
      report(
        .badUzbek, "\(sign) is a letter of neither Uzbek alphabet", place..<place + 1,
        hint: "write the word in Latin or Cyrillic letters of Uzbek, or outside of uz(…)")
    } else if source[place].map({ ["*", "?", "~"].contains($0) }) ?? false {
      report(
        .badUzbek, "\(sign) cannot stand inside uz(…)", place..<place + 1,
        hint: "write the word alone: its endings are found by themselves")
    } else if source[place]?.isQuote ?? false {
      report(
        .badUzbek, "quotes cannot stand inside uz(…)", place..<place + 1,
        hint: "take them out: words in uz(…) are a phrase without them")
    } else {
      report(
        .badUzbek, "\(sign) cannot stand inside uz(…)", place..<place + 1,
        hint: "write words only, as in uz(xavfsizlik xizmati)")
    }
  }
}

extension QueryPrinter {
  /// Words of `uz(…)`.
  static func writeUzbek(_ words: [WordPattern], to text: inout String) {
    text += "uz("
    for (number, word) in words.enumerated() {
      if number > 0 { text += " " }
      text.unicodeScalars += word.letters
    }
    text += ")"
  }
}
