import TextAnalysis

/// Remembers for every distinct token it has met which terms it satisfies. Scratch memory of one worker, bounded.
///
/// Terms are remembered as the number of a set of terms; equal sets are one, and 0 is the empty set, so that looking up
/// a token of an article costs one hash of its bytes whatever the number of patterns.
struct Lexicon {
  private struct Slot {
    var hash: UInt64 = 0
    /// In `surfaces`.
    var start: Int32 = 0
    var count: Int32 = 0
    /// -1: free.
    var set: Int32 = -1
  }

  static let maximumSurfaces = 1 << 18
  static let maximumSurfaceBytes = 16 << 20
  static let maximumSets = 1 << 16
  static let maximumSetTerms = 1 << 22

  private var slots = [Slot](repeating: Slot(), count: 1 << 12)
  private var surfaces: [UInt8] = []
  private(set) var surfaceCount = 0
  /// The terms of set n are `setTerms[setStarts[n]..<setStarts[n + 1]]`, ascending.
  private var setStarts: [Int32] = [0, 0]
  private var setTerms: [Int32] = []
  private var setIDs: [[Int32]: Int32] = [:]
  private var foundPatterns: [Int32] = []
  /// Secret, so that nobody can write an article whose tokens all fall into one slot.
  private let seed = UInt64.random(in: .min ... .max)
  private let factor = UInt64.random(in: .min ... .max) | 1

  var setCount: Int { setStarts.count - 1 }
  func terms(ofSet set: Int32) -> Range<Int> { Int(setStarts[Int(set)])..<Int(setStarts[Int(set) + 1]) }
  subscript(index: Int) -> Int32 { setTerms[index] }

  /// Whether a set has a term.
  func set(_ set: Int32, contains term: Int32) -> Bool {
    var range = terms(ofSet: set)
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      if setTerms[middle] == term { return true }
      range = setTerms[middle] < term ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return false
  }

  /// Forgets sets that have become too many. Only between articles: until then their numbers are in use.
  mutating func beginArticle() {
    if setCount > Self.maximumSets || setTerms.count > Self.maximumSetTerms {
      forgetSurfaces()
      setStarts = [0, 0]
      setTerms = []
      setIDs = [:]
    }
  }

  /// The set of terms that the token at `range` of an article's text satisfies.
  mutating func set(
    of text: Span<UInt8>, _ range: Range<Int>, isInCapitalsLine: Bool, index: RuleIndex
  ) -> Int32 {
    let count = range.count
    if count > EvaluationLimits.wordBytes { return 0 }
    let hash = hash(text, range, isInCapitalsLine)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot].set >= 0 {
      if slots[slot].hash == hash, slots[slot].count == Int32(count), isEqual(slots[slot], text, range) {
        return slots[slot].set
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    if surfaceCount >= Self.maximumSurfaces || surfaces.count + count > Self.maximumSurfaceBytes { forgetSurfaces() }
    let bytes = range.map { text[$0] }
    let set = makeSet(surface: String(decoding: bytes, as: UTF8.self), isInCapitalsLine, index)
    remember(Slot(hash: hash, start: Int32(surfaces.count), count: Int32(count), set: set), bytes)
    return set
  }

  private func isEqual(_ slot: Slot, _ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    var stored = Int(slot.start)
    for index in range {
      if surfaces[stored] != text[index] { return false }
      stored += 1
    }
    return true
  }

  /// Eight bytes at a time, multiplied and folded as in wyhash. Whether the token stands in a capitals line is the
  /// highest bit, which is compared with all the others.
  private func hash(_ text: Span<UInt8>, _ range: Range<Int>, _ isInCapitalsLine: Bool) -> UInt64 {
    var state = seed ^ UInt64(range.count)
    var chunk: UInt64 = 0
    var shift: UInt64 = 0
    for index in range {
      chunk |= UInt64(text[index]) << shift
      shift += 8
      if shift == 64 {
        state = mixed(state, chunk)
        chunk = 0
        shift = 0
      }
    }
    let highest: UInt64 = 1 << 63
    return mixed(state, chunk) & ~highest | (isInCapitalsLine ? highest : 0)
  }

  private func mixed(_ state: UInt64, _ chunk: UInt64) -> UInt64 {
    let product = (state ^ chunk).multipliedFullWidth(by: factor)
    return (product.high ^ product.low) &+ seed
  }

  private mutating func makeSet(surface: String, _ isInCapitalsLine: Bool, _ index: RuleIndex) -> Int32 {
    foundPatterns.removeAll(keepingCapacity: true)
    index.vocabulary.patterns(surface: surface, isInCapitalsLine: isInCapitalsLine, &foundPatterns)
    if foundPatterns.isEmpty { return 0 }
    var terms: Set<Int32> = []
    for pattern in foundPatterns {
      for position in index.termsOfPattern.range(Int(pattern)) { terms.insert(index.termsOfPattern[position]) }
    }
    let key = terms.sorted()
    if key.isEmpty { return 0 }
    if let known = setIDs[key] { return known }
    let id = Int32(setCount)
    setTerms += key
    setStarts.append(Int32(setTerms.count))
    setIDs[key] = id
    return id
  }

  private mutating func remember(_ new: Slot, _ bytes: [UInt8]) {
    if (surfaceCount + 1) * 2 > slots.count { grow() }
    surfaces += bytes
    surfaceCount += 1
    place(new)
  }

  private mutating func place(_ new: Slot) {
    var slot = Int(truncatingIfNeeded: new.hash) & (slots.count - 1)
    while slots[slot].set >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = new
  }

  private mutating func grow() {
    let old = slots
    slots = [Slot](repeating: Slot(), count: old.count * 2)
    for slot in old where slot.set >= 0 { place(slot) }
  }

  private mutating func forgetSurfaces() {
    slots = [Slot](repeating: Slot(), count: 1 << 12)
    surfaces.removeAll(keepingCapacity: true)
    surfaceCount = 0
  }
}
