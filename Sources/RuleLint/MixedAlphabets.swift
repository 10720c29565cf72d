import RuleLanguage
import TextAnalysis

/// A letter of another alphabet that looks like the word's own, as keyboards and copied text leave it: Cyrillic а in a Latin
/// word. Words are found all the same, for articles are read likewise; conditions on metadata are not.
enum MixedAlphabets {
  static func findings(_ subjects: [LintSubject]) -> [LintFinding] {
    var findings: [LintFinding] = []
    for subject in subjects where !subject.text.utf8.allSatisfy({ $0 < 0x80 }) {
      subject.forEach { expression in
        let isMetadata: Bool
        switch expression.kind {
        case .word, .phrase, .name: isMetadata = false
        case .metadata(.text): isMetadata = true
        default: return
        }
        for letter in ForeignLetter.find(in: subject.source(expression.utf8Range)) {
          findings.append(finding(letter, subject, at: expression.utf8Range.lowerBound, isMetadata: isMetadata))
        }
      }
    }
    return findings
  }

  private static func finding(
    _ letter: ForeignLetter, _ subject: LintSubject, at start: Int, isMetadata: Bool
  ) -> LintFinding {
    let range = letter.utf8Range.lowerBound + start..<letter.utf8Range.upperBound + start
    let meaning =
      isMetadata
      ? "this condition compares letter by letter, and is not met by the word in one alphabet"
      : "it is read as the \(letter.wordAlphabet) \(letter.twin) that it looks like, here and in articles"
    return LintFinding(
      code: .mixedAlphabets,
      message:
        "this \(letter.letter) is \(letter.alphabet) (\(codePoint(letter.letter))) in a \(letter.wordAlphabet) word; \(meaning)",
      place: .init(subject, range),
      hint: "write \(letter.corrected), with the \(letter.wordAlphabet) \(letter.twin) (\(codePoint(letter.twin)))")
  }

  private static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
