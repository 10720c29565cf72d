/// Which patterns `word~1` and `word~2` a token satisfies: one to two edits away, each of them an inserted, deleted or
/// substituted character or a swap of two neighbours, no character edited twice (optimal string alignment).
///
/// Symmetric deletion (W. Garbe, SymSpell, https://github.com/wolfgarbe/SymSpell): two words that are k edits apart give
/// one text when at most k characters are deleted from each, and so do their first characters, however many. Of every
/// pattern all such texts of its first `keyLength` characters are in a hash table; those of a token are looked up, and only
/// patterns with one of them are compared.
struct EditIndex: PatternIndex {
  /// Of more characters more texts are made, of fewer more patterns are compared.
  static let keyLength = 8

  private struct Pattern: Sendable {
    let pattern: Int32
    let limit: Int
    /// In `scalars`.
    let range: Range<Int>
  }

  private struct Entry: Sendable {
    /// The part of the hash that the slot does not tell.
    let tag: UInt32
    /// In `patterns`.
    let index: Int32
  }

  private var patterns: [Pattern] = []
  private var scalars: [UInt32] = []
  /// Those of slot n are `entries[starts[n]..<starts[n + 1]]`; slots are a power of two.
  private var entries: [Entry] = []
  private var starts: [Int32] = [0, 0]
  private var greatestLimit = 0
  private var lengths = 0..<0

  /// - Parameter words: folded, each with the edits it allows and the number of its pattern.
  init(_ words: [(text: String, limit: Int, pattern: Int32)]) {
    var keys: [(hash: UInt64, index: Int32)] = []
    var shortest = Int.max
    var longest = 0
    for word in words {
      let start = scalars.count
      scalars += word.text.unicodeScalars.lazy.map(\.value)
      let range = start..<scalars.count
      shortest = min(shortest, range.count - word.limit)
      longest = max(longest, range.count + word.limit)
      greatestLimit = max(greatestLimit, word.limit)
      let index = Int32(patterns.count)
      patterns.append(Pattern(pattern: word.pattern, limit: word.limit, range: range))
      var hashes: Set<UInt64> = []
      Self.forEachKey(of: scalars[range], deleting: word.limit) { hashes.insert($0) }
      for hash in hashes { keys.append((hash, index)) }
    }
    if words.isEmpty { return }
    lengths = max(0, shortest)..<longest + 1
    fill(keys)
  }

  private mutating func fill(_ keys: [(hash: UInt64, index: Int32)]) {
    var slotCount = 16
    while slotCount < keys.count { slotCount *= 2 }
    let mask = UInt64(slotCount - 1)
    starts = [Int32](repeating: 0, count: slotCount + 1)
    for key in keys { starts[Int(key.hash & mask) + 1] += 1 }
    for slot in 0..<slotCount { starts[slot + 1] += starts[slot] }
    var next = starts
    entries = [Entry](repeating: Entry(tag: 0, index: 0), count: keys.count)
    for key in keys {
      let slot = Int(key.hash & mask)
      entries[Int(next[slot])] = Entry(tag: UInt32(truncatingIfNeeded: key.hash >> 32), index: key.index)
      next[slot] += 1
    }
  }

  func find(_ token: TokenReading, _ found: inout [Int32], steps: inout Int) {
    // Of UTF-8 there are at most four bytes to a character: what is far too long needs no counting.
    let byteCount = token.form.folded.utf8.count
    guard byteCount >= lengths.lowerBound, byteCount <= 4 * lengths.upperBound else { return }
    let word = token.form.folded.unicodeScalars.map(\.value)
    guard lengths.contains(word.count) else { return }
    // Candidates are first noted behind what was found before.
    let start = found.count
    let mask = UInt64(starts.count - 2)
    Self.forEachKey(of: word[...], deleting: greatestLimit) { hash in
      let slot = Int(hash & mask)
      let tag = UInt32(truncatingIfNeeded: hash >> 32)
      steps += 1
      for entry in Int(starts[slot])..<Int(starts[slot + 1]) where entries[entry].tag == tag {
        found.append(entries[entry].index)
      }
    }
    if found.count == start { return }
    let candidates = Set(found[start...])
    found.removeSubrange(start...)
    for candidate in candidates {
      let pattern = patterns[Int(candidate)]
      steps += pattern.range.count * (2 * pattern.limit + 1)
      if EditDistance.isAtMost(pattern.limit, word[...], scalars[pattern.range]) { found.append(pattern.pattern) }
    }
  }

  // MARK: - Keys

  /// Hashes of the first characters of a word with up to so many (two at most) deleted; equal ones may come repeatedly.
  ///
  /// A hash of the rules alone would do: what an article looks up adds nothing to the table, whose runs stay as they are.
  private static func forEachKey(of word: ArraySlice<UInt32>, deleting limit: Int, _ body: (UInt64) -> Void) {
    let count = min(word.count, keyLength)
    let first = word.startIndex
    for one in -1..<count {
      // None, or one.
      body(hash(word, first, count, one, -1))
      if one < 0 || limit < 2 { continue }
      for other in one + 1..<count { body(hash(word, first, count, one, other)) }
    }
  }

  @inline(__always)
  private static func hash(_ word: ArraySlice<UInt32>, _ first: Int, _ count: Int, _ one: Int, _ other: Int) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
    for offset in 0..<count where offset != one && offset != other {
      hash = (hash ^ UInt64(word[first + offset])) &* 0xFF51_AFD7_ED55_8CCD
      hash ^= hash >> 32
    }
    return hash ^ (hash >> 29)
  }
}
