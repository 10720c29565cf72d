/// Hashes of folded words that are the same in every process, so that they, and what is made of them, may be stored.
///
/// Scratch memory of one worker: for each distinct token it remembers the hash, since folding takes much longer than
/// looking up. Bounded: forgets everything when it knows `maximumSurfaces`.
package struct FoldedWordHashes: Sendable {
  private struct Slot {
    var key: UInt64 = 0
    /// 0: free.
    var hash: UInt64 = 0
  }

  static let maximumSurfaces = 1 << 17
  private static let fewestSlots = 1 << 12

  private var slots = [Slot](repeating: Slot(), count: fewestSlots)
  private var surfaceCount = 0

  package init() {}

  /// Puts the hashes of the tokens at some positions into an array, in their order; what it held is gone. The lowest bit
  /// of a hash says whether the word has a digit in it.
  package mutating func read(_ positions: Range<Int>, of article: AnalyzedArticle, into hashes: inout [UInt64]) {
    hashes.removeAll(keepingCapacity: true)
    hashes.reserveCapacity(positions.count)
    for position in positions {
      let token = article.tokens[position]
      var index = Int(truncatingIfNeeded: token.hash) & (slots.count - 1)
      while slots[index].hash != 0, slots[index].key != token.hash { index = (index + 1) & (slots.count - 1) }
      let known = slots[index].hash
      hashes.append(known != 0 ? known : learn(token, in: article))
    }
  }

  private mutating func learn(_ token: Token, in article: AnalyzedArticle) -> UInt64 {
    let surface = article.article.text.utf8Span.span.extracting(token.utf8Range)
    let hash = Self.hash(of: WordForm(utf8: surface).folded)
    if surfaceCount >= Self.maximumSurfaces {
      slots = [Slot](repeating: Slot(), count: Self.fewestSlots)
      surfaceCount = 0
    }
    if (surfaceCount + 1) * 2 > slots.count {
      let old = slots
      slots = [Slot](repeating: Slot(), count: old.count * 2)
      for slot in old where slot.hash != 0 { place(slot) }
    }
    place(Slot(key: token.hash, hash: hash))
    surfaceCount += 1
    return hash
  }

  private mutating func place(_ slot: Slot) {
    var index = Int(truncatingIfNeeded: slot.key) & (slots.count - 1)
    while slots[index].hash != 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = slot
  }

  /// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) and a finaliser that spreads it over all bits; never 0.
  static func hash(of folded: String) -> UInt64 {
    var state: UInt64 = 0xCBF2_9CE4_8422_2325
    var hasDigit = false
    for byte in folded.utf8 {
      state = (state ^ UInt64(byte)) &* 0x100_0000_01B3
      if byte >= 0x30, byte <= 0x39 { hasDigit = true }
    }
    state = (state ^ (state >> 32)) &* 0xD6E8_FEB8_6659_FD93
    state = (state ^ (state >> 32)) &* 0xD6E8_FEB8_6659_FD93
    state ^= state >> 32
    let hash = hasDigit ? state | 1 : state & ~1
    return hash == 0 ? 2 : hash
  }
}
