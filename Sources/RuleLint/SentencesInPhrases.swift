import Articles
import RuleLanguage
import TextAnalysis

/// A phrase such as "talks. Tashkent": punctuation is no part of a phrase, so its words are also found where one sentence
/// ends and the next begins, or where none does.
///
/// Where sentences end, text analysis says, as of an article: abbreviations and initials end none.
enum SentencesInPhrases {
  static func findings(_ subjects: [LintSubject]) -> [LintFinding] {
    var findings: [LintFinding] = []
    for subject in subjects where subject.text.utf8.contains(where: isEnd) {
      subject.forEach { expression in
        guard case .phrase = expression.kind, let end = sentenceEnd(in: subject.source(expression.utf8Range)) else {
          return
        }
        let start = expression.utf8Range.lowerBound
        findings.append(
          LintFinding(
            code: .sentenceInPhrase, message: "a sentence ends inside this phrase, whose words must stand side by side",
            place: .init(subject, start + end.lowerBound..<start + end.upperBound),
            hint: "take the mark out if the words belong together; otherwise write two phrases, joined by AND or NEAR"))
      }
    }
    return findings
  }

  /// `.`, `!`, `?`, or the first byte of `…`.
  private static func isEnd(_ byte: UInt8) -> Bool { [0x2E, 0x21, 0x3F, 0xE2].contains(byte) }

  /// The mark that ends a sentence before another word.
  private static func sentenceEnd(in text: String) -> Range<Int>? {
    // A question mark that is one has a backslash before it.
    let plain = text.replacing("\\", with: " ")
    // Only bounds on size and number are ever thrown: of such a phrase nothing is said here.
    guard let analyzed = try? TextAnalyzer().analyze(Article(body: [plain])) else { return nil }
    for (token, next) in zip(analyzed.tokens, analyzed.tokens.dropFirst()) where token.sentence != next.sentence {
      let bytes = Array(plain.utf8)
      let between = token.utf8Range.upperBound..<next.utf8Range.lowerBound
      guard let mark = bytes[between].firstIndex(where: isEnd) else { continue }
      return mark..<mark + (bytes[mark] == 0xE2 ? 3 : 1)
    }
    return nil
  }
}
