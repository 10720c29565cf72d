extension QueryLexer {
  /// The end of the run of characters that begins at `start`: white space, parentheses, quotes, commas that do not stand
  /// between digits, and the ^ of a weight end it.
  func endOfRun(from start: Int) -> Int {
    var index = start
    while let scalar = source[index] {
      if scalar == "\\" {
        index += 2
        continue
      }
      if scalar.isQuerySpace || scalar == "(" || scalar == ")" || scalar.isQuote { break }
      if scalar == ",", !isBetweenDigits(index) { break }
      if scalar == "^", index > start { break }
      index += 1
    }
    return min(index, source.count)
  }

  func isBetweenDigits(_ index: Int) -> Bool {
    (source[index - 1]?.isASCIIDigit ?? false) && (source[index + 1]?.isASCIIDigit ?? false)
  }

  /// A word, operator, prefix, list or other form: whatever begins here and is no punctuation.
  mutating func lexRun() {
    if lexPlainRun() { return }
    let start = position
    // +5 between operands is a distance, and no sign before a word.
    if source[start] == "+", lexForeignForm(at: start, runEnd: endOfRun(from: start)) { return }
    if lexSign(at: start) { return }
    // Before the end of the run is looked for: in `title:title:…` it is far off each time.
    if let zone = knownZone(at: start) { return lexZone(zone, from: start) }
    if source[start] == "^" { return lexWeight() }
    let end = endOfRun(from: start)
    if source[start] == "$" { return lexList(start..<end) }
    if lexForeignForm(at: start, runEnd: end) { return }
    if source[start] == "/" { return lexRegex() }
    if let colon = firstColon(in: start..<end) { return lexPrefix(start..<end, colon: colon) }
    position = end
    if lexOperator(start..<end) || lexCalledForm(start..<end) || lexForeignOperator(start..<end) { return }
    lexWord(start..<end)
  }

  /// What nearly every run is: AND, OR, NOT or a plain word. Where it is something else, does nothing and gives false.
  private mutating func lexPlainRun() -> Bool {
    let start = position
    var end = source[start] == "=" ? start + 1 : start
    while let scalar = source[end], scalar.isLetterOrDigit { end += 1 }
    if source[end] == "*" { end += 1 }
    if let next = source[end], !next.isQuerySpace, next != ")" { return false }
    let range = start..<end
    if mayBeOperator(range) {
      guard lexJoin(range) else { return false }
    } else {
      guard let pattern = plainPattern(in: range) else { return false }
      position = end
      append(.word(pattern), from: start)
    }
    return true
  }

  /// Whether a plain word begins like an operator in capitals.
  private func mayBeOperator(_ range: Range<Int>) -> Bool {
    guard range.count > 1 else { return false }
    switch source[range.lowerBound] {
    case "A", "O", "N", "U", "B": return source[range.lowerBound + 1].map { ("A"..."Z").contains($0) } ?? false
    default: return false
    }
  }

  private mutating func lexJoin(_ range: Range<Int>) -> Bool {
    let kind: QueryToken.Kind
    if source.isText("AND", in: range) {
      kind = .and
    } else if source.isText("OR", in: range) {
      kind = .or
    } else if source.isText("NOT", in: range) {
      kind = .not
    } else {
      return false
    }
    position = range.upperBound
    append(kind, from: range.lowerBound)
    return true
  }

  /// The pattern of letters and digits, at most with `=` before and `*` behind them; nil for anything else.
  private func plainPattern(in range: Range<Int>) -> WordPattern? {
    let isExact = source[range.lowerBound] == "="
    var literal = isExact ? range.lowerBound + 1..<range.upperBound : range
    let isPrefix = source[range.upperBound - 1] == "*"
    if isPrefix { literal = literal.lowerBound..<max(literal.lowerBound, literal.upperBound - 1) }
    guard literal.count >= (isPrefix ? 2 : 1),
      literal.allSatisfy({ source[$0]?.isLetterOrDigit ?? false })
    else { return nil }
    let text = source.text(literal)
    return isPrefix ? WordPattern([.text(text), .anyRun], isExact: isExact) : WordPattern(text, isExact: isExact)
  }

  /// The first colon that makes what is before it a prefix: one between digits (`9:11`) or behind `\` does not.
  func firstColon(in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound {
      if source[index] == "\\" {
        index += 2
        continue
      }
      if source[index] == ":", !isBetweenDigits(index) { return index }
      index += 1
    }
    return nil
  }

  private mutating func lexWord(_ range: Range<Int>) {
    if range.count == 1, source[range.lowerBound] == "=" {
      report(
        .emptyExact, "= has no word directly after it", range,
        hint: "write = before each single word, as in =SGB or \"=Interior =Ministry\"")
      if !(current?.isQuote ?? false), current != "(" { append(.invalid, from: range.lowerBound) }
      return
    }
    if source[range.lowerBound] == "=", isBetweenSlashes(range.lowerBound + 1..<range.upperBound) {
      let regex = source.excerpt(range.lowerBound + 1..<range.upperBound, limit: 40)
      report(
        .badRegex, "= cannot stand before a regular expression", range.lowerBound..<range.lowerBound + 1,
        hint: "write \(regex): letter case matters in it anyway; write \\/ if the slashes belong to the text")
      return append(.invalid, from: range.lowerBound)
    }
    if let sign = bareRegexSign(in: range) {
      report(
        .bareRegex, "this would be read as a word, without \(source.text(sign)) as in a regular expression", range,
        hint: "write /\(source.excerpt(range, limit: 40))/ if a regular expression is meant, and no \\ if the letter is"
      )
      return append(.invalid, from: range.lowerBound)
    }
    if let pattern = readPattern(in: range, isInPhrase: false) {
      append(.word(pattern), from: range.lowerBound)
    } else {
      append(.invalid, from: range.lowerBound)
    }
  }

  /// `\b`, `\d`, `\s`, `\w` outside of slashes: nobody has to write `\` before these letters.
  private func bareRegexSign(in range: Range<Int>) -> Range<Int>? {
    var index = range.lowerBound
    while index + 1 < range.upperBound {
      guard source[index] == "\\" else {
        index += 1
        continue
      }
      if let letter = source[index + 1], "bdsw".unicodeScalars.contains(letter) { return index..<index + 2 }
      index += 2
    }
    return nil
  }

  /// The word in `range`, or nil where something is wrong with it (told) or, in a phrase, where it is no word at all.
  mutating func readPattern(in range: Range<Int>, isInPhrase: Bool) -> WordPattern? {
    if let plain = plainPattern(in: range) { return plain }
    var range = range
    let whole = range
    let isExact = source[range.lowerBound] == "="
    if isExact { range = range.lowerBound + 1..<range.upperBound }
    guard !isExact || !range.isEmpty else {
      report(.emptyExact, "= has no word directly after it", whole, hint: "write \\= for the sign itself")
      return nil
    }
    if let mark = mark(in: range) {
      if source[mark] == "~" { return readForm(at: mark, of: whole, word: range.lowerBound..<mark) }
      tellWeightInQuotes(whole)
      return nil
    }
    guard let elements = readElements(in: range) else { return nil }
    let pattern = WordPattern(elements, isExact: isExact)
    let literals = pattern.literalCount
    if pattern.hasWildcard, literals < 2 {
      report(
        .fewLiterals, "\(source.excerpt(whole)) would find too many words: it needs at least two letters or digits",
        whole, hint: "write more of the word, as in uz* or w?r; write \\* or \\? for the sign itself")
      return nil
    }
    if literals == 0 {
      guard !isInPhrase || isExact else { return nil }
      report(
        .noLetter, "\(source.excerpt(whole)) has no letter and no digit, so no word of an article can be it", whole,
        hint: "take it out, or put it into quotes together with the words around it")
      return nil
    }
    return pattern
  }

  /// What a piece of text says with `\`, `*` and `?` read; nil where a backslash has nothing to escape (told).
  mutating func readElements(in range: Range<Int>) -> [WordPattern.Element]? {
    var elements: [WordPattern.Element] = []
    var literal = String.UnicodeScalarView()
    func flush() {
      if !literal.isEmpty { elements.append(.text(String(literal))) }
      literal = String.UnicodeScalarView()
    }
    var index = range.lowerBound
    while index < range.upperBound, let scalar = source[index] {
      switch scalar {
      case "\\":
        guard index + 1 < range.upperBound, let escaped = source[index + 1], !escaped.isQueryNewline else {
          report(
            .danglingEscape, "\\ has no character after it", index..<index + 1,
            hint: "write \\\\ for a backslash, or take it out")
          return nil
        }
        literal.append(escaped)
        index += 1
      case "*", "?":
        flush()
        // Runs side by side are one run.
        if scalar == "?" || elements.last != .anyRun { elements.append(scalar == "?" ? .anyCharacter : .anyRun) }
      default: literal.append(scalar)
      }
      index += 1
    }
    flush()
    return elements
  }

  /// The text in `range` with escapes read and wildcards as they stand.
  func plainText(in range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    var index = range.lowerBound
    while index < range.upperBound, let scalar = source[index] {
      if scalar == "\\", index + 1 < range.upperBound { index += 1 }
      if let scalar = source[index] { text.append(scalar) }
      index += 1
    }
    return String(text)
  }

  // MARK: Lists

  private mutating func lexList(_ range: Range<Int>) {
    position = range.upperBound
    let name = source.text(range.lowerBound + 1..<range.upperBound)
    if let wrong = name.unicodeScalars.first(where: { !Self.canStandInListName($0) }) {
      let place =
        range.lowerBound + 1
        + (name.unicodeScalars.firstIndex(of: wrong).map { index in
          name.unicodeScalars.distance(from: name.unicodeScalars.startIndex, to: index)
        } ?? 0)
      report(
        .badListName, "the name of a list has only letters, digits, _ and -", place..<place + 1,
        hint: "write \\$ at the beginning if a dollar sign is meant")
      append(.invalid, from: range.lowerBound)
    } else if name.isEmpty {
      report(
        .badListName, "$ has no name of a list directly after it", range,
        hint: "write $ and the name together, as in $places; write \\$ for the sign itself")
      append(.invalid, from: range.lowerBound)
    } else {
      append(.list(name), from: range.lowerBound)
    }
  }

  private static func canStandInListName(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isLetterOrDigit || scalar == "_" || scalar == "-"
  }
}

extension WordPattern {
  /// How many letters and digits it has.
  var literalCount: Int {
    elements.reduce(0) { count, element in
      guard case .text(let text) = element else { return count }
      return count + text.unicodeScalars.count(where: \.isLetterOrDigit)
    }
  }
}
