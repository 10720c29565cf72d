@testable import RuleLanguage

/// An expression as a compact s-expression, without places.
func dump(_ expression: Expression) -> String {
  func list(_ name: String, _ operands: [Expression]) -> String {
    "(\(([name] + operands.map(dump)).joined(separator: " ")))"
  }
  switch expression.kind {
  case .word(let word): return dump(word)
  case .phrase(let words): return "[\(words.map(dump).joined(separator: " "))]"
  case .list(let name): return "$" + name
  case .regex(let pattern): return "/\(pattern.text)/"
  case .name(let pattern): return "<\(pattern.text)\(pattern.isAlone ? ", alone" : "")>"
  case .and(let operands): return list("and", operands)
  case .or(let operands): return list("or", operands)
  case .not(let operand): return list("not", [operand])
  case .unless(let a, let b): return list("unless", [a, b])
  case .near(let proximity, let operands):
    return list((proximity.isOrdered ? "before" : "near") + dump(proximity.distance), operands)
  case .notNear(let a, let distance, let b): return list("not-near" + dump(distance), [a, b])
  case .zone(let zone, let operand): return list(zone.rawValue, [operand])
  case .atLeast(let count, let operand): return list("atleast\(count)", [operand])
  case .of(let count, let operands): return list("\(count)of", operands)
  case .score(let threshold, let operands):
    return
      "(\((["score\(threshold)"] + operands.map { "\(dump($0.expression))^\($0.weight)" }).joined(separator: " ")))"
  case .first(let words, let operand): return list("first\(words)", [operand])
  case .metadata(.text(let field, let values)):
    return "{\(field.rawValue) \(values.map(dump).joined(separator: " "))}"
  case .metadata(.published(let comparison, .day(let day))): return "{published \(comparison.rawValue) day \(day)}"
  case .metadata(.published(let comparison, .age(let seconds))):
    return "{published \(comparison.rawValue) age \(seconds)}"
  case .metadata(.words(let comparison, let count)): return "{words \(comparison.rawValue) \(count)}"
  }
}

private func dump(_ distance: Distance) -> String {
  switch distance {
  case .words(let count): String(count)
  case .sameSentence: "s"
  case .sameParagraph: "p"
  }
}

/// Wildcards are `<*>` and `<?>`, so that literal ones can be told from them; likewise `<~english>` and `<~1>`.
private func dump(_ word: WordPattern) -> String {
  let text = word.elements.reduce(into: word.isExact ? "=" : "") { text, element in
    switch element {
    case .text(let piece): text += piece
    case .anyRun: text += "<*>"
    case .anyCharacter: text += "<?>"
    }
  }
  return switch word.form {
  case .folded, .exact: text
  case .inflected(let language): text + "<~\(language)>"
  case .edited(let edits): text + "<~\(edits)>"
  case .uzbek: text + "<uz>"
  }
}
