import Glibc

/// How many articles of the stream had which term: what makes an anchor rare.
///
/// Terms are kept by a key that is the same in every index, so that what was learned outlives a change of the rules. A term
/// that came later was not looked for before, and is judged by the articles since.
package struct TermFrequencies: Sendable {
  /// Counted articles after which what was counted before weighs half as much. Of the articles that are read, one in
  /// four is counted.
  package let halfLife: Int
  /// So many articles weigh as much as the guess.
  private static let guessWeight: Float = 8

  /// Articles that were counted, older ones weighing less.
  package private(set) var articles: Float = 0
  private var counts: [UInt64: Float] = [:]
  /// For each term that is counted, how many of `articles` went by before it was.
  private var missed: [UInt64: Float] = [:]
  private var articlesSinceFading = 0

  package init(halfLife: Int = 50_000) { self.halfLife = max(1, halfLife) }

  /// From now on the terms of this index are counted, and no others.
  package mutating func count(_ index: RuleIndex) {
    var missed: [UInt64: Float] = [:]
    var counts: [UInt64: Float] = [:]
    for segment in index.segments {
      for term in segment.graph.terms {
        missed[term.key] = self.missed[term.key] ?? articles
        if let count = self.counts[term.key] { counts[term.key] = count }
      }
    }
    (self.missed, self.counts) = (missed, counts)
  }

  /// Adds what a percolator has counted.
  package mutating func add(_ sample: TermSample) {
    articlesSinceFading += sample.articles
    // Not with every sample, for there are many counts.
    if articlesSinceFading * 50 >= halfLife { fade() }
    articles += Float(sample.articles)
    for (key, count) in sample.counts { counts[key, default: 0] += Float(count) }
  }

  private mutating func fade() {
    let factor = powf(0.5, Float(articlesSinceFading) / Float(halfLife))
    articlesSinceFading = 0
    articles *= factor
    for key in counts.keys { counts[key]? *= factor }
    for key in missed.keys { missed[key]? *= factor }
  }

  /// The share of articles that have a term, never 0; a guess, as long as it has not been looked for in many.
  func frequency(of term: Term) -> Float {
    guard let missed = missed[term.key] else { return term.guess }
    let seen = max(0, articles - missed)
    return ((counts[term.key] ?? 0) + term.guess * Self.guessWeight) / (seen + Self.guessWeight)
  }
}

/// What one percolator has counted.
package struct TermSample: Sendable {
  package var articles = 0
  var counts: [(key: UInt64, count: UInt32)] = []
}
