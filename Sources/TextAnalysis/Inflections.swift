import Languages

/// Which words are inflections of a word: those whose stem is one of its stems.
///
/// A stemmer gives case forms of one Russian noun different stems (узбекиста, узбекистан), and forms of different words the
/// same one (Иван and Иванов, политик and политика, суд and судить). So the stems of a Russian noun or adjective are those of
/// its whole paradigm, and what has such a stem counts only where it ends as the paradigm does.
package struct Inflections: Sendable, Hashable {
  package let language: WordLanguage
  /// Folded; each once, ascending.
  package let stems: [String]
  /// Folded; what all inflections begin with. Empty where the stem alone decides.
  package let beginning: String
  /// What may follow `beginning`, ascending; empty where the stem alone decides.
  private let endings: [String]

  /// - Parameter word: without wildcards.
  package init(of word: WordForm, in language: WordLanguage) {
    let stemmer = Stemmer.of(language)
    var stems: Set<String> = [stemmer.stem(word)]
    self.language = language
    if language == .russian, let paradigm = RussianParadigm(word.folded) {
      for form in paradigm.forms { stems.insert(stemmer.stem(folded: form)) }
      let beginning = paradigm.forms.reduce(word.folded) { common, form in
        String(zip(common, form).prefix { $0 == $1 }.map(\.0))
      }
      self.beginning = beginning
      endings = paradigm.forms.map { String($0.dropFirst(beginning.count)) }.sorted()
    } else {
      beginning = ""
      endings = []
    }
    self.stems = stems.sorted()
  }

  /// Whether a word that has one of the stems is an inflection.
  package func include(folded word: String) -> Bool {
    endings.isEmpty || word.hasPrefix(beginning) && endings.contains(String(word.dropFirst(beginning.count)))
  }

  /// The definition.
  ///
  /// - Parameter stem: of the same word, in `language`.
  package func include(_ word: WordForm, stem: String) -> Bool {
    stems.contains(stem) && include(folded: word.folded)
  }
}
