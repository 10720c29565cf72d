import RegularExpressions

/// `/regex/`. A slash begins one where an operand can begin: behind white space, a parenthesis, a comma, a quote or a prefix
/// such as `title:`. In a word (`km/h`, `and/or`) it is a sign like any other. The next slash without `\` before it, on the
/// same line, ends it.
extension QueryLexer {
  /// At the slash that begins it.
  mutating func lexRegex() {
    let open = position
    guard let close = closingSlash(of: open) else { return lexUnclosedRegex(at: open) }
    let end = endOfRun(from: close + 1)
    position = close + 1
    if source[position] == "^" {
      // A weight.
    } else if end > position {
      position = end
      tellSignsBehind(open..<close + 1, close + 1..<end)
      return append(.invalid, from: open)
    }
    let told = problems.diagnostics.count + problems.omitted
    let pattern = readRegex(in: open + 1..<close)
    assert(pattern != nil || problems.diagnostics.count + problems.omitted > told || problems.isClosed)
    append(pattern.map { .regex($0) } ?? .invalid, from: open)
  }

  private func closingSlash(of open: Int) -> Int? {
    var index = open + 1
    while let scalar = source[index], !scalar.isQueryNewline {
      if scalar == "/" { return index }
      index += scalar == "\\" ? 2 : 1
    }
    return nil
  }

  private mutating func lexUnclosedRegex(at open: Int) {
    while let scalar = current, !scalar.isQueryNewline { position += 1 }
    report(
      .unclosedRegex, "this / begins a regular expression that is never closed on its line", open..<open + 1,
      hint: "put / behind it, and write \\/ for a slash inside it; write \\/ here too if the slash belongs to a word")
    append(.invalid, from: open)
  }

  private mutating func tellSignsBehind(_ regex: Range<Int>, _ signs: Range<Int>) {
    let text = source.text(signs)
    let flags = text.unicodeScalars.filter { "ims".unicodeScalars.contains($0) }
    if text.unicodeScalars.count <= 8, text.unicodeScalars.allSatisfy({ "gimsuxyUA".unicodeScalars.contains($0) }) {
      let inside = source.excerpt(regex.dropFirst().dropLast())
      let meant = flags.isEmpty ? "" : "(?\(String(String.UnicodeScalarView(flags))))"
      report(
        .regexFlags, "nothing can stand behind the closing / of a regular expression, so \(text) cannot", signs,
        hint: "write /\(meant)\(inside)/")
    } else {
      report(
        .regexFlags, "\(source.excerpt(signs, limit: 24)) stands directly behind a regular expression", signs,
        hint: "write a space between them, \\/ for a slash inside the regular expression, "
          + "and \\/ at the beginning if no regular expression is meant")
    }
  }

  private mutating func readRegex(in range: Range<Int>) -> RegexPattern? {
    let text = source.text(range)
    guard !text.isEmpty else {
      report(
        .emptyRegex, "there is nothing between these slashes", range.lowerBound - 1..<range.upperBound + 1,
        hint: "write what to look for between them, as in /[0-9]+ tons/; write \\/ for the sign itself")
      return nil
    }
    do throws(RegularExpressionMistake) {
      let pattern = try RegexPattern(text)
      if let sign = Self.englishSign(source, range) {
        let text = source.text(sign)
        report(
          .regexBoundary, "\(text) knows only English letters, and this regular expression has other ones", sign,
          hint: text == "\\b" || text == "\\B"
            ? "leave it out, or write (?:^|[^\\p{L}]) before a word and (?:[^\\p{L}]|$) behind it"
            : "write \\p{L} for any letter, [\\p{L}\\p{N}_] for what a word is made of, \\p{Lu} for a capital")
      }
      return pattern
    } catch {
      let start = source.utf8Range(range).lowerBound
      tell(error, source.scalarRange(start + error.utf8Range.lowerBound..<start + error.utf8Range.upperBound), range)
      return nil
    }
  }

  /// The first sign that knows only the letters of ASCII, in a pattern that has other letters: such a sign takes them for
  /// no part of a word.
  private static func englishSign(_ source: QuerySource, _ range: Range<Int>) -> Range<Int>? {
    guard range.contains(where: { source[$0].map { !$0.isASCII && $0.properties.isAlphabetic } ?? false }) else {
      return nil
    }
    var index = range.lowerBound
    while index < range.upperBound {
      if source[index] == "\\" {
        if let next = source[index + 1], "bBwW".unicodeScalars.contains(next) { return index..<index + 2 }
        index += 2
        continue
      }
      if let name = asciiClasses.first(where: {
        source.isText($0, in: index..<min(index + $0.utf8.count, range.upperBound))
      }) {
        return index..<index + name.utf8.count
      }
      index += 1
    }
    return nil
  }

  private static let asciiClasses = ["alpha", "alnum", "upper", "lower", "word"].map { "[:\($0):]" }

  // MARK: Mistakes

  private mutating func tell(_ mistake: RegularExpressionMistake, _ place: Range<Int>, _ pattern: Range<Int>) {
    let wrong = source.excerpt(place, limit: 24)
    switch mistake.kind {
    case .matchesNothing:
      report(
        .emptyRegex, "this regular expression can match nothing but the empty text, which does not count", place,
        hint: "write what to look for, as in /[0-9]+ tons/")
    case .tooLong:
      report(
        .regexTooLarge,
        "the regular expression has \(mistake.utf8Range.count) bytes; at most \(RegularExpression.maximumUTF8Bytes) are read",
        place, hint: "split it into several with OR between them, or write a list of words")
    case .tooLarge:
      report(
        .regexTooLarge, "the regular expression takes too much memory", place,
        hint: "write smaller numbers in {…}, and + in place of large ones")
    default:
      let (what, hint) = explanation(mistake.kind, wrong, place, pattern)
      report(.badRegex, what, place, hint: hint)
    }
  }

  private func explanation(
    _ kind: RegularExpressionMistake.Kind, _ wrong: String, _ place: Range<Int>, _ pattern: Range<Int>
  ) -> (what: String, hint: String) {
    switch kind {
    case .badEscape:
      let isNumber = source[place.lowerBound + 1]?.isASCIIDigit ?? false
      return isNumber
        ? (
          "\(wrong) would mean what a group has matched before, which is not supported here",
          "write the alternatives out with | between them"
        )
        : ("\(wrong) means nothing in a regular expression here", "take the \\ away if the character itself is meant")
    case .badClass, .badRange:
      return (
        "\(wrong) is no set of characters", "write ranges from the lower to the higher character, as in [a-z] or [0-9]"
      )
    case .missingBracket: return ("a [ is never closed", "write ] behind the characters, or \\[ for the sign itself")
    case .missingParenthesis:
      return ("a ( is never closed in the regular expression", "write ) behind the group, or \\( for the sign itself")
    case .unexpectedParenthesis:
      return ("a ) closes nothing in the regular expression", "take it out, or write \\) for the sign itself")
    case .trailingBackslash:
      return ("\\ has no character after it", "write \\\\ for a backslash, or take it out")
    case .nothingToRepeat:
      return ("\(wrong) has nothing before it to repeat", "write \\\(wrong) for the sign itself")
    case .badRepeatCount:
      return ("\(wrong) cannot be: the numbers are at most 1000 in all, the smaller one first", "write + or * instead")
    case .badRepeat: return ("\(wrong) cannot stand here: one sign repeats", "take one of the signs away")
    case .badGroup: return groupExplanation(wrong, place, pattern)
    case .badGroupName:
      return ("\(wrong) is no name of a group", "leave the name out: parentheses are enough")
    case .tooLarge, .tooLong, .matchesNothing, .other:
      return ("this is no regular expression that can be read", "write the words with * and ?, or a simpler one")
    }
  }

  private func groupExplanation(_ wrong: String, _ place: Range<Int>, _ pattern: Range<Int>) -> (
    what: String, hint: String
  ) {
    let signs = source.text(place.lowerBound..<min(place.lowerBound + 4, pattern.upperBound))
    if ["(?=", "(?!", "(?<=", "(?<!"].contains(where: signs.hasPrefix) {
      return (
        "\(wrong) would look at what stands around the match, which is not supported here",
        "write what has to be there into the regular expression, or join two with NEAR/0, NOT NEAR/0 or UNLESS"
      )
    }
    return ("\(wrong) is no group that is known here", "write (…) or (?:…) for a group, (?i) for any letter case")
  }
}
