import RuleLanguage

/// What stands before a part of a query there: only in that part of the article, or what is known about it.
enum ForeignField {
  case zones([ZoneSelector])
  /// - isPart: whether the value is only a part of what is known, as a surname is of an author.
  case condition(MetadataCondition.TextField, isPart: Bool)
  case atLeast(Int)
  case form(WordPattern.Form)
  /// Changes nothing here.
  case nothing
  case unknown

  /// The operand with the field; what has no counterpart is marked, as it is `written`.
  func applied(to operand: Expression, written: String, _ notes: inout ImportNotes) -> Expression {
    if Omission.isMark(operand) { return operand }
    switch self {
    case .zones(let zones):
      let parts = zones.map { Self.zone($0, operand) }
      return parts.count == 1 ? parts[0] : Expression(.or(parts), at: 0..<0)
    case .condition(let field, let isPart):
      guard var values = Self.values(operand) else { return Omission.mark(written) }
      if field == .lang { values = values.map { ForeignLanguage.coded($0, &notes) } }
      let patterns = values.map { isPart ? WordPattern([.anyRun] + $0 + [.anyRun]) : WordPattern($0) }
      return Expression(.metadata(.text(field, patterns)), at: 0..<0)
    case .atLeast(let count): return Expression(.atLeast(count, operand), at: 0..<0)
    case .form(let form): return Self.with(form, operand)
    case .nothing: return operand
    case .unknown: return Omission.mark(written)
    }
  }

  /// AND and NOT stand outside a zone here.
  private static func zone(_ zone: ZoneSelector, _ operand: Expression) -> Expression {
    if operand.givesSpans, !Omission.isMark(operand) { return Expression(.zone(zone, operand), at: 0..<0) }
    switch operand.kind {
    case .and(let operands): return Expression(.and(operands.map { self.zone(zone, $0) }), at: 0..<0)
    case .or(let operands): return Expression(.or(operands.map { self.zone(zone, $0) }), at: 0..<0)
    case .not(let operand): return Expression(.not(self.zone(zone, operand)), at: 0..<0)
    case .atLeast(let count, let operand): return Expression(.atLeast(count, self.zone(zone, operand)), at: 0..<0)
    default: return operand
    }
  }

  private static func with(_ form: WordPattern.Form, _ operand: Expression) -> Expression {
    func changed(_ word: WordPattern) -> WordPattern { WordPattern(word.elements, form) }
    switch operand.kind {
    case .word(let word): return Expression(.word(changed(word)), at: 0..<0)
    case .phrase(let words): return Expression(.phrase(words.map(changed)), at: 0..<0)
    case .or(let operands): return Expression(.or(operands.map { with(form, $0) }), at: 0..<0)
    case .and(let operands): return Expression(.and(operands.map { with(form, $0) }), at: 0..<0)
    case .near(let proximity, let operands):
      return Expression(.near(proximity, operands.map { with(form, $0) }), at: 0..<0)
    default: return operand
    }
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
