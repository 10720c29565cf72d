/// What may have been meant by an AND, NOT or condition inside an operator that needs places.
enum SpanRewriting {
  static func hint(for container: Expression, faults: [Expression]) -> String {
    let general = general(faults)
    guard container.utf8Range.count <= 2000, let meant = rewritten(container), meant.isWellFormed else {
      return general
    }
    let text = QueryPrinter.print(meant)
    guard text.utf8.count <= 240 else { return general }
    if case .near(_, let written) = container.kind, case .near(_, let parts) = meant.kind, parts.count > written.count {
      return "write \(text) if all of them have to be near one another"
    }
    return "write \(text)"
  }

  private static func general(_ faults: [Expression]) -> String {
    for fault in faults {
      switch fault.kind {
      case .atLeast, .of, .score: return "write \(fault.nameOfTruth) outside it and join both with AND"
      default: break
      }
    }
    return "write AND, NOT and conditions outside it"
  }

  private static func rewritten(_ container: Expression) -> Expression? {
    switch container.kind {
    case .zone(let zone, let operand): distributed(operand) { .zone(zone, $0) }
    case .first(let words, let operand): distributed(operand) { .first(words, $0) }
    case .atLeast(let count, let operand): distributed(operand) { .atLeast(count, $0) }
    case .unless(let a, let b): made(.and(alternatives(a) + [made(.not(b))]))
    case .near(let proximity, let operands): near(proximity, operands)
    case .notNear(let a, _, let b) where a.givesSpans: made(.and([a, made(.not(b))]))
    default: nil
    }
  }

  private static func made(_ kind: Expression.Kind) -> Expression { Expression(kind, at: 0..<0) }

  private static func alternatives(_ expression: Expression) -> [Expression] {
    if case .and(let operands) = expression.kind { operands } else { [expression] }
  }

  /// A prefix, FIRST or ATLEAST goes to every part that has places.
  private static func distributed(_ expression: Expression, _ prefix: (Expression) -> Expression.Kind) -> Expression {
    func inner(_ operand: Expression) -> Expression { distributed(operand, prefix) }
    switch expression.kind {
    case .and(let operands): return made(.and(operands.map(inner)))
    case .not(let operand): return made(.not(inner(operand)))
    case .or(let operands) where !expression.givesSpans: return made(.or(operands.map(inner)))
    case .metadata: return expression
    case .atLeast(let count, let operand): return made(.atLeast(count, inner(operand)))
    case .of(let count, let operands): return made(.of(count, operands.map(inner)))
    case .score(let threshold, let operands):
      return made(.score(threshold, operands.map { WeightedOperand(inner($0.expression), $0.weight) }))
    default: return made(prefix(expression))
    }
  }

  private static func near(_ proximity: Proximity, _ operands: [Expression]) -> Expression? {
    var near: [Expression] = []
    var outside: [Expression] = []
    for operand in operands {
      switch operand.kind {
      case .metadata: outside.append(operand)
      case .not(let inner) where operands.count == 2 && !proximity.isOrdered && operand == operands[1]:
        return made(.notNear(operands[0], proximity.distance, inner))
      case .and(let parts):
        guard let part = nearParts(parts, isOrdered: proximity.isOrdered) else { return nil }
        near += part.near
        outside += part.outside
      default: near.append(operand)
      }
    }
    guard let first = near.first else { return nil }
    let found = near.count > 1 ? made(.near(proximity, near)) : first
    return outside.isEmpty ? found : made(.and([found] + outside))
  }

  /// What of the parts of an AND stands near, and what goes outside: `b AND NOT c` becomes `b UNLESS c`.
  private static func nearParts(_ parts: [Expression], isOrdered: Bool) -> (near: [Expression], outside: [Expression])?
  {
    if parts.count == 2, case .not(let excluded) = parts[1].kind {
      return ([made(.unless(parts[0], excluded))], [])
    }
    let outside = parts.filter { if case .metadata = $0.kind { true } else { false } }
    let near = parts.filter(\.givesSpans)
    guard near.count + outside.count == parts.count, !isOrdered || near.count == 1 else { return nil }
    return (near, outside)
  }
}

extension Expression {
  /// Whether everything that stands where places are needed has them.
  fileprivate var isWellFormed: Bool {
    switch kind {
    case .unless, .near, .notNear, .zone, .atLeast, .first: operands.allSatisfy { $0.givesSpans && $0.isWellFormed }
    default: operands.allSatisfy(\.isWellFormed)
    }
  }
}
