import Languages

/// Which words are inflections of a word: those whose stem is one of its stems.
///
/// A stemmer gives different case forms of one Russian noun different stems (узбекиста, узбекистан) and forms of different
/// words the same (Иван, Иванов). So the stems of a Russian word are those of its whole paradigm, and what has such a stem
/// counts only where it begins as all forms of the paradigm do, is no shorter, and is not the form of a verb.
package struct Inflections: Sendable, Hashable {
  package let language: WordLanguage
  /// Folded; each once, ascending.
  package let stems: [String]
  /// Folded; what all inflections begin with.
  package let beginning: String
  /// In bytes of the folded form.
  private let minimumCount: Int

  /// - Parameter word: without wildcards.
  package init(of word: WordForm, in language: WordLanguage) {
    let stemmer = Stemmer.of(language)
    var stems: Set<String> = [stemmer.stem(word)]
    self.language = language
    if language == .russian, let paradigm = RussianParadigm(word.folded) {
      for form in paradigm.forms { stems.insert(stemmer.stem(folded: form)) }
      beginning = paradigm.beginning
      minimumCount = paradigm.forms.lazy.map(\.utf8.count).min() ?? 0
    } else {
      beginning = ""
      minimumCount = 0
    }
    self.stems = stems.sorted()
  }

  /// Whether a word that has one of the stems is an inflection.
  package func include(folded word: String) -> Bool {
    guard !beginning.isEmpty else { return true }
    return word.utf8.count >= minimumCount && word.hasPrefix(beginning)
      && !RussianParadigm.verbEndings.contains(word.dropFirst(beginning.count))
  }

  /// The definition.
  ///
  /// - Parameter stem: of the same word, in `language`.
  package func include(_ word: WordForm, stem: String) -> Bool {
    stems.contains(stem) && include(folded: word.folded)
  }
}
