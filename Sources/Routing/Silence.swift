import RuleLanguage

/// Somebody wants to hear nothing of some alerts for a time.
package struct Silence: Sendable, Equatable {
  /// All that it says has to hold; it says something.
  package var filter: AlertFilter
  /// From when, and until when it holds: milliseconds since 1970.
  package var time: Range<Int64>

  package init(filter: AlertFilter, time: Range<Int64>) {
    self.filter = filter
    self.time = time
  }

  /// Whether an alert that is raised at `now` is held back.
  package func holds(_ facts: AlertFacts, at now: Int64) -> Bool {
    time.contains(now) && !filter.keys.isEmpty && filter.keys.allSatisfy { filter.holds($0, of: facts) == true }
  }

  /// For people: `rules uz-*; tags energy`.
  package static func text(_ filter: AlertFilter) -> String { filter.keys.map(filter.text).joined(separator: "; ") }
}
