import TextAnalysis

/// What rules have cost over articles, as if each were alone: what several rules share counts for each.
package struct RuleWork: Sendable {
  /// By the number of the rule (`RuleIndex.rule(_:)`), of those that had to be looked at. A step is one look at a rule, one
  /// place that was found or one that a search tried.
  package fileprivate(set) var steps: [Int32: Int] = [:]

  package init() {}
}

extension Percolator {
  /// Adds what an article costs, rule by rule. Slower than matching, which counts nothing.
  ///
  /// - Parameter arrival: when the article arrived, in seconds since 1970.
  package func measure(_ article: AnalyzedArticle, arrival: Int64, _ work: inout RuleWork) {
    var first: Int32 = 0
    for segment in segments {
      segment.measure(article, arrival: arrival) { rule, steps in work.steps[first + rule, default: 0] += steps }
      first += Int32(segment.index.rules.count)
    }
  }
}
