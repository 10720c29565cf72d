/// Finds among the newest articles those that may be near copies of one: a table of fixed size, whatever arrives.
///
/// Each band of a sketch leads to a bucket that keeps the newest articles with such a band; the oldest makes room. So
/// what is found depends on the articles that were added, in their order, alone, and an index that is filled anew with the
/// newest of them finds the same. Added articles can be taken back as long as they are not confirmed: a transaction may
/// fail.
package struct NearDuplicateIndex: Sendable {
  /// 262,144 articles. The index has 72 bytes for each of so many, 19 MB, from the first on.
  package static let standardCapacity = 1 << 18
  /// Entries of a bucket: with `TextSketch.bandCount` bands an article there is room for nearly all.
  private static let ways = 16
  /// How many articles are worth a closer look.
  package static let maximumCandidates = 8

  /// How far additions are to be taken back.
  package struct Mark: Sendable { fileprivate let count: Int }

  private struct Addition {
    /// What fell out of each bucket, in the order of the bands.
    var evicted: [UInt32]
    var buckets: [Int]
    var formerArticle: Int64
  }

  /// Of an article's number in the order of additions: two more than a slot has, so that what belongs to an article that
  /// has made room is known. After four times as many articles as there is room for, no bucket has any of that left.
  private let orderBits: Int
  /// A power of two.
  package let capacity: Int
  /// Buckets of `ways` entries, the newest first: 0 for none, otherwise the lowest bits of an article's place in the order
  /// of additions and, above them, bits of the band.
  private var entries: [UInt32] = []
  /// Article numbers by slot; an article's slot is its place in the order of additions, modulo the capacity.
  private var articles: [Int64] = []
  private var count = 0
  private var unconfirmed: [Addition] = []

  /// - Parameter capacity: how many articles it knows; a power of two, at most 2²².
  package init(capacity: Int = NearDuplicateIndex.standardCapacity) {
    precondition(capacity > 1 && capacity <= 1 << 22 && capacity & (capacity - 1) == 0)
    self.capacity = capacity
    orderBits = capacity.trailingZeroBitCount + 2
  }

  // MARK: Adding

  package mutating func add(_ sketch: TextSketch, article: Int64) {
    if entries.isEmpty {
      entries = [UInt32](repeating: 0, count: capacity * Self.ways)
      articles = [Int64](repeating: 0, count: capacity)
    }
    let slot = count & (capacity - 1)
    var addition = Addition(evicted: [], buckets: [], formerArticle: articles[slot])
    addition.evicted.reserveCapacity(TextSketch.bandCount)
    addition.buckets.reserveCapacity(TextSketch.bandCount)
    articles[slot] = article
    for band in 0..<TextSketch.bandCount {
      let (bucket, tag) = place(sketch.band(band))
      let first = bucket * Self.ways
      addition.buckets.append(bucket)
      addition.evicted.append(entries[first + Self.ways - 1])
      for index in stride(from: first + Self.ways - 1, to: first, by: -1) { entries[index] = entries[index - 1] }
      entries[first] = tag | UInt32(count & (capacity * 4 - 1))
    }
    count += 1
    unconfirmed.append(addition)
  }

  /// How many were added and not taken back, those that have made room since included.
  package var additions: Int { count }

  package var mark: Mark { Mark(count: unconfirmed.count) }

  /// What was added is there to stay.
  package mutating func confirm() { unconfirmed.removeAll(keepingCapacity: true) }

  /// Forgets what was added since a mark, which belongs to what is not confirmed.
  package mutating func takeBack(to mark: Mark) {
    while unconfirmed.count > mark.count, let addition = unconfirmed.popLast() {
      count -= 1
      for (bucket, evicted) in zip(addition.buckets, addition.evicted).reversed() {
        let first = bucket * Self.ways
        for index in first..<first + Self.ways - 1 { entries[index] = entries[index + 1] }
        entries[first + Self.ways - 1] = evicted
      }
      articles[count & (capacity - 1)] = addition.formerArticle
    }
  }

  // MARK: Looking up

  /// Articles that share a band with a sketch, at most `maximumCandidates`: those that share the most, the newest of them
  /// first. A few may be wrong: whoever asks compares the sketches.
  package func candidates(for sketch: TextSketch) -> [Int64] {
    guard count > 0 else { return [] }
    var found: [(age: Int, bands: Int)] = []
    for band in 0..<TextSketch.bandCount {
      let (bucket, tag) = place(sketch.band(band))
      for entry in entries[bucket * Self.ways..<(bucket + 1) * Self.ways] {
        guard entry != 0, entry >> UInt32(orderBits) == tag >> UInt32(orderBits) else { continue }
        let age = (count - 1 - Int(entry)) & (capacity * 4 - 1)
        guard age < min(count, capacity) else { continue }
        if let known = found.firstIndex(where: { $0.age == age }) {
          found[known].bands += 1
        } else {
          found.append((age, 1))
        }
      }
    }
    if found.count > 1 { found.sort { ($0.bands, -$0.age) > ($1.bands, -$1.age) } }
    return found.prefix(Self.maximumCandidates).map { articles[(count - 1 - $0.age) & (capacity - 1)] }
  }

  /// The bucket of a band, and its bits that stand in the bucket's entry, in their place; never 0.
  private func place(_ band: UInt64) -> (bucket: Int, tag: UInt32) {
    let tagBits = 32 - orderBits
    let tag = UInt32(truncatingIfNeeded: band >> 40) & ((1 << UInt32(tagBits)) - 1)
    return (Int(truncatingIfNeeded: band) & (capacity - 1), max(tag, 1) << UInt32(orderBits))
  }
}
