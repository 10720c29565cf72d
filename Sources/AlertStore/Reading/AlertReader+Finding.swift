import Foundation
import GRDB
import Hashing

/// Rows of the ledger that something led to.
package struct FoundFiles: Sendable, Equatable {
  /// Newest first.
  package var ledgerIDs: [Int64] = []
  /// How many there are, those included.
  package var count = 0
  /// How many rows were not looked at, older ones.
  package var unread: Int64 = 0

  package init() {}
}

/// An alert that an id led to.
package struct FoundAlert: Sendable, Equatable {
  package let id: String
  package let ledgerID: Int64
}

extension AlertReader {
  /// The alert with an id, as it was told, one line of JSON; `nil` where there is none.
  package func alertJSON(id: String) throws -> String? {
    try read { try String.fetchOne($0, sql: "SELECT json FROM alerts WHERE id = ?", arguments: [id.stored]) }
  }

  /// The hashes that begin with hexadecimal digits, ascending, at most `limit`.
  package func hashes(beginningWith digits: String, limit: Int) throws -> [SHA256Digest] {
    guard let lowest = Self.hash(digits, filledWith: "0"), let highest = Self.hash(digits, filledWith: "f") else {
      return []
    }
    return try read { database in
      var found: [SHA256Digest] = []
      // One at a time: of one hash there may be very many rows.
      var sql = Self.lowestHashesSQL(from: ">=")
      var from = lowest
      while found.count < limit {
        let lowest = try Data?.fetchAll(database, sql: sql, arguments: [from, highest, from, highest])
        guard let next = lowest.compactMap(\.self).min(by: { $0.lexicographicallyPrecedes($1) }),
          let digest = SHA256Digest(bytes: next)
        else { break }
        found.append(digest)
        from = next
        sql = Self.lowestHashesSQL(from: ">")
      }
      return found
    }
  }

  private static func lowestHashesSQL(from comparison: String) -> String {
    let condition = "hash \(comparison) ? AND hash <= ?"
    return """
      SELECT min(hash) FROM articles WHERE \(condition)
      UNION ALL SELECT min(hash) FROM ledger WHERE \(condition) AND state IN ('duplicate', 'rejected')
      """
  }

  /// All 64 digits as bytes; `nil` where they are none.
  private static func hash(_ digits: String, filledWith filling: Character) -> Data? {
    let all = digits + String(repeating: filling, count: max(0, 64 - digits.utf8.count))
    let values = all.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
    guard values.count == 64, all.utf8.count == 64 else { return nil }
    return Data((0..<32).map { values[2 * $0] << 4 | values[2 * $0 + 1] })
  }

  package func files(withHash hash: SHA256Digest, limit: Int) throws -> FoundFiles {
    try read { database in
      let bytes = Data(hash.bytes)
      var found = FoundFiles()
      found.ledgerIDs = try Int64.fetchAll(
        database, sql: "\(LedgerFile.idsSQL("hash = ?")) ORDER BY 1 DESC LIMIT ?", arguments: [bytes, bytes, limit])
      found.count =
        try Int.fetchOne(
          database,
          sql: """
            SELECT (SELECT count(*) FROM articles WHERE hash = ?)
              + (SELECT count(*) FROM ledger WHERE hash = ? AND state IN ('duplicate', 'rejected'))
            """, arguments: [bytes, bytes]) ?? 0
      return found
    }
  }

  /// Of several rows that of one destination, if there is one.
  package func file(movedTo destination: String, among ledgerIDs: [Int64]) throws -> Int64? {
    try read { database in
      try ledgerIDs.first { id in
        try String.fetchOne(database, sql: "SELECT destination FROM ledger WHERE id = ?", arguments: [id])
          .map { destination == $0 || destination.hasSuffix("/" + $0) || $0.hasSuffix("/" + destination) } ?? false
      }
    }
  }

  /// Alerts whose ids begin so, at most `limit`.
  package func alerts(beginningWith id: String, limit: Int) throws -> [FoundAlert] {
    guard !id.isEmpty else { return [] }
    return try read { database in
      let sql = """
        SELECT alerts.id, ledger_id FROM alerts JOIN articles ON articles.id = article_id
        WHERE alerts.id >= ? AND alerts.id < ? ORDER BY alerts.id LIMIT ?
        """
      return try Row.fetchAll(database, sql: sql, arguments: [id.stored, id.stored + "\u{10FFFF}", limit]).map {
        FoundAlert(id: try $0.decode(atIndex: 0), ledgerID: try $0.decode(atIndex: 1))
      }
    }
  }

  /// The file under this path that was the same then: device aside, whose number can change. Only of files that are not
  /// known to have left the inbox.
  package func file(like file: LedgerFingerprint) throws -> Int64? {
    try read { database in
      // Each of the states has an index of its own.
      let places = [
        ("ledger_unfinished_moves", "IN ('pending', 'failed')"), ("ledger_kept_in_place", "= 'kept'"),
      ]
      for (index, states) in places {
        let sql = """
          SELECT id FROM ledger INDEXED BY \(index)
          WHERE move \(states) AND path_bytes = ? AND inode = ? AND size_bytes = ? AND mtime_ns = ?
          ORDER BY id DESC LIMIT 1
          """
        let id = try Int64.fetchOne(
          database, sql: sql,
          arguments: [
            Data(file.pathBytes), Int64(bitPattern: file.inode), file.sizeBytes, file.mtimeNanoseconds,
          ])
        if let id { return id }
      }
      return nil
    }
  }

  /// Files that came in under a path, newest first. An index on paths would be a page more in every commit, for a
  /// question that people ask now and then: the newest rows are looked through instead, in short transactions.
  ///
  /// - Parameters:
  ///   - path: relative to the inbox, as shown to people or as the file system has it.
  ///   - name: asked for where the path leads nowhere.
  ///   - limit: at most so many.
  ///   - rows: so many rows are looked at, at most.
  package func files(atPath path: String, orName name: String?, limit: Int, rows: Int64) throws -> FoundFiles {
    // Of a ledger without rows none has been left out.
    guard let newest = try read({ try Int64.fetchOne($0, sql: "SELECT max(id) FROM ledger") }),
      let oldest = try read({ try Int64.fetchOne($0, sql: "SELECT min(id) FROM ledger") })
    else { return FoundFiles() }
    var (exact, named) = (FoundFiles(), FoundFiles())
    var last = newest
    let end = max(oldest - 1, newest > rows ? newest - rows : 0)
    while last > end {
      let first = max(end, last - Self.rowsPerLook)
      try read { database in
        let sql = """
          SELECT id, path = ?1 OR path_bytes = ?2 FROM ledger NOT INDEXED
          WHERE id > ?3 AND id <= ?4 AND (path = ?1 OR path_bytes = ?2 OR name = ?5) ORDER BY id DESC
          """
        let cursor = try Row.fetchCursor(
          database.cachedStatement(sql: sql), arguments: [path.stored, Data(path.utf8), first, last, name?.stored])
        while let row = try cursor.next() {
          let id: Int64 = try row.decode(atIndex: 0)
          if try row.decode(atIndex: 1) { exact.add(id, limit: limit) } else { named.add(id, limit: limit) }
        }
      }
      last = first
    }
    var found = exact.count > 0 ? exact : named
    found.unread = max(0, last - (oldest - 1))
    return found
  }

  private static let rowsPerLook: Int64 = 50_000
}

extension FoundFiles {
  fileprivate mutating func add(_ id: Int64, limit: Int) {
    count += 1
    if ledgerIDs.count < limit { ledgerIDs.append(id) }
  }
}
