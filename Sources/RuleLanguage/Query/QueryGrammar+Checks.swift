import Diagnostics
import RegularExpressions

extension QueryGrammar {
  // MARK: Places and truths

  /// Tells of every AND, NOT and condition among the operands of an operator that needs places in the text.
  mutating func checkSpans(_ container: Operand, name: String, at place: Range<Int>) {
    guard let container = container.expression else { return }
    let faults = container.operands.flatMap(\.partsWithoutSpans)
    guard !faults.isEmpty else { return }
    let hint = SpanRewriting.hint(for: container, faults: faults)
    for fault in faults.prefix(10) {
      let faultName = fault.nameOfTruth
      report(
        .booleanInSpan,
        "\(faultName) cannot stand inside \(name) because it is only true or false and has no places in the text",
        at: operatorPlace(of: fault), secondary: Diagnostic.Label(utf8Range: place, message: "inside this \(name)"),
        hint: hint)
    }
  }

  /// Where the first operator of an AND or NOT stands, and the name of a condition.
  private func operatorPlace(of fault: Expression) -> Range<Int> {
    let name = fault.utf8Range.prefix(fault.nameOfTruth.utf8.count)
    switch fault.kind {
    case .and(let operands):
      // Between the first two operands stand only parentheses and the operator; NOT where AND was forgotten.
      guard let first = operands.first else { return name }
      return firstToken(from: first.utf8Range.upperBound) { $0 == .and || $0 == .not } ?? name
    case .not: return firstToken(from: fault.utf8Range.lowerBound) { $0 == .not } ?? name
    case .atLeast, .of, .score: return firstToken(from: fault.utf8Range.lowerBound, where: \.isNumbered) ?? name
    default: return name
    }
  }

  /// The place of the first token of a kind that begins at or behind an offset.
  private func firstToken(from utf8Offset: Int, where isWanted: (QueryToken.Kind) -> Bool) -> Range<Int>? {
    var low = 0
    var high = tokens.count
    while low < high {
      let middle = (low + high) / 2
      if tokens[middle].utf8Range.lowerBound < utf8Offset { low = middle + 1 } else { high = middle }
    }
    return tokens[low...].first { isWanted($0.kind) }?.utf8Range
  }

  // MARK: The whole

  /// Tells of a query that is true of nothing at all, or warns of one that needs no word.
  mutating func checkAsQuery(_ expression: Expression) {
    guard !problems.hasErrors else { return }
    if expression.isTrueOfEmptyArticle {
      let culprit = expression.branch(where: \.isTrueOfEmptyArticle)
      report(
        .matchesEverything, "this is true of an article without any text, so nearly every article would match",
        at: culprit.utf8Range, hint: Self.hintAgainstEverything(culprit, in: expression))
    } else if expression.canMatchWithoutWords {
      let culprit = expression.branch(where: \.canMatchWithoutWords)
      report(
        .metadataOnly, "no word has to be in the text for this, so every article has to be looked at",
        at: culprit.utf8Range, hint: "join it with AND to words that have to be there, if there are any")
    } else if expression.canMatchAnyArticle {
      tellWithoutLiterals(expression)
    }
  }

  private static func hintAgainstEverything(_ culprit: Expression, in whole: Expression) -> String {
    if case .not = culprit.kind, case .or = whole.kind { return "write AND NOT in place of OR NOT" }
    if case .score(let threshold, _) = culprit.kind, threshold <= 0 {
      return "write SCORE/1 or more, or join it with AND to what has to be there"
    }
    let text = QueryPrinter.print(culprit)
    let isShort = text.utf8.count <= 60
    return "join it with AND to what has to be there, as in uzbek* AND \(isShort ? text : "…")"
  }

  private mutating func tellWithoutLiterals(_ expression: Expression) {
    report(
      .regexWithoutLiterals,
      "no run of \(RegularExpression.fewestLiteralBytes) or more characters always stands in what this regular expression "
        + "matches, so every article has to be looked at", at: expression.branch(where: \.canMatchAnyArticle).utf8Range,
      hint: isListItem
        ? "take it out of the list and join it with AND to words that have to be there, if there are any"
        : "join it with AND to words that have to be there, if there are any")
  }

  mutating func checkAsListItem(_ expression: Expression) {
    guard !problems.hasErrors else { return }
    guard let fault = expression.partsWithoutSpans.first else {
      if expression.canMatchAnyArticle { tellWithoutLiterals(expression) }
      return
    }
    let name = fault.nameOfTruth
    let isJoined = if case .and = fault.kind { true } else if case .not = fault.kind { true } else { false }
    report(
      .booleanInList, "\(name) cannot stand in a list: an item is something that has places in the text",
      at: operatorPlace(of: fault),
      hint: isJoined
        ? "write NEAR/p in place of AND and UNLESS in place of AND NOT, or move it to the rule's match:"
        : "move it to the rule's match:")
  }

  /// `TRINIDAD AND TOBAGO` in a list: words and AND or NOT, nothing else. True where that was told.
  mutating func tellsCapitalsAsPhrase() -> Bool {
    var culprit: QueryToken?
    for token in tokens {
      switch token.kind {
      case .and, .not: culprit = culprit ?? token
      case .word, .or, .end: break
      default: return false
      }
    }
    guard let culprit, !problems.hasErrors, let last = tokens.dropLast().last, let first = tokens.first else {
      return false
    }
    let name = written(culprit.utf8Range)
    let text = written(first.utf8Range.lowerBound..<last.utf8Range.upperBound, limit: 80)
    report(
      .booleanInList, "\(name) cannot stand in a list: an item is something that has places in the text",
      at: culprit.utf8Range,
      hint:
        "write '\"\(text)\"' with both kinds of quotes for the phrase; if \(name) is meant, move it to the rule's match:"
    )
    return true
  }
}

extension Expression {
  /// The AND, NOT and conditions that keep it from having spans.
  var partsWithoutSpans: [Expression] {
    switch kind {
    case .and, .not, .metadata, .atLeast, .of, .score: [self]
    case .or(let operands): operands.flatMap(\.partsWithoutSpans)
    default: []
    }
  }

  /// How a part without spans is called in a message.
  var nameOfTruth: String {
    switch kind {
    case .and: "AND"
    case .not: "NOT"
    case .atLeast: "ATLEAST"
    case .of: "OF"
    case .score: "SCORE"
    case .metadata(.text(let field, _)): "\(field.rawValue):"
    case .metadata(.published): "published:"
    case .metadata(.words): "words:"
    default: "OR"
    }
  }

  /// The innermost alternative of ORs that a condition holds for.
  fileprivate func branch(where holds: (Expression) -> Bool) -> Expression {
    guard case .or(let operands) = kind, let branch = operands.first(where: holds) else { return self }
    return branch.branch(where: holds)
  }
}
