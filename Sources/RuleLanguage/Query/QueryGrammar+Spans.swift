/// `NEAR/5`, `BEFORE/s` or `NOT NEAR/p` between two operands.
struct SpanOperator {
  var proximity: Proximity
  var isNegated: Bool
  var utf8Range: Range<Int>

  var name: String { (isNegated ? "NOT " : "") + QueryPrinter.name(proximity) }

  func isSame(as other: SpanOperator) -> Bool { proximity == other.proximity && isNegated == other.isNegated }
}

extension QueryGrammar {
  // MARK: UNLESS

  mutating func parseUnless(after token: QueryToken?) -> Operand {
    let left = parseNear(after: token)
    guard current.kind == .unless else { return left }
    let unless = take()
    var right = parseNear(after: unless)
    if current.kind == .unless { tellChainedUnless(left, right, unless) }
    while current.kind == .unless {
      let again = take()
      right = parseNear(after: again)
      right.expression = nil
    }
    let place = span([left, right])
    guard let a = left.expression, let b = right.expression else { return Operand(expression: nil, utf8Range: place) }
    let operand = node(.unless(a, b), at: place)
    checkSpans(operand, name: "UNLESS", at: unless.utf8Range)
    return operand
  }

  // MARK: NEAR, BEFORE, NOT NEAR

  mutating func parseNear(after token: QueryToken?) -> Operand {
    let operand = parseRun(after: token)
    return isSpanOperatorNext ? parseNearChain(operand) : operand
  }

  private var isSpanOperatorNext: Bool {
    switch tokens[position].kind {
    case .near: true
    case .not: if case .near = next.kind { true } else { false }
    default: false
    }
  }

  private mutating func parseNearChain(_ operand: Operand) -> Operand {
    var operands = [operand]
    var operators: [SpanOperator] = []
    while let found = takeSpanOperator() {
      operators.append(found)
      operands.append(parseRun(after: tokens[position - 1]))
    }
    guard let first = operators.first else { return operand }
    let place = span(operands)
    if let other = operators.first(where: { !$0.isSame(as: first) })
      ?? (first.isNegated ? operators.dropFirst().first : nil)
    {
      tellMixedNear(operands, operators, other: other)
      return Operand(expression: nil, utf8Range: place)
    }
    let expressions = operands.compactMap(\.expression)
    guard expressions.count == operands.count else { return Operand(expression: nil, utf8Range: place) }
    if first.isNegated, expressions.count == 2 {
      let operand = node(.notNear(expressions[0], first.proximity.distance, expressions[1]), at: place)
      checkSpans(operand, name: first.name, at: first.utf8Range)
      return operand
    }
    return near(first.proximity, expressions, at: place, operatorPlace: first.utf8Range)
  }

  private mutating func takeSpanOperator() -> SpanOperator? {
    if case .near(let proximity) = current.kind {
      return SpanOperator(proximity: proximity, isNegated: false, utf8Range: take().utf8Range)
    }
    guard current.kind == .not, case .near(var proximity) = next.kind else { return nil }
    let not = take()
    let near = take()
    let place = not.utf8Range.lowerBound..<near.utf8Range.upperBound
    if proximity.isOrdered {
      report(
        .twoOperators, "NOT cannot stand before \(QueryPrinter.name(proximity)): only NOT NEAR is an operator",
        at: place,
        hint: "write NOT \(QueryPrinter.name(Proximity(proximity.distance)))")
      proximity.isOrdered = false
    }
    return SpanOperator(proximity: proximity, isNegated: true, utf8Range: place)
  }

  private mutating func near(
    _ proximity: Proximity, _ operands: [Expression], at place: Range<Int>, operatorPlace: Range<Int>
  ) -> Operand {
    let operand = node(.near(proximity, operands), at: place)
    checkSpans(operand, name: QueryPrinter.name(proximity), at: operatorPlace)
    checkCommonZone(operands, name: QueryPrinter.name(proximity), at: operatorPlace)
    return operand
  }

  /// `NEAR/5 (a, b, c)`.
  private mutating func parseNearList(_ proximity: Proximity) -> Operand {
    parseNearList(proximity, near: take())
  }

  private mutating func parseNearList(_ proximity: Proximity, near: QueryToken) -> Operand {
    let open = take()
    guard descend(at: open.utf8Range) else { return Operand(expression: nil, utf8Range: near.utf8Range) }
    defer { ascend() }
    let (operands, isClosed) = parseListOperands(open: open)
    let place = near.utf8Range.lowerBound..<tokens[position - 1].utf8Range.upperBound
    let expressions = operands.compactMap(\.expression)
    guard isClosed, expressions.count == operands.count else { return Operand(expression: nil, utf8Range: place) }
    guard expressions.count > 1 else {
      tellTooFewOperands(expressions.first, proximity, at: place)
      return Operand(expression: nil, utf8Range: place)
    }
    return self.near(proximity, expressions, at: place, operatorPlace: near.utf8Range)
  }

  /// What stands between `open`, which is taken, and its closing parenthesis, with commas between.
  mutating func parseListOperands(
    open: QueryToken, each parse: (inout QueryGrammar) -> Operand = { $0.parseAlternatives() }
  ) -> (operands: [Operand], isClosed: Bool) {
    parentheses += 1
    defer { parentheses -= 1 }
    var operands: [Operand] = []
    if current.kind != .close { operands.append(parse(&self)) }
    while current.kind == .comma {
      let comma = take()
      if current.kind == .close || current.kind == .comma {
        report(
          .missingOperand, "there is nothing after this comma", at: comma.utf8Range,
          hint: "write a word after it, or take the comma out")
        operands.append(Operand(expression: nil, utf8Range: comma.utf8Range))
      } else {
        operands.append(parse(&self))
      }
    }
    guard current.kind == .close else {
      tellUnclosed(open)
      return (operands, false)
    }
    take()
    return (operands, true)
  }

  // MARK: Operands

  /// Operands side by side: one is right, more is a mistake.
  private mutating func parseRun(after token: QueryToken?) -> Operand {
    let start = position
    var item = parsePrimary(after: token)
    if tellsStrayWeight() { item.expression = nil }
    return tokens[position].startsOperand ? parseSideBySide(item, start: start) : item
  }

  private mutating func parseSideBySide(_ first: Operand, start: Int) -> Operand {
    var starts = [start]
    var items = [first]
    while current.startsOperand {
      let before = tokens[position - 1]
      let isAfterBareWord = starts.last == position - 1
      let openPlace = current.utf8Range.lowerBound
      starts.append(position)
      if isAfterBareWord, current.kind == .open, case .word = before.kind, misreadOperator(before)?.isNear ?? false {
        items.append(parseNearList(Proximity(.words(0)), near: before))
        let end = items[items.count - 1].utf8Range.upperBound
        items[items.count - 1] = Operand(expression: nil, utf8Range: openPlace..<max(openPlace, end))
      } else {
        items.append(parsePrimary(after: nil))
      }
      if tellsStrayWeight() { items[items.count - 1].expression = nil }
    }
    tellSideBySide(items, starts)
    return Operand(expression: nil, utf8Range: span(items))
  }

  /// One operand. `after`: the operator or prefix that has to be followed by it.
  mutating func parsePrimary(after token: QueryToken?) -> Operand {
    var after = token
    var isTold = false
    while true {
      let token = current
      switch token.kind {
      case .word, .phrase, .list, .name, .regex, .invalid, .value: return parseLeaf()
      case .zone(let zone): return parseZone(zone)
      case .field(let field): return parseCondition(field)
      case .open: return parseParentheses(after: after)
      case .near(let proximity) where next.kind == .open: return parseNearList(proximity)
      case .numbered(let name, let number): return parseNumbered(name, number)
      case .not: return parseInnerNot()
      case .and, .or, .unless, .near:
        if !isTold { tellNoOperand(before: token, after: after) }
        after = take()
      case .close where parentheses == 0: tellStrayParenthesis(take())
      case .weight:
        if !isTold, parentheses == weightLevel { tellLoneWeight(token) }
        return Operand(expression: nil, utf8Range: token.utf8Range.lowerBound..<token.utf8Range.lowerBound)
      case .close, .comma, .end:
        if !isTold { tellNoOperand(before: token, after: after) }
        return Operand(expression: nil, utf8Range: token.utf8Range.lowerBound..<token.utf8Range.lowerBound)
      }
      isTold = true
    }
  }

  private mutating func parseLeaf() -> Operand {
    let token = take()
    switch token.kind {
    case .word(let word): return node(.word(word), at: token.utf8Range)
    case .phrase(let words):
      return node(words.count == 1 ? .word(words[0]) : .phrase(words), at: token.utf8Range, size: words.count)
    case .list(let name): return node(.list(name), at: token.utf8Range)
    case .name(let name): return node(.name(name), at: token.utf8Range)
    case .regex(let pattern): return node(.regex(pattern), at: token.utf8Range)
    default: return Operand(expression: nil, utf8Range: token.utf8Range)
    }
  }

  /// NOT where only an operand of something tighter can stand; what is around it tells that it may not.
  private mutating func parseInnerNot() -> Operand {
    let not = take()
    guard descend(at: not.utf8Range) else { return Operand(expression: nil, utf8Range: not.utf8Range) }
    defer { ascend() }
    return negated(parsePrimary(after: not), not)
  }

  mutating func parseParentheses(after: QueryToken?) -> Operand {
    let open = take()
    if current.kind == .close {
      let place = open.utf8Range.lowerBound..<take().utf8Range.upperBound
      report(.emptyParentheses, "there is nothing in these parentheses", at: place, hint: "take them out")
      return Operand(expression: nil, utf8Range: place)
    }
    guard descend(at: open.utf8Range) else { return Operand(expression: nil, utf8Range: open.utf8Range) }
    defer { ascend() }
    parentheses += 1
    defer { parentheses -= 1 }
    var inner = parseAlternatives()
    var isCommaTold = false
    while current.kind == .comma {
      let comma = take()
      if !isCommaTold { tellComma(comma, after: after) }
      isCommaTold = true
      inner.expression = nil
      if current.kind != .close, current.kind != .comma { _ = parseAlternatives() }
    }
    if current.kind == .close {
      inner.utf8Range = open.utf8Range.lowerBound..<take().utf8Range.upperBound
    } else {
      tellUnclosed(open)
      inner = Operand(expression: nil, utf8Range: open.utf8Range.lowerBound..<inner.utf8Range.upperBound)
    }
    return inner
  }
}
