extension Rule {
  /// The rule if what it looks for without a prefix were looked for in every zone. A prefix inside still holds.
  package func searchingEverywhere() -> Rule {
    var rule = self
    rule.query = query.searchingEverywhere()
    // What matched is told from the text.
    rule.head.queryText = QueryPrinter.print(rule.query)
    return rule
  }
}

extension Expression {
  /// `any:` around each part that has places in the text.
  func searchingEverywhere() -> Expression {
    if givesSpans { return Expression(.zone(.any, self), at: utf8Range) }
    let kind: Kind =
      switch kind {
      case .and(let operands): .and(operands.map { $0.searchingEverywhere() })
      case .or(let operands): .or(operands.map { $0.searchingEverywhere() })
      case .not(let operand): .not(operand.searchingEverywhere())
      case .atLeast(let count, let operand): .atLeast(count, operand.searchingEverywhere())
      case .of(let count, let operands): .of(count, operands.map { $0.searchingEverywhere() })
      case .score(let threshold, let operands):
        .score(threshold, operands.map { WeightedOperand($0.expression.searchingEverywhere(), $0.weight) })
      case .word, .phrase, .list, .name, .regex, .unless, .near, .notNear, .zone, .first, .metadata: kind
      }
    return Expression(kind, at: utf8Range)
  }
}
