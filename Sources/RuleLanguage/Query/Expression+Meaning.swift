extension Expression {
  /// Whether both trees ask for the same, wherever they were written: places make no difference, nor do AND in AND and
  /// OR in OR, nor a phrase of one word. Nothing deeper is compared: `a OR b` and `b OR a` count as different.
  package func hasSameMeaning(as other: Expression) -> Bool { normalized() == other.normalized() }

  private func normalized() -> Expression { Expression(kind.normalized(), at: 0..<0) }

  /// The lists that it names, with the places where it does, in the order of the text.
  package var listNames: [(name: String, utf8Range: Range<Int>)] {
    var found: [(name: String, utf8Range: Range<Int>)] = []
    collectListNames(into: &found)
    return found
  }

  private func collectListNames(into found: inout [(name: String, utf8Range: Range<Int>)]) {
    if case .list(let name) = kind { found.append((name, utf8Range)) }
    for operand in operands { operand.collectListNames(into: &found) }
  }

  /// The expressions directly inside, in the order of the text.
  package var operands: [Expression] {
    switch kind {
    case .word, .phrase, .list, .name, .regex, .metadata: []
    case .and(let operands), .or(let operands), .near(_, let operands), .of(_, let operands): operands
    case .score(_, let operands): operands.map(\.expression)
    case .not(let operand), .zone(_, let operand), .atLeast(_, let operand), .first(_, let operand): [operand]
    case .unless(let a, let b), .notNear(let a, _, let b): [a, b]
    }
  }

  /// Whether it is true of an article without text, of which nothing is known. Lists count as false there: their items
  /// look for words.
  package var isTrueOfEmptyArticle: Bool {
    switch kind {
    case .word, .phrase, .list, .name, .regex, .unless, .near, .notNear, .zone, .atLeast, .first: false
    case .of(let count, let operands): operands.count(where: \.isTrueOfEmptyArticle) >= count
    case .score(let threshold, let operands):
      operands.reduce(0) { $0 + ($1.expression.isTrueOfEmptyArticle ? $1.weight : 0) } >= threshold
    case .and(let operands): operands.allSatisfy(\.isTrueOfEmptyArticle)
    case .or(let operands): operands.contains(where: \.isTrueOfEmptyArticle)
    case .not(let operand): !operand.isTrueOfEmptyArticle
    case .metadata(let condition): condition.isTrueOfEmptyArticle
    }
  }

  /// Whether it can be true of an article that has none of its words, regular expressions counted among these.
  package var canMatchWithoutWords: Bool { canMatch(withoutLiterals: false) }

  /// Whether it can be true of an article that has none of its words and none of the literals of its regular expressions,
  /// of which some have none: every article has to be looked at then. Lists aside, whose items are told of by themselves.
  package var canMatchAnyArticle: Bool { canMatch(withoutLiterals: true) }

  private func canMatch(withoutLiterals: Bool) -> Bool {
    func canMatch(_ operand: Expression) -> Bool { operand.canMatch(withoutLiterals: withoutLiterals) }
    switch kind {
    case .word, .phrase, .list, .name: return false
    case .regex(let pattern): return withoutLiterals && !pattern.hasLiterals
    case .near(_, let operands), .and(let operands): return operands.allSatisfy(canMatch)
    case .unless(let kept, _), .notNear(let kept, _, _): return canMatch(kept)
    case .zone(_, let operand), .atLeast(_, let operand), .first(_, let operand): return canMatch(operand)
    case .of(let count, let operands): return operands.count(where: canMatch) >= count
    // What speaks against it may be absent.
    case .score(let threshold, let operands):
      return operands.reduce(0) { $0 + (canMatch($1.expression) ? max(0, $1.weight) : 0) } >= threshold
    case .or(let operands): return operands.contains(where: canMatch)
    // Inside NOT what counts is whether it can be false, and everything can.
    case .not, .metadata: return true
    }
  }
}

extension Expression.Kind {
  fileprivate func normalized() -> Expression.Kind {
    func plain(_ operand: Expression) -> Expression { Expression(operand.kind.normalized(), at: 0..<0) }
    switch self {
    case .word(let word): return .word(word.normalized())
    case .phrase(let words):
      let words = words.map { $0.normalized() }
      return words.count == 1 ? .word(words[0]) : .phrase(words)
    case .list, .name, .regex, .metadata(.published), .metadata(.words): return self
    case .and(let operands):
      let flat = operands.map(plain).flatMap { if case .and(let inner) = $0.kind { inner } else { [$0] } }
      return flat.count == 1 ? flat[0].kind : .and(flat)
    case .or(let operands):
      let flat = operands.map(plain).flatMap { if case .or(let inner) = $0.kind { inner } else { [$0] } }
      return flat.count == 1 ? flat[0].kind : .or(flat)
    case .not(let operand): return .not(plain(operand))
    case .unless(let a, let b): return .unless(plain(a), plain(b))
    case .near(let proximity, let operands): return .near(proximity, operands.map(plain))
    case .notNear(let a, let distance, let b): return .notNear(plain(a), distance, plain(b))
    case .zone(let zone, let operand): return .zone(zone, plain(operand))
    case .atLeast(let count, let operand): return .atLeast(count, plain(operand))
    case .of(let count, let operands): return .of(count, operands.map(plain))
    case .score(let threshold, let operands):
      return .score(threshold, operands.map { WeightedOperand(plain($0.expression), $0.weight) })
    case .first(let words, let operand): return .first(words, plain(operand))
    case .metadata(.text(let field, let values)): return .metadata(.text(field, values.map { $0.normalized() }))
    }
  }
}

extension WordPattern {
  /// Adjacent texts joined, empty ones dropped.
  fileprivate func normalized() -> WordPattern {
    var joined: [Element] = []
    for element in elements {
      switch (joined.last, element) {
      case (_, .text("")): break
      case (.text(let before), .text(let text)): joined[joined.count - 1] = .text(before + text)
      default: joined.append(element)
      }
    }
    return WordPattern(joined, form)
  }
}

extension MetadataCondition {
  /// Of an empty article nothing is known but that it has no words.
  package var isTrueOfEmptyArticle: Bool {
    guard case .words(let comparison, let count) = self else { return false }
    switch comparison {
    case .less: return 0 < count
    case .lessOrEqual: return 0 <= count
    case .greater: return 0 > count
    case .greaterOrEqual: return 0 >= count
    case .equal: return 0 == count
    }
  }
}
