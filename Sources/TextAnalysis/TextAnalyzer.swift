import Articles

/// Splits articles into tokens with position, sentence, paragraph and zone.
package struct TextAnalyzer: Sendable {
  package init() {}

  /// Time and memory grow with the length of the text alone, whatever it contains.
  ///
  /// - Throws: `ArticleError` `too-many-tokens`, `too-large`.
  package func analyze(_ article: Article, maximumTokens: Int = 1_000_000) throws(ArticleError) -> AnalyzedArticle {
    guard article.text.utf8.count <= Int(Int32.max) else {
      throw ArticleError(code: "too-large", message: "The article has more than 2 GiB of text; split it.")
    }
    var scanner = TokenScanner(maximumTokens: maximumTokens)
    let bytes = article.text.utf8.span
    for (index, paragraph) in article.paragraphs.enumerated() {
      try scanner.scan(bytes, range: paragraph.utf8Range, paragraph: index, zone: paragraph.zone)
    }
    return AnalyzedArticle(article: article, tokens: scanner.tokens)
  }
}
