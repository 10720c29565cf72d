/// A span as the engine keeps it: `TokenSpan` without an array of its own.
struct SpanRecord {
  var first: Int32
  var last: Int32
  /// Matched positions. If they fill the extent, they are implied; else they stand in a pool from `start`.
  var count: Int32
  var start: UInt32 = 0

  init(_ position: Int32) {
    first = position
    last = position
    count = 1
  }

  init(first: Int32, last: Int32, count: Int32, start: Int = 0) {
    self.first = first
    self.last = last
    self.count = count
    self.start = UInt32(start)
  }

  var isContiguous: Bool { last - first + 1 == count }

  func position(_ index: Int32, _ pool: [Int32]) -> Int32 {
    isContiguous ? first + index : pool[Int(start) + Int(index)]
  }

  /// The order of `TokenSpan`.
  func precedes(_ other: SpanRecord, _ pool: [Int32]) -> Bool {
    if first != other.first { return first < other.first }
    if last != other.last { return last < other.last }
    if isContiguous, other.isContiguous { return false }
    for index in 0..<min(count, other.count) {
      let a = position(index, pool)
      let b = other.position(index, pool)
      if a != b { return a < b }
    }
    return count < other.count
  }

  func isEqual(_ other: SpanRecord, _ pool: [Int32]) -> Bool {
    guard first == other.first, last == other.last, count == other.count else { return false }
    if isContiguous { return true }
    return (0..<count).allSatisfy { position($0, pool) == other.position($0, pool) }
  }

  /// Whether no token was matched by both.
  func isDisjoint(_ other: SpanRecord, _ pool: [Int32]) -> Bool {
    if last < other.first || other.last < first { return true }
    var a: Int32 = 0
    var b: Int32 = 0
    while a < count, b < other.count {
      let x = position(a, pool)
      let y = other.position(b, pool)
      if x == y { return false }
      if x < y { a += 1 } else { b += 1 }
    }
    return true
  }
}

/// Spans that an operator is collecting, with a pool of their own; kept in bounds while they grow.
struct SpanCollector {
  private(set) var records: [SpanRecord] = []
  private(set) var pool: [Int32] = []
  private var spare: [Int32] = []
  private var merged: [Int32] = []

  var count: Int { records.count }

  mutating func removeAll() {
    // What one long article needed is not held for ever.
    let keeps =
      records.capacity <= SegmentPercolator.maximumRecords && pool.capacity <= SegmentPercolator.maximumRecords
    if !keeps { (spare, merged) = ([], []) }
    records.removeAll(keepingCapacity: keeps)
    pool.removeAll(keepingCapacity: keeps)
  }

  /// Adds a record whose positions are implied or stand in this pool.
  mutating func append(_ record: SpanRecord) { records.append(record) }

  /// Adds the union of pairwise disjoint spans whose positions stand in `source`.
  mutating func appendUnion(of spans: [SpanRecord], _ source: [Int32]) {
    merged.removeAll(keepingCapacity: true)
    for span in spans {
      for index in 0..<span.count { merged.append(span.position(index, source)) }
    }
    if spans.count == 2, merged.count == 2 {
      if merged[0] > merged[1] { merged.swapAt(0, 1) }
    } else {
      merged.sort()
    }
    guard let first = merged.first, let last = merged.last else { return }
    let record = SpanRecord(first: first, last: last, count: Int32(merged.count), start: pool.count)
    if !record.isContiguous { pool += merged }
    records.append(record)
  }

  /// Brings into order, drops duplicates and what comes after the first `limit`. `source`: where the positions stand if
  /// not in the own pool.
  mutating func normalize(keeping limit: Int, _ source: [Int32]? = nil) {
    records.normalize(keeping: limit, source ?? pool)
    if source == nil { repack() }
  }

  /// Drops the records whose extent properly contains that of another one. Needs order.
  mutating func keepMinimal() {
    var keep = [Bool](repeating: false, count: records.count)
    var bestLast = Int32.max
    var index = records.count - 1
    while index >= 0 {
      var head = index
      while head > 0, records[head - 1].first == records[index].first { head -= 1 }
      let shortest = records[head].last
      if shortest < bestLast {
        for same in head...index where records[same].last == shortest { keep[same] = true }
        bestLast = shortest
      }
      index = head - 1
    }
    var kept = 0
    for index in records.indices where keep[index] {
      records[kept] = records[index]
      kept += 1
    }
    records.removeSubrange(kept...)
    repack()
  }

  /// Adds all of another collector's.
  mutating func append(contentsOf other: SpanCollector) {
    let base = UInt32(pool.count)
    pool += other.pool
    for record in other.records {
      var moved = record
      if !record.isContiguous { moved.start += base }
      records.append(moved)
    }
  }

  /// Frees the positions of dropped records.
  private mutating func repack() {
    spare.removeAll(keepingCapacity: true)
    for index in records.indices where !records[index].isContiguous {
      let record = records[index]
      records[index].start = UInt32(spare.count)
      spare += pool[Int(record.start)..<Int(record.start) + Int(record.count)]
    }
    swap(&pool, &spare)
  }
}

extension [SpanRecord] {
  /// Brings into order, drops duplicates and what comes after the first `limit`; positions stand in `pool`.
  mutating func normalize(keeping limit: Int, _ pool: [Int32]) {
    sort { $0.precedes($1, pool) }
    var kept = 0
    for index in indices where kept < limit {
      if kept > 0, self[index].isEqual(self[kept - 1], pool) { continue }
      self[kept] = self[index]
      kept += 1
    }
    removeSubrange(kept...)
  }
}
