import TextAnalysis

/// Finds those patterns of one kind that a token satisfies, without trying each. Immutable.
///
/// Spellings are not among them: `Vocabulary` looks those up itself, for nearly all patterns are such.
protocol PatternIndex: Sendable {
  /// Appends the patterns that a token satisfies, in no order, each once.
  ///
  /// - Parameter steps: is increased by what it took, in about the time of one look at one byte.
  func find(_ token: TokenReading, _ found: inout [Int32], steps: inout Int)
}

/// What is known of a token that is met for the first time.
struct TokenReading {
  let surface: String
  let form: WordForm
  let isInCapitalsLine: Bool
}
