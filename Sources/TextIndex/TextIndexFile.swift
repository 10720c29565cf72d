import Foundation
import GRDB
import Glibc

/// Why an index cannot be used. It holds nothing that is not in the database too, so that nobody needs to mend it.
package struct TextIndexError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable, Equatable {
    /// There is none.
    case none
    /// It is broken, or another program's, or of another version: it is to be made anew.
    case unusable
    /// It cannot be read or written now: permissions, a full disk, somebody who holds it.
    case unavailable
  }

  package let code: Code
  package let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  /// Tells an error of SQLite or of reading pages.
  init(_ error: any Error, file: String) {
    if let error = error as? TextIndexError {
      self = error
      return
    }
    guard let sqlite = error as? DatabaseError else {
      self.init(.unusable, "\(file) is damaged (\(error))")
      return
    }
    let message = sqlite.message ?? "\(sqlite.resultCode)"
    switch sqlite.resultCode {
    case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM,
      .SQLITE_NOMEM, .SQLITE_INTERRUPT, .SQLITE_AUTH:
      self.init(.unavailable, "\(file) cannot be used: \(message)")
    default: self.init(.unusable, "\(file) is damaged: \(message)")
    }
  }
}

/// The file with the index: a database of its own beside that of the daemon.
///
/// Segments, each of the articles with ids from one to another; of each its words, in pages. `content_hash` of some
/// articles says whether it is an index of this database, or of one that was since replaced.
enum TextIndexFile {
  /// "WtWx".
  static let applicationID: Int64 = 0x5774_5778
  /// Of the tables and pages; another one is made anew.
  static let version: Int64 = 1

  static func path(stateFolder: String) -> String {
    var folder = stateFolder
    while folder.utf8.count > 1, folder.hasSuffix("/") { folder.removeLast() }
    return folder + "/search.db"
  }

  static let tables = """
    CREATE TABLE about (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      version INTEGER NOT NULL,
      analysis INTEGER NOT NULL                 -- AnalysisFingerprint
    ) STRICT;
    CREATE TABLE segments (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      first_id INTEGER NOT NULL UNIQUE,         -- of articles
      last_id INTEGER NOT NULL CHECK (last_id >= first_id),
      articles INTEGER NOT NULL,
      earliest_ms INTEGER,                      -- when its articles arrived; NULL: it has none
      latest_ms INTEGER,
      level INTEGER NOT NULL,                   -- 0: as written; 1: of several put together
      checksum INTEGER NOT NULL                 -- of the row
    ) STRICT;
    CREATE TABLE pages (
      segment INTEGER NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
      first BLOB NOT NULL,                      -- it has the folded forms from this one, the first page from x'',
      next BLOB,                                -- to before this one, with which the next page begins; NULL: the last
      checksum INTEGER NOT NULL,
      words BLOB NOT NULL,
      PRIMARY KEY (segment, first)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE samples (
      article_id INTEGER PRIMARY KEY,
      segment INTEGER NOT NULL REFERENCES segments (id) ON DELETE CASCADE,
      content_hash BLOB NOT NULL
    ) STRICT;
    CREATE INDEX samples_by_segment ON samples (segment);
    """

  /// SQLite would wait for ever on a FIFO in its place, and follow a link.
  static func refuseIrregularFile(_ path: String) throws {
    for file in [path, path + "-journal"] {
      var status = stat()
      guard lstat(file, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { continue }
      throw TextIndexError(.unavailable, "\(file) is not a regular file; move it away")
    }
  }

  /// - Throws: `TextIndexError`, `unusable` for another program's, version's or analysis's file.
  static func refuseOthers(_ database: Database, _ path: String) throws {
    let id = try Int64.fetchOne(database, sql: "PRAGMA application_id")
    guard id == applicationID else { throw TextIndexError(.unusable, "\(path) is no index of texts") }
    let about = try Row.fetchOne(database, sql: "SELECT version, analysis FROM about")
    guard let about, about[0] == version, about[1] == AnalysisFingerprint.current else {
      throw TextIndexError(.unusable, "\(path) was written by another version")
    }
  }
}

/// A segment as it stands in the file.
package struct TextSegment: Sendable, Equatable {
  package let id: Int64
  /// Those that its articles have are among them.
  package let ids: ClosedRange<Int64>
  package let articles: Int
  /// When they arrived, in milliseconds since 1970; `nil` where there are none.
  package let arrived: ClosedRange<Int64>?
  let level: Int

  /// Documents are below: ids counted from the first.
  var bound: UInt32 { UInt32(clamping: ids.upperBound - ids.lowerBound + 1) }

  /// Larger ones are not written.
  static let maximumIDs: Int64 = 1 << 20

  init(_ row: Row) throws {
    let (first, last): (Int64, Int64) = (try row.decode(atIndex: 1), try row.decode(atIndex: 2))
    guard first >= 0, first <= last, last - first < Self.maximumIDs else { throw DamagedPage() }
    id = try row.decode(atIndex: 0)
    ids = first...last
    articles = try row.decode(atIndex: 3)
    let (earliest, latest): (Int64?, Int64?) = (try row.decode(atIndex: 4), try row.decode(atIndex: 5))
    if let earliest, let latest {
      guard earliest <= latest else { throw DamagedPage() }
      arrived = earliest...latest
    } else {
      arrived = nil
    }
    level = try row.decode(atIndex: 6)
    let checksum = Self.checksum(id, ids, articles: articles, arrived, level: level)
    guard try row.decode(Int64.self, atIndex: 7) == checksum else { throw DamagedPage() }
  }

  static let columns = "id, first_id, last_id, articles, earliest_ms, latest_ms, level, checksum"

  static func checksum(
    _ id: Int64, _ ids: ClosedRange<Int64>, articles: Int, _ arrived: ClosedRange<Int64>?, level: Int
  ) -> Int64 {
    var checksum = Checksum()
    for number in [id, ids.lowerBound, ids.upperBound, Int64(articles), Int64(level)] { checksum.combine(number) }
    checksum.combine(arrived?.lowerBound)
    checksum.combine(arrived?.upperBound)
    return checksum.value
  }

  /// By id, ascending, without overlaps.
  static func all(_ database: Database) throws -> [TextSegment] {
    let segments = try Row.fetchAll(database, sql: "SELECT \(columns) FROM segments ORDER BY first_id")
      .map(TextSegment.init)
    for (a, b) in zip(segments, segments.dropFirst()) where a.ids.upperBound >= b.ids.lowerBound {
      throw DamagedPage()
    }
    return segments
  }
}
