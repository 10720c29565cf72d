import RuleLanguage
import TextAnalysis

/// One article, of which every part of a rule can be asked: what the naive evaluator says of it, nothing else.
package struct PartReading {
  /// Where a part looks for words: the positions that the zone prefixes around it leave.
  package struct Scope {
    /// The same for scopes that have the same positions.
    package let name: String
    package let isPrefixed: Bool
    fileprivate let scope: NaiveEvaluator.Scope
    /// Whether the token at a position is in it.
    package let contains: (_ position: Int) -> Bool
  }

  /// What a part gives.
  package struct Outcome {
    package let isTrue: Bool
    /// Ascending; of what is only true or false none.
    package let spans: [TokenSpan]
    /// Whether limits kept something in it from being looked at.
    package let isTruncated: Bool
    /// Whether that leaves open what it would be without limits.
    package let isUncertain: Bool
  }

  package let article: AnalyzedArticle
  package let limits: EvaluationLimits
  private let reading: NaiveReading

  /// - Parameters:
  ///   - arrival: when the article arrived, in seconds since 1970.
  ///   - lists: all that are named, in one another too.
  package init(
    _ article: AnalyzedArticle, arrival: Int64, lists: [String: RuleList], limits: EvaluationLimits = EvaluationLimits()
  ) {
    self.article = article
    self.limits = limits
    reading = NaiveReading(article, arrival: arrival, lists: lists, limits: limits)
  }

  private init(_ reading: NaiveReading) {
    article = reading.article
    limits = reading.limits
    self.reading = reading
  }

  /// The same, for parts that find nothing in other words than these.
  ///
  /// - Parameter isRelevant: for each position.
  package func limited(to isRelevant: [Bool]) -> PartReading { PartReading(NaiveReading(reading, isRelevant)) }

  /// In time that grows with the tokens of the article, times the words of the part.
  package func evaluate(_ part: Expression, in scope: Scope) -> Outcome {
    let outcome = reading.evaluate(part, scope.scope)
    return Outcome(
      isTrue: outcome.isTrue, spans: outcome.spans, isTruncated: outcome.isTruncated,
      isUncertain: outcome.outlook == .maybe)
  }

  /// What a match of a query that is true tells, as `Match.parts`.
  package func matchParts(of query: Expression) -> [Match.Part] { reading.parts(of: query) }

  /// The spellings of a token; `nil` of one that is too long to be looked for.
  package func form(at position: Int) -> WordForm? { reading.forms[position] }

  // MARK: - Where

  /// What is searched without a prefix.
  package var titleAndBody: Scope { scope("", isPrefixed: false, reading.titleAndBody) }

  /// What a prefix leaves of what is searched around it.
  package func prefixed(_ selector: ZoneSelector, in outer: Scope) -> Scope {
    scope("\(outer.name)\(selector.rawValue):", isPrefixed: true, reading.prefixed(selector, in: outer.scope))
  }

  /// Where the second operand of UNLESS is looked for.
  package func excluding(_ outer: Scope) -> Scope {
    scope("\(outer.name)excluding:", isPrefixed: outer.isPrefixed, reading.excluding(outer.scope))
  }

  private func scope(_ name: String, isPrefixed: Bool, _ scope: NaiveEvaluator.Scope) -> Scope {
    Scope(name: name, isPrefixed: isPrefixed, scope: scope) { [reading] in reading.isInside(scope, $0) }
  }

  // MARK: - Spans

  /// Of ascending spans those that ATLEAST counts.
  package static func counted(_ spans: [TokenSpan]) -> [TokenSpan] { NaiveReading.counted(spans) }

  /// Whether b counts as near a for NOT NEAR.
  package func isNear(_ a: TokenSpan, _ b: TokenSpan, _ distance: Distance) -> Bool {
    reading.isNear(a, b, distance)
  }

  // MARK: - Words

  /// What a word of a query is for text analysis: one word, or several where it splits there.
  package static func words(of word: WordPattern) -> [QueryWord] {
    queryWords(word.elements.map { QueryElement($0) })
  }
}

extension NaiveReading {
  /// The same article, without the words that are not relevant.
  fileprivate init(_ other: NaiveReading, _ isRelevant: [Bool]) {
    article = other.article
    arrival = other.arrival
    lists = other.lists
    limits = other.limits
    forms = zip(other.forms, isRelevant).map { $1 ? $0 : nil }
  }
}
