/// A set of rules, for many insertions and being emptied again and again.
struct RuleBits {
  private var bits: [UInt64]
  /// A bit for each element of `bits` that is not 0.
  private var summary: [UInt64]

  init(count: Int) {
    bits = Array(repeating: 0, count: count >> 6 + 1)
    summary = Array(repeating: 0, count: count >> 12 + 1)
  }

  func contains(_ rule: Int32) -> Bool {
    bits[Int(rule >> 6)] & (1 << UInt64(truncatingIfNeeded: rule & 63)) != 0
  }

  mutating func insert(_ rule: Int32) {
    bits[Int(rule >> 6)] |= 1 << UInt64(truncatingIfNeeded: rule & 63)
    summary[Int(rule >> 12)] |= 1 << UInt64(truncatingIfNeeded: rule >> 6 & 63)
  }

  /// Inserts the rules that the first heads name, none of which has a rest.
  mutating func insert(decided rules: [Screen.Head], count: Int) { Self.insert(rules.span, count, &bits, &summary) }

  // Static, for spans of two properties cannot be had at once; and spans, for whether an array is shared is then asked once
  // and not with every element.

  private static func insert(
    _ rules: Span<Screen.Head>, _ count: Int, _ bits: inout [UInt64], _ summary: inout [UInt64]
  ) {
    var bits = bits.mutableSpan
    var summary = summary.mutableSpan
    for index in 0..<count {
      let rule = rules[index].index
      bits[rule >> 6] |= 1 << UInt64(truncatingIfNeeded: rule & 63)
      summary[rule >> 12] |= 1 << UInt64(truncatingIfNeeded: rule >> 6 & 63)
    }
  }

  /// Inserts the rules whose rests some heads lead to, and moves the heads of those that were not in the set to the front of
  /// the range; returns where these end.
  mutating func insert(
    rulesOf heads: inout [Screen.Head], _ range: Range<Int>, _ rests: [Int32]
  ) -> Int {
    Self.insert(rulesOf: &heads, range, rests.span, &bits, &summary)
  }

  private static func insert(
    rulesOf heads: inout [Screen.Head], _ range: Range<Int>, _ rests: Span<Int32>, _ bits: inout [UInt64],
    _ summary: inout [UInt64]
  ) -> Int {
    var heads = heads.mutableSpan
    var bits = bits.mutableSpan
    var summary = summary.mutableSpan
    var end = range.lowerBound
    for index in range {
      let head = heads[index]
      // A rest begins with the rule.
      let rule = Int(rests[head.index])
      let bit: UInt64 = 1 << UInt64(truncatingIfNeeded: rule & 63)
      heads[end] = head
      end += bits[rule >> 6] & bit == 0 ? 1 : 0
      bits[rule >> 6] |= bit
      summary[rule >> 12] |= 1 << UInt64(truncatingIfNeeded: rule >> 6 & 63)
    }
    return end
  }

  mutating func removeAll() { Self.takeWords(&bits, &summary) { _, _ in } }

  /// Moves all to an array, ascending.
  mutating func take(_ rules: inout [Int32]) {
    Self.takeWords(&bits, &summary) { index, word in
      var word = word
      while word != 0 {
        rules.append(Int32(truncatingIfNeeded: index << 6 + word.trailingZeroBitCount))
        word &= word - 1
      }
    }
  }

  /// Empties the set; calls with every element of `bits` that was not 0, and its index, ascending.
  @inline(__always)
  private static func takeWords(
    _ bits: inout [UInt64], _ summary: inout [UInt64], _ body: (_ index: Int, _ word: UInt64) -> Void
  ) {
    var bits = bits.mutableSpan
    var summary = summary.mutableSpan
    for block in summary.indices where summary[block] != 0 {
      var words = summary[block]
      summary[block] = 0
      while words != 0 {
        let index = block << 6 + words.trailingZeroBitCount
        words &= words - 1
        body(index, bits[index])
        bits[index] = 0
      }
    }
  }
}
