import RuleLanguage
import TextAnalysis
import UzbekWords

/// The definition of spans.
extension NaiveReading {
  func evaluateSpans(_ expression: Expression, _ scope: Scope) -> Outcome {
    switch expression.kind {
    case .word(let word): return places(findWords([word], scope))
    case .phrase(let words): return places(findWords(words, scope))
    case .name(let pattern): return places(findName(pattern, scope))
    case .regex(let pattern): return evaluateRegex(pattern, scope)
    case .list(let name): return union(lists[name]?.items.map(\.expression) ?? [], scope)
    case .or(let operands): return union(operands, scope)
    case .near(let proximity, let operands):
      let outcomes = operands.map { evaluateSpans($0, scope) }
      var near = NaiveNear(self, proximity, outcomes)
      let spans = near.find()
      var outlook = outlook(spans, isTruncated: near.isTruncated, outcomes)
      if outcomes.contains(where: { $0.outlook == .no }) { outlook = .no }
      return cut(spans, outlook, isTruncated: near.isTruncated, outcomes)
    case .notNear(let kept, let distance, let excluded):
      let kept = evaluateSpans(kept, scope)
      let excluded = evaluateSpans(excluded, scope)
      let spans = Set(kept.spans.filter { span in !excluded.spans.contains { isNear(span, $0, distance) } })
      let outlook = kept.outlook == .no ? .no : outlook(spans, isTruncated: false, [kept, excluded])
      return cut(spans, outlook, isTruncated: false, [kept, excluded])
    case .unless(let kept, let excluded):
      let kept = evaluateSpans(kept, scope)
      let excluded = evaluateSpans(excluded, excluding(scope))
      return cut(
        excluded.spans.isEmpty ? Set(kept.spans) : [], .all([kept.outlook, excluded.outlook.negated]),
        isTruncated: false, [kept, excluded])
    case .zone(let selector, let inner): return evaluateSpans(inner, prefixed(selector, in: scope))
    case .first(let words, let operand): return evaluateFirst(words, operand, scope)
    case .and, .not, .metadata, .atLeast, .of, .score: return places([])
    }
  }

  func places(_ spans: [TokenSpan]) -> Outcome {
    Outcome(isTrue: !spans.isEmpty, spans: spans, outlook: Outlook(!spans.isEmpty), isPlain: true)
  }

  /// What is found among operands that are known exactly is there; what is not found is not, if all was looked at.
  func outlook(_ spans: Set<TokenSpan>, isTruncated: Bool, _ operands: [Outcome]) -> Outlook {
    if !operands.allSatisfy(\.isExact) { return .maybe }
    return spans.isEmpty && isTruncated ? .maybe : Outlook(!spans.isEmpty)
  }

  /// What an operator keeps: the first so many.
  ///
  /// - Parameter isTruncated: whether the operator did not look at all there was.
  func cut(
    _ spans: Set<TokenSpan>, _ outlook: Outlook, isTruncated: Bool, _ operands: [Outcome]
  ) -> Outcome {
    let isTruncated = isTruncated || spans.count > limits.spans
    return Outcome(
      isTrue: !spans.isEmpty, spans: Array(spans.sorted().prefix(limits.spans)), outlook: outlook,
      isExact: outlook == .no || !isTruncated && operands.allSatisfy(\.isExact),
      isTruncated: isTruncated || operands.contains(where: \.isTruncated))
  }

  private func union(_ operands: [Expression], _ scope: Scope) -> Outcome {
    let outcomes = operands.map { evaluateSpans($0, scope) }
    let spans = Set(outcomes.flatMap(\.spans))
    if outcomes.allSatisfy(\.isPlain) { return places(spans.sorted()) }
    return cut(spans, .any(outcomes.map(\.outlook)), isTruncated: false, outcomes)
  }

  // MARK: - Words

  /// Words at adjacent positions of one paragraph. A word that text analysis splits is a phrase.
  private func findWords(_ words: [WordPattern], _ scope: Scope) -> [TokenSpan] {
    let parts = words.flatMap { word in
      queryWords(word.elements.map { QueryElement($0) }).map { NaiveWord($0, word.form) }
    }
    guard !parts.isEmpty, parts.count <= article.tokens.count else { return [] }
    return (0...article.tokens.count - parts.count).compactMap { first in
      let positions = first..<first + parts.count
      let isFound = zip(positions, parts).allSatisfy { position, part in
        isInside(scope, position) && article.tokens[position].paragraph == article.tokens[first].paragraph
          && isSatisfied(part, at: position)
      }
      return isFound ? TokenSpan(Array(positions)) : nil
    }
  }

  private func isSatisfied(_ word: NaiveWord, at position: Int) -> Bool {
    guard let form = forms[position] else { return false }
    switch word {
    case .folded(let elements): return Self.isEqual(form.folded, elements)
    case .exact(let elements) where !article.tokens[position].isInCapitalsLine:
      return Self.isEqual(form.exact, elements)
    case .exact(let elements):
      let lowered: [QueryElement] = elements.map { element in
        if case .text(let text) = element { .text(text.lowercased()) } else { element }
      }
      return Self.isEqual(form.exact.lowercased(), lowered)
    case .inflected(let inflections):
      return inflections.include(form, stem: Stemmer.of(inflections.language).stem(form))
    case .uzbek(let uzbek): return UzbekSpelling(form.exact).map(uzbek.includes) ?? false
    case .edited(let text, let limit): return NaiveWord.edits(from: text, to: form.folded) <= limit
    }
  }

  /// `*` any run of characters, also none; `?` exactly one. Follows where each element can end.
  static func isEqual(_ text: String, _ elements: [QueryElement]) -> Bool {
    if elements.count == 1, case .text(let literal) = elements[0] { return text == literal }
    let characters = Array(text)
    var ends: Set<Int> = [0]
    for element in elements {
      switch element {
      case .text(let literal):
        ends = Set(ends.filter { characters[$0...].starts(with: literal) }.map { $0 + literal.count })
      case .anyCharacter: ends = Set(ends.filter { $0 < characters.count }.map { $0 + 1 })
      case .anyRun: ends = ends.min().map { Set($0...characters.count) } ?? []
      }
    }
    return ends.contains(characters.count)
  }

  // MARK: - NOT NEAR

  /// Whether b counts as near a: overlap does.
  func isNear(_ a: TokenSpan, _ b: TokenSpan, _ distance: Distance) -> Bool {
    guard article.tokens[a.first].zone == article.tokens[b.first].zone else { return false }
    switch distance {
    case .words(let count): return gap(a, b) <= count
    case .sameSentence: return units(a, \.sentence).overlaps(units(b, \.sentence))
    case .sameParagraph: return units(a, \.paragraph).overlaps(units(b, \.paragraph))
    }
  }

  /// Tokens strictly between, none if one reaches into the other.
  func gap(_ a: TokenSpan, _ b: TokenSpan) -> Int {
    max(0, max(a.first, b.first) - min(a.last, b.last) - 1)
  }

  /// The sentences or paragraphs that a span reaches over.
  func units(_ span: TokenSpan, _ unit: KeyPath<Token, UInt32>) -> ClosedRange<UInt32> {
    article.tokens[span.first][keyPath: unit]...article.tokens[span.last][keyPath: unit]
  }
}
