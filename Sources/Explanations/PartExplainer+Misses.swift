import Languages
import Percolation
import RuleLanguage
import TextAnalysis

/// What comes nearest to a part that is not true.
struct NearMiss {
  /// How near: of several the lowest is told.
  var rank: Int
  var message: String
  var span: TokenSpan?

  /// It is there, and something beside it forbids it.
  static let forbidden = 0
  static let elsewhere = 1
  static let otherCase = 2
  static let inflection = 3
  /// Plus how many letters are wrong.
  static let otherLetters = 4
  /// Of a phrase plus how many words are missing.
  static let inParts = 20
  /// Nothing of it is near.
  static let notFound = 1_000_000
}

extension PartExplainer {
  /// Of lists and alternatives no more are looked at one by one.
  static let fewMisses = 50

  /// `nil` where nothing is near, or its parts say it.
  func miss(of part: Expression, _ scope: Scope) -> NearMiss? {
    switch part.kind {
    case .list(let name): miss(amongItemsOf: name, part, scope)
    case .or(let operands) where operands.count > Self.fewParts: miss(among: operands, scope)
    case .near(let proximity, let operands): miss(ofNear: proximity, operands, part, scope)
    case .notNear(let kept, let distance, let excluded): miss(ofNotNear: kept, distance, excluded, scope)
    case .unless(let kept, let excluded): miss(ofUnless: kept, excluded, scope)
    case .first(_, let operand): miss(ofFirst: operand, scope)
    case .zone: nil
    default: part.operands.isEmpty && part.givesSpans ? leafMiss(of: part, scope) : nil
    }
  }

  /// Of a part without parts. A form of which nothing is known here may still stand elsewhere.
  private func leafMiss(of part: Expression, _ scope: Scope) -> NearMiss? {
    if let miss = miss(elsewhere: part, scope) { return miss }
    return switch part.kind {
    case .word(let word): miss(ofWord: word, scope)
    // Their pieces are not among the words of the rule.
    case .phrase, .name: isLong ? nil : miss(ofPieces: part, scope)
    default: nil
    }
  }

  private func miss(ofPieces part: Expression, _ scope: Scope) -> NearMiss? {
    switch part.kind {
    case .phrase(let words): miss(ofPhrase: words, scope)
    case .name(let pattern): miss(ofName: pattern, scope)
    default: nil
    }
  }

  // MARK: - Elsewhere

  private func miss(elsewhere part: Expression, _ scope: Scope) -> NearMiss? {
    guard let span = reading.evaluate(part, in: reading.prefixed(.any, in: reading.titleAndBody)).spans.first
    else { return nil }
    let zone = reading.article.tokens[span.first].zone
    let place = places.name(of: span.first)
    if scope.isPrefixed {
      return NearMiss(rank: NearMiss.elsewhere, message: "stands only elsewhere, in \(place)", span: span)
    }
    let selector = ZoneSelector(rawValue: zone.name) ?? .any
    let prefixed = [selector, .any].map { Expression(.zone($0, part)).short }
    return NearMiss(
      rank: NearMiss.elsewhere,
      message: "stands in \(place), which is not searched; write \(prefixed[0]) or \(prefixed[1])", span: span)
  }

  // MARK: - Many

  private func miss(amongItemsOf name: String, _ list: Expression, _ scope: Scope) -> NearMiss? {
    let elsewhere = miss(elsewhere: list, scope)
    let items = lists[name]?.items.map(\.expression) ?? []
    if let elsewhere, items.count > Self.fewMisses { return elsewhere }
    let among = miss(among: items, scope)
    guard let elsewhere else { return among }
    // The list's own words on it say where to look for all of its items.
    return among.flatMap { $0.rank < elsewhere.rank ? $0 : nil } ?? elsewhere
  }

  /// The nearest of many; of very many only words written otherwise.
  private func miss(among alternatives: [Expression], _ scope: Scope) -> NearMiss? {
    var best: NearMiss?
    for part in alternatives {
      let miss: NearMiss? =
        if alternatives.count <= Self.fewMisses {
          self.miss(of: part, scope)
        } else {
          closestWord(to: part, scope, nearerThan: best.map { $0.rank - NearMiss.otherLetters })
        }
      guard let miss, miss.rank < best?.rank ?? NearMiss.notFound else { continue }
      best = miss
      best?.message = "\(part.short): \(miss.message)"
      if miss.rank == NearMiss.forbidden || words.hasGivenUp { break }
    }
    return best
  }

  private func closestWord(to part: Expression, _ scope: Scope, nearerThan limit: Int?) -> NearMiss? {
    guard case .word(let word) = part.kind else { return nil }
    return closest(to: word, scope, nearerThan: limit ?? .max)
  }

  // MARK: - Words

  private func miss(ofWord word: WordPattern, _ scope: Scope) -> NearMiss? {
    if isLong { return closest(to: word, scope) }
    if word.isExact {
      let folded = Expression(.word(WordPattern(word.elements)))
      if let span = reading.evaluate(folded, in: scope).spans.first {
        return NearMiss(
          rank: NearMiss.otherCase,
          message: "“\(places.word(at: span.first))” is there, written differently; \(folded.short) finds it",
          span: span)
      }
    }
    return inflection(of: word, scope) ?? closest(to: word, scope)
  }

  private func inflection(of word: WordPattern, _ scope: Scope) -> NearMiss? {
    guard word.form == .folded, let text = word.singleText, PartReading.words(of: word).count == 1,
      let language = text.wordLanguage
    else { return nil }
    let inflected = Expression(.word(WordPattern(text, .inflected(language))))
    guard let span = reading.evaluate(inflected, in: scope).spans.first else { return nil }
    return NearMiss(
      rank: NearMiss.inflection, message: "“\(places.word(at: span.first))” is there; \(inflected.short) finds it",
      span: span)
  }

  func closest(to word: WordPattern, _ scope: Scope, nearerThan limit: Int = .max) -> NearMiss? {
    let queried = PartReading.words(of: word)
    guard queried.count == 1, case .text(let text)? = queried[0].folded.first, queried[0].folded.count < 3,
      let found = words.closest(
        to: text, isBeginning: queried[0].folded.count == 2, in: scope, nearerThan: limit)
    else { return nil }
    // What stands behind the text of two elements must be a star.
    if queried[0].folded.count == 2, queried[0].folded[1] != .anyRun { return nil }
    return NearMiss(
      rank: NearMiss.otherLetters + found.distance,
      message: "closest is “\(places.word(at: found.position))”", span: TokenSpan([found.position]))
  }

  // MARK: - Phrases

  private func miss(ofPhrase phrase: [WordPattern], _ scope: Scope) -> NearMiss? {
    let found = phrase.map { reading.evaluate(Expression(.word($0)), in: scope).spans }
    let missing = phrase.indices.filter { found[$0].isEmpty }
    if missing.count == phrase.count { return nil }
    if missing.isEmpty {
      let near = Expression(.near(Proximity(.sameParagraph), phrase.map { Expression(.word($0)) }))
      let windows = reading.evaluate(near, in: scope).spans
      if let span = windows.min(by: { $0.last - $0.first < $1.last - $1.first }) {
        return NearMiss(
          rank: NearMiss.inParts,
          message: "its words stand in \(places.name(of: span.first)), but not one after another",
          span: span)
      }
    }
    let run = longestRun(found)
    let words = Expression(.phrase(Array(phrase[run.words])))
    let absent = missing.prefix(3).map { "“\(Expression(.word(phrase[$0])).short)”" }.joined(separator: ", ")
    let isOne = missing.count == 1
    let rest =
      missing.isEmpty
      ? "; the rest stands in other paragraphs"
      : "; \(absent)\(missing.count > 3 ? ", …" : "") \(isOne ? "is" : "are") not"
    let name = run.words.count == 1 ? "“\(Expression(.word(phrase[run.words.lowerBound])).short)”" : words.short
    return NearMiss(
      // Of a phrase less than half says little.
      rank: run.words.count * 2 < phrase.count
        ? NearMiss.notFound : NearMiss.inParts + phrase.count - run.words.count, message: "\(name) is there\(rest)",
      span: run.span)
  }

  /// The most words of a phrase that stand one after another, and where.
  private func longestRun(_ found: [[TokenSpan]]) -> (words: Range<Int>, span: TokenSpan?) {
    // Of the words from one on: how many follow from a span that begins at a position.
    var following: [Int: (count: Int, positions: [Int])] = [:]
    var best: (words: Range<Int>, span: TokenSpan?) = (0..<0, nil)
    let tokens = reading.article.tokens
    for word in found.indices.reversed() {
      var runs: [Int: (count: Int, positions: [Int])] = [:]
      for span in found[word] {
        let next = following[span.last + 1].flatMap { run in
          tokens[span.last + 1].paragraph == tokens[span.last].paragraph ? run : nil
        }
        runs[span.first] = (1 + (next?.count ?? 0), span.positions + (next?.positions ?? []))
      }
      for span in found[word] {
        guard let run = runs[span.first], run.count >= best.words.count else { continue }
        if run.count == best.words.count, let other = best.span, other.first <= span.first { continue }
        best = (word..<word + run.count, TokenSpan(run.positions))
      }
      following = runs
    }
    return best
  }
}
