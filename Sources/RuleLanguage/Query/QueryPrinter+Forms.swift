import Languages

extension WordPattern {
  /// What stands behind the word: `~` where its letters alone tell the language, `~de` where they do not, `~1`.
  var formMark: String {
    switch form {
    // Uzbek words are told by what stands around all of them.
    case .folded, .exact, .uzbek: ""
    case .edited(let edits): "~\(edits)"
    case .inflected(let language):
      language == WordLanguage(byScriptOf: Script(of: letters)) ? "~" : "~\(language.rawValue)"
    }
  }

  /// All of its text.
  var letters: String.UnicodeScalarView {
    elements.reduce(into: String.UnicodeScalarView()) { letters, element in
      if case .text(let text) = element { letters.append(contentsOf: text.unicodeScalars) }
    }
  }
}
