import Foundation
import GRDB

/// The words of several segments that follow one another, in one order, with the documents of all. Holds a page of each.
struct SegmentMerge {
  private struct Source {
    let segment: TextSegment
    /// From its documents to those of the whole.
    let shift: UInt32
    var page: WordPageReader
    /// With which the next page begins; `nil` behind the last.
    var next: [UInt8]?
    var word: WordEntry
  }

  private let database: Database
  private var sources: [Source] = []
  /// Of the sources, by their word, those of one word in the order of their documents.
  private var order: [Int] = []

  init(_ segments: some Sequence<TextSegment>, _ database: Database) throws {
    self.database = database
    var firstID: Int64?
    for segment in segments {
      firstID = firstID ?? segment.ids.lowerBound
      let shift = UInt32(clamping: segment.ids.lowerBound - (firstID ?? 0))
      let empty = WordEntry(folded: [], surface: [], documents: [])
      var source = Source(segment: segment, shift: shift, page: WordPageReader([]), next: [], word: empty)
      guard try Self.advance(&source, database) else { continue }
      sources.append(source)
      insert(sources.count - 1)
    }
  }

  mutating func next() throws -> WordEntry? {
    guard let least = order.first else { return nil }
    var word = sources[least].word
    word.documents.removeAll(keepingCapacity: true)
    while let source = order.first, sources[source].word.folded == word.folded,
      sources[source].word.surface == word.surface
    {
      order.removeFirst()
      let shift = sources[source].shift
      for document in sources[source].word.documents { word.documents.append(document + shift) }
      if try Self.advance(&sources[source], database) { insert(source) }
    }
    return word
  }

  private mutating func insert(_ source: Int) {
    let word = sources[source].word
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      let other = sources[order[middle]].word
      let isBefore = other.precedes(word) || (!word.precedes(other) && order[middle] < source)
      if isBefore { low = middle + 1 } else { high = middle }
    }
    order.insert(source, at: low)
  }

  /// The next word of a source; false at its end.
  private static func advance(_ source: inout Source, _ database: Database) throws -> Bool {
    while try !source.page.next() {
      guard try loadPage(&source, database) else { return false }
    }
    source.word.folded = source.page.folded
    source.word.surface = source.page.surface
    source.word.documents.removeAll(keepingCapacity: true)
    var documents = source.word.documents
    try source.page.forEachDocument(below: source.segment.bound) { documents.append($0) }
    source.word.documents = documents
    return true
  }

  /// The next page of a source; false where there is none.
  private static func loadPage(_ source: inout Source, _ database: Database) throws -> Bool {
    guard let first = source.next else { return false }
    let sql = "SELECT \(StoredPage.columns) FROM pages WHERE segment = ? AND first = ?"
    let row = try Row.fetchOne(
      database.cachedStatement(sql: sql), arguments: [source.segment.id, Data(first)])
    guard let row else { throw DamagedPage() }
    let page = try StoredPage(row, of: source.segment.id)
    source.next = page.next
    source.page = WordPageReader(page.words)
    return true
  }
}
