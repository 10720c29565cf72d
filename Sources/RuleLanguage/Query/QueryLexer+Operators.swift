extension QueryLexer {
  // MARK: Our own operators

  mutating func lexOperator(_ range: Range<Int>) -> Bool {
    if source.isText("AND", in: range) {
      append(.and, from: range.lowerBound)
    } else if source.isText("OR", in: range) {
      append(.or, from: range.lowerBound)
    } else if source.isText("NOT", in: range) {
      append(.not, from: range.lowerBound)
    } else if source.isText("UNLESS", in: range) {
      append(.unless, from: range.lowerBound)
    } else if source.has("NEAR", at: range.lowerBound) || source.has("BEFORE", at: range.lowerBound) {
      return lexNear(source.text(range), range)
    } else {
      return lexNumbered(range)
    }
    return true
  }

  private mutating func lexNear(_ text: String, _ range: Range<Int>) -> Bool {
    for name in ["NEAR", "BEFORE"] where text.hasPrefix(name) {
      let rest = text.dropFirst(name.count)
      let isOrdered = name == "BEFORE"
      if rest.isEmpty || rest == "/" {
        lexMissingDistance(name, range)
      } else if rest.first == "/" {
        lexDistance(String(rest.dropFirst()), name, range)
      } else if rest.unicodeScalars.allSatisfy(\.isASCIIDigit) {
        report(
          .foreignOperator, "\(text) is not an operator here", range,
          hint: "write \(name)/\(rest), with a slash before the number")
        append(.near(Proximity(.words(0), isOrdered: isOrdered)), from: range.lowerBound)
      } else {
        continue
      }
      return true
    }
    return false
  }

  private mutating func lexDistance(_ text: String, _ name: String, _ range: Range<Int>) {
    var distance = Distance.words(0)
    if text == "s" {
      distance = .sameSentence
    } else if text == "p" {
      distance = .sameParagraph
    } else if text.unicodeScalars.allSatisfy(\.isASCIIDigit), text.count <= 4, let words = Int(text), words <= 1000 {
      distance = .words(words)
    } else if let forward = DistanceOperator("near/" + text), forward.isOrdered {
      report(
        .foreignOperator, "\(source.excerpt(range)) is not an operator here; was \(forward.text) meant?", range,
        hint: "write \(forward.text) for the first before the second, \(name)/\(forward.distance) for any order")
      append(.near(Proximity(.words(0), isOrdered: true)), from: range.lowerBound)
      return
    } else {
      let isTooFar = text.unicodeScalars.allSatisfy(\.isASCIIDigit)
      report(
        .badDistance,
        isTooFar
          ? "\(name)/\(source.excerpt(range.dropFirst(name.count + 1))) reaches too far: the most is 1000 words"
          : "\(source.excerpt(range)) has no distance that can be read",
        range,
        hint: isTooFar
          ? "write \(name)/p for the same paragraph, or AND for the same article"
          : "write a number of words between, as in \(name)/5, or \(name)/s for the same sentence, "
            + "\(name)/p for the same paragraph")
    }
    append(.near(Proximity(distance, isOrdered: name == "BEFORE")), from: range.lowerBound)
  }

  /// `NEAR`, `NEAR 5`, `NEAR/ 5` and `NEAR /5`.
  private mutating func lexMissingDistance(_ name: String, _ range: Range<Int>) {
    var example = "5"
    var end = range.upperBound
    if let next = nextVisible(from: end) {
      let digits = next.scalar == "/" ? next.index + 1 : next.index
      let runEnd = endOfRun(from: next.index)
      let text = source.text(min(digits, runEnd)..<runEnd)
      if !text.isEmpty, text.count <= 4, text.unicodeScalars.allSatisfy(\.isASCIIDigit) {
        example = text
        end = runEnd
      }
    }
    position = end
    report(
      .missingDistance, "\(name) does not say how near", range.lowerBound..<end,
      hint: "write \(name)/\(example) without a space for at most so many words between, "
        + "\(name)/s for the same sentence or \(name)/p for the same paragraph")
    append(.near(Proximity(.words(0), isOrdered: name == "BEFORE")), from: range.lowerBound)
  }

  // MARK: Operators of other programs

  /// `-word`, `+word` and `!word`: the sign alone is taken. False where no such sign stands here.
  mutating func lexSign(at start: Int) -> Bool {
    guard let sign = source[start], sign == "-" || sign == "+" || sign == "!", let next = source[start + 1],
      next.isLetterOrDigit || next.isQuote || next == "(" || next == "$" || next == "="
    else { return false }
    position = start + 1
    let follows = tokens.last?.endsOperand ?? false
    let end = next.isQuote ? closingQuote(of: start + 1).map { $0 + 1 } : endOfRun(from: start + 1)
    let operand = next == "(" ? "(…)" : source.excerpt(start + 1..<(end ?? start + 2), limit: 24)
    let meant = sign == "+" ? (follows ? "AND" : "") : follows ? "AND NOT" : "NOT"
    let hint =
      meant.isEmpty
      ? "leave it out, and write AND between words that all have to be there" : "write \(meant) \(operand)"
    report(
      .foreignOperator, "\(sign) is not an operator here" + (meant.isEmpty ? "" : "; was \(meant) meant?"),
      start..<position,
      hint: next.isLetterOrDigit
        ? "\(hint); put \"\(sign)\(operand)\" into quotes if the sign belongs to the text" : hint)
    if follows { append(.and, from: start) }
    if sign != "+" { append(.not, from: start) }
    return true
  }

  private static let foreignMeanings: [String: (String, QueryToken.Kind)] = [
    "&&": ("AND", .and), "&": ("AND", .and), "||": ("OR", .or), "|": ("OR", .or), "!": ("NOT", .not),
  ]

  /// `&&`, `||`, `!` alone, and `|` or `&&` inside a word.
  mutating func lexForeignOperator(_ range: Range<Int>) -> Bool {
    guard range.contains(where: { source[$0] == "&" || source[$0] == "|" || source[$0] == "!" }) else { return false }
    let text = source.text(range)
    if let (meant, kind) = Self.foreignMeanings[text] {
      report(
        .foreignOperator, "\(text) is not an operator here; was \(meant) meant?", range, hint: "write \(meant) instead")
      append(kind, from: range.lowerBound)
      return true
    }
    for (sign, separator, meant) in [("&&", Character("&"), "AND"), ("|", "|", "OR")]
    where hasUnescaped(sign, in: range) {
      let parts = text.split(separator: separator).joined(separator: " \(meant) ")
      report(
        .foreignOperator, "\(sign) is not an operator here; was \(meant) meant?", range,
        hint: parts.count <= 60 && !parts.isEmpty
          ? "write \(parts), or \\\(sign) if the sign belongs to the text"
          : "write \(meant) instead")
      append(.invalid, from: range.lowerBound)
      return true
    }
    return false
  }

  private func hasUnescaped(_ sign: String, in range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      if index + sign.utf8.count <= range.upperBound, source.has(sign, at: index) { return true }
      index += source[index] == "\\" ? 2 : 1
    }
    return false
  }

  // MARK: Forms with parentheses

  /// `name(…)`, `uz(…)`.
  mutating func lexCalledForm(_ range: Range<Int>) -> Bool {
    // They begin with one of these letters.
    guard let first = source[range.lowerBound], "nu".unicodeScalars.contains(first) else { return false }
    let text = source.text(range)
    if text == "name", current == "(" {
      lexName(from: range.lowerBound)
      return true
    }
    guard text == "uz", current == "(" else { return false }
    lexUzbek(from: range.lowerBound)
    return true
  }

  /// The first `~` or `^` in a word that is not escaped.
  func mark(in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    while index < range.upperBound {
      if source[index] == "~" || source[index] == "^" { return index }
      index += source[index] == "\\" ? 2 : 1
    }
    return nil
  }

  mutating func tellWeightInQuotes(_ word: Range<Int>) {
    report(
      .badWeight, "a weight cannot stand inside quotes", word,
      hint: "write it behind the closing quote, as in \"a b\"^5, or write \\^ if the sign belongs to the text")
  }
}
