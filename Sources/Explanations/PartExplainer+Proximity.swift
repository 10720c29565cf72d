import Percolation
import RuleLanguage
import SafeText
import TextAnalysis

/// What comes nearest to places that are not near enough, or too near.
extension PartExplainer {
  // MARK: - NEAR and BEFORE

  func miss(ofNear proximity: Proximity, _ operands: [Expression], _ part: Expression, _ scope: Scope) -> NearMiss? {
    let found = operands.map { reading.evaluate($0, in: scope).spans }
    let missing = operands.indices.filter { found[$0].isEmpty }
    if !missing.isEmpty {
      let names = missing.prefix(3).map { operands[$0].short }.joined(separator: ", ")
      return NearMiss(rank: NearMiss.notFound, message: "not found: \(names)\(missing.count > 3 ? ", …" : "")")
    }
    if proximity.isOrdered {
      let anyOrder = Expression(.near(Proximity(proximity.distance), operands))
      if let span = reading.evaluate(anyOrder, in: scope).spans.first {
        return NearMiss(
          rank: NearMiss.inParts, message: "near enough in \(places.name(of: span.first)), but in another order",
          span: span)
      }
    }
    guard let window = operands.count == 2 ? closestPair(found[0], found[1]) : smallestWindow(found) else {
      let zones = found.map { reading.article.tokens[$0[0].first].zone.name }
      return NearMiss(
        rank: NearMiss.inParts,
        message: "never in one zone: \(zip(operands, zones).map { "\($0.short) in the \($1)" }.joined(separator: ", "))"
      )
    }
    return NearMiss(
      rank: NearMiss.inParts, message: message(on: window, proximity.distance, count: operands.count), span: window.span
    )
  }

  /// Places of all operands.
  private struct Window {
    /// Words strictly between two, or from first to last of more.
    var words: Int
    var span: TokenSpan

    init(_ spans: [TokenSpan], words: Int) {
      self.words = words
      span = TokenSpan(Set(spans.flatMap(\.positions)).sorted())
    }
  }

  private func message(on window: Window, _ distance: Distance, count: Int) -> String {
    let (first, last) = (window.span.first, window.span.last)
    let (from, to) = (places.name(of: first), places.name(of: last))
    let `where` = from == to ? "in \(from)" : "from \(from) to \(to)"
    let pair = count == 2 ? "closest pair is" : "closest together they are"
    let tokens = reading.article.tokens
    switch distance {
    case .words(let limit):
      if count > 2 { return "closest together they take \(window.words.counted("word")), \(`where`)" }
      if window.words <= limit { return "the closest pair shares words, or one reaches into the other, \(`where`)" }
      return "\(pair) \(window.words.counted("word")) apart, \(`where`)"
    case .sameSentence:
      if from != to { return "\(pair) in different paragraphs, \(`where`)" }
      let apart = tokens[last].sentence - tokens[first].sentence
      if apart == 0 { return "the closest places share words, \(`where`)" }
      return "\(pair) \(apart == 1 ? "in neighbouring sentences" : "\(apart) sentences apart"), \(`where`)"
    case .sameParagraph:
      let apart = tokens[last].paragraph - tokens[first].paragraph
      if apart == 0 { return "the closest places share words, \(`where`)" }
      return "\(pair) \(apart == 1 ? "in neighbouring paragraphs" : "\(apart) paragraphs apart"), \(`where`)"
    }
  }

  /// So many places of an operand are compared.
  private static let comparedPlaces = 100_000

  private func closestPair(_ a: [TokenSpan], _ b: [TokenSpan]) -> Window? {
    var best: Window?
    for span in a.prefix(Self.comparedPlaces) {
      let next = b.partitioningIndex { $0.first > span.first }
      // Before it some may end later than the one that begins last; a few are enough for an explanation.
      for index in max(0, next - 4)..<min(b.count, next + 2) where isSameZone(span, b[index]) {
        let words = max(0, max(span.first, b[index].first) - min(span.last, b[index].last) - 1)
        let isOne = span == b[index] && b.count > 1
        if !isOne, words < best?.words ?? .max { best = Window([span, b[index]], words: words) }
      }
    }
    return best
  }

  private func isSameZone(_ a: TokenSpan, _ b: TokenSpan) -> Bool {
    reading.article.tokens[a.first].zone == reading.article.tokens[b.first].zone
  }

  /// The fewest words that hold a place of each operand.
  private func smallestWindow(_ found: [[TokenSpan]]) -> Window? {
    let all = found.enumerated().flatMap { operand, spans in
      spans.prefix(Self.comparedPlaces).map { (operand: operand, span: $0) }
    }.sorted { ($0.span, $0.operand) < ($1.span, $1.operand) }
    var latest = [TokenSpan?](repeating: nil, count: found.count)
    var best: Window?
    for (operand, span) in all {
      latest[operand] = span
      let window = latest.compactMap(\.self)
      guard window.count == found.count, window.allSatisfy({ isSameZone($0, span) }),
        let first = window.map(\.first).min(), let last = window.map(\.last).max()
      else { continue }
      if last - first + 1 < best?.words ?? .max { best = Window(window, words: last - first + 1) }
    }
    return best
  }

  // MARK: - NOT NEAR, UNLESS, FIRST

  func miss(ofNotNear kept: Expression, _ distance: Distance, _ excluded: Expression, _ scope: Scope) -> NearMiss? {
    let (kept, others) = (reading.evaluate(kept, in: scope).spans, reading.evaluate(excluded, in: scope).spans)
    guard let span = kept.first, let other = others.first(where: { reading.isNear(span, $0, distance) }) else {
      return nil
    }
    let place = self.places.name(of: span.first)
    return NearMiss(
      rank: NearMiss.forbidden,
      message: kept.count == 1
        ? "\(quoted(other)) stands too near, in \(place)"
        : "something stands too near each of its \(kept.count) places, first \(quoted(other)) in \(place)",
      span: TokenSpan(Set(span.positions + other.positions).sorted()))
  }

  func miss(ofUnless kept: Expression, _ excluded: Expression, _ scope: Scope) -> NearMiss? {
    guard reading.evaluate(kept, in: scope).isTrue,
      let span = reading.evaluate(excluded, in: reading.excluding(scope)).spans.first
    else { return nil }
    return NearMiss(
      rank: NearMiss.forbidden,
      message: "\(quoted(span)) stands in \(places.name(of: span.first)), so no place counts",
      span: span)
  }

  /// The words of a span.
  private func quoted(_ span: TokenSpan) -> String {
    let words = span.positions.prefix(6).map(places.word).joined(separator: " ")
    return "“\(words)\(span.positions.count > 6 ? " …" : "")”"
  }

  func miss(ofFirst operand: Expression, _ scope: Scope) -> NearMiss? {
    let spans = reading.evaluate(operand, in: scope).spans
    guard let first = spans.first(where: { reading.article.tokens[$0.first].zone == .body }) ?? spans.first else {
      return nil
    }
    let body = reading.article.positions(of: .body)
    let message =
      body.contains(first.first)
      ? "its first place ends with word \(first.last - body.lowerBound + 1) of the body"
      : "stands only outside the body, in \(places.name(of: first.first))"
    return NearMiss(rank: NearMiss.inParts, message: message, span: first)
  }
}
