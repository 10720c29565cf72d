import AlertStore
import Articles
import TextAnalysis
import TextIndex

/// What there is to do for the index of stored texts, in steps of some milliseconds; writing a segment, and putting
/// segments together, takes some ten. Owner: the queue `search`.
final class IndexingWork {
  struct Progress: Sendable {
    var indexedUpTo: Int64
    var lastArticle: Int64
    /// Articles that are too few for a segment; `nil` where there is more to do.
    var left: Int?
  }

  /// So many articles are read in one go.
  private static let articlesPerStep = 256

  /// So many ids make a segment.
  private let segmentIDs: Int64
  private let reader: AlertReader
  private let index: TextIndexWriter
  private let analyzer = TextAnalyzer()
  private var analyzed = AnalyzedArticle()
  /// Segments that were there at the start and are still to be looked through, the newest last.
  private var unverified: [TextSegment]
  private var segment: SegmentBuilder?
  /// The next id to be read for it.
  private var next: Int64 = 0

  /// - Throws: `TextIndexError`.
  init(stateFolder: String, segmentIDs: Int64) throws(TextIndexError) {
    self.segmentIDs = segmentIDs
    index = try TextIndexWriter(stateFolder: stateFolder)
    unverified = index.segments
    do {
      reader = try AlertReader(stateFolder: stateFolder)
    } catch {
      throw TextIndexError(unreadable: error)
    }
  }

  /// - Throws: `TextIndexError`.
  func step(isCancelled: () -> Bool) throws(TextIndexError) -> Progress {
    let ids = try reading { try reader.textIDs() }
    guard let ids else {
      // Nothing is kept, so that nothing is to be found.
      try index.forget(upTo: .max)
      return Progress(indexedUpTo: index.indexedUpTo ?? 0, lastArticle: 0, left: 0)
    }
    var isDone = false
    if let segment = unverified.popLast() {
      try verify(segment, ids)
    } else if segment == nil, try index.merge(isCancelled: isCancelled) {
      // Putting segments together is a step of its own.
    } else {
      isDone = try !readOn(ids)
    }
    let upTo = index.indexedUpTo ?? (ids.lowerBound - 1)
    let left = Int(clamping: ids.upperBound - upTo)
    return Progress(indexedUpTo: upTo, lastArticle: ids.upperBound, left: isDone ? max(0, left) : nil)
  }

  /// That it is whole, and that it is of this database. Where it is of one that was since replaced, it and what follows are
  /// taken out.
  private func verify(_ segment: TextSegment, _ ids: ClosedRange<Int64>) throws(TextIndexError) {
    try index.verify(segment)
    let samples = try index.samples(of: segment)
    let hashes = try reading { try reader.contentHashes(of: samples.keys) }
    if segment.ids.upperBound > ids.upperBound || hashes.contains(where: { samples[$0.key] != $0.value }) {
      try index.forget(from: segment.ids.lowerBound)
    }
  }

  /// Reads some articles for the next segment, and writes it when it is full. False where there are too few for one.
  private func readOn(_ ids: ClosedRange<Int64>) throws(TextIndexError) -> Bool {
    try index.forget(upTo: ids.lowerBound - 1)
    let first = index.indexedUpTo.map { $0 + 1 } ?? ids.lowerBound
    if segment == nil {
      guard ids.upperBound - first >= segmentIDs - 1 else { return false }
      segment = SegmentBuilder(firstID: first)
      next = first
    }
    guard var building = segment else { return false }
    // The only copy is the one that grows.
    segment = nil
    let last = building.firstID + segmentIDs - 1
    let range = next...last
    let page = try reading { try reader.articlesOldestFirst(in: range, limit: Self.articlesPerStep) }
    for record in page.records {
      do {
        try analyzer.analyze(Article(record), maximumTokens: .max, into: &analyzed)
      } catch {
        throw TextIndexError(unreadable: error)
      }
      building.add(analyzed, id: record.id, arrived: record.arrivedMilliseconds)
    }
    // A segment of few large articles ends earlier.
    let end = page.next == nil ? last : building.isFull ? page.records.last?.id : nil
    guard let end else {
      next = page.next ?? last
      segment = building
      return true
    }
    let samples = try reading { try reader.contentHashes(of: TextIndexWriter.sampleIDs(first...end)) }
    try index.add(building.finish(upTo: end), samples: samples)
    return true
  }

  private func reading<T>(_ body: () throws -> T) throws(TextIndexError) -> T {
    do {
      return try body()
    } catch {
      throw TextIndexError(unreadable: error)
    }
  }
}

extension TextIndexError {
  /// For whoever feeds the index: the articles themselves cannot be read.
  fileprivate init(unreadable error: any Error) {
    self.init(.unavailable, "the stored articles cannot be read: \(error)")
  }
}
