import Languages

/// `word~`, `word~de`, `word~1` and `word~2`.
extension QueryLexer {
  /// A word with fewer letters and digits would find a good part of all words there are.
  static func fewestLetters(forEdits edits: Int) -> Int { edits == 1 ? 4 : 7 }

  /// The word with a `~` at `mark`, or nil where something is wrong with it (told).
  ///
  /// - Parameters:
  ///   - whole: with `=` and whatever stands behind `~`.
  ///   - word: what stands before `~`, without `=`.
  mutating func readForm(at mark: Int, of whole: Range<Int>, word: Range<Int>) -> WordPattern? {
    if word.isEmpty {
      tellLoneTilde(at: mark, of: whole)
      return nil
    }
    guard let form = form(at: mark, of: whole) else { return nil }
    guard source[whole.lowerBound] != "=" else {
      report(
        .mixedForms, "= and ~ cannot stand at one word: = finds it exactly so written, ~ also otherwise", whole,
        hint: "take one of the two away")
      return nil
    }
    guard let elements = readElements(in: word) else { return nil }
    let pattern = WordPattern(elements)
    guard !pattern.hasWildcard else {
      report(
        .mixedForms, "* and ? cannot stand at a word with ~, which needs the whole word", whole,
        hint: "take the ~ away, or write the whole word in place of * and ?")
      return nil
    }
    guard pattern.literalCount > 0 else {
      report(
        .noLetter, "\(source.excerpt(whole)) has no letter and no digit, so no word of an article can be it", whole,
        hint: "write \\~ if the sign belongs to the text")
      return nil
    }
    switch form {
    case .edits(let edits): return edited(pattern, edits, whole)
    case .inflections(let written): return inflected(pattern, written, whole, language: mark + 1..<whole.upperBound)
    }
  }

  private enum WrittenForm {
    case edits(Int)
    /// With the language that stands there.
    case inflections(LanguageCode?)
  }

  private mutating func form(at mark: Int, of whole: Range<Int>) -> WrittenForm? {
    let rest = source.text(mark + 1..<whole.upperBound)
    if rest.isEmpty { return .inflections(nil) }
    if rest == "1" || rest == "2" { return .edits(rest == "1" ? 1 : 2) }
    if rest.unicodeScalars.allSatisfy(\.isASCIIDigit) {
      report(
        .unknownForm,
        "~\(source.excerpt(mark + 1..<whole.upperBound, limit: 8)) cannot be: at most 2 letters may differ",
        whole, hint: "write ~1 or ~2, or ~ alone for the inflections of the word")
      return nil
    }
    if rest.utf8.count <= 3, let code = LanguageCode(rest), rest == rest.lowercased() { return .inflections(code) }
    report(
      .unknownForm, "what stands behind ~ in \(source.excerpt(whole)) is not known", whole,
      hint: "write ~ at the end of the word for its inflections, ~de for those in a language (German), ~1 or ~2 for so "
        + "many letters that may differ, and \\~ if the sign belongs to the text")
    return nil
  }

  private mutating func tellLoneTilde(at mark: Int, of whole: Range<Int>) {
    let rest = source.text(mark + 1..<whole.upperBound)
    let isNumber = !rest.isEmpty && rest.unicodeScalars.allSatisfy(\.isASCIIDigit)
    if whole.lowerBound == mark, source[mark - 1]?.isQuote ?? false {
      report(
        .foreignOperator, "~ after a phrase is not an operator here", whole,
        hint:
          "write NEAR/\(isNumber && rest.count < 4 ? rest : "5") between the words, as in a NEAR/5 b")
    } else {
      report(
        .unknownForm, "~ has no word directly before it", whole,
        hint: "write it at the end of a word, as in cooperation~; write \\~ if the sign belongs to the text")
    }
  }

  // MARK: Edits

  private mutating func edited(_ pattern: WordPattern, _ edits: Int, _ whole: Range<Int>) -> WordPattern? {
    let word = source.excerpt(whole)
    guard pattern.letters.allSatisfy(\.standsInOneWord) else {
      report(
        .unknownForm, "~\(edits) cannot stand at \(word), which articles have as several words", whole,
        hint: "put the words into quotes and write ~\(edits) at those that may differ, as in \"Hizb Tahrir~1\"")
      return nil
    }
    let fewest = Self.fewestLetters(forEdits: edits)
    // Modifier letters are apostrophes and the like, which make no difference.
    let count = pattern.letters.count { $0.isLetterOrDigit && $0.properties.generalCategory != .modifierLetter }
    guard count >= fewest else {
      report(
        .shortWord,
        "\(word) would find too many words: with ~\(edits) a word needs at least \(fewest) letters or digits",
        whole,
        hint: edits == 2 && count >= Self.fewestLetters(forEdits: 1)
          ? "write ~1, or list the spellings with OR" : "list the spellings with OR")
      return nil
    }
    return WordPattern(pattern.elements, .edited(edits))
  }

  // MARK: Inflections

  /// The language is the one that stands at the word; else that of the list, rule or file, where the word is of its
  /// letters; else the one that the letters tell.
  private mutating func inflected(
    _ pattern: WordPattern, _ written: LanguageCode?, _ whole: Range<Int>, language place: Range<Int>
  ) -> WordPattern? {
    let script = Script(of: pattern.letters)
    let byScript = WordLanguage(byScriptOf: script)
    let found: WordLanguage? =
      if let written {
        written.wordLanguage
      } else if let language {
        language.wordLanguage.map { script.map($0.isWritten) ?? true ? $0 : byScript } ?? nil
      } else {
        byScript
      }
    if let found { return WordPattern(pattern.elements, .inflected(found)) }
    let stem = source.excerpt(whole.lowerBound..<place.lowerBound - 1, limit: 24)
    let code = written ?? (language?.wordLanguage == nil ? language : nil)
    let other = WordLanguage.allCases.first { language in script.map(language.isWritten) ?? false }
    report(
      .noStemmer,
      code.map { "the inflections of words in the language \"\($0.text)\" are not known" }
        ?? "the letters of \(stem) do not tell a language whose inflections are known", whole,
      hint: code?.text == "uz"
        ? "write uz(\(stem)) outside of quotes: it finds Uzbek words with their endings"
        : "write \(stem)* for the endings, or list the forms with OR"
          + (code == nil ? other.map { ", or add the language, as in \(stem)~\($0.rawValue)" } ?? "" : ""))
    return nil
  }
}

extension Unicode.Scalar {
  /// Letters, digits, marks, apostrophes and what is dropped: anything else may separate words.
  fileprivate var standsInOneWord: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .format: true
    default: isLetterOrDigit || ["'", "’", "‘", "ʻ", "`", "´"].contains(self)
    }
  }
}
