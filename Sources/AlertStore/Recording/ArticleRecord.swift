import Foundation
import GRDB
import Hashing

/// An article as the database has it.
package struct ArticleRecord: Sendable, Equatable {
  /// Grows with the commit order.
  package let id: Int64
  package let storyID: String
  /// `nil` for a file at the inbox's top.
  package let source: String?
  /// Milliseconds since 1970.
  package let arrivedMilliseconds: Int64
  package let texts: ArticleTexts
  package let metadata: ArticleRecordMetadata

  package init(
    id: Int64, storyID: String, source: String?, arrivedMilliseconds: Int64, texts: ArticleTexts,
    metadata: ArticleRecordMetadata
  ) {
    self.id = id
    self.storyID = storyID
    self.source = source
    self.arrivedMilliseconds = arrivedMilliseconds
    self.texts = texts
    self.metadata = metadata
  }
}

/// Where an article came from.
package struct ArticleOrigin: Sendable, Equatable {
  /// Of the file's bytes.
  package let hash: SHA256Digest
  /// Relative to the inbox, as shown to people.
  package let path: String
}

/// Some articles, newest first.
package struct ArticleRecordPage: Sendable {
  package let records: [ArticleRecord]
  /// The ids that are still to be read; `nil` where all were.
  package let rest: ClosedRange<Int64>?
}

/// Each call is one short transaction, so that whoever reads a million articles page by page holds up no checkpoint.
extension AlertReader {
  /// A page ends where its texts are larger than this: an article may be as large as its file.
  static let maximumPageBytes = 8 << 20

  /// The ids that articles have, from the oldest to the newest; some between may be missing. `nil`: there are none.
  package func articleIDs() throws -> ClosedRange<Int64>? {
    try read { database in
      // Two questions: SQLite looks up the ends of the table for each, and would go through all of it for both in one.
      guard let first = try Int64.fetchOne(database, sql: "SELECT min(id) FROM articles"),
        let last = try Int64.fetchOne(database, sql: "SELECT max(id) FROM articles")
      else { return nil }
      return first...last
    }
  }

  /// Articles with these ids, newest first.
  ///
  /// - Parameters:
  ///   - arrived: when, in milliseconds since 1970.
  ///   - limit: at most so many; fewer where they are large.
  package func articles(
    in ids: ClosedRange<Int64>, arrived: Range<Int64> = Int64.min..<Int64.max, limit: Int
  ) throws -> ArticleRecordPage {
    try read { database in
      let cursor = try Row.fetchCursor(
        database.cachedStatement(sql: Self.articlesSQL),
        arguments: [ids.lowerBound, ids.upperBound, arrived.lowerBound, arrived.upperBound, max(0, limit)])
      var records: [ArticleRecord] = []
      var bytes = 0
      while bytes < Self.maximumPageBytes, let row = try cursor.next() {
        let record = try ArticleRecord(row)
        records.append(record)
        bytes += record.texts.utf8Count
      }
      let isCut = records.count == limit || bytes >= Self.maximumPageBytes
      guard isCut, let last = records.last?.id, last > ids.lowerBound else {
        return ArticleRecordPage(records: records, rest: nil)
      }
      return ArticleRecordPage(records: records, rest: ids.lowerBound...(last - 1))
    }
  }

  /// CROSS JOIN keeps the order of the tables, and with it that of the ids.
  static let articleColumnsSQL = """
    SELECT id, \(KnownArticle.storySQL), source, arrived_ms, url, external_id, author, section, tags, published, language,
      title, body, dateline, caption, furniture
    FROM articles CROSS JOIN texts ON article_id = id
    """

  private static let articlesSQL = """
    \(articleColumnsSQL) WHERE id BETWEEN ? AND ? AND arrived_ms >= ? AND arrived_ms < ? ORDER BY id DESC LIMIT ?
    """

  /// The file that brought an article; `nil` where there is no such article.
  package func origin(ofArticle id: Int64) throws -> ArticleOrigin? {
    try read { database in
      let sql = """
        SELECT articles.hash, ledger.path FROM articles JOIN ledger ON ledger.id = ledger_id WHERE articles.id = ?
        """
      guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [id]) else { return nil }
      guard let hash = SHA256Digest(bytes: try row.decode(Data.self, atIndex: 0)) else {
        throw AlertStoreError(.damagedDatabase, "The article \(id) has a hash of a wrong length.")
      }
      return ArticleOrigin(hash: hash, path: try row.decode(atIndex: 1))
    }
  }

  /// How many alerts each rule raised in a time, in milliseconds since 1970; rules that raised none are absent.
  package func alertCounts(in time: Range<Int64>) throws -> [String: Int] {
    try read { database in
      let sql =
        "SELECT rule_id, count(*) FROM alerts WHERE time_ms >= ? AND time_ms < ? AND kind != 'notice' GROUP BY rule_id"
      var counts: [String: Int] = [:]
      for row in try Row.fetchAll(database, sql: sql, arguments: [time.lowerBound, time.upperBound]) {
        counts[try row.decode(atIndex: 0)] = try row.decode(Int.self, atIndex: 1)
      }
      return counts
    }
  }

  /// The rule definitions in force, or, where no daemon runs, those that were last: see `AlertStore.loadDefinitions()`.
  package func loadDefinitions() throws -> [String] { try read { try AlertStore.definitions($0) } }
}

extension ArticleRecord {
  init(_ row: Row) throws {
    let source: String = try row.decode(atIndex: 2)
    let tags: String? = try row.decode(atIndex: 8)
    self.init(
      id: try row.decode(atIndex: 0), storyID: try row.decode(atIndex: 1), source: source.isEmpty ? nil : source,
      arrivedMilliseconds: try row.decode(atIndex: 3),
      texts: ArticleTexts(
        title: try row.decode(atIndex: 11), body: try row.decode(atIndex: 12), dateline: try row.decode(atIndex: 13),
        caption: try row.decode(atIndex: 14), furniture: try row.decode(atIndex: 15)),
      metadata: ArticleRecordMetadata(
        url: try row.decode(atIndex: 4), externalID: try row.decode(atIndex: 5), author: try row.decode(atIndex: 6),
        section: try row.decode(atIndex: 7),
        tags: try tags.map { try JSONDecoder().decode([String].self, from: Data($0.utf8)) } ?? [],
        published: try row.decode(atIndex: 9), language: try row.decode(atIndex: 10)))
  }
}

extension ArticleTexts {
  /// Of all zones together.
  var utf8Count: Int {
    title.utf8.count + body.utf8.count + dateline.utf8.count + caption.utf8.count + furniture.utf8.count
  }
}
