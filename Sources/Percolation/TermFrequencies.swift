import Glibc

/// How many articles of the stream had which term: what makes an anchor rare.
///
/// Terms are kept by a key that is the same in every index, so that what was learned outlives a change of the rules.
package struct TermFrequencies: Sendable {
  /// Articles that were counted, older ones weighing less.
  package private(set) var articles: Float = 0
  private var counts: [UInt64: Float] = [:]
  /// Articles that were added since the others were last made to weigh less.
  private var fresh: Float = 0

  /// Terms that were seen in fewer articles than one of so many are forgotten when there are too many.
  private static let maximumTerms = 1 << 20
  /// So many articles weigh as much as the guess.
  private static let guessWeight: Float = 8

  package init() {}

  /// Adds what a percolator has counted. What was counted before weighs half as much for every `halfLife` articles.
  package mutating func add(_ sample: TermSample, halfLife: Float = 50_000) {
    guard sample.articles > 0 else { return }
    // Samples are small: to multiply everything for each would cost more than it says.
    fresh += Float(sample.articles)
    let factor = powf(0.5, fresh / halfLife)
    if factor < 0.99 {
      articles *= factor
      for key in counts.keys { counts[key]? *= factor }
      fresh = 0
    }
    articles += Float(sample.articles)
    for (key, count) in sample.counts { counts[key, default: 0] += Float(count) }
    // A term has been seen once at least: where few articles were read, one of so many is less than that.
    var least = max(1, articles / Float(Self.maximumTerms))
    while counts.count > Self.maximumTerms {
      counts = counts.filter { $0.value > least }
      least *= 2
    }
  }

  /// The share of articles that have a term, never 0.
  func frequency(of term: Term) -> Float {
    ((counts[term.key] ?? 0) + term.guess * Self.guessWeight) / (articles + Self.guessWeight)
  }
}

/// What one percolator has counted.
package struct TermSample: Sendable {
  package var articles = 0
  var counts: [(key: UInt64, count: UInt32)] = []
}
