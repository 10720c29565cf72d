/// Looks at eight bytes of text in one word, the first one lowest. What is found is told in the highest bit of each byte.
enum ASCIIWord {
  static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  @inline(__always)
  static func letters(_ word: UInt64) -> UInt64 {
    let low = word & ~highBits
    return lettersOfLow(low) & ~word & highBits
  }

  @inline(__always)
  static func lettersAndDigits(_ word: UInt64) -> UInt64 {
    let low = word & ~highBits
    return (lettersOfLow(low) | digitsOfLow(low)) & ~word & highBits
  }

  /// Of bytes without their highest bits. Upper case becomes lower case, and nothing else becomes a letter; what reaches
  /// `a` but not what is behind `z` differs in the highest bit of the two sums, which never carry.
  @inline(__always)
  private static func lettersOfLow(_ low: UInt64) -> UInt64 {
    let lower = low | 0x20 &* ones
    return (lower &+ (0x80 - 0x61) &* ones) ^ (lower &+ (0x80 - 0x7B) &* ones)
  }

  @inline(__always)
  private static func digitsOfLow(_ low: UInt64) -> UInt64 {
    (low &+ (0x80 - 0x30) &* ones) ^ (low &+ (0x80 - 0x3A) &* ones)
  }

  /// One bit a byte, the first one lowest.
  @inline(__always)
  static func bits(_ found: UInt64) -> UInt64 { (found &* 0x0002_0408_1020_4081) >> 56 }

  /// Something in every byte that has a lower-case letter, of bytes that are letters, digits or zero.
  @inline(__always)
  static func lowerCase(_ word: UInt64) -> UInt64 { word & (word << 1) & 0x4040_4040_4040_4040 }

  /// How many upper-case letters there are among bytes that are letters, digits or zero.
  @inline(__always)
  static func upperCaseCount(_ word: UInt64) -> Int {
    let upper = (word & ~(word << 1) & 0x4040_4040_4040_4040) >> 6
    return Int(truncatingIfNeeded: (upper &* ones) >> 56)
  }
}
