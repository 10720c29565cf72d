import Foundation
import GRDB
import Synchronization

/// What a ledger knows of the files that went to one day's folder of the archive, by where they are.
struct ArchivedDay {
  /// `archive/2026/11/22/`; empty before one was asked about.
  var folder = ""
  /// By the bytes of the place: Swift takes a composed and a decomposed name for one.
  var arrivals: [[UInt8]: FormerArrival] = [:]
}

extension PreviousDatabase {
  /// More files than a day has.
  private static let maximumFilesOfDay = 1_000_000

  /// How a file came in that lies in the archive; `nil` where that is not known. Files are best asked about day by day.
  ///
  /// - Parameters:
  ///   - hashPrefix: the first digits of its hash, an even number of them.
  ///   - destination: as the ledger has it, `archive/2026/11/22/NAME`.
  package func arrival(hashPrefix: String, destination: String) -> FormerArrival? {
    guard let range = HashRange(hexadecimal: hashPrefix) else { return nil }
    let found: FormerArrival?? = attempt { database in
      let row = try Row.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT path_bytes, arrived_ms, id FROM ledger
            WHERE id IN (\(LedgerFile.idsSQL("hash BETWEEN ? AND ?"))) AND destination = ? ORDER BY id LIMIT 1
            """), arguments: [range.lowest, range.highest, range.lowest, range.highest, destination])
      return try row.map { try Self.arrival($0) }
    }
    return found ?? arrivalByLedger(destination)
  }

  /// Where the articles, by which files are found, cannot be read: from a walk through the ledger for each day.
  private func arrivalByLedger(_ destination: String) -> FormerArrival? {
    guard let slash = destination.lastIndex(of: "/") else { return nil }
    let folder = String(destination[...slash])
    return archivedDay.withLock { day in
      if day.folder != folder { day = ArchivedDay(folder: folder, arrivals: arrivals(in: folder)) }
      return day.arrivals[Array(destination.utf8)]
    }
  }

  /// From both ends, as far as it can be read.
  private func arrivals(in folder: String) -> [[UInt8]: FormerArrival] {
    var arrivals: [[UInt8]: FormerArrival] = [:]
    for order in ["ASC", "DESC"] {
      let isWhole: Void? = attempt { database in
        let rows = try Row.fetchCursor(
          database.cachedStatement(
            sql: """
              SELECT path_bytes, arrived_ms, id, destination FROM ledger NOT INDEXED
              WHERE substr(destination, 1, length(?1)) = ?1 ORDER BY id \(order) LIMIT \(Self.maximumFilesOfDay)
              """), arguments: [folder])
        while let row = try rows.next() {
          let destination = Array(try row.decode(String.self, atIndex: 3).utf8)
          let arrival = try Self.arrival(row)
          // As above: the first that came to that place.
          if let known = arrivals[destination], known.ledgerID <= arrival.ledgerID { continue }
          arrivals[destination] = arrival
        }
      }
      if isWhole != nil { break }
    }
    return arrivals
  }

  private static func arrival(_ row: Row) throws -> FormerArrival {
    FormerArrival(
      ledgerID: try row.decode(atIndex: 2), pathBytes: [UInt8](try row.decode(Data.self, atIndex: 0)),
      arrivedMilliseconds: try row.decode(atIndex: 1))
  }
}
