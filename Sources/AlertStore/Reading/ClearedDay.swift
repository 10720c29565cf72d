import GRDB

/// A day of the archive from which files were cleared away because they were older, or more, than is to be kept.
package struct ClearedDay: Sendable, Equatable {
  /// In UTC, counted from 1970.
  package let day: Int64
  /// When, last; milliseconds since 1970.
  package let milliseconds: Int64
  /// Whether files of that day may still be there.
  package let hasRest: Bool

  package init(day: Int64, milliseconds: Int64, hasRest: Bool) {
    self.day = day
    self.milliseconds = milliseconds
    self.hasRest = hasRest
  }
}

extension ClearedDay {
  /// What is recorded of the day of a place in the archive; `nil` where nothing of it was cleared away, or the place is
  /// none in the archive.
  ///
  /// - Parameter destination: as the ledger has it, `archive/2026/11/22/NAME`.
  static func find(_ destination: String, in database: Database) throws -> ClearedDay? {
    let sql = """
      SELECT day, cleared_ms, rest FROM cleared_days
      WHERE day = unixepoch(replace(substr(?1, 9, 10), '/', '-')) / 86400 AND substr(?1, 1, 8) = 'archive/'
      """
    guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [destination]) else { return nil }
    return ClearedDay(
      day: try row.decode(atIndex: 0), milliseconds: try row.decode(atIndex: 1), hasRest: try row.decode(atIndex: 2))
  }
}

extension Recorder {
  func recordClearing(_ cleared: ClearedDay) throws -> Int {
    try run(
      """
      INSERT INTO cleared_days (day, cleared_ms, rest) VALUES (?, ?, ?)
      ON CONFLICT (day) DO UPDATE SET cleared_ms = excluded.cleared_ms, rest = excluded.rest
      """, [cleared.day, cleared.milliseconds, cleared.hasRest])
  }
}
