import AlertStore
import Articles
import Backtesting
import TextIndex
import WatchwordDaemon

/// The articles that are kept with the state, to be read by several workers, newest first.
struct StoredArticles {
  /// So many ids make a piece, and a page of it: a few milliseconds of work.
  private static let pieceSize: Int64 = 1_000

  let state: String
  /// Those that there are; `nil` for none.
  let ids: ClosedRange<Int64>?
  /// When, in milliseconds since 1970.
  let arrived: Range<Int64>

  var inPieces: BacktestArticles {
    guard let ids else { return BacktestArticles(pieceCount: 0) { { _, _ in } } }
    let count = (ids.upperBound - ids.lowerBound) / Self.pieceSize + 1
    return BacktestArticles(pieceCount: Int(count)) { [self] in
      let reader = try AlertReader(stateFolder: state)
      return { piece, take in
        let last = ids.upperBound - Int64(piece) * Self.pieceSize
        let range = max(ids.lowerBound, last - Self.pieceSize + 1)...last
        try read(range, reader) {
          try take($0)
          return true
        }
      }
    }
  }

  /// For one worker: hands over the articles of a piece, until told false.
  func openReader() throws -> (_ piece: SearchPiece, _ take: (BacktestArticle) throws -> Bool) throws -> Void {
    let reader = try AlertReader(stateFolder: state)
    return { piece, take in
      switch piece {
      case .range(let ids): try read(ids, reader, take)
      case .articles(let ids):
        var rest = ids[...]
        while !rest.isEmpty {
          let page = try reader.articles(rest, arrived: arrived)
          for record in page.records { guard try take(BacktestArticle(record)) else { return } }
          rest = page.rest
        }
      }
    }
  }

  private func read(
    _ ids: ClosedRange<Int64>, _ reader: AlertReader, _ take: (BacktestArticle) throws -> Bool
  ) throws {
    var rest: ClosedRange<Int64>? = ids
    while let ids = rest {
      // What was read is in memory before it is looked into, so that the transaction is over by then.
      let page = try reader.articles(in: ids, arrived: arrived, limit: Int(Self.pieceSize))
      for record in page.records { guard try take(BacktestArticle(record)) else { return } }
      rest = page.rest
    }
  }
}

extension BacktestArticle {
  fileprivate init(_ record: ArticleRecord) {
    self.init(
      id: record.id, storyID: record.storyID, arrivedMilliseconds: record.arrivedMilliseconds,
      article: Article(record))
  }
}
