import RuleLanguage

/// What stands before a part of a query there: only in that part of the article, or what is known about it.
enum ForeignField {
  case zones([ZoneSelector])
  /// - isPart: whether the value is only a part of what is known, as a surname is of an author.
  case condition(MetadataCondition.TextField, isPart: Bool)
  case atLeast(Int)
  case letters(ForeignLetters)
  /// Changes nothing here.
  case nothing
  case unknown

  /// The operand with the field; what has no counterpart is marked, as it is `written`.
  func applied(to operand: Expression, written: String, _ notes: inout ImportNotes) -> Expression {
    if Omission.isMark(operand) { return operand }
    switch self {
    case .zones(let zones): return ForeignZones.applied(zones, to: operand)
    case .condition(let field, let isPart):
      guard var values = Self.values(operand) else { return Omission.mark(written) }
      if field == .lang { values = values.map { ForeignLanguage.coded($0, &notes) } }
      let patterns = values.map { isPart ? WordPattern([.anyRun] + $0 + [.anyRun]) : WordPattern($0) }
      return Expression(.metadata(.text(field, patterns)), at: 0..<0)
    case .atLeast(let count): return Expression(.atLeast(count, operand), at: 0..<0)
    case .letters(let letters): return letters.applied(to: operand)
    case .nothing: return operand
    case .unknown: return Omission.mark(written)
    }
  }

  /// What differs in a field that is title and lead.
  static func titleAndLead(_ written: String) -> String {
    "\(written) is the title or the lead paragraph here; a phrase, and words near one another, have to stand in one of the two"
  }

  /// The values of a condition: words, phrases, and OR of them.
  private static func values(_ operand: Expression) -> [[WordPattern.Element]]? {
    if let words = ForeignWord.words(operand) { return [joined(words)] }
    guard case .or(let operands) = operand.kind else { return nil }
    var result: [[WordPattern.Element]] = []
    for operand in operands {
      guard let values = values(operand) else { return nil }
      result += values
    }
    return result
  }

  /// Words with spaces between; texts side by side are one.
  private static func joined(_ words: [WordPattern]) -> [WordPattern.Element] {
    var result: [WordPattern.Element] = []
    for (index, word) in words.enumerated() {
      for element in (index > 0 ? [.text(" ")] : []) + word.elements {
        if case .text(let next) = element, case .text(let last)? = result.last {
          result[result.count - 1] = .text(last + next)
        } else {
          result.append(element)
        }
      }
    }
    return result
  }
}
