import Foundation
import GRDB

/// For an index of the texts, which follows the articles by their ids, and for who searches with it. Short transactions.
extension AlertReader {
  /// Articles with ids from one to another, oldest first; at most `limit`, and fewer where they are large.
  ///
  /// - Returns: them, and the first id that is still to be read; `nil` where all were.
  package func articlesOldestFirst(
    in ids: ClosedRange<Int64>, limit: Int
  ) throws -> (records: [ArticleRecord], next: Int64?) {
    try read { database in
      let sql = Self.articleColumnsSQL + " WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?"
      let cursor = try Row.fetchCursor(
        database.cachedStatement(sql: sql), arguments: [ids.lowerBound, ids.upperBound, max(0, limit)])
      var records: [ArticleRecord] = []
      var bytes = 0
      while bytes < Self.maximumPageBytes, let row = try cursor.next() {
        let record = try ArticleRecord(row)
        records.append(record)
        bytes += record.texts.utf8Count
      }
      let isCut = records.count == limit || bytes >= Self.maximumPageBytes
      guard isCut, let last = records.last?.id, last < ids.upperBound else { return (records, nil) }
      return (records, last + 1)
    }
  }

  /// The first of some articles, in the order in which they are named; fewer where they are large. Those that are gone, or
  /// arrived at another time, are left out.
  ///
  /// - Parameter arrived: when, in milliseconds since 1970.
  /// - Returns: them, and the ids that are still to be read.
  package func articles(
    _ ids: ArraySlice<Int64>, arrived: Range<Int64>
  ) throws -> (records: [ArticleRecord], rest: ArraySlice<Int64>) {
    try read { database in
      let statement = try database.cachedStatement(
        sql: Self.articleColumnsSQL + " WHERE id = ? AND arrived_ms >= ? AND arrived_ms < ?")
      var records: [ArticleRecord] = []
      var bytes = 0
      var rest = ids
      while bytes < Self.maximumPageBytes, let id = rest.popFirst() {
        let row = try Row.fetchOne(statement, arguments: [id, arrived.lowerBound, arrived.upperBound])
        guard let row else { continue }
        let record = try ArticleRecord(row)
        records.append(record)
        bytes += record.texts.utf8Count
      }
      return (records, rest)
    }
  }

  /// The hashes of title and body of some articles, by id; without those that there are not.
  package func contentHashes(of ids: some Sequence<Int64>) throws -> [Int64: [UInt8]] {
    try read { database in
      let statement = try database.cachedStatement(sql: "SELECT content_hash FROM articles WHERE id = ?")
      var hashes: [Int64: [UInt8]] = [:]
      for id in ids {
        if let hash = try Data.fetchOne(statement, arguments: [id]) { hashes[id] = [UInt8](hash) }
      }
      return hashes
    }
  }

  /// The ids from that of the oldest text that is still kept to the last that any article was ever given; `nil` where no
  /// text is kept.
  package func textIDs() throws -> ClosedRange<Int64>? {
    try read { database in
      guard let first = try Int64.fetchOne(database, sql: "SELECT min(article_id) FROM texts") else { return nil }
      let last = try Int64.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'articles'")
      return first...max(first, last ?? first)
    }
  }
}
