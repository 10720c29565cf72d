import RuleLanguage

/// One piece of another program's query, with its place in UTF-8.
struct ForeignToken {
  enum Kind {
    case open, close
    /// A word, phrase or condition.
    case operand(Expression)
    case and, or
    /// `not` alone or behind an operand, and `and not`.
    case not
    case near(Proximity)
    case notNear(Int)
    /// Before an operand.
    case field(ForeignField)
    /// Behind an operand: within the first words.
    case first(Int)
    case end
  }

  var kind: Kind
  var text: String
  var utf8Range: Range<Int>
}

/// How tightly operators bind, and what words side by side are.
struct ForeignDialect {
  enum Level { case or, and, not, paragraph, sentence, proximity }

  /// The loosest first.
  var levels: [Level]
  /// Whether words side by side are a phrase; otherwise that is an error.
  var isPhraseBySide: Bool
  /// Of several operators in a row the one with the smallest number binds first; otherwise the left one.
  var isSmallestFirst = false
}

/// Reads tokens by precedence. Parentheses are bounded in depth, and chains of operators that nest in length; and so is
/// what both make together, because whoever looks at the tree later goes down into it.
struct ForeignGrammar {
  static let maximumDepth = 50
  static let maximumChain = 40
  /// More levels than our own parser takes are of no use.
  private static let maximumHeight = 2 * QueryParser.maximumDepth
  static let maximumTokens = 200_000

  private let tokens: [ForeignToken]
  private let dialect: ForeignDialect
  private var position = 0
  private var depth = 0
  /// How many levels the expression has at most that was read last.
  private var height = 0
  private var notes: ImportNotes

  /// - Parameter tokens: the last one is `end`.
  static func read(
    _ tokens: [ForeignToken], _ dialect: ForeignDialect, _ notes: inout ImportNotes
  ) throws(ImportError) -> Expression {
    guard tokens.count <= maximumTokens else {
      throw ImportError("the query has too many parts", at: tokens[maximumTokens].utf8Range, hint: "import it in parts")
    }
    var grammar = ForeignGrammar(tokens: tokens, dialect: dialect, notes: notes)
    defer { notes = grammar.notes }
    let result = try grammar.expression(0)
    if case .end = grammar.current.kind { return result }
    throw grammar.unexpected()
  }

  private init(tokens: [ForeignToken], dialect: ForeignDialect, notes: ImportNotes) {
    self.tokens = tokens
    self.dialect = dialect
    self.notes = notes
  }

  private var current: ForeignToken { tokens[position] }

  private func unexpected() -> ImportError {
    switch current.kind {
    case .end: ImportError("a word or phrase is missing at the end", at: current.utf8Range)
    case .close:
      ImportError("this parenthesis closes nothing, or something is missing before it", at: current.utf8Range)
    case .operand, .open, .field:
      ImportError(
        "an operator is missing before \(current.text)", at: current.utf8Range,
        hint: "write AND or OR, or put the words into quotes if they are a phrase")
    default: ImportError("a word or phrase is missing before \(current.text)", at: current.utf8Range)
    }
  }

  // MARK: Levels

  private mutating func expression(_ level: Int) throws(ImportError) -> Expression {
    guard level < dialect.levels.count else { return try postfixed() }
    switch dialect.levels[level] {
    case .or:
      return try several(level, { if case .or = $0 { true } else { false } }) { .or($0) }
    case .and:
      return try several(level, { if case .and = $0 { true } else { false } }) { .and($0) }
    case .not: return try negations(level)
    case .paragraph: return try chain(level) { $0 == .sameParagraph }
    case .sentence: return try chain(level) { $0 == .sameSentence }
    case .proximity:
      let levels = dialect.levels
      return try chain(level) { distance in
        switch distance {
        case .words: true
        case .sameSentence: !levels.contains(.sentence)
        case .sameParagraph: !levels.contains(.paragraph)
        }
      }
    }
  }

  private mutating func several(
    _ level: Int, _ isOperator: (ForeignToken.Kind) -> Bool, _ make: ([Expression]) -> Expression.Kind
  ) throws(ImportError) -> Expression {
    var operands = [try expression(level + 1)]
    var tallest = height
    while isOperator(current.kind) {
      position += 1
      operands.append(try expression(level + 1))
      tallest = max(tallest, height)
    }
    height = tallest + (operands.count > 1 ? 1 : 0)
    return operands.count == 1 ? operands[0] : Expression(make(operands), at: 0..<0)
  }

  /// `a not b not c`, and `not a`.
  private mutating func negations(_ level: Int) throws(ImportError) -> Expression {
    var operands: [Expression] = []
    var tallest = 0
    if !isNot {
      operands.append(try expression(level + 1))
      tallest = height
    }
    while isNot {
      position += 1
      operands.append(Expression(.not(try expression(level + 1)), at: 0..<0))
      tallest = max(tallest, height + 1)
    }
    height = tallest + (operands.count > 1 ? 1 : 0)
    return operands.count == 1 ? operands[0] : Expression(.and(operands), at: 0..<0)
  }

  private var isNot: Bool { if case .not = current.kind { true } else { false } }

  private mutating func chain(
    _ level: Int, _ isOperator: (Distance) -> Bool
  ) throws(ImportError) -> Expression {
    var operands = [try expression(level + 1)]
    var operators: [ForeignToken.Kind] = []
    var tallest = height
    while let distance = distance(of: current.kind), isOperator(distance) {
      try checkChain(operators.count)
      operators.append(current.kind)
      position += 1
      operands.append(try expression(level + 1))
      tallest = max(tallest, height)
    }
    height = tallest + operators.count
    while !operators.isEmpty {
      let next = dialect.isSmallestFirst ? smallest(operators) : 0
      operands[next] = Self.joined(operands[next], operators.remove(at: next), operands.remove(at: next + 1))
    }
    return operands[0]
  }

  /// Whether one more operator may stand behind so many.
  private func checkChain(_ count: Int) throws(ImportError) {
    guard count < Self.maximumChain else {
      throw ImportError("more than \(Self.maximumChain) of these operators stand in a row", at: current.utf8Range)
    }
  }

  private func distance(of kind: ForeignToken.Kind) -> Distance? {
    switch kind {
    case .near(let proximity): proximity.distance
    case .notNear(let words): .words(words)
    default: nil
    }
  }

  private func smallest(_ operators: [ForeignToken.Kind]) -> Int {
    func words(_ index: Int) -> Int {
      if case .words(let words)? = distance(of: operators[index]) { words } else { .max }
    }
    return operators.indices.min { words($0) < words($1) } ?? 0
  }

  private static func joined(_ a: Expression, _ sign: ForeignToken.Kind, _ b: Expression) -> Expression {
    switch sign {
    case .near(let proximity): Expression(.near(proximity, [a, b]), at: 0..<0)
    case .notNear(let words): Expression(.notNear(a, .words(words), b), at: 0..<0)
    default: a
    }
  }

  // MARK: Operands

  private mutating func postfixed() throws(ImportError) -> Expression {
    var operand = try primary()
    if dialect.isPhraseBySide, var words = ForeignWord.words(operand) {
      let count = words.count
      while case .operand(let next) = current.kind, let more = ForeignWord.words(next) {
        position += 1
        words += more
      }
      if words.count > count { operand = ForeignWord.expression(words) ?? operand }
    }
    var count = 0
    while case .first(let words) = current.kind {
      try checkChain(count)
      count += 1
      position += 1
      operand = Expression(.first(words, operand), at: 0..<0)
    }
    height += count
    return operand
  }

  private mutating func primary() throws(ImportError) -> Expression {
    let token = current
    switch token.kind {
    case .operand(let expression):
      position += 1
      height = 1
      return expression
    case .open:
      position += 1
      return try nested(token) { grammar throws(ImportError) in
        let inner = try grammar.expression(0)
        guard case .close = grammar.current.kind else {
          if case .end = grammar.current.kind {
            throw ImportError("this parenthesis is never closed", at: token.utf8Range)
          }
          throw grammar.unexpected()
        }
        grammar.position += 1
        return inner
      }
    case .field(let field):
      position += 1
      let shown = if case .open = current.kind { "(…)" } else { current.text }
      let operand = try nested(token) { grammar throws(ImportError) in try grammar.primary() }
      return field.applied(to: operand, written: token.text + shown, &notes)
    default: throw unexpected()
    }
  }

  private mutating func nested(
    _ token: ForeignToken, _ read: (inout ForeignGrammar) throws(ImportError) -> Expression
  ) throws(ImportError) -> Expression {
    guard depth < Self.maximumDepth else {
      throw ImportError("more than \(Self.maximumDepth) parentheses stand inside one another here", at: token.utf8Range)
    }
    depth += 1
    defer { depth -= 1 }
    let result = try read(&self)
    height += 1
    guard height <= Self.maximumHeight else {
      throw ImportError("too many operators and parentheses stand inside one another here", at: token.utf8Range)
    }
    return result
  }
}
