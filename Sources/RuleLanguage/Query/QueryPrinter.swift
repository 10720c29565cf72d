/// Writes expressions in the language's one canonical spelling, on one line.
///
/// What it prints parses to the same meaning (for every expression that a parser can give), and printing that again
/// gives the same text.
package enum QueryPrinter {
  package static func print(_ expression: Expression) -> String {
    var text = ""
    write(expression, to: &text)
    return text
  }

  /// Appends what `print` gives.
  static func write(_ expression: Expression, to text: inout String) {
    switch expression.kind {
    case .word(let word): write(word, to: &text)
    case .phrase(let words): writePhrase(words, to: &text)
    case .list(let name):
      text += "$"
      text += name
    case .name(let pattern):
      text += "name("
      text += pattern.text
      text += pattern.isAlone ? ", alone)" : ")"
    case .regex(let pattern):
      text += "/"
      text += pattern.text
      text += "/"
    case .and(let operands): writeChain(flattened(operands, isAnd: true), " AND ", to: &text)
    case .or(let operands): writeChain(flattened(operands, isAnd: false), " OR ", to: &text)
    case .not(let operand):
      text += "NOT "
      writeWrapped(operand, to: &text)
    case .unless(let a, let b): write(a, " UNLESS ", b, to: &text)
    case .near(let proximity, let operands) where operands.count == 2:
      write(operands[0], " \(name(proximity)) ", operands[1], to: &text)
    case .near(let proximity, let operands):
      text += "\(name(proximity)) ("
      for (index, operand) in operands.enumerated() {
        if index > 0 { text += ", " }
        write(operand, to: &text)
      }
      text += ")"
    case .notNear(let a, let distance, let b): write(a, " NOT \(name(Proximity(distance))) ", b, to: &text)
    case .zone(let zone, let operand):
      text += "\(zone.rawValue):"
      writeInZone(operand, to: &text)
    case .metadata(let condition): text += self.condition(condition)
    case .atLeast(let number, let operand): writeNumbered(.atLeast, number, [operand], to: &text)
    case .of(let number, let operands): writeNumbered(.of, number, operands, to: &text)
    case .score(let number, let operands):
      writeNumbered(.score, number, operands.map(\.expression), weights: operands.map(\.weight), to: &text)
    case .first(let number, let operand): writeNumbered(.first, number, [operand], to: &text)
    }
  }

  private static func writeNumbered(
    _ name: NumberedOperator, _ number: Int, _ operands: [Expression], weights: [Int] = [], to text: inout String
  ) {
    text += "\(name.title(number)) ("
    for (index, operand) in operands.enumerated() {
      if index > 0 { text += ", " }
      if weights.isEmpty { write(operand, to: &text) } else { writeWrapped(operand, to: &text) }
      if index < weights.count { text += "^\(weights[index])" }
    }
    text += ")"
  }

  /// `NEAR/5`, `BEFORE/s`.
  static func name(_ proximity: Proximity) -> String {
    let distance =
      switch proximity.distance {
      case .words(let count): String(count)
      case .sameSentence: "s"
      case .sameParagraph: "p"
      }
    return (proximity.isOrdered ? "BEFORE/" : "NEAR/") + distance
  }

  // MARK: Operators

  private static func write(_ a: Expression, _ sign: String, _ b: Expression, to text: inout String) {
    writeWrapped(a, to: &text)
    text += sign
    writeWrapped(b, to: &text)
  }

  /// In parentheses unless it is a single word, phrase, list, condition or zone.
  static func wrapped(_ expression: Expression) -> String {
    var text = ""
    writeWrapped(expression, to: &text)
    return text
  }

  private static func writeWrapped(_ expression: Expression, to text: inout String) {
    switch expression.kind {
    case .word, .phrase, .list, .name, .regex, .zone, .metadata, .atLeast, .of, .score, .first:
      write(expression, to: &text)
    case .and(let operands) where operands.count == 1, .or(let operands) where operands.count == 1:
      writeWrapped(operands[0], to: &text)
    case .and, .or, .not, .unless, .near, .notNear: writeInParentheses(expression, to: &text)
    }
  }

  private static func writeInParentheses(_ expression: Expression, to text: inout String) {
    text += "("
    write(expression, to: &text)
    text += ")"
  }

  private static func writeInZone(_ operand: Expression, to text: inout String) {
    switch operand.kind {
    case .zone, .metadata: writeInParentheses(operand, to: &text)
    default: writeWrapped(operand, to: &text)
    }
  }

  private static func writeChain(_ operands: [Expression], _ separator: String, to text: inout String) {
    guard operands.count > 1 else {
      if let operand = operands.first { write(operand, to: &text) }
      return
    }
    for (index, operand) in operands.enumerated() {
      if index > 0 { text += separator }
      switch operand.kind {
      case .not: write(operand, to: &text)
      case .near(_, let inner) where inner.count > 2: write(operand, to: &text)
      default: writeWrapped(operand, to: &text)
      }
    }
  }

  /// AND in AND and OR in OR joined.
  private static func flattened(_ operands: [Expression], isAnd: Bool) -> [Expression] {
    let isFlat = operands.allSatisfy { operand in
      switch operand.kind {
      case .and(let inner): !isAnd && inner.count != 1
      case .or(let inner): isAnd && inner.count != 1
      default: true
      }
    }
    if isFlat { return operands }
    return operands.flatMap { operand in
      switch operand.kind {
      case .and(let inner) where isAnd || inner.count == 1: flattened(inner, isAnd: isAnd)
      case .or(let inner) where !isAnd || inner.count == 1: flattened(inner, isAnd: isAnd)
      default: [operand]
      }
    }
  }

  // MARK: Words

  private static func write(_ word: WordPattern, to text: inout String) {
    if word.isUzbek { return writePhrase([word], to: &text) }
    if word.isExact || !isReserved(word) { writeBare(word, to: &text) } else { writePhrase([word], to: &text) }
  }

  /// Whether a bare word of this text would be read as an operator.
  private static func isReserved(_ word: WordPattern) -> Bool {
    if let text = word.singleText, let first = text.utf8.first, !(0x41...0x5A).contains(first) { return false }
    return isReserved(word.plainText)
  }

  private static func isReserved(_ text: String) -> Bool {
    if ["AND", "OR", "NOT", "UNLESS", "NEAR", "BEFORE", "ATLEAST"].contains(text) { return true }
    if ["NEAR/", "BEFORE/", "ATLEAST/", "SCORE/", "FIRST/"].contains(where: text.hasPrefix) { return true }
    return ["NEAR", "BEFORE"].contains { name in
      text.hasPrefix(name) && text.dropFirst(name.count).unicodeScalars.allSatisfy(\.isASCIIDigit)
    }
  }

  private static func writeBare(_ word: WordPattern, to text: inout String) {
    if word.isExact { text += "=" }
    defer { text += word.formMark }
    if let plain = word.plainLetters {
      text += plain
      return
    }
    let scalars = word.scalars
    for (index, element) in scalars.enumerated() {
      let before = index > 0 ? scalars[index - 1] : nil
      let after = index + 1 < scalars.count ? scalars[index + 1] : nil
      switch element {
      case .wildcard(let sign): text += sign
      case .literal(let scalar):
        if needsEscape(scalar, before: before, after: after) { text += "\\" }
        text.unicodeScalars.append(scalar)
      }
    }
  }

  private static func needsEscape(
    _ scalar: Unicode.Scalar, before: WordPattern.Sign?, after: WordPattern.Sign?
  ) -> Bool {
    switch scalar {
    case "\\", "*", "?", "~", "^", "(", ")", "|": true
    case ":", ",": !(before?.isDigit ?? false) || !(after?.isDigit ?? false)
    case "&": before == .literal("&")
    case "<", ">", "=", "!", "[", "{": true
    case "%": after == nil
    case "$", "-", "+", "#", "/": before == nil
    default: scalar.isQuote || scalar.isQuerySpace
    }
  }

  private static func writePhrase(_ words: [WordPattern], to text: inout String) {
    if words.first?.isUzbek ?? false { return writeUzbek(words, to: &text) }
    text += "\""
    for (number, word) in words.enumerated() {
      if number > 0 { text += " " }
      if word.isExact { text += "=" }
      defer { text += word.formMark }
      if let plain = word.plainLetters {
        text += plain
        continue
      }
      let formSign = formSign(in: word)
      for (index, element) in word.scalars.enumerated() {
        switch element {
        case .wildcard(let sign): text += sign
        case .literal(let scalar):
          let isSpecial = ["\"", "\\", "*", "?", "~", "^"].contains(scalar) || scalar.isQuerySpace
          if isSpecial || index == formSign || (index == 0 && (scalar == "=" || scalar == "$")) { text += "\\" }
          text.unicodeScalars.append(scalar)
        }
      }
    }
    text += "\""
  }

  /// Where a word of a phrase has the sign by which it would be taken for a form that stands outside of quotes.
  private static func formSign(in word: WordPattern) -> Int? {
    let text = word.plainText.unicodeScalars
    if text.count > 2, text.first == "/", text.last == "/" { return 0 }
    guard let sign = text.firstIndex(where: { $0 == "(" || $0 == ":" }) else { return nil }
    let name = String(text[..<sign])
    let isForm = text[sign] == "(" ? ["uz", "name"].contains(name) : QueryPrefix.names.contains(name)
    return isForm ? text.distance(from: text.startIndex, to: sign) : nil
  }
}

extension WordPattern {
  enum Sign: Equatable {
    case literal(Unicode.Scalar)
    case wildcard(String)

    var isDigit: Bool {
      guard case .literal(let scalar) = self else { return false }
      return scalar.isASCIIDigit
    }
  }

  /// A single text of ASCII letters and digits, which is written as it is; nil for anything else.
  fileprivate var plainLetters: String? {
    guard let text = singleText,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) })
    else { return nil }
    return text
  }

  /// Scalar by scalar.
  var scalars: [Sign] {
    elements.flatMap { element -> [Sign] in
      switch element {
      case .text(let text): text.unicodeScalars.map { .literal($0) }
      case .anyRun: [.wildcard("*")]
      case .anyCharacter: [.wildcard("?")]
      }
    }
  }

  /// With wildcards as they stand, without escapes.
  var plainText: String {
    elements.reduce(into: "") { text, element in
      switch element {
      case .text(let piece): text += piece
      case .anyRun: text += "*"
      case .anyCharacter: text += "?"
      }
    }
  }
}
