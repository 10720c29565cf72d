import RuleLanguage

extension Expression {
  /// OR of some, one or more; alternatives inside alternatives are of the same row.
  static func alternatives(_ operands: [Expression]) -> Expression {
    let flat = operands.flatMap { operand in
      if case .or(let inner) = operand.kind { inner } else { [operand] }
    }
    return flat.count == 1 ? flat[0] : Expression(.or(flat), at: 0..<0)
  }

  /// With other words or phrases in place of each; for the kinds of expressions that an import makes.
  func replacingWords(_ replacement: ([WordPattern]) -> Expression) -> Expression {
    func inner(_ operand: Expression) -> Expression { operand.replacingWords(replacement) }
    if let words = ForeignWord.words(self) { return replacement(words) }
    switch kind {
    case .and(let operands): return Expression(.and(operands.map(inner)), at: 0..<0)
    case .or(let operands): return .alternatives(operands.map(inner))
    case .not(let operand): return Expression(.not(inner(operand)), at: 0..<0)
    case .near(let proximity, let operands): return Expression(.near(proximity, operands.map(inner)), at: 0..<0)
    case .notNear(let a, let distance, let b): return Expression(.notNear(inner(a), distance, inner(b)), at: 0..<0)
    case .zone(let zone, let operand): return Expression(.zone(zone, inner(operand)), at: 0..<0)
    case .atLeast(let count, let operand): return Expression(.atLeast(count, inner(operand)), at: 0..<0)
    case .first(let count, let operand): return Expression(.first(count, inner(operand)), at: 0..<0)
    case .word, .phrase, .list, .name, .regex, .metadata, .unless, .of, .score: return self
    }
  }
}
