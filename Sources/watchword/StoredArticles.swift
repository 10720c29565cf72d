import AlertStore
import Articles
import Backtesting
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
    return BacktestArticles(pieceCount: Int(count)) { [state, arrived] in
      let reader = try AlertReader(stateFolder: state)
      return { piece, take in
        let last = ids.upperBound - Int64(piece) * Self.pieceSize
        var rest: ClosedRange<Int64>? = max(ids.lowerBound, last - Self.pieceSize + 1)...last
        while let ids = rest {
          // What was read is in memory before it is looked into, so that the transaction is over by then.
          let page = try reader.articles(in: ids, arrived: arrived, limit: Int(Self.pieceSize))
          for record in page.records {
            try take(
              BacktestArticle(
                id: record.id, storyID: record.storyID, arrivedMilliseconds: record.arrivedMilliseconds,
                article: Article(record)))
          }
          rest = page.rest
        }
      }
    }
  }
}
