/// ATLEAST, OF, SCORE, FIRST and weights.
extension QueryLexer {
  // MARK: As they are written here

  /// `ATLEAST/3`, `SCORE/10`, `FIRST/50`, and a bare `ATLEAST`. OF is told by the parenthesis after it.
  mutating func lexNumbered(_ range: Range<Int>) -> Bool {
    // They begin with one of these letters.
    guard let first = source[range.lowerBound], first == "A" || first == "S" || first == "F" else { return false }
    let text = source.text(range)
    for name in [NumberedOperator.atLeast, .score, .first] where text.hasPrefix(name.rawValue) {
      let rest = text.dropFirst(name.rawValue.count)
      if rest.isEmpty, name == .atLeast {
        lexMissingNumber(name, range)
      } else if rest.first == "/" {
        lexNumber(of: name, range)
      } else {
        continue
      }
      return true
    }
    return false
  }

  private mutating func lexNumber(of name: NumberedOperator, _ range: Range<Int>) {
    let digits = range.dropFirst(name.rawValue.count + 1)
    if digits.isEmpty { return lexMissingNumber(name, range) }
    append(.numbered(name, number(of: name, in: digits, at: range)), from: range.lowerBound)
  }

  /// `ATLEAST`, `ATLEAST 3` and `ATLEAST/ 3`.
  private mutating func lexMissingNumber(_ name: NumberedOperator, _ range: Range<Int>) {
    var example: Int?
    var end = range.upperBound
    if let next = nextVisible(from: end) {
      let digits = next.scalar == "/" ? next.index + 1 : next.index
      let runEnd = endOfRun(from: next.index)
      example = readNumber(min(digits, runEnd)..<runEnd)
      if example != nil { end = runEnd }
    }
    position = end
    tellMissingNumber(name, example, range.lowerBound..<end)
    append(.numbered(name, nil), from: range.lowerBound)
  }

  private mutating func tellMissingNumber(_ name: NumberedOperator, _ number: Int?, _ range: Range<Int>) {
    report(
      .badNumber, "\(name.rawValue) does not say \(name.question)", range,
      hint: "write \(name.title(number)) (…)"
        + (number == nil || name == .of ? "" : ", with a slash and without a space"))
  }

  /// The number in `digits`; nil where it is none that the operator takes (told).
  private mutating func number(of name: NumberedOperator, in digits: Range<Int>, at range: Range<Int>) -> Int? {
    if let number = readNumber(digits), name.bounds.contains(number) { return number }
    let shown = source.excerpt(range, limit: 24)
    let isTooLarge = (readNumber(digits) ?? 0) > name.bounds.upperBound
    let hint =
      name == .first && isTooLarge ? "write body: for the whole body" : "write a number as in \(name.form(nil))"
    report(
      .badNumber, "\(shown) has the wrong number: it says \(name.question), \(name.range)", range, hint: hint)
    return nil
  }

  /// A whole number of ASCII digits, perhaps with a sign; nil where it is none or has more than nine of them.
  private func readNumber(_ range: Range<Int>) -> Int? {
    guard let first = source[range.lowerBound], !range.isEmpty else { return nil }
    let digits = first == "-" || first == "+" ? range.dropFirst() : range
    guard (1...9).contains(digits.count), digits.allSatisfy({ source[$0]?.isASCIIDigit ?? false }) else { return nil }
    return Int(source.text(range))
  }

  /// Whether it is written as a whole number, also one that is too large to be read.
  private func isNumber(_ range: Range<Int>) -> Bool {
    guard let first = source[range.lowerBound] else { return false }
    let digits = first == "-" || first == "+" ? range.dropFirst() : range
    return !digits.isEmpty && digits.allSatisfy { source[$0]?.isASCIIDigit ?? false }
  }

  // MARK: What stands before a parenthesis

  /// Reads `2 OF` where a parenthesis follows, and tells what is written as other programs write it: `3 of (…)`,
  /// `atleast5(…)`, `ATL5 (…)`, `SCORE 10 (…)`. A word before a parenthesis is always a mistake otherwise.
  mutating func readNumberBeforeParenthesis() {
    guard let last = bareWord(fromEnd: 0) else { return }
    let text = source.text(last)
    let before = bareWord(fromEnd: 1).flatMap { isNumber($0) ? $0 : nil }
    if text == "OF" || text.lowercased() == "of" && before != nil {
      return readOf(last, isCapital: text == "OF", before)
    }
    if let number = readNumber(last), let name = bareWord(fromEnd: 1),
      let found = Self.foreignName(source.text(name)), found.number == nil
    {
      tellMissingNumber(found.name, number, name.lowerBound..<last.upperBound)
      return replaceWords(2, with: .numbered(found.name, nil), name.lowerBound..<last.upperBound)
    }
    guard let (meant, number) = Self.foreignName(text) else { return readFieldBeforeParenthesis() }
    if let number {
      let isOwn = text == "\(meant.rawValue.lowercased())/\(number)"
      report(
        isOwn ? .lowerCaseOperator : .foreignOperator,
        isOwn ? "\(text) is not in capitals" : "\(text) is not an operator here", last,
        hint: "write \(meant.title(number)) (…)")
    } else if text == text.uppercased() {
      tellMissingNumber(meant, nil, last)
    } else {
      return
    }
    replaceWords(1, with: .numbered(meant, nil), last)
  }

  private mutating func readOf(_ word: Range<Int>, isCapital: Bool, _ digits: Range<Int>?) {
    guard let digits else {
      tellMissingNumber(.of, nil, word)
      return replaceWords(1, with: .numbered(.of, nil), word)
    }
    let whole = digits.lowerBound..<word.upperBound
    var number = number(of: .of, in: digits, at: whole)
    if !isCapital, let wanted = number {
      report(
        .lowerCaseOperator, "of is not in capitals", word, hint: "write \(NumberedOperator.of.title(wanted)) (…)")
      number = nil
    }
    replaceWords(2, with: .numbered(.of, number), whole)
  }

  /// Where the last word but so many stands, if that token is a bare word.
  func bareWord(fromEnd index: Int) -> Range<Int>? {
    guard tokens.count > index else { return nil }
    let token = tokens[tokens.count - 1 - index]
    guard case .word = token.kind, token.utf8Range.count <= 24 else { return nil }
    return source.scalarRange(token.utf8Range)
  }

  mutating func replaceWords(_ count: Int, with kind: QueryToken.Kind, _ range: Range<Int>) {
    tokens.removeLast(count)
    append(kind, from: range.lowerBound, to: range.upperBound)
  }

  /// `atleast5`, `ATL/5`, `first`: the operator that is meant, and the number if there is one. Small letters without a
  /// number are words.
  static func foreignName(_ text: String) -> (name: NumberedOperator, number: Int?)? {
    let letters = text.prefix { $0.isASCII && $0.isLetter }
    let names: [String: NumberedOperator] = ["atleast": .atLeast, "atl": .atLeast, "score": .score, "first": .first]
    guard let name = names[letters.lowercased()] else { return nil }
    var rest = text.dropFirst(letters.count)
    if rest.isEmpty { return (name, nil) }
    if rest.first == "/" { rest = rest.dropFirst() }
    guard !rest.isEmpty, rest.count <= 9, rest.unicodeScalars.allSatisfy(\.isASCIIDigit), let number = Int(rest) else {
      return nil
    }
    return (name, number)
  }

  // MARK: Weights

  /// `^5`, `^-5`: the weight that begins at `start`, and its end; nil where none does.
  func weight(at start: Int) -> (value: Int, end: Int)? {
    var end = start + 1
    if source[end] == "-" || source[end] == "+" { end += 1 }
    let digits = end
    while source[end]?.isASCIIDigit ?? false { end += 1 }
    guard end > digits, let value = readNumber(start + 1..<end) else { return nil }
    if let next = source[end], next != ",", next != ")", !next.isQuerySpace { return nil }
    return (value, end)
  }

  mutating func lexWeight() {
    let start = position
    if let (value, end) = weight(at: start), NumberedOperator.weights.contains(value), value != 0 {
      position = end
      append(.weight(value), from: start)
      return
    }
    position = weight(at: start)?.end ?? endOfRun(from: start)
    let range = start..<position
    let most = NumberedOperator.weights.upperBound
    report(
      .badWeight, "\(source.excerpt(range, limit: 24)) is no weight", range,
      hint: "write a whole number from -\(most) to \(most), but not 0, as in word^5 or word^-5; write \\^ if the sign "
        + "belongs to the text")
    append(.weight(nil), from: start)
  }
}
