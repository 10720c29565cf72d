import RuleLanguage

/// Where something stands in a query: the operator around it, and for operators whose operands differ which of them.
package enum QueryPlace: String, CaseIterable {
  case and, orOfPlaces, orOfTruths, not, unlessKept, unlessExcluded
  case nearWords, nearSentence, nearParagraph, nearList, before, notNearKept, notNearExcluded
  case title, lead, body, dateline, caption, furniture, any
  case atLeast, of, scoreAdding, scoreSubtracting, first, listItem

  /// Of the operands of an expression, in their order.
  package static func places(in expression: Expression) -> [QueryPlace] {
    let operands = expression.operands
    func all(_ place: QueryPlace) -> [QueryPlace] { operands.map { _ in place } }
    switch expression.kind {
    case .word, .phrase, .list, .name, .regex, .metadata: return []
    case .and: return all(.and)
    case .or: return all(expression.givesSpans ? .orOfPlaces : .orOfTruths)
    case .not: return all(.not)
    case .unless: return [.unlessKept, .unlessExcluded]
    case .near(let proximity, let operands):
      if proximity.isOrdered { return all(.before) }
      if operands.count > 2 { return all(.nearList) }
      switch proximity.distance {
      case .words: return all(.nearWords)
      case .sameSentence: return all(.nearSentence)
      case .sameParagraph: return all(.nearParagraph)
      }
    case .notNear: return [.notNearKept, .notNearExcluded]
    case .zone(let zone, _):
      switch zone {
      case .title: return [.title]
      case .lead: return [.lead]
      case .body: return [.body]
      case .dateline: return [.dateline]
      case .caption: return [.caption]
      case .furniture: return [.furniture]
      case .any: return [.any]
      }
    case .atLeast: return all(.atLeast)
    case .of: return all(.of)
    case .score(_, let operands): return operands.map { $0.weight > 0 ? .scoreAdding : .scoreSubtracting }
    case .first: return all(.first)
    }
  }

  /// Whether what stands there has to have places in the text.
  package var needsPlaces: Bool { ![.and, .orOfTruths, .not, .of, .scoreAdding, .scoreSubtracting].contains(self) }

  /// Whether it is in a zone that has nothing of the body.
  fileprivate var isOutsideOfBody: Bool { [.title, .dateline, .caption, .furniture].contains(self) }
}

/// The forms of the language.
package enum QueryForm: String, CaseIterable {
  case word, exact, wildcard, inflected, edited, uzbek, phrase, name, regex, list
  case or, near, nearInUnit, before, notNear, unless, first, zone
  case and, orOfTruths, not, metadata, atLeast, of, score

  package init(_ expression: Expression) {
    switch expression.kind {
    case .word(let word): self = Self.form(of: word)
    case .phrase(let words): self = words.allSatisfy(\.isUzbek) ? .uzbek : .phrase
    case .list: self = .list
    case .name: self = .name
    case .regex: self = .regex
    case .and: self = .and
    case .or: self = expression.givesSpans ? .or : .orOfTruths
    case .not: self = .not
    case .unless: self = .unless
    case .near(let proximity, _):
      if proximity.isOrdered {
        self = .before
      } else if case .words = proximity.distance {
        self = .near
      } else {
        self = .nearInUnit
      }
    case .notNear: self = .notNear
    case .zone: self = .zone
    case .metadata: self = .metadata
    case .atLeast: self = .atLeast
    case .of: self = .of
    case .score: self = .score
    case .first: self = .first
    }
  }

  private static func form(of word: WordPattern) -> QueryForm {
    switch word.form {
    case .folded: word.hasWildcard ? .wildcard : .word
    case .exact: .exact
    case .inflected: .inflected
    case .edited: .edited
    case .uzbek: .uzbek
    }
  }

  /// Whether it is only true or false.
  package var isTruth: Bool {
    switch self {
    case .and, .orOfTruths, .not, .metadata, .atLeast, .of, .score: true
    default: false
    }
  }
}

/// A form directly inside an operator.
package struct QueryPair: Hashable, CustomStringConvertible {
  package var place: QueryPlace
  package var form: QueryForm

  package init(_ form: QueryForm, in place: QueryPlace) {
    self.form = form
    self.place = place
  }

  package var description: String { "\(form) in \(place)" }

  package static let all = QueryPlace.allCases.flatMap { place in
    QueryForm.allCases.map { QueryPair($0, in: place) }
  }

  /// The code that the language refuses it with; `nil` of what can be written.
  package var refusal: QueryCode? {
    if form.isTruth, place.needsPlaces { return place == .listItem ? .booleanInList : .booleanInSpan }
    // FIRST looks at the body.
    return form == .first && place.isOutsideOfBody ? .neverMatches : nil
  }

  /// Whether no text says so: an OR with something that is only true or false is another OR.
  package var isContradiction: Bool { place == .orOfPlaces && form.isTruth }

  /// All that a query says, in its lists too.
  package static func pairs(in query: Expression, lists: [String: RuleList]) -> Set<QueryPair> {
    var pairs: Set<QueryPair> = []
    var read: Set<String> = []
    func walk(_ expression: Expression) {
      for (operand, place) in zip(expression.operands, QueryPlace.places(in: expression)) {
        pairs.insert(QueryPair(QueryForm(operand), in: place))
        walk(operand)
      }
      guard case .list(let name) = expression.kind, read.insert(name).inserted else { return }
      for item in lists[name]?.items ?? [] {
        pairs.insert(QueryPair(QueryForm(item.expression), in: .listItem))
        walk(item.expression)
      }
    }
    walk(query)
    return pairs
  }
}
