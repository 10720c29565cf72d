import PersonNames

/// Which marks of names that rules ask for a token has: its marks are made once, and each is looked up.
struct NameIndex: PatternIndex {
  private let patterns: [String: Int32]

  init(_ marks: [(mark: String, pattern: Int32)]) {
    patterns = Dictionary(marks.map { ($0.mark, $0.pattern) }) { first, _ in first }
  }

  func find(_ token: TokenReading, _ found: inout [Int32], steps: inout Int) {
    let marks = NameMark.marks(of: token.surface)
    steps += token.surface.utf8.count + marks.count
    for mark in marks { if let pattern = patterns[mark] { found.append(pattern) } }
  }
}
