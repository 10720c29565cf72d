import PersonNames

/// `name(Shavkat Mirziyoyev)` and `name(Shavkat Mirziyoyev, alone)`.
extension QueryLexer {
  /// At the parenthesis behind `name`, which begins at `start`.
  mutating func lexName(from start: Int) {
    let open = position
    if tellsNested(after: open, .badName, in: "a name", hint: "write the name alone, as in name(Shavkat Mirziyoyev)") {
      return append(.invalid, from: start)
    }
    let end = endOfName(from: open + 1)
    guard source[end] == ")" else {
      position = end
      report(
        .unclosedParenthesis, "this parenthesis is never closed", open..<open + 1,
        hint: "write ) behind the name, as in name(Shavkat Mirziyoyev)")
      return append(.invalid, from: start)
    }
    position = end + 1
    let told = problems.diagnostics.count + problems.omitted
    let pattern = readName(in: open + 1..<end, whole: start..<position)
    assert(pattern != nil || problems.diagnostics.count + problems.omitted > told || problems.isClosed)
    append(pattern.map { .name($0) } ?? .invalid, from: start)
  }

  /// Whether there are parentheses inside those that open at `open`: told once, and both pairs passed over. Looks a little
  /// way ahead, so that a text of nothing but parentheses is read in linear time.
  mutating func tellsNested(after open: Int, _ code: QueryCode, in what: String, hint: String) -> Bool {
    var depth = 1
    var inner: Int?
    for index in (open + 1)..<(open + 1 + Self.longestNested) {
      guard let scalar = source[index] else { return false }
      if scalar == "(" {
        depth += 1
        if depth > Self.deepestNested { return false }
        if inner == nil { inner = index }
      } else if scalar == ")" {
        depth -= 1
      }
      guard depth == 0 else { continue }
      guard let inner else { return false }
      position = index + 1
      report(code, "parentheses cannot stand in \(what)", inner..<inner + 1, hint: hint)
      return true
    }
    return false
  }

  private static let longestNested = 400
  private static let deepestNested = 4

  /// The closing parenthesis; in a name there are none, so another opening one ends it too.
  private func endOfName(from start: Int) -> Int {
    var index = start
    while let scalar = source[index], scalar != ")", scalar != "(" { index += 1 }
    return index
  }

  private mutating func readName(in range: Range<Int>, whole: Range<Int>) -> NamePattern? {
    var name = range
    var isAlone = false
    if let comma = range.first(where: { source[$0] == "," }) {
      name = range.lowerBound..<comma
      let option = source.text(comma + 1..<range.upperBound).split { $0.isWhitespace }.joined(separator: " ")
      guard option == "alone" else {
        report(
          .badName, "behind the comma in name(…) only alone can stand", comma..<range.upperBound,
          hint: "write the name without commas, given name first, as in name(Shavkat Mirziyoyev)")
        return nil
      }
      isAlone = true
    }
    guard areSignsRight(in: name) else { return nil }
    do throws(PersonName.Mistake) {
      return try NamePattern(source.text(name), isAlone: isAlone)
    } catch {
      tell(error, whole)
      return nil
    }
  }

  /// Whether there are only words: no operators, quotes and wildcards. Tells what is wrong.
  private mutating func areSignsRight(in range: Range<Int>) -> Bool {
    let operators = ["AND", "OR", "NOT", "UNLESS"]
    let words = source.text(range).split { $0.isWhitespace }
    if let word = words.first(where: {
      operators.contains(String($0)) || $0.hasPrefix("NEAR/") || $0.hasPrefix("BEFORE/")
    }) {
      report(
        .badName, "\(word) cannot stand inside name(…), which is one person", range,
        hint: "write a name( ) for each person, as in name(Ann Lee) OR name(Bob Ray)")
      return false
    }
    let signs = "*?~^=$\"“”„«»\\/&|:;#<>+![]{}%@"
    if let sign = range.first(where: { source[$0].map { signs.unicodeScalars.contains($0) } ?? false }) {
      report(
        .badName, "\(source.text(sign..<sign + 1)) cannot stand in a name", sign..<sign + 1,
        hint: "write the name alone; its spellings and cases are found by themselves")
      return false
    }
    return true
  }

  private mutating func tell(_ mistake: PersonName.Mistake, _ whole: Range<Int>) {
    switch mistake {
    case .empty:
      report(
        .emptyName, "there is no name in these parentheses", whole,
        hint: "write given name and surname, as in name(Shavkat Mirziyoyev)")
    case .onlyOneWord:
      let surname = source.text(whole).dropFirst("name(".count).dropLast().split { $0.isWhitespace }.joined(
        separator: " ")
      report(
        .surnameAlone,
        "\(source.excerpt(whole)) has a surname and no given name, so it would find everybody of that name",
        whole,
        hint: surname.contains(",") || surname.count > 40
          ? "write given name and surname, as in name(Shavkat Mirziyoyev)"
          : "write the given name before it, or name(\(surname), alone) if everybody of that name is meant")
    case .initial(let word):
      report(
        .badName, "\(word) in name(…) is an initial", whole,
        hint: "write the name in full; where an article has an initial in its place, it is found all the same")
    case .unreadable(let word):
      report(
        .badName, "\(String(word.prefix(40))) cannot be read as a name", whole,
        hint: "write the name in Latin or Cyrillic letters, without digits")
    case .tooManyWords:
      report(
        .badName, "a name has at most \(PersonName.maximumWords) words", whole,
        hint: "write given name and surname, and a name( ) for each person")
    }
  }
}
