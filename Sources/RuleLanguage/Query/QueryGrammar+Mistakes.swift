import Diagnostics

extension QueryGrammar {
  /// An operand to be shown in a hint: as the printer writes it where it is right, otherwise as written; cut.
  func shown(_ operand: Operand, limit: Int = 32) -> String {
    guard let expression = operand.expression, operand.utf8Range.count <= 400 else {
      return written(operand.utf8Range, limit: limit)
    }
    let text =
      if case .not = expression.kind { QueryPrinter.print(expression) } else { QueryPrinter.wrapped(expression) }
    return text.count > limit ? String(text.prefix(limit)) + "…" : text
  }

  // MARK: Missing things

  mutating func tellEmpty() {
    let isComment = source.contains("#")
    report(
      .emptyQuery, isListItem ? "this item is empty" : "there is nothing to look for", at: 0..<0,
      hint: isComment
        ? "# begins a comment: write the word without it, or \\# for the sign itself" : "write a word, as in uzbek*")
  }

  mutating func tellEmptyPrefix(_ token: QueryToken, example: String) {
    report(
      .missingOperand, "\(written(token.utf8Range)) has nothing after it", at: token.utf8Range, hint: "write \(example)"
    )
  }

  mutating func tellNoOperand(before token: QueryToken, after: QueryToken?) {
    let place = token.utf8Range
    let isPunctuation = token.kind == .close || token.kind == .comma || token.kind == .end
    if let after, !isPunctuation {
      let (a, b) = (written(after.utf8Range), written(place))
      report(
        .twoOperators, "\(a) and \(b) stand next to each other", at: place,
        secondary: Diagnostic.Label(utf8Range: after.utf8Range, message: "\(a) needs something between it and \(b)"),
        hint: "take one of them out, or write what is missing between them")
    } else if let after {
      report(
        .missingOperand, "\(written(after.utf8Range)) has nothing after it", at: after.utf8Range,
        hint: "write what it belongs to, or take it out; put it into quotes if the word itself is meant")
    } else if token.kind == .comma {
      report(
        .missingOperand, "there is nothing before this comma", at: place,
        hint: "write a word before it, or take the comma out")
    } else if !isPunctuation {
      let name = written(place)
      let isNear = if case .near = token.kind { true } else { false }
      report(
        .missingOperand, "\(name) has nothing before it", at: place,
        hint: isNear
          ? "write a \(name) b, or \(name) (a, b)"
          : "write what it joins, or take it out; put it into quotes if the word itself is meant")
    }
  }

  mutating func tellStrayParenthesis(_ token: QueryToken) {
    report(
      .strayParenthesis, "this ) was never opened", at: token.utf8Range,
      hint: "take it out, or write ( where the group begins; write \\) for the sign itself")
  }

  mutating func tellUnclosed(_ open: QueryToken) {
    report(
      .unclosedParenthesis, "this ( is never closed", at: open.utf8Range,
      hint: "write ) where the group ends; write \\( for the sign itself")
  }

  mutating func tellTooFewOperands(_ only: Expression?, _ proximity: Proximity, at place: Range<Int>) {
    let name = QueryPrinter.name(proximity)
    let parts: [String] =
      switch only?.kind {
      case .and(let operands), .or(let operands): operands.prefix(4).map(QueryPrinter.print)
      default: ["a", "b"]
      }
    report(
      .tooFewOperands, "\(name) with parentheses needs two or more parts with commas between them", at: place,
      hint: "write \(name) (\(parts.joined(separator: ", ")))")
  }

  // MARK: Things that do not go together

  /// `after`: the operator before the parentheses that the comma stands in.
  mutating func tellComma(_ comma: QueryToken, after token: QueryToken?) {
    if case .near(let proximity)? = token?.kind {
      let name = QueryPrinter.name(proximity)
      report(
        .commaOutsideNear, "a comma joins nothing after an operand and \(name)", at: comma.utf8Range,
        hint: "write all parts in one list, as in \(name) (a, b, c), or OR between those of which one is enough")
      return
    }
    if case .numbered(let name, let number)? = token?.kind {
      return tellComma(comma, in: name.title(number))
    }
    let hint =
      isListItem
      ? "write each item of the list on a line of its own, or put the text into quotes if it is one phrase"
      : "write OR for either of them, AND for both, or NEAR/5 (a, b) for words near one another; put a comma that "
        + "belongs to the text into quotes"
    report(.commaOutsideNear, "a comma joins nothing here", at: comma.utf8Range, hint: hint)
  }

  mutating func tellNotWithoutAnd(after operand: Operand) {
    let not = current.utf8Range
    let following = next.startsOperand && next.kind != .open ? written(next.utf8Range, limit: 24) : "…"
    report(
      .notWithoutAnd, "NOT cannot follow a word without AND", at: not,
      hint: "write \(shown(operand)) AND NOT \(following)")
  }

  mutating func tellMixed(_ operands: [Operand], _ joins: [QueryToken], first: QueryToken, other: QueryToken) {
    let (a, b) = first.kind == .and ? ("AND", "OR") : ("OR", "AND")
    let hint: String
    if operands.count <= 6 {
      let texts = operands.map { shown($0, limit: 24) }
      let kinds = joins.map(\.kind)
      hint = "write \(Self.reading(texts, kinds, tighter: .and)), or \(Self.reading(texts, kinds, tighter: .or))"
    } else {
      hint = "put parentheses around the parts that belong together"
    }
    report(
      .mixedAndOr, "\(a) and \(b) are mixed without parentheses", at: other.utf8Range,
      secondary: Diagnostic.Label(utf8Range: first.utf8Range, message: "\(a) is here"), hint: hint)
  }

  private static func reading(_ operands: [String], _ joins: [QueryToken.Kind], tighter: QueryToken.Kind) -> String {
    var groups = [[operands[0]]]
    for (operand, join) in zip(operands.dropFirst(), joins) {
      if join == tighter { groups[groups.count - 1].append(operand) } else { groups.append([operand]) }
    }
    let (inner, outer) = tighter == .and ? (" AND ", " OR ") : (" OR ", " AND ")
    return groups.map { $0.count > 1 ? "(\($0.joined(separator: inner)))" : $0[0] }.joined(separator: outer)
  }

  mutating func tellMixedNear(_ operands: [Operand], _ operators: [SpanOperator], other: SpanOperator) {
    guard let first = operators.first, operands.count > 2 else { return }
    let (a, b, c) = (shown(operands[0]), shown(operands[1]), shown(operands[2]))
    let hint =
      operands.count == 3
      ? "write (\(a) \(first.name) \(b)) \(other.name) \(c), or \(a) \(first.name) (\(b) \(other.name) \(c))"
      : "put parentheses around the parts that belong together"
    report(
      .mixedNear, "\(first.name) and \(other.name) follow each other without parentheses", at: other.utf8Range,
      secondary: Diagnostic.Label(utf8Range: first.utf8Range, message: "\(first.name) is here"), hint: hint)
  }

  mutating func tellChainedUnless(_ left: Operand, _ right: Operand, _ unless: QueryToken) {
    let following = next.startsOperand && next.kind != .open ? written(next.utf8Range, limit: 24) : "c"
    report(
      .chainedUnless, "UNLESS follows UNLESS without parentheses", at: current.utf8Range,
      secondary: Diagnostic.Label(utf8Range: unless.utf8Range, message: "UNLESS is here"),
      hint: "write \(shown(left)) UNLESS (\(shown(right)) OR \(following)), or "
        + "\(shown(left)) UNLESS (\(shown(right)) UNLESS \(following))")
  }
}
