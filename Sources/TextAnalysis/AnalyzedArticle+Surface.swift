import Articles

extension AnalyzedArticle {
  /// The text of the token at a position, nothing dropped.
  package func surface(at position: Int) -> String { article.substring(tokens[position].utf8Range) }

  /// The forms of the token at a position.
  package func form(at position: Int) -> WordForm {
    WordForm(utf8: article.text.utf8.span.extracting(tokens[position].utf8Range))
  }
}
