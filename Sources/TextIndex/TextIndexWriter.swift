import Foundation
import GRDB
import Glibc

/// Writes the index of stored texts. Owner: the queue `search`; one a state folder, which the lock of the state sees to.
///
/// Every segment is one transaction, synced; a crash loses at most what was not yet a segment, and is indexed again.
package final class TextIndexWriter {
  private let database: DatabaseQueue
  package let path: String
  /// By id, ascending, without gaps.
  package private(set) var segments: [TextSegment]

  /// So many ids make a segment.
  package static let segmentIDs: Int64 = 4_096
  /// So many of these are put together to one, so that a search looks at few.
  package static let mergedSegments = 16
  /// Articles of a segment by which it is known again.
  static let sampleCount: Int64 = 16

  /// Opens it, and makes it where there is none.
  ///
  /// - Throws: `TextIndexError`; after `unusable`, `remove` and try again.
  package init(stateFolder: String) throws(TextIndexError) {
    let path = TextIndexFile.path(stateFolder: stateFolder)
    self.path = path
    do {
      try TextIndexFile.refuseIrregularFile(path)
      let isNew = try Self.makeFilePrivate(path)
      var configuration = Configuration()
      configuration.label = "search"
      configuration.busyMode = .timeout(5)
      // Pages that are thrown away need no zeros over them twice; and no reader is shut out before the commit.
      configuration.prepareDatabase {
        try $0.execute(
          sql: """
            PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;
            PRAGMA secure_delete = FAST; PRAGMA cache_spill = OFF
            """)
      }
      database = try DatabaseQueue(path: path, configuration: configuration)
      segments = try database.writeWithoutTransaction { database in
        if isNew { try Self.makeTables(database) }
        try TextIndexFile.refuseOthers(database, path)
        return try TextSegment.all(database)
      }
      for (a, b) in zip(segments, segments.dropFirst()) where a.ids.upperBound + 1 != b.ids.lowerBound {
        throw DamagedPage()
      }
    } catch {
      throw TextIndexError(error, file: path)
    }
  }

  /// Deletes the file, so that it is made anew.
  package static func remove(stateFolder: String) throws(TextIndexError) {
    let path = TextIndexFile.path(stateFolder: stateFolder)
    for file in [path + "-journal", path] where unlink(file) != 0 && errno != ENOENT {
      throw TextIndexError(.unavailable, "\(file) cannot be deleted")
    }
  }

  /// Nobody else reads what the texts say. Returns whether it is empty.
  private static func makeFilePrivate(_ path: String) throws -> Bool {
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw TextIndexError(.unavailable, "\(path) cannot be made or opened") }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw TextIndexError(.unavailable, "\(path) cannot be looked at") }
    return status.st_size == 0
  }

  private static func makeTables(_ database: Database) throws {
    try database.inTransaction {
      try database.execute(sql: TextIndexFile.tables)
      try database.execute(
        sql: "INSERT INTO about (one, version, analysis) VALUES (1, ?, ?)",
        arguments: [TextIndexFile.version, AnalysisFingerprint.current])
      try database.execute(sql: "PRAGMA application_id = \(TextIndexFile.applicationID)")
      return .commit
    }
  }

  // MARK: - Writing

  /// The last id that is indexed; `nil` where nothing is.
  package var indexedUpTo: Int64? { segments.last?.ids.upperBound }

  /// Adds a segment behind the others.
  ///
  /// - Parameter samples: content hashes of those of `sampleIDs` that there are, by id.
  package func add(_ segment: NewSegment, samples: [Int64: [UInt8]]) throws(TextIndexError) {
    try write { database in
      let id = try Self.insertSegment(
        segment.ids, articles: segment.articles, arrived: segment.arrived, level: 0, database)
      var pages = PageWriter(segment: id, database)
      for word in segment.words { try pages.append(word) }
      try pages.finish()
      for (article, hash) in samples {
        try database.execute(
          sql: "INSERT INTO samples (article_id, segment, content_hash) VALUES (?, ?, ?)",
          arguments: [article, id, Data(hash)])
      }
    }
  }

  /// The articles by which a segment with these ids is to be known again: evenly over it, the last always among them.
  package static func sampleIDs(_ ids: ClosedRange<Int64>) -> [Int64] {
    let step = max(1, (ids.upperBound - ids.lowerBound + 1) / sampleCount)
    return Array(stride(from: ids.upperBound, through: ids.lowerBound, by: -Int(step)))
  }

  /// Takes out segments whose texts are all gone: those up to an id.
  package func forget(upTo id: Int64) throws(TextIndexError) {
    guard let first = segments.first, first.ids.upperBound <= id else { return }
    try write { try $0.execute(sql: "DELETE FROM segments WHERE last_id <= ?", arguments: [id]) }
  }

  /// Takes out all segments that have ids from one on: of articles that are others now.
  package func forget(from id: Int64) throws(TextIndexError) {
    try write { try $0.execute(sql: "DELETE FROM segments WHERE last_id >= ?", arguments: [id]) }
  }

  /// Puts segments together where there are enough.
  ///
  /// - Parameter isCancelled: asked often; nothing is changed then.
  /// - Returns: whether there was something to do, and it was done.
  package func merge(isCancelled: () -> Bool = { false }) throws(TextIndexError) -> Bool {
    let run = segments.drop { $0.level > 0 }.prefix(Self.mergedSegments)
    guard run.count == Self.mergedSegments, let first = run.first, let last = run.last else { return false }
    return try write { database in
      let arrived = run.compactMap(\.arrived)
      let earliest = arrived.map(\.lowerBound).min()
      // The new one takes the place of the first.
      for old in run {
        try database.execute(sql: "UPDATE segments SET first_id = -1 - first_id WHERE id = ?", arguments: [old.id])
      }
      let id = try Self.insertSegment(
        first.ids.lowerBound...last.ids.upperBound, articles: run.reduce(0) { $0 + $1.articles },
        arrived: earliest.map { $0...(arrived.map(\.upperBound).max() ?? $0) }, level: 1, database)
      var pages = PageWriter(segment: id, database)
      var merge = try SegmentMerge(run, database)
      while let word = try merge.next() {
        if isCancelled() { throw CancellationError() }
        try pages.append(word)
      }
      try pages.finish()
      for old in run {
        try database.execute(sql: "UPDATE samples SET segment = ? WHERE segment = ?", arguments: [id, old.id])
        try database.execute(sql: "DELETE FROM segments WHERE id = ?", arguments: [old.id])
      }
    }
  }

  /// Reads a whole segment, so that what is damaged is found before somebody searches in it.
  package func verify(_ segment: TextSegment) throws(TextIndexError) {
    do {
      try database.read { database in
        var pages = try PageCursor(of: segment.id, from: [], database)
        while let page = try pages.next() {
          var reader = WordPageReader(page.words)
          while try reader.next() { try reader.forEachDocument(below: segment.bound) { _ in } }
        }
      }
    } catch {
      throw TextIndexError(error, file: path)
    }
  }

  package func samples(of segment: TextSegment) throws(TextIndexError) -> [Int64: [UInt8]] {
    do {
      return try database.read { try TextSegment.samples(of: segment.id, $0) }
    } catch {
      throw TextIndexError(error, file: path)
    }
  }

  /// Returns its id.
  private static func insertSegment(
    _ ids: ClosedRange<Int64>, articles: Int, arrived: ClosedRange<Int64>?, level: Int, _ database: Database
  ) throws -> Int64 {
    let sql = """
      INSERT INTO segments (first_id, last_id, articles, earliest_ms, latest_ms, level, checksum)
      VALUES (?, ?, ?, ?, ?, ?, 0)
      """
    try database.execute(
      sql: sql,
      arguments: [ids.lowerBound, ids.upperBound, articles, arrived?.lowerBound, arrived?.upperBound, level])
    let id = database.lastInsertedRowID
    try database.execute(
      sql: "UPDATE segments SET checksum = ? WHERE id = ?",
      arguments: [TextSegment.checksum(id, ids, articles: articles, arrived, level: level), id])
    return id
  }

  /// - Returns: false where it was cancelled.
  @discardableResult
  private func write(_ body: (Database) throws -> Void) throws(TextIndexError) -> Bool {
    do {
      segments = try database.write { database in
        try body(database)
        return try TextSegment.all(database)
      }
      return true
    } catch is CancellationError {
      return false
    } catch {
      throw TextIndexError(error, file: path)
    }
  }
}
