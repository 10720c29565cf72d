import Foundation
import GRDB

/// A page as it stands in the file.
struct StoredPage {
  /// It has the folded forms from this one on.
  let first: [UInt8]
  /// To before this one; `nil`: to the last.
  let next: [UInt8]?
  let words: [UInt8]

  static let columns = "first, next, checksum, words"

  init(first: [UInt8], next: [UInt8]?, words: [UInt8]) {
    self.first = first
    self.next = next
    self.words = words
  }

  /// - Throws: `DamagedPage`.
  init(_ row: Row, of segment: Int64) throws {
    first = [UInt8](try row.decode(Data.self, atIndex: 0))
    next = try row.decode(Data?.self, atIndex: 1).map { [UInt8]($0) }
    words = [UInt8](try row.decode(Data.self, atIndex: 3))
    guard try row.decode(Int64.self, atIndex: 2) == checksum(segment) else { throw DamagedPage() }
  }

  func checksum(_ segment: Int64) -> Int64 {
    var checksum = Checksum()
    checksum.combine(segment)
    checksum.combine(first)
    if let next { checksum.combine(next) }
    checksum.combine(words)
    return checksum.value
  }
}

/// The pages of a segment from that on which has a folded form, one after another. Each says where the next one begins, so
/// that none is passed over unnoticed, whatever is broken in the file.
struct PageCursor {
  private let segment: Int64
  private let rows: RowCursor
  /// Where the next page has to begin; `nil`: there is none.
  private var expected: [UInt8]?
  private var isFirst = true

  init(of segment: Int64, from form: [UInt8], _ database: Database) throws {
    let sql = """
      SELECT \(StoredPage.columns) FROM pages WHERE segment = ?1 AND first >=
        (SELECT first FROM pages WHERE segment = ?1 AND first <= ?2 ORDER BY first DESC LIMIT 1) ORDER BY first
      """
    self.segment = segment
    rows = try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: [segment, Data(form)])
    expected = form
  }

  /// - Throws: `DamagedPage` where it is not the page that it has to be.
  mutating func next() throws -> StoredPage? {
    guard let expected else { return nil }
    guard let row = try rows.next() else { throw DamagedPage() }
    let page = try StoredPage(row, of: segment)
    if isFirst {
      let isAfter = page.next.map { !expected.lexicographicallyPrecedes($0) } ?? false
      if expected.lexicographicallyPrecedes(page.first) || isAfter { throw DamagedPage() }
      isFirst = false
    } else if page.first != expected {
      throw DamagedPage()
    }
    self.expected = page.next
    return page
  }
}

/// Writes the pages of one segment, in order.
struct PageWriter {
  private let segment: Int64
  private let database: Database
  private var first: [UInt8] = []
  private var last: [UInt8] = []
  private var page: [UInt8] = []

  init(segment: Int64, _ database: Database) {
    self.segment = segment
    self.database = database
  }

  mutating func append(_ word: WordEntry) throws {
    // Words of one folded form stay together, so that one look finds them.
    if page.count >= WordPage.bytes, word.folded != last {
      try flush(next: word.folded)
      (first, last) = (word.folded, [])
    }
    WordPage.append(word, after: last, to: &page)
    last = word.folded
  }

  mutating func finish() throws { try flush(next: nil) }

  private mutating func flush(next: [UInt8]?) throws {
    let page = StoredPage(first: first, next: next, words: self.page)
    let statement = try database.cachedStatement(
      sql: "INSERT INTO pages (segment, first, next, checksum, words) VALUES (?, ?, ?, ?, ?)")
    try statement.execute(
      arguments: [segment, Data(first), next.map { Data($0) }, page.checksum(segment), Data(self.page)])
    self.page.removeAll(keepingCapacity: true)
  }
}
