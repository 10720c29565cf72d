import Foundation
import GRDB
import Glibc
import Percolation
import TextAnalysis

/// Reads the index of stored texts, while a daemon writes it and when none does. Takes nothing for granted that the file
/// says, and changes nothing. Any thread.
package final class TextIndexReader: Sendable {
  private let database: DatabaseQueue
  private let path: String

  /// - Throws: `TextIndexError`.
  package init(stateFolder: String) throws(TextIndexError) {
    let path = TextIndexFile.path(stateFolder: stateFolder)
    self.path = path
    do {
      guard access(path, F_OK) == 0 else {
        guard errno == ENOENT else { throw TextIndexError(.unavailable, "\(path) cannot be read") }
        throw TextIndexError(.none, "there is no \(path)")
      }
      try TextIndexFile.refuseIrregularFile(path)
      var configuration = Configuration()
      configuration.readonly = true
      configuration.label = "search-reader"
      configuration.busyMode = .timeout(10)
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON") }
      database = try DatabaseQueue(path: path, configuration: configuration)
      try database.read { try TextIndexFile.refuseOthers($0, path) }
    } catch {
      throw TextIndexError(error, file: path)
    }
  }

  /// By id, ascending. What lies between them is not indexed.
  package func segments() throws(TextIndexError) -> [TextSegment] { try read(TextSegment.all) }

  /// Some articles of a segment, by which the index shows that it is of a certain database: their content hashes by id.
  package func samples(of segment: TextSegment) throws(TextIndexError) -> [Int64: [UInt8]] {
    try read { try TextSegment.samples(of: segment.id, $0) }
  }

  /// The ids of the articles of a segment that have the words that are needed; newest first. `nil` where the segment is
  /// there no longer, because it was put together with others.
  ///
  /// - Parameter known: what was found out about words in other segments.
  func articles(
    in segment: TextSegment, having needed: NeededWords, _ known: inout KnownWords
  ) throws(TextIndexError) -> [Int64]? {
    var words = KnownWords()
    swap(&words, &known)
    defer { swap(&words, &known) }
    return try read { database in
      let isThere = try Bool.fetchOne(
        database.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM segments WHERE id = ?)"), arguments: [segment.id])
      guard isThere == true else { return nil }
      var search = SegmentSearch(segment, needed)
      try search.run(database, &words)
      var ids: [Int64] = []
      guard let found = search.documents(needed.condition) else { return segment.ids.reversed() }
      found.forEachDescending { ids.append(segment.ids.lowerBound + Int64($0)) }
      return ids
    }
  }

  private func read<T>(_ body: (Database) throws -> T) throws(TextIndexError) -> T {
    do {
      return try database.read(body)
    } catch {
      throw TextIndexError(error, file: path)
    }
  }
}

extension TextSegment {
  static func samples(of segment: Int64, _ database: Database) throws -> [Int64: [UInt8]] {
    let rows = try Row.fetchAll(
      database.cachedStatement(sql: "SELECT article_id, content_hash FROM samples WHERE segment = ?"),
      arguments: [segment])
    return try rows.reduce(into: [:]) { $0[try $1.decode(atIndex: 0)] = [UInt8](try $1.decode(Data.self, atIndex: 1)) }
  }
}

/// Remembers which groups words satisfy: segments have most of their words in common, and to find out what is in a name
/// takes much longer than to look it up.
struct KnownWords: Sendable {
  /// As the lexicon has: it begins again then.
  private static let maximum = 1 << 18

  /// By the hash of the surface, which is keyed with a secret and alone tells surfaces apart.
  private var sets: [UInt64: [Int32]] = [:]

  /// Appends the groups that a word satisfies.
  mutating func groups(utf8 surface: Span<UInt8>, _ needed: NeededWords, _ found: inout [Int32]) {
    // Few words are looked at otherwise, and that fast.
    guard needed.forms == .every else { return needed.groups(utf8: surface, &found) }
    let key = WordHash.of(surface)
    if let known = sets[key] {
      found += known
      return
    }
    let start = found.count
    needed.groups(utf8: surface, &found)
    if sets.count >= Self.maximum { sets.removeAll(keepingCapacity: true) }
    sets[key] = Array(found[start...])
  }
}

/// Which documents of one segment have words of which groups.
private struct SegmentSearch {
  private let segment: TextSegment
  private let needed: NeededWords
  /// `nil`: none yet.
  private var sets: [DocumentSet?]
  private var found: [Int32] = []

  init(_ segment: TextSegment, _ needed: NeededWords) {
    self.segment = segment
    self.needed = needed
    sets = Array(repeating: nil, count: needed.groupCount)
  }

  mutating func run(_ database: Database, _ known: inout KnownWords) throws {
    switch needed.forms {
    case .every:
      try look(from: [], database, &known) { _ in .look }
    case .only(let whole, let beginnings):
      for text in whole {
        let bytes = Array(text.utf8)
        try look(from: bytes, database, &known) { folded in
          if folded == bytes { return .look }
          return folded.lexicographicallyPrecedes(bytes) ? .skip : .stop
        }
      }
      for text in beginnings {
        let bytes = Array(text.utf8)
        try look(from: bytes, database, &known) { folded in
          if folded.starts(with: bytes) { return .look }
          return folded.lexicographicallyPrecedes(bytes) ? .skip : .stop
        }
      }
    }
  }

  private enum Choice { case look, skip, stop }

  private mutating func look(
    from first: [UInt8], _ database: Database, _ known: inout KnownWords, _ choose: ([UInt8]) -> Choice
  ) throws {
    var pages = try PageCursor(of: segment.id, from: first, database)
    while let page = try pages.next() {
      var reader = WordPageReader(page.words)
      while try reader.next() {
        switch choose(reader.folded) {
        case .look: try lookAtWord(&reader, &known)
        case .skip: try reader.skipDocuments()
        case .stop: return
        }
      }
    }
  }

  private mutating func lookAtWord(_ reader: inout WordPageReader, _ known: inout KnownWords) throws {
    found.removeAll(keepingCapacity: true)
    let surface = reader.surface
    if surface.isEmpty {
      // Words that are too long for every pattern, though not for a regular expression.
      found = needed.asksForLetters ? (0..<Int32(needed.groupCount)).map { $0 } : []
    } else {
      known.groups(utf8: surface.span, needed, &found)
    }
    guard !found.isEmpty else { return try reader.skipDocuments() }
    var documents: [UInt32] = []
    try reader.forEachDocument(below: segment.bound) { documents.append($0) }
    for group in found {
      var set = sets[Int(group)] ?? DocumentSet(below: segment.bound)
      sets[Int(group)] = nil
      for document in documents { set.insert(document) }
      sets[Int(group)] = set
    }
  }

  /// `nil`: all.
  func documents(_ condition: NeededWords.Condition) -> DocumentSet? {
    switch condition {
    case .anything: return nil
    case .group(let group): return sets[group] ?? DocumentSet(below: segment.bound)
    case .all(let conditions):
      var result: DocumentSet?
      for set in conditions.lazy.compactMap(documents) {
        if result == nil { result = set } else { result?.formIntersection(set) }
      }
      return result
    case .some(let conditions):
      var result = DocumentSet(below: segment.bound)
      for condition in conditions {
        guard let set = documents(condition) else { return nil }
        result.formUnion(set)
      }
      return result
    }
  }
}
