import UzbekWords

/// Which words of `uz(…)` a token may be: those with a key of one of its beginnings are candidates, and each of them is
/// compared.
struct UzbekIndex: PatternIndex {
  /// A guess at what one comparison takes, in looks at one byte.
  private static let comparison = 200

  private let words: [(word: UzbekWord, pattern: Int32)]
  /// Indices into `words`.
  private let candidates: [UInt64: [Int32]]

  init(_ words: [(word: UzbekWord, pattern: Int32)]) {
    self.words = words
    var candidates: [UInt64: [Int32]] = [:]
    for (index, entry) in words.enumerated() {
      for key in entry.word.keys { candidates[key, default: []].append(Int32(index)) }
    }
    self.candidates = candidates
  }

  func find(_ token: TokenReading, _ found: inout [Int32], steps: inout Int) {
    steps += token.form.exact.utf8.count
    guard let spelling = UzbekSpelling(token.form.exact) else { return }
    // A word may have several keys of one token.
    var tried: Set<Int32> = []
    for key in spelling.keys {
      for index in candidates[key] ?? [] where tried.insert(index).inserted {
        steps += Self.comparison
        let entry = words[Int(index)]
        if entry.word.includes(spelling) { found.append(entry.pattern) }
      }
    }
  }
}
