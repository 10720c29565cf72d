import RuleLanguage
import TextAnalysis

/// The definition of NEAR and BEFORE.
struct NaiveNear {
  private let reading: NaiveReading
  private let proximity: Proximity
  /// For each operand its spans, by their first position, ascending.
  private let operands: [[Int: [TokenSpan]]]
  /// Two plain operands: neither steps nor combinations are limited.
  private let isPlainPair: Bool
  private var steps = 0
  private(set) var isTruncated = false
  private var found: Set<TokenSpan> = []

  init(_ reading: NaiveReading, _ proximity: Proximity, _ operands: [NaiveEvaluator.Outcome]) {
    self.reading = reading
    self.proximity = proximity
    self.operands = operands.map { operand in
      let spans = operand.spans.filter { $0.positions.count <= EvaluationLimits.matchedTokens }
      return Dictionary(grouping: spans, by: \.first)
    }
    isPlainPair = operands.count == 2 && operands.allSatisfy(\.isPlain)
  }

  mutating func find() -> Set<TokenSpan> {
    if operands.contains(where: \.isEmpty) { return [] }
    switch proximity.distance {
    case .words(let distance): findChains(distance)
    case .sameSentence: findInUnits(\.sentence)
    case .sameParagraph: findInUnits(\.paragraph)
    }
    return found
  }

  private var isExhausted: Bool { steps > reading.limits.steps }

  /// One span of each operand, no two sharing a token: their tokens together.
  private static func union(_ chain: [TokenSpan]) -> TokenSpan { TokenSpan(chain.flatMap(\.positions).sorted()) }

  private static func isDisjoint(_ span: TokenSpan, _ chain: [TokenSpan]) -> Bool {
    chain.allSatisfy { Set($0.positions).isDisjoint(with: span.positions) }
  }

  /// The operands that may come first: any, or for BEFORE the first.
  private var beginners: Range<Int> { proximity.isOrdered ? 0..<1 : 0..<operands.count }

  // MARK: - Within so many words

  /// In the order of their first positions each span is at most so many words from the one before, in the same zone.
  private mutating func findChains(_ distance: Int) {
    // Spans that begin later come later in order, and would not be kept.
    for first in Set(operands.flatMap(\.keys)).sorted() where found.count <= reading.limits.spans {
      for operand in beginners {
        for span in operands[operand][first] ?? [] { extend([span], [operand], distance) }
      }
    }
  }

  private mutating func extend(_ chain: [TokenSpan], _ used: [Int], _ distance: Int) {
    guard !isExhausted, let previous = chain.last else { return }
    if chain.count == operands.count {
      found.insert(Self.union(chain))
      return
    }
    let tokens = reading.article.tokens
    let nextOperands = proximity.isOrdered ? [used.count] : operands.indices.filter { !used.contains($0) }
    for operand in nextOperands {
      let after = proximity.isOrdered ? previous.last : previous.first
      for first in after + 1..<max(after + 1, min(tokens.count, previous.last + distance + 2)) {
        guard tokens[first].zone == tokens[previous.first].zone else { continue }
        for span in operands[operand][first] ?? [] where takeStep() {
          if Self.isDisjoint(span, chain) { extend(chain + [span], used + [operand], distance) }
        }
      }
    }
  }

  /// Counts a step; false when there have been too many.
  private mutating func takeStep() -> Bool {
    if isPlainPair { return true }
    if !isExhausted { steps += 1 }
    if isExhausted { isTruncated = true }
    return !isExhausted
  }

  // MARK: - Within a sentence or paragraph

  /// All in one unit, and of those only what contains no other.
  private mutating func findInUnits(_ unit: KeyPath<Token, UInt32>) {
    let byUnit = operands.map { operand in
      Dictionary(grouping: operand.values.joined().filter { reading.units($0, unit).count == 1 }) {
        reading.units($0, unit).lowerBound
      }.mapValues { $0.sorted() }
    }
    for unit in Set(byUnit.flatMap(\.keys)).sorted() where !isExhausted {
      let spans = byUnit.map { $0[unit] ?? [] }
      if spans.contains(where: \.isEmpty) { continue }
      let combinations = spans.reduce(1.0) { $0 * Double($1.count) }
      let results: Set<TokenSpan>
      if combinations <= Double(reading.limits.combinations) {
        results = combine(spans, [])
      } else if isPlainPair {
        results = pairsThatEndFirst(spans)
      } else {
        if spans.count > 2 || spans.joined().contains(where: { $0.positions.count > 1 }) { isTruncated = true }
        results = chooseFirstFitting(spans)
      }
      found.formUnion(Self.minimal(results))
    }
  }

  private static func minimal(_ results: Set<TokenSpan>) -> [TokenSpan] {
    let extents = Set(results.map { $0.first...$0.last })
    let smallest = extents.filter { extent in
      !extents.contains { $0 != extent && extent.contains($0.lowerBound) && extent.contains($0.upperBound) }
    }
    return results.filter { smallest.contains($0.first...$0.last) }
  }

  private func combine(_ spans: [[TokenSpan]], _ chain: [TokenSpan]) -> Set<TokenSpan> {
    guard chain.count < spans.count else { return [Self.union(chain)] }
    var results: Set<TokenSpan> = []
    for span in spans[chain.count] where Self.isDisjoint(span, chain) {
      if proximity.isOrdered, let previous = chain.last, span.first <= previous.last { continue }
      results.formUnion(combine(spans, chain + [span]))
    }
    return results
  }

  /// From each span that can come first: with those of the other operand behind it that end first.
  private func pairsThatEndFirst(_ spans: [[TokenSpan]]) -> Set<TokenSpan> {
    var results: Set<TokenSpan> = []
    for beginner in beginners {
      for span in spans[beginner] {
        let behind = spans[1 - beginner].filter { $0.first > span.last }
        let end = behind.map(\.last).min()
        for other in behind where other.last == end { results.insert(Self.union([span, other])) }
      }
    }
    return results
  }

  /// What `EvaluationLimits.combinations` says of too many.
  private mutating func chooseFirstFitting(_ spans: [[TokenSpan]]) -> Set<TokenSpan> {
    var results: Set<TokenSpan> = []
    let starts = beginners.flatMap { operand in spans[operand].map { (operand: operand, span: $0) } }
    for start in starts.sorted(by: { ($0.span.first, $0.operand) < ($1.span.first, $1.operand) }) {
      var chain = [start.span]
      for operand in spans.indices where operand != start.operand {
        let after = proximity.isOrdered ? chain[chain.count - 1].last : start.span.first
        guard let next = spans[operand].first(where: { $0.first > after && takeStep() && Self.isDisjoint($0, chain) })
        else { break }
        chain.append(next)
      }
      if chain.count == spans.count { results.insert(Self.union(chain)) }
    }
    return results
  }
}
