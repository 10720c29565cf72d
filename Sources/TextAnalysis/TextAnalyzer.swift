import Articles

/// Splits articles into tokens with position, sentence, paragraph and zone.
package struct TextAnalyzer: Sendable {
  package init() {}

  /// - Throws: `ArticleError` `too-many-tokens`.
  package func analyze(_ article: Article, maximumTokens: Int = 1_000_000) throws(ArticleError) -> AnalyzedArticle {
    AnalyzedArticle(article: article, tokens: [])
  }
}
