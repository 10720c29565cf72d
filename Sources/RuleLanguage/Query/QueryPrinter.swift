/// Writes expressions in the language's one canonical spelling, on one line.
///
/// What it prints parses to the same meaning (for every expression that a parser can give), and printing that again
/// gives the same text.
package enum QueryPrinter {
  package static func print(_ expression: Expression) -> String {
    switch expression.kind {
    case .word(let word): return self.word(word)
    case .phrase(let words): return phrase(words)
    case .list(let name): return "$" + name
    case .and(let operands): return chain(flattened(operands, isAnd: true), " AND ")
    case .or(let operands): return chain(flattened(operands, isAnd: false), " OR ")
    case .not(let operand): return "NOT " + wrapped(operand)
    case .unless(let a, let b): return "\(wrapped(a)) UNLESS \(wrapped(b))"
    case .near(let proximity, let operands): return near(proximity, operands)
    case .notNear(let a, let distance, let b):
      return "\(wrapped(a)) NOT \(name(Proximity(distance))) \(wrapped(b))"
    case .zone(let zone, let operand): return "\(zone.rawValue):\(inZone(operand))"
    case .metadata(let condition): return self.condition(condition)
    }
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

  /// In parentheses unless it is a single word, phrase, list, condition or zone.
  static func wrapped(_ expression: Expression) -> String {
    switch expression.kind {
    case .word, .phrase, .list, .zone, .metadata: print(expression)
    case .and(let operands) where operands.count == 1, .or(let operands) where operands.count == 1:
      wrapped(operands[0])
    case .and, .or, .not, .unless, .near, .notNear: "(\(print(expression)))"
    }
  }

  private static func inZone(_ operand: Expression) -> String {
    switch operand.kind {
    case .zone, .metadata: "(\(print(operand)))"
    default: wrapped(operand)
    }
  }

  private static func chain(_ operands: [Expression], _ separator: String) -> String {
    guard operands.count > 1 else { return operands.first.map(print) ?? "" }
    return operands.map { operand in
      switch operand.kind {
      case .not: print(operand)
      case .near(_, let inner) where inner.count > 2: print(operand)
      default: wrapped(operand)
      }
    }.joined(separator: separator)
  }

  private static func flattened(_ operands: [Expression], isAnd: Bool) -> [Expression] {
    operands.flatMap { operand in
      switch operand.kind {
      case .and(let inner) where isAnd || inner.count == 1: flattened(inner, isAnd: isAnd)
      case .or(let inner) where !isAnd || inner.count == 1: flattened(inner, isAnd: isAnd)
      default: [operand]
      }
    }
  }

  private static func near(_ proximity: Proximity, _ operands: [Expression]) -> String {
    if operands.count == 2 { return "\(wrapped(operands[0])) \(name(proximity)) \(wrapped(operands[1]))" }
    return "\(name(proximity)) (\(operands.map(print).joined(separator: ", ")))"
  }

  // MARK: Words

  private static func word(_ word: WordPattern) -> String {
    !word.isExact && isReserved(word.plainText) ? phrase([word]) : bare(word)
  }

  /// Whether a bare word of this text would be read as an operator or a later form.
  private static func isReserved(_ text: String) -> Bool {
    if ["AND", "OR", "NOT", "UNLESS", "NEAR", "BEFORE", "ATLEAST"].contains(text) { return true }
    if ["NEAR/", "BEFORE/", "ATLEAST/", "SCORE/", "FIRST/"].contains(where: text.hasPrefix) { return true }
    return ["NEAR", "BEFORE"].contains { name in
      text.hasPrefix(name) && text.dropFirst(name.count).unicodeScalars.allSatisfy(\.isASCIIDigit)
    }
  }

  private static func bare(_ word: WordPattern) -> String {
    let scalars = word.scalars
    var text = word.isExact ? "=" : ""
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
    return text
  }

  private static func needsEscape(
    _ scalar: Unicode.Scalar, before: WordPattern.Sign?, after: WordPattern.Sign?
  ) -> Bool {
    switch scalar {
    case "\\", "*", "?", "~", "^", "(", ")", "|": true
    case ":", ",": !(before?.isDigit ?? false) || !(after?.isDigit ?? false)
    case "&": before == .literal("&")
    case "=", "$", "-", "+", "!", "#", "/": before == nil
    default: scalar.isQuote || scalar.isQuerySpace
    }
  }

  private static func phrase(_ words: [WordPattern]) -> String {
    let texts = words.map { word in
      var text = word.isExact ? "=" : ""
      for (index, element) in word.scalars.enumerated() {
        switch element {
        case .wildcard(let sign): text += sign
        case .literal(let scalar):
          let isSpecial = ["\"", "\\", "*", "?", "~", "^"].contains(scalar) || scalar.isQuerySpace
          if isSpecial || (index == 0 && (scalar == "=" || scalar == "$")) { text += "\\" }
          text.unicodeScalars.append(scalar)
        }
      }
      return text
    }
    return "\"\(texts.joined(separator: " "))\""
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
