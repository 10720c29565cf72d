import Diagnostics

/// ATLEAST, OF, SCORE and FIRST.
extension QueryGrammar {
  /// - Parameter number: nil where it was told to be wrong.
  mutating func parseNumbered(_ name: NumberedOperator, _ number: Int?) -> Operand {
    let token = take()
    guard current.kind == .open else {
      if let number { tellNoParentheses(name, number, token) }
      return Operand(expression: nil, utf8Range: token.utf8Range)
    }
    switch name {
    case .atLeast: return parseOne(token, name, number) { .atLeast($0, $1) }
    case .first: return parseOne(token, name, number) { .first($0, $1) }
    case .of: return parseOf(token, number)
    case .score: return parseScore(token, number)
    }
  }

  private mutating func tellNoParentheses(_ name: NumberedOperator, _ number: Int, _ token: QueryToken) {
    let title = name.title(number)
    let isSingle = current.startsOperand && !current.kind.isNumbered && name != .score && name != .of
    report(
      .missingParentheses, "\(title) has no parentheses after it", at: token.utf8Range,
      hint: isSingle ? "write \(title) (\(written(current.utf8Range, limit: 24)))" : "write \(name.form(number))")
  }

  // MARK: ATLEAST and FIRST

  private mutating func parseOne(
    _ token: QueryToken, _ name: NumberedOperator, _ number: Int?, _ kind: (Int, Expression) -> Expression.Kind
  ) -> Operand {
    let inner = parseParentheses(after: token)
    let place = token.utf8Range.lowerBound..<max(token.utf8Range.upperBound, inner.utf8Range.upperBound)
    guard let number, let expression = inner.expression else { return Operand(expression: nil, utf8Range: place) }
    let operand = node(kind(number, expression), at: place)
    checkSpans(operand, name: name.title(number), at: token.utf8Range)
    if name == .first, let zones = operand.expression?.possibleZones(inside: enclosingZones.last?.zones), zones.isEmpty
    {
      report(
        .neverMatches, "\(name.title(number)) looks at the body alone, and this is looked for in another zone",
        at: token.utf8Range, hint: "take the zone prefix out, or take \(name.title(number)) out")
    }
    return operand
  }

  /// A comma in the parentheses of ATLEAST or FIRST.
  mutating func tellComma(_ comma: QueryToken, in title: String) {
    report(
      .commaOutsideNear, "a comma joins nothing inside \(title)", at: comma.utf8Range,
      hint: "write OR between the parts, as in \(title) (a OR b)")
  }

  // MARK: OF

  private mutating func parseOf(_ token: QueryToken, _ number: Int?) -> Operand {
    let open = take()
    guard descend(at: open.utf8Range) else { return Operand(expression: nil, utf8Range: token.utf8Range) }
    defer { ascend() }
    let (operands, isClosed) = parseListOperands(open: open)
    let place = token.utf8Range.lowerBound..<tokens[position - 1].utf8Range.upperBound
    let expressions = operands.compactMap(\.expression)
    guard let number, isClosed, expressions.count == operands.count else {
      return Operand(expression: nil, utf8Range: place)
    }
    let title = NumberedOperator.of.title(number)
    let hasList = expressions.contains { if case .list = $0.kind { true } else { false } }
    if expressions.count < 2 {
      report(
        .tooFewOperands, "\(title) needs two or more parts with commas between them", at: place,
        hint: "write \(title) (a, b, c)" + (hasList ? "; a list is one part, so write its items here" : ""))
    } else if number > expressions.count {
      report(
        .neverReached, "\(title) has only \(expressions.count) parts, so it can never be true", at: token.utf8Range,
        hint: "write \(NumberedOperator.of.title(expressions.count)) or less, or more parts with commas between them"
          + (hasList ? "; a list is one part" : ""))
    }
    checkRepetition(expressions, in: title)
    return node(.of(number, expressions), at: place)
  }

  private mutating func checkRepetition(_ operands: [Expression], in title: String) {
    // By their bytes: a regular expression tells é in one character from é in two.
    var known: [[UInt8]: Range<Int>] = [:]
    // What is long is hardly written twice, and to print it at every level of nesting would take long.
    for operand in operands where operand.utf8Range.count <= 400 {
      let text = Self.sameness(of: operand)
      guard let first = known.updateValue(operand.utf8Range, forKey: Array(text.utf8)) else { continue }
      report(
        .repeatedPart, "\(written(operand.utf8Range)) stands twice in \(title) and would count twice",
        at: operand.utf8Range, secondary: Diagnostic.Label(utf8Range: first, message: "it is here too"),
        hint: "take one of them out")
    }
  }

  /// A text that is equal where parts surely find the same: letter case counts for `=Word` and the names of lists alone.
  private static func sameness(of operand: Expression) -> String {
    let text = QueryPrinter.print(operand)
    return text.contains(where: { "=$/".contains($0) }) ? text : text.lowercased()
  }

  // MARK: SCORE

  private mutating func parseScore(_ token: QueryToken, _ threshold: Int?) -> Operand {
    let open = take()
    guard descend(at: open.utf8Range) else { return Operand(expression: nil, utf8Range: token.utf8Range) }
    defer { ascend() }
    let outerLevel = weightLevel
    weightLevel = parentheses + 1
    defer { weightLevel = outerLevel }
    var weighted: [WeightedOperand] = []
    let (operands, isClosed) = parseListOperands(open: open) { grammar in
      let (operand, weight) = grammar.parseWeighted()
      if let expression = operand.expression, let weight { weighted.append(WeightedOperand(expression, weight)) }
      return operand
    }
    let place = token.utf8Range.lowerBound..<tokens[position - 1].utf8Range.upperBound
    if isClosed, operands.isEmpty {
      report(
        .emptyParentheses, "there is nothing in these parentheses",
        at: open.utf8Range.lowerBound..<place.upperBound, hint: "write \(NumberedOperator.score.form(threshold))")
    }
    guard let threshold, isClosed, !operands.isEmpty, weighted.count == operands.count else {
      return Operand(expression: nil, utf8Range: place)
    }
    checkRepetition(weighted.map(\.expression), in: NumberedOperator.score.title(threshold))
    checkReach(threshold, weighted, at: token.utf8Range)
    return node(.score(threshold, weighted), at: place)
  }

  /// One part of SCORE, and its weight; nil where that is missing or wrong (told).
  private mutating func parseWeighted() -> (operand: Operand, weight: Int?) {
    var operand = parseAlternatives()
    guard case .weight(let weight) = current.kind else {
      if operand.expression != nil, current.kind == .comma || current.kind == .close {
        report(
          .badWeight, "\(written(operand.utf8Range)) has no weight", at: operand.utf8Range,
          hint: "write \(bracketed(operand))^1 or another whole number")
        operand.expression = nil
      }
      return (operand, nil)
    }
    let mark = take()
    if operand.expression != nil, needsParentheses(operand) {
      report(
        .badWeight, "this weight may belong to all of this part or to its end alone", at: mark.utf8Range,
        secondary: Diagnostic.Label(utf8Range: operand.utf8Range, message: "this is the part"),
        hint: "write (\(written(operand.utf8Range)))\(written(mark.utf8Range)) for all of it")
      operand.expression = nil
    }
    if skipsAfterWeight(mark) { operand.expression = nil }
    return (operand, weight)
  }

  /// Behind a weight only a comma or the end of the list can follow; true where something else does (told).
  private mutating func skipsAfterWeight(_ mark: QueryToken) -> Bool {
    var isTold = false
    while current.kind != .comma, current.kind != .close, current.kind != .end {
      if !isTold {
        report(
          .badWeight, "a comma is missing behind this weight", at: mark.utf8Range,
          hint: "write a comma between the parts of SCORE, as in \(NumberedOperator.score.form(nil))")
        isTold = true
      }
      if current.startsOperand { _ = parseAlternatives() } else { take() }
    }
    return isTold
  }

  private func bracketed(_ operand: Operand) -> String {
    let text = written(operand.utf8Range)
    return needsParentheses(operand) ? "(\(text))" : text
  }

  /// Whether it is made of several parts and has no parentheses of its own.
  private func needsParentheses(_ operand: Operand) -> Bool {
    guard let expression = operand.expression, expression.utf8Range == operand.utf8Range else { return false }
    switch expression.kind {
    case .and, .or, .not, .unless, .notNear: return true
    // `NEAR/5 (a, b)` has, and begins with its operator.
    case .near:
      return expression.operands.first?.utf8Range.lowerBound == operand.utf8Range.lowerBound
        || written(operand.utf8Range).first == "("
    default: return false
    }
  }

  private mutating func checkReach(_ threshold: Int, _ operands: [WeightedOperand], at place: Range<Int>) {
    let most = operands.reduce(0) { $0 + max(0, $1.weight) }
    let least = operands.reduce(0) { $0 + min(0, $1.weight) }
    let title = NumberedOperator.score.title(threshold)
    if most < threshold {
      report(
        .neverReached, "the weights add up to at most \(most), so \(title) can never be true", at: place,
        hint: most > 0
          ? "write SCORE/\(most) or less, or larger weights" : "write a weight above 0 for what has to be there")
    } else if least >= threshold {
      report(
        .alwaysReached, "the weights never add up to less than \(least), so \(title) is true of every article",
        at: place, hint: "write a number above \(least), as in \(NumberedOperator.score.title(max(1, least + 1)))")
    }
  }

  // MARK: Weights elsewhere

  /// Tells of a weight that stands where no part of a SCORE ends, and moves on.
  mutating func tellsStrayWeight() -> Bool {
    guard case .weight(let weight) = current.kind, parentheses != weightLevel else { return false }
    let mark = take()
    // One that cannot be read was told already.
    if weight != nil {
      report(
        .badWeight, "a weight stands only behind a whole part of SCORE", at: mark.utf8Range,
        hint: "leave it out, write \(NumberedOperator.score.form(nil)), or write \\^ if the sign belongs to the text")
    }
    return true
  }

  mutating func tellLoneWeight(_ token: QueryToken) {
    report(
      .badWeight, "\(written(token.utf8Range)) has nothing before it", at: token.utf8Range,
      hint: "write the weight directly behind a part, as in word\(written(token.utf8Range))")
  }
}
