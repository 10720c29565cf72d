import Articles
import RuleLanguage
import TextAnalysis

/// What a percolation did, to see that the index filters.
package struct PercolationStatistics: Sendable, Equatable {
  package var articles = 0
  /// Entries that were looked at: rules one of whose anchor's terms was present (or that have none), over all articles; as
  /// often as such terms were, and more than once for each where the test beside the anchor has many terms.
  package var entries = 0
  /// Those of them that passed that test, if there is one.
  package var candidates = 0
  /// Rules for which more than the test had to be decided.
  package var rests = 0
  package var matches = 0
  /// Terms that were present, over all articles.
  package var presentTerms = 0
  /// Distinct tokens that the lexicon remembers now.
  package var lexiconSurfaces = 0

  package init() {}

  mutating func add(_ tally: Screening.Tally, matches: Int, _ reading: borrowing ArticleReading) {
    articles += 1
    entries += tally.entries
    candidates += tally.candidates
    rests += tally.rests
    self.matches += matches
    presentTerms += reading.presentCount
    lexiconSurfaces = reading.lexicon.surfaceCount
  }
}

/// Asks an index about articles, one after another. Holds scratch memory: one for each worker, never shared.
package final class Percolator {
  package private(set) var index: RuleIndex
  package let limits: EvaluationLimits
  private(set) var segments: [SegmentPercolator]
  private var rules: [Int32] = []

  package init(_ index: RuleIndex, limits: EvaluationLimits = EvaluationLimits()) {
    self.index = index
    self.limits = limits
    segments = index.segments.map { SegmentPercolator($0, limits: limits) }
  }

  /// Goes on with another index. What is known about tokens is kept for the segments that both have: after a change of
  /// few rules, or of what is rare, nearly all.
  package func adopt(_ index: RuleIndex) {
    let known = segments
    segments = index.segments.map { segment in
      known.first { $0.adopt(segment) } ?? SegmentPercolator(segment, limits: limits)
    }
    self.index = index
  }

  /// Over all articles since it was made or went on with an index that was built whole from other rules. Articles, terms
  /// and tokens are those of the first segment; entries, candidates, rests and matches of all.
  package var statistics: PercolationStatistics {
    segments.dropFirst().reduce(into: segments[0].statistics) { sum, segment in
      sum.entries += segment.statistics.entries
      sum.candidates += segment.statistics.candidates
      sum.rests += segment.statistics.rests
      sum.matches += segment.statistics.matches
    }
  }

  /// What has been counted since the last call.
  package func takeSample() -> TermSample {
    var sample = segments[0].takeSample()
    guard segments.count > 1 else { return sample }
    // A term that several segments have was counted in each.
    var known = Set(sample.counts.map(\.key))
    for segment in segments.dropFirst() {
      sample.counts += segment.takeSample().counts.filter { known.insert($0.key).inserted }
    }
    return sample
  }

  /// The rules that are true of an article, as ascending numbers for `RuleIndex.rule(_:)`, without the reasons. Once
  /// memory has grown to what articles need, nothing is allocated.
  ///
  /// - Parameter arrival: when the article arrived, in seconds since 1970; ages in conditions are measured from it.
  package func matchingRules(in article: AnalyzedArticle, arrival: Int64) -> [Int32] {
    if segments.count == 1 { return segments[0].matchingRules(in: article, arrival: arrival) }
    rules.removeAll(keepingCapacity: true)
    var first: Int32 = 0
    for segment in segments {
      for rule in segment.matchingRules(in: article, arrival: arrival) { rules.append(first + rule) }
      first += Int32(segment.index.rules.count)
    }
    return rules
  }

  /// Whether limits kept something of the article from being looked at that was asked about last. Only then can
  /// `findings` have rules that are uncertain.
  package var wasLimited: Bool { segments.contains(where: \.wasLimited) }

  /// The rules that are true of an article, in their order, and why.
  ///
  /// - Parameter arrival: as above.
  package func percolate(_ article: AnalyzedArticle, arrival: Int64) -> [Match] {
    findings(in: article, arrival: arrival).matches
  }

  /// The rules that are true of an article, and why, and those that might be were there no limits.
  ///
  /// - Parameter arrival: as above.
  package func findings(in article: AnalyzedArticle, arrival: Int64) -> Findings {
    var findings = Findings()
    for segment in segments { segment.find(in: article, arrival: arrival, &findings) }
    return findings
  }
}
