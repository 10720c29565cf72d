import Articles

/// An article that came in some time ago.
package struct BacktestArticle: Sendable {
  /// Grows with time.
  package let id: Int64
  /// Articles that are copies or versions of one another have the same.
  package let storyID: String
  /// Milliseconds since 1970.
  package let arrivedMilliseconds: Int64
  package let article: Article

  package init(id: Int64, storyID: String, arrivedMilliseconds: Int64, article: Article) {
    self.id = id
    self.storyID = storyID
    self.arrivedMilliseconds = arrivedMilliseconds
    self.article = article
  }
}

/// Articles in pieces that several workers read at the same time.
package struct BacktestArticles: Sendable {
  /// Hands over the articles of a piece, newest first. Belongs to one worker.
  package typealias Reader = (_ piece: Int, _ take: (BacktestArticle) throws -> Void) throws -> Void

  /// The first has the newest articles.
  package let pieceCount: Int
  /// Called once by each worker.
  package let openReader: @Sendable () throws -> Reader

  package init(pieceCount: Int, openReader: @escaping @Sendable () throws -> Reader) {
    self.pieceCount = pieceCount
    self.openReader = openReader
  }
}
