import RuleLanguage

/// A part of a query without a counterpart: a mark in its tree, and how it is taken out.
enum Omission {
  /// No list can have such a name.
  private static let sign = "\u{0}"

  /// The mark; `what` as the person wrote it.
  static func mark(_ what: String) -> Expression { Expression(.list(sign + String(what.prefix(60))), at: 0..<0) }

  static func isMark(_ expression: Expression) -> Bool { text(expression) != nil }

  private static func text(_ expression: Expression) -> String? {
    guard case .list(let name) = expression.kind, name.hasPrefix(sign) else { return nil }
    return String(name.dropFirst(sign.count))
  }

  /// The tree without marks; what is left out, and what that does, goes to the notes. `nil` where nothing is left.
  static func removed(from tree: Expression, _ notes: inout ImportNotes) -> Expression? {
    removed(from: tree, isNegated: false, widens: true, &notes)
  }

  /// - Parameter widens: whether leaving the expression out lets the query find more.
  private static func removed(
    from tree: Expression, isNegated: Bool, widens: Bool, _ notes: inout ImportNotes
  ) -> Expression? {
    if let what = text(tree) {
      notes.isLeftOut(what, widens: widens)
      return nil
    }
    func inner(_ operand: Expression, _ isNegated: Bool, _ widens: Bool) -> Expression? {
      removed(from: operand, isNegated: isNegated, widens: widens, &notes)
    }
    func all(_ operands: [Expression], widens: Bool, _ make: ([Expression]) -> Expression.Kind) -> Expression? {
      let left = operands.compactMap { inner($0, isNegated, widens) }
      return left.count > 1 ? Expression(make(left), at: 0..<0) : left.first
    }
    func one(_ operand: Expression, _ make: (Expression) -> Expression.Kind) -> Expression? {
      inner(operand, isNegated, widens).map { Expression(make($0), at: 0..<0) }
    }
    switch tree.kind {
    case .and(let operands): return all(operands, widens: !isNegated) { .and($0) }
    case .or(let operands): return all(operands, widens: isNegated) { .or($0) }
    case .near(let proximity, let operands): return all(operands, widens: !isNegated) { .near(proximity, $0) }
    case .not(let operand): return inner(operand, !isNegated, widens).map { Expression(.not($0), at: 0..<0) }
    case .notNear(let a, let distance, let b):
      let (left, right) = (inner(a, isNegated, !isNegated), inner(b, isNegated, !isNegated))
      guard let left, let right else { return left }
      return Expression(.notNear(left, distance, right), at: 0..<0)
    case .zone(let zone, let operand): return one(operand) { .zone(zone, $0) }
    case .atLeast(let count, let operand): return one(operand) { .atLeast(count, $0) }
    case .first(let count, let operand): return one(operand) { .first(count, $0) }
    case .word, .phrase, .list, .name, .regex, .metadata, .unless, .of, .score: return tree
    }
  }
}
