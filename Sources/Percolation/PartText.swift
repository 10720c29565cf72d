import RuleLanguage

/// What a part of a match says of the expression that it found.
package enum PartText {
  /// Longer expressions are cut; a rule may be an OR of a hundred thousand words.
  package static let maximumCharacters = 1_000

  package static func of(_ expression: Expression) -> String {
    let text = QueryPrinter.print(expression)
    if text.utf8.count <= maximumCharacters { return text }
    let cut = text.prefix(maximumCharacters)
    return cut.endIndex == text.endIndex ? text : cut + "…"
  }
}
