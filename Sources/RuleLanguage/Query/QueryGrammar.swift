import Diagnostics

/// Part of a query while it is parsed: what it says (nil where that was told to be wrong) and the place that it takes,
/// its parentheses included.
struct Operand {
  var expression: Expression?
  var utf8Range: Range<Int>
}

/// Recursive descent over the tokens. Binding, tightest first: prefixes, NEAR and BEFORE, UNLESS, NOT, AND, OR.
///
/// After a mistake it goes on at the next operator or parenthesis; an operand that is wrong is nil, and nothing further
/// is told of what it stands in.
struct QueryGrammar {
  let source: QuerySource
  let tokens: [QueryToken]
  var problems: QueryProblems
  var position = 0
  var isListItem = false
  /// Open parentheses around the current token.
  var parentheses = 0
  /// The zone prefixes around the current token, outermost first.
  var enclosingZones: [ZonePrefix] = []
  /// How many parentheses are open where the weights of a SCORE stand; -1 outside of one.
  var weightLevel = -1
  private var depth = 0
  private var nodes = 0

  init(_ lexer: QueryLexer) {
    source = lexer.source
    tokens = lexer.tokens
    problems = lexer.problems
  }

  // MARK: Tokens

  var current: QueryToken { tokens[position] }
  var next: QueryToken { tokens[min(position + 1, tokens.count - 1)] }

  /// The current token, and moves on; never past the end.
  @discardableResult
  mutating func take() -> QueryToken {
    let token = current
    if position < tokens.count - 1 { position += 1 }
    return token
  }

  /// The text of a place, as written, cut to be shown.
  func written(_ utf8Range: Range<Int>, limit: Int = 40) -> String {
    source.excerpt(source.scalarRange(utf8Range), limit: limit)
  }

  mutating func report(
    _ code: QueryCode, _ message: String, at utf8Range: Range<Int>, secondary: Diagnostic.Label? = nil,
    hint: String? = nil
  ) {
    problems.report(code, message, at: utf8Range, secondary: secondary, hint: hint)
  }

  // MARK: Limits

  /// Steps into something nested; every `true` needs an `ascend`.
  mutating func descend(at place: Range<Int>) -> Bool {
    depth += 1
    guard depth > QueryParser.maximumDepth else { return true }
    depth -= 1
    report(
      .tooDeep, "parentheses and prefixes are nested more than \(QueryParser.maximumDepth) deep", at: place,
      hint: "move parts of the query into lists")
    stop()
    return false
  }

  mutating func ascend() { depth -= 1 }

  mutating func node(_ kind: Expression.Kind, at place: Range<Int>, size: Int = 1) -> Operand {
    nodes += size
    if nodes > QueryParser.maximumNodes {
      report(
        .tooManyParts, "the query has more than \(QueryParser.maximumNodes) parts", at: place,
        hint: "split it into several rules, or move words into lists")
      stop()
    }
    return Operand(expression: Expression(kind, at: place), utf8Range: place)
  }

  /// Goes to the end and tells nothing further.
  private mutating func stop() {
    problems.isClosed = true
    position = tokens.count - 1
  }

  // MARK: The query

  mutating func parseQuery() -> Expression? {
    guard tokens.count > 1 else {
      tellEmpty()
      return nil
    }
    var operand = parseAlternatives()
    var isCommaTold = false
    while current.kind != .end {
      // Only a comma ends alternatives at the top.
      let comma = take()
      if !isCommaTold { tellComma(comma, after: nil) }
      isCommaTold = true
      operand.expression = nil
      if current.kind != .end, current.kind != .comma { _ = parseAlternatives() }
    }
    return operand.expression
  }

  func finished(_ expression: Expression?) -> ParsedQuery {
    var problems = problems
    // Whoever gives nil has told why; were that forgotten somewhere, a rule must still not vanish without a word.
    assert(expression != nil || problems.hasErrors, source.excerpt(0..<source.count, limit: 400))
    if expression == nil, !problems.hasErrors {
      problems.report(
        .sideBySide, "this cannot be read", at: 0..<source.utf8Range(0..<source.count).upperBound,
        hint: "write it with AND, OR, NOT and parentheses")
    }
    if let unclosed = problems.diagnostics.first(where: { $0.code == QueryCode.unclosedQuote.rawValue }) {
      let quote = source.scalarRange(unclosed.utf8Range).lowerBound
      let lexer = QueryLexer(source: source, problems: problems)
      let from = source.utf8Range(lexer.firstQuoteInLine(of: quote)..<source.count)
      problems.withdraw(in: from.lowerBound..<from.upperBound + 1, except: .unclosedQuote)
    }
    return ParsedQuery(
      expression: problems.hasErrors ? nil : expression, diagnostics: problems.finished())
  }

  // MARK: AND, OR, NOT

  /// A chain of AND or of OR.
  mutating func parseAlternatives() -> Operand {
    let first = parseNegation(after: nil)
    return goesOn ? parseChain(first) : first
  }

  /// Whether something follows an operand that belongs to its chain.
  private var goesOn: Bool {
    switch tokens[position].kind {
    case .and, .or, .not: true
    case .close: parentheses == 0
    default: false
    }
  }

  private mutating func parseChain(_ first: Operand) -> Operand {
    var operands = [first]
    var joins: [QueryToken] = []
    loop: while true {
      switch current.kind {
      case .and, .or:
        joins.append(take())
        operands.append(parseNegation(after: joins.last))
      case .not:
        tellNotWithoutAnd(after: operands[operands.count - 1])
        joins.append(QueryToken(kind: .and, utf8Range: current.utf8Range))
        operands.append(parseNegation(after: nil))
      case .close where parentheses == 0:
        tellStrayParenthesis(take())
        // What follows may be another operand: nothing sure can be said of it.
        if current.startsOperand { operands[operands.count - 1].expression = nil; _ = parseNegation(after: nil) }
      default: break loop
      }
    }
    guard let join = joins.first else { return operands[0] }
    return joined(operands, joins, place: span(operands), first: join)
  }

  private mutating func joined(
    _ operands: [Operand], _ joins: [QueryToken], place: Range<Int>, first: QueryToken
  ) -> Operand {
    if let other = joins.first(where: { $0.kind != first.kind }) {
      tellMixed(operands, joins, first: first, other: other)
      return Operand(expression: nil, utf8Range: place)
    }
    let expressions = operands.compactMap(\.expression)
    guard expressions.count == operands.count else { return Operand(expression: nil, utf8Range: place) }
    return node(first.kind == .and ? .and(expressions) : .or(expressions), at: place)
  }

  func span(_ operands: [Operand]) -> Range<Int> {
    let lower = operands.first?.utf8Range.lowerBound ?? 0
    return lower..<max(lower, operands.last?.utf8Range.upperBound ?? 0)
  }

  /// `after`: the operator that has to be followed by an operand here.
  mutating func parseNegation(after token: QueryToken?) -> Operand {
    guard current.kind == .not else { return parseUnless(after: token) }
    let not = take()
    guard descend(at: not.utf8Range) else { return Operand(expression: nil, utf8Range: not.utf8Range) }
    defer { ascend() }
    return negated(parseNegation(after: not), not)
  }

  mutating func negated(_ operand: Operand, _ not: QueryToken) -> Operand {
    let place = not.utf8Range.lowerBound..<max(not.utf8Range.upperBound, operand.utf8Range.upperBound)
    guard let expression = operand.expression else { return Operand(expression: nil, utf8Range: place) }
    return node(.not(expression), at: place)
  }
}
