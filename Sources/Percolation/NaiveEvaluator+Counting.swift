import Articles
import RuleLanguage

/// The definition of ATLEAST, OF, SCORE and FIRST.
extension NaiveReading {
  // MARK: - True or false

  func evaluateCount(_ count: Int, _ operand: Expression, _ scope: Scope) -> Outcome {
    let operand = evaluateSpans(operand, scope)
    let isTrue = Self.counted(operand.spans).count >= count
    // Of other spans others might be counted.
    let outlook: Outlook = operand.outlook == .no ? .no : operand.isExact ? Outlook(isTrue) : .maybe
    return Outcome(isTrue: isTrue, outlook: outlook, isTruncated: operand.isTruncated)
  }

  /// From left to right each that begins behind the end of the one before.
  ///
  /// - Parameter spans: ascending.
  static func counted(_ spans: [TokenSpan]) -> [TokenSpan] {
    var counted: [TokenSpan] = []
    for span in spans where counted.last.map({ $0.last < span.first }) ?? true { counted.append(span) }
    return counted
  }

  /// Whether the weights of what is true add up to at least so much.
  func evaluateSum(_ threshold: Int, _ operands: [WeightedOperand], _ scope: Scope) -> Outcome {
    let outcomes = operands.map { (weight: $0.weight, outcome: evaluate($0.expression, scope)) }
    func sum(_ counts: (Int, Outcome) -> Bool) -> Int {
      outcomes.reduce(0) { $0 + (counts($1.weight, $1.outcome) ? $1.weight : 0) }
    }
    // What might be true counts where it does harm, and where it helps.
    let least = sum { weight, outcome in weight < 0 ? outcome.outlook != .no : outcome.outlook == .yes }
    let most = sum { weight, outcome in weight > 0 ? outcome.outlook != .no : outcome.outlook == .yes }
    return Outcome(
      isTrue: sum { _, outcome in outcome.isTrue } >= threshold,
      outlook: least >= threshold ? .yes : most < threshold ? .no : .maybe,
      isTruncated: outcomes.contains { $0.outcome.isTruncated })
  }

  // MARK: - FIRST

  /// The spans that lie among the first words of the body.
  func evaluateFirst(_ words: Int, _ operand: Expression, _ scope: Scope) -> Outcome {
    let operand = evaluateSpans(operand, scope)
    let beginning = article.tokens.indices.filter { article.tokens[$0].zone == .body }.prefix(words)
    let spans = operand.spans.filter { beginning.contains($0.first) && beginning.contains($0.last) }
    if operand.isPlain { return places(spans) }
    let outlook = operand.outlook == .no ? .no : outlook(Set(spans), isTruncated: false, [operand])
    return cut(Set(spans), outlook, isTruncated: false, [operand])
  }
}
