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

  mutating func removeAll() {
    for block in summary.indices where summary[block] != 0 {
      while summary[block] != 0 {
        bits[block << 6 + summary[block].trailingZeroBitCount] = 0
        summary[block] &= summary[block] - 1
      }
    }
  }

  /// Moves all to an array, ascending.
  mutating func take(_ rules: inout [Int32]) { Self.take(&bits, &summary, &rules) }

  private static func take(_ bits: inout [UInt64], _ summary: inout [UInt64], _ rules: inout [Int32]) {
    var bits = bits.mutableSpan
    var summary = summary.mutableSpan
    for block in summary.indices where summary[block] != 0 {
      var words = summary[block]
      summary[block] = 0
      while words != 0 {
        let index = block << 6 + words.trailingZeroBitCount
        words &= words - 1
        var rest = bits[index]
        bits[index] = 0
        while rest != 0 {
          rules.append(Int32(truncatingIfNeeded: index << 6 + rest.trailingZeroBitCount))
          rest &= rest - 1
        }
      }
    }
  }
}
