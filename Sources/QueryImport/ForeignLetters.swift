import RuleLanguage

/// Which letters of a word have to be capitals there, however the word is written in the query. Here that is told by writing
/// it so, with `=`.
enum ForeignLetters {
  case allCapitals, noCapitals
  /// At least one, whichever.
  case someCapital

  func applied(to operand: Expression) -> Expression {
    operand.replacingWords { words in
      let forms: [[WordPattern]] =
        switch self {
        case .allCapitals: [words.map(Self.upper)]
        case .noCapitals: [words.map(Self.lower)]
        case .someCapital: Self.withSomeCapital(words)
        }
      return .alternatives(forms.compactMap(ForeignWord.expression))
    }
  }

  /// As it is written if it has a capital, with the first letter as one, and in capitals only; each once. What was decided
  /// further in stays.
  private static func withSomeCapital(_ words: [WordPattern]) -> [[WordPattern]] {
    if words.allSatisfy(\.isExact) { return [words] }
    let written = words.map { WordPattern($0.elements, .exact) }
    var forms = written == words.map(lower) ? [] : [written]
    for form in [words.map(capitalized), words.map(upper)] where !forms.contains(form) { forms.append(form) }
    return forms
  }

  private static func upper(_ word: WordPattern) -> WordPattern { changed(word) { text, _ in text.uppercased() } }
  private static func lower(_ word: WordPattern) -> WordPattern { changed(word) { text, _ in text.lowercased() } }

  private static func capitalized(_ word: WordPattern) -> WordPattern {
    changed(word) { text, isFirst in
      isFirst ? text.prefix(1).uppercased() + text.dropFirst().lowercased() : text.lowercased()
    }
  }

  private static func changed(_ word: WordPattern, _ change: (String, _ isFirst: Bool) -> String) -> WordPattern {
    let elements = word.elements.enumerated().map { index, element in
      if case .text(let text) = element { WordPattern.Element.text(change(text, index == 0)) } else { element }
    }
    return WordPattern(elements, .exact)
  }
}
