/// Makes sketches of texts. Scratch memory of one worker.
package struct Sketcher: Sendable {
  private var least = [UInt32](repeating: .max, count: TextSketch.binCount)

  package init() {}

  /// The sketch of a text; `nil` where it is too short to be told from others by one.
  ///
  /// - Parameter words: hashes of the folded words, the same in every process, whose lowest bit says whether the word has
  ///   a digit in it.
  package mutating func sketch(of words: Span<UInt64>) -> TextSketch? {
    guard words.count >= NearCopy.fewestWords else { return nil }
    for bin in least.indices { least[bin] = .max }
    var bins = least.mutableSpan
    var first = words[0]
    var second = words[1]
    for index in 2..<words.count {
      let third = words[index]
      var hash = Self.hash(first, second, third)
      Self.take(hash, &bins)
      if (first | second | third) & 1 == 1 {
        for _ in 1..<NearCopy.figureWeight {
          hash = WordMix.mixed(hash)
          Self.take(hash, &bins)
        }
      }
      (first, second) = (second, third)
    }
    return TextSketch(values: densified())
  }

  /// Of three words in their order.
  @inline(__always)
  private static func hash(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt64 {
    let product = (first ^ 0x2D35_8DCC_AA6C_78A5).multipliedFullWidth(by: second ^ 0x8BB8_4B93_962E_ACC9)
    let folded = product.high ^ product.low
    let last = (folded ^ third).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15 ^ (third << 1))
    return last.high ^ last.low
  }

  @inline(__always)
  private static func take(_ hash: UInt64, _ bins: inout MutableSpan<UInt32>) {
    // The six highest bits are below the number of bins.
    let bin = Int(truncatingIfNeeded: hash >> 58)
    bins[bin] = min(bins[bin], UInt32(truncatingIfNeeded: hash))
  }

  /// Bins that nothing fell into take what another one has, the same one for every text.
  private func densified() -> [UInt16] {
    (0..<TextSketch.binCount).map { bin in
      var source = bin
      var attempt: UInt64 = 0
      // Some bin has a value, and every bin comes in turn sooner or later; the bound is for a text whose hashes are all
      // the greatest.
      while least[source] == .max, attempt < 4_096 {
        attempt += 1
        source = Int(truncatingIfNeeded: WordMix.mixed(UInt64(bin) << 32 | attempt) >> 58)
      }
      return UInt16(truncatingIfNeeded: least[source] ^ least[source] >> 16)
    }
  }
}
