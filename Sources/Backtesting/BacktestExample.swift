import Alerts

/// One article that a rule finds, or found, and where.
package struct BacktestExample: Sendable, Equatable, Encodable {
  package let articleID: Int64
  /// When it arrived, ISO 8601.
  package let arrived: String
  /// As an alert tells it. Its `hash` and `file` are empty until somebody looks them up by `articleID`.
  package var article: Alert.Article
  package let snippets: [Alert.Snippet]?

  private enum CodingKeys: String, CodingKey { case arrived, article, snippets }

  init(_ alert: Alert, articleID: Int64) {
    self.articleID = articleID
    arrived = alert.time
    article = alert.article
    snippets = alert.snippets
  }
}
