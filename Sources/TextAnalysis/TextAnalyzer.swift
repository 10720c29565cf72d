import Articles

/// Splits articles into tokens with position, sentence, paragraph and zone.
package struct TextAnalyzer: Sendable {
  package init() {}

  /// Time and memory grow with the length of the text alone, whatever it contains.
  ///
  /// - Throws: `ArticleError` `too-many-tokens`, `too-large`.
  package func analyze(_ article: Article, maximumTokens: Int = 1_000_000) throws(ArticleError) -> AnalyzedArticle {
    var analyzed = AnalyzedArticle()
    try analyze(article, maximumTokens: maximumTokens, into: &analyzed)
    return analyzed
  }

  /// The same into what held another article before, whose memory is used again. After an error it holds an article
  /// without text.
  ///
  /// - Throws: `ArticleError` `too-many-tokens`, `too-large`.
  package func analyze(
    _ article: Article, maximumTokens: Int = 1_000_000, into analyzed: inout AnalyzedArticle
  ) throws(ArticleError) {
    do throws(ArticleError) {
      guard article.text.utf8.count <= Int(Int32.max) else {
        throw ArticleError(code: "too-large", message: "The article has more than 2 GiB of text; split it.")
      }
      var scanner = TokenScanner(maximumTokens: maximumTokens, storage: analyzed.takeTokenStorage())
      let bytes = article.text.utf8.span
      for (index, paragraph) in article.paragraphs.enumerated() {
        try scanner.scan(bytes, range: paragraph.utf8Range, paragraph: index, zone: paragraph.zone)
      }
      analyzed.set(article, tokens: scanner.takeTokens())
    } catch {
      analyzed = AnalyzedArticle()
      throw error
    }
  }
}
