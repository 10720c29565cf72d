import Languages
import TextAnalysis

/// Which patterns `word~` of one language a token satisfies: one stem, one look-up.
struct StemIndex: PatternIndex {
  private struct Entry: Sendable {
    let pattern: Int32
    let inflections: Inflections
  }

  private let stemmer: Stemmer
  private let entries: [String: [Entry]]

  init(_ patterns: [(inflections: Inflections, pattern: Int32)], in language: WordLanguage) {
    stemmer = Stemmer.of(language)
    var entries: [String: [Entry]] = [:]
    for (inflections, pattern) in patterns {
      for stem in inflections.stems {
        entries[stem, default: []].append(Entry(pattern: pattern, inflections: inflections))
      }
    }
    self.entries = entries
  }

  /// One for each language.
  static func all(_ patterns: [(inflections: Inflections, pattern: Int32)]) -> [StemIndex] {
    Dictionary(grouping: patterns, by: \.inflections.language).map { StemIndex($0.value, in: $0.key) }
  }

  func find(_ token: TokenReading, _ found: inout [Int32], steps: inout Int) {
    steps += token.form.exact.utf8.count
    for entry in entries[stemmer.stem(token.form)] ?? [] where entry.inflections.include(folded: token.form.folded) {
      found.append(entry.pattern)
      steps += 1
    }
  }
}
