import Articles
import RuleLanguage
import TextAnalysis

/// How many steps the naive evaluator may take for rules on one article, estimated without evaluating them.
///
/// A step is about one look at one token. The estimate takes every word to stand at every position, but knows how long
/// sentences and paragraphs are: for nearly all rules and articles it is far too high, and what somebody wrote to be
/// slow is seen to be. Numbers that grow beyond all bounds end as infinity.
package struct NaiveCost {
  /// Of one expression; the spans at most.
  private struct Bound {
    var steps = 0.0
    var spans = 0.0
    /// Tokens from the first to the last of a span.
    var reach = 1.0
    /// Runs of words that begin at one token: one for each length.
    var runs = 1.0
    /// Spans with gaps that begin at one token.
    var gapped = 0.0
    /// As `EvaluationLimits` says.
    var isPlain = true

    /// Spans that begin at one token.
    var density: Double { runs + gapped }

    /// What an operator leaves of the spans.
    func kept(steps: Double) -> Bound {
      var bound = self
      bound.steps = steps
      bound.isPlain = false
      return bound
    }
  }

  private let tokens: Double
  private let bytes: Double
  private let longestSentence: Double
  private let longestParagraph: Double
  /// What is looked at for each token to know whether it stands in the lead.
  private let paragraphsToLead: Double
  private let lists: [String: RuleList]
  private let limits: EvaluationLimits
  private var known: [String: Bound] = [:]

  package init(_ article: AnalyzedArticle, lists: [String: RuleList], limits: EvaluationLimits = EvaluationLimits()) {
    tokens = Double(article.tokens.count)
    bytes = Double(article.article.text.utf8.count)
    longestSentence = Self.longest(article.tokens, \.sentence)
    longestParagraph = Self.longest(article.tokens, \.paragraph)
    let paragraphs = article.article.paragraphs
    paragraphsToLead = Double((paragraphs.firstIndex { $0.zone == .body } ?? paragraphs.count) + 1)
    self.lists = lists
    self.limits = limits
  }

  private static func longest(_ tokens: [Token], _ unit: KeyPath<Token, UInt32>) -> Double {
    var (longest, length) = (0, 0)
    var last: UInt32?
    for token in tokens {
      length = token[keyPath: unit] == last ? length + 1 : 1
      last = token[keyPath: unit]
      longest = max(longest, length)
    }
    return Double(longest)
  }

  /// Of a rule with this query. In time linear in the query and, the first time, in the lists that it names.
  package mutating func steps(_ query: Expression) -> Double {
    // What is true is evaluated once more for its places, at every level of OR.
    tree(query).steps * Double(1 + Self.levels(query))
  }

  private static func levels(_ expression: Expression) -> Int {
    switch expression.kind {
    case .and, .or, .not, .of, .score: 1 + (expression.operands.lazy.map(levels).max() ?? 0)
    default: 1
    }
  }

  private mutating func tree(_ expression: Expression) -> Bound {
    switch expression.kind {
    case .and(let operands): return sum(operands)
    case .or(let operands) where !expression.givesSpans: return sum(operands)
    case .not(let operand): return tree(operand)
    case .metadata: return Bound(steps: tokens)
    case .atLeast(_, let operand):
      let operand = spans(operand)
      return Bound(steps: operand.steps + operand.spans)
    case .of(_, let operands): return sum(operands)
    case .score(_, let operands): return sum(operands.map(\.expression))
    default: return spans(expression)
    }
  }

  private mutating func sum(_ operands: [Expression]) -> Bound {
    var steps = 0.0
    for operand in operands { steps += tree(operand).steps }
    return Bound(steps: steps)
  }

  private mutating func spans(_ expression: Expression) -> Bound {
    switch expression.kind {
    case .word(let word): return words([word])
    case .phrase(let phrase): return words(phrase)
    case .list(let name): return list(name)
    case .regex: return regex()
    case .name(let pattern): return name(pattern)
    case .or(let operands): return union(operands, count: operands.count)
    case .near(let proximity, let operands):
      var bounds: [Bound] = []
      for operand in operands { bounds.append(spans(operand)) }
      return near(proximity, bounds)
    case .notNear(let kept, _, let excluded):
      let (kept, excluded) = (spans(kept), spans(excluded))
      return kept.kept(steps: kept.steps + excluded.steps + kept.spans * excluded.spans)
    case .unless(let kept, let excluded):
      let (kept, excluded) = (spans(kept), spans(excluded))
      return kept.kept(steps: kept.steps + excluded.steps + kept.spans)
    case .zone(let selector, let inner):
      var bound = spans(inner)
      if selector == .lead { bound.steps *= paragraphsToLead }
      return bound
    case .first(let words, let operand):
      var bound = spans(operand)
      bound.steps += tokens + bound.spans * min(tokens, Double(words))
      return bound
    case .and, .not, .metadata, .atLeast, .of, .score: return Bound()
    }
  }

  // MARK: - Words and lists

  /// Splitting and folding a word, in steps.
  private static let folding = 50.0
  /// Making the paradigm of a word, and the stem of a token.
  private static let paradigm = 20_000.0
  private static let stemming = 200.0

  /// Reading one word as Uzbek, and following its endings.
  private static let uzbekReading = 2_000.0

  private func words(_ words: [WordPattern]) -> Bound {
    var steps = 0.0
    for word in words {
      switch word.form {
      case .folded, .exact:
        steps += Self.folding + (word.hasWildcard ? Double(word.elements.count) * bytes : tokens)
      case .inflected: steps += Self.paradigm + Self.stemming * tokens
      case .uzbek: steps += Self.uzbekReading * (tokens + 1) + bytes
      case .edited:
        let length = Double(word.singleText?.unicodeScalars.count ?? 0)
        steps += Self.folding + Self.comparison * tokens + (length + 1) * (bytes + tokens)
      }
    }
    return Bound(steps: steps, spans: tokens, reach: Double(words.count), runs: Double(words.count))
  }

  /// Reading one word as a name, and looking around each of them.
  private static let nameReading = 1_000.0

  private func name(_ pattern: NamePattern) -> Bound {
    let width = Double(NameShape(pattern).width)
    return Bound(steps: Self.nameReading * tokens + bytes, spans: tokens, reach: width, runs: width)
  }

  /// Bytes that the search for a regex reads in the time of a step.
  private static let regexReading = 16.0

  /// Every search from one match to the next may read the rest of the text.
  private func regex() -> Bound {
    let reading = max(bytes, min(Double(limits.regexBytes), bytes * bytes / 2))
    return Bound(
      steps: reading / Self.regexReading + bytes, spans: 2 * tokens, reach: tokens, runs: 2, isPlain: false)
  }

  private mutating func list(_ name: String) -> Bound {
    if let bound = known[name] { return bound }
    let items = lists[name]?.items ?? []
    let bound = union(items.lazy.map(\.expression), count: items.count)
    known[name] = bound
    return bound
  }

  private mutating func union(_ operands: some Sequence<Expression>, count: Int) -> Bound {
    var result = Bound(steps: Double(count))
    for operand in operands {
      let bound = spans(operand)
      result.steps += bound.steps + bound.spans
      result.spans += bound.spans
      result.isPlain = result.isPlain && bound.isPlain
      result.reach = max(result.reach, bound.reach)
      result.runs = max(result.runs, bound.runs)
      result.gapped += bound.gapped
    }
    // Equal spans are one.
    result.spans = min(result.spans, tokens * result.density)
    if !result.isPlain { result.spans = min(result.spans, Double(limits.spans)) }
    return result
  }

  // MARK: - NEAR

  /// Comparing the tokens of two spans, in steps.
  private static let comparison = 40.0

  private func near(_ proximity: Proximity, _ operands: [Bound]) -> Bound {
    var result =
      switch proximity.distance {
      case .words(let distance): chains(Double(distance), operands)
      case .sameSentence: units(longestSentence, operands)
      case .sameParagraph: units(longestParagraph, operands)
      }
    for operand in operands { result.steps += operand.steps + operand.spans }
    result.spans = min(result.spans, Double(limits.spans))
    return result
  }

  /// From spans of any operand to spans of the others, each within the distance of the one before.
  private func chains(_ distance: Double, _ operands: [Bound]) -> Bound {
    let count = Double(operands.count)
    let reach = operands.lazy.map(\.reach).max() ?? 0
    let window = min(tokens, reach + distance)
    var (starts, partners) = (0.0, 0.0)
    for operand in operands {
      starts += operand.spans
      partners += min(operand.spans, operand.density * window)
    }
    // Also where nothing stands it is looked.
    let look = window * count
    var (chains, steps) = (starts, 0.0)
    for used in 1..<max(2, operands.count) {
      steps += chains * look
      chains *= partners * (count - Double(used)) / count
    }
    steps += chains * Self.comparison
    let isPlainPair = operands.count == 2 && operands.allSatisfy(\.isPlain)
    let most =
      isPlainPair
      ? starts * look + (Double(limits.spans) + starts) * Self.comparison
      : (starts + Double(limits.steps)) * (look + Self.comparison)
    return Bound(
      steps: min(steps, most), spans: chains, reach: min(tokens, (reach + distance) * count), runs: 0,
      gapped: chains / max(1, tokens), isPlain: false)
  }

  /// - Parameter length: tokens of the longest unit.
  private func units(_ length: Double, _ operands: [Bound]) -> Bound {
    let count = Double(operands.count)
    let units = max(1, tokens / max(1, length))
    var (combinations, spans, density) = (1.0, 0.0, 1.0)
    for operand in operands {
      let inUnit = min(operand.spans, operand.density * length)
      combinations *= inUnit
      spans += inUnit
      density *= operand.density * count
    }
    // Between the first and the last of a chain the others may stand anywhere.
    for _ in operands.dropFirst(2) { density *= length }
    let limit = Double(limits.combinations)
    let tried = min(combinations, limit) * Self.comparison
    let firstFitting = combinations > limit ? spans * spans : 0
    // Of those within the limit all are compared with one another, until one shorter is met; of two operands half of them
    // have the extent of another.
    let extents = min(combinations, max(limit / 2, spans), length * length / 2)
    let minimal = extents * extents / 10
    density = min(density, combinations)
    return Bound(
      steps: units * (tried + firstFitting + minimal), spans: min(units * combinations, tokens * density),
      reach: length, runs: 0, gapped: density, isPlain: false)
  }
}
