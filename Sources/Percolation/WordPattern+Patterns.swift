import RuleLanguage
import TextAnalysis
import UzbekWords

extension WordPattern {
  /// What a word looks for, token by token; a word that text analysis splits gives several, one without letters and
  /// digits none.
  func patterns() throws(CompileError) -> [Pattern] {
    let parts = queryWords(elements.map(QueryElement.init))
    switch form {
    case .folded: return parts.map { .spelling($0, isExact: false) }
    case .exact: return parts.map { .spelling($0, isExact: true) }
    case .inflected(let language):
      return parts.map { .inflections(Inflections(of: WordForm($0), in: language)) }
    case .uzbek: return parts.map { .uzbek(UzbekWord(WordForm($0).exact)) }
    case .edited(let limit):
      let texts = parts.map { WordForm($0).folded }
      // The grammar has told nearly all of these; what it cannot know are elisions, and scripts without spaces.
      guard texts.count < 2, texts.allSatisfy({ $0.unicodeScalars.count > 3 * limit }) else {
        throw CompileError(
          code: "short-word", message: "\(plainText)~\(limit) is too short, or is several words in an article",
          hint: "list the spellings with OR")
      }
      return texts.map { .edits($0, limit: limit) }
    }
  }

  var plainText: String {
    elements.map {
      switch $0 {
      case .text(let text): text
      case .anyRun: "*"
      case .anyCharacter: "?"
      }
    }.joined()
  }
}

extension WordForm {
  /// Of a word without wildcards.
  init(_ word: QueryWord) {
    func text(_ elements: [QueryElement]) -> String {
      elements.reduce(into: "") { text, element in if case .text(let piece) = element { text += piece } }
    }
    self.init(folded: text(word.folded), exact: text(word.exact))
  }
}
