import Articles
import Testing
import TestSupport
import TextAnalysis

/// Texts that would cost quadratic time if anything were looked at again and again.
@Suite struct LinearTimeTests {
  static let texts: [(name: String, unit: String)] = [
    ("apostrophes", "'"), ("apostrophes after o", "o'"), ("apostrophes between letters", "a'"), ("marks", "\u{301}"),
    ("marks in falling order", "\u{301}\u{323}"), ("marks after apostrophes", "'\u{301}"), ("soft hyphens", "\u{AD}"),
    ("a soft hyphen after every letter", "a\u{AD}"), ("initials", "U."), ("stops", "."), ("digits", "1,"),
    ("one long word", "a"), ("elisions", "l'"), ("elisions before vowels", "l'a"), ("possessives", "a's"),
    ("Han", "情報"), ("Han and marks", "情\u{301}"), ("Katakana", "カ"), ("Thai", "ก"), ("Khmer and spaces", "ក\u{200B}"),
    ("Hebrew quotes", "ש\""), ("capitals", "AB "), ("sentences", "A b. "), ("emoji", "👩‍👧"), ("NUL", "\0"),
    ("Cyrillic and Latin", "аb"), ("Hangul", "하"), ("unclosed quotes", "'a "), ("digits and apostrophes", "1'"),
    ("numbers", "1.5 "),
  ]

  /// Eight times the text takes eight times the time where time is linear, and 64 times where it is quadratic. Time is
  /// what this thread had of a processor, so that other work on the machine does not count.
  @Test(arguments: texts)
  func timeGrowsWithLength(text: (name: String, unit: String)) throws {
    let short = try bestTime("e" + String(repeating: text.unit, count: 3_000))
    let long = try bestTime("e" + String(repeating: text.unit, count: 24_000))
    #expect(long < max(short, .microseconds(200)) * 30, "\(text.name): \(short), then \(long)")
  }

  /// Of analysis and all forms.
  private func bestTime(_ text: String) throws -> Duration {
    let article = Article(body: [text])
    return try (0..<2).map { _ in
      try processorTime {
        let analyzed = try TextAnalyzer().analyze(article)
        for position in analyzed.tokens.indices { _ = analyzed.form(at: position) }
      }
    }.min() ?? .zero
  }
}
