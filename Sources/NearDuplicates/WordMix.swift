/// Mixing of 64-bit numbers. What comes of it is stored, so it is the same in every process and on every machine.
///
/// The finaliser of SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
enum WordMix {
  @inline(__always)
  static func mixed(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// The hash of words in their order, such as those of a sentence. The words are hashes of folded words; the result may be
/// stored.
package func hash(ofWords words: Span<UInt64>) -> UInt64 {
  var state = UInt64(truncatingIfNeeded: words.count)
  for index in words.indices { state = WordMix.mixed(state ^ words[index]) }
  return state
}
