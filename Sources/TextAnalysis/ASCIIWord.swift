/// Looks at eight bytes of text in one word, the first one lowest. What is found is told in the highest bit of each byte.
enum ASCIIWord {
  static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  @inline(__always)
  static func letters(_ word: UInt64) -> UInt64 {
    // Upper case becomes lower case, and nothing else becomes a letter.
    let low = (word | 0x20 &* ones) & ~highBits
    return (low &+ (0x80 - 0x61) &* ones) & ~(low &+ (0x80 - 0x7B) &* ones) & ~word & highBits
  }

  @inline(__always)
  static func lettersAndDigits(_ word: UInt64) -> UInt64 {
    let low = word & ~highBits
    let digits = (low &+ (0x80 - 0x30) &* ones) & ~(low &+ (0x80 - 0x3A) &* ones)
    return letters(word) | digits & ~word & highBits
  }

  /// One bit a byte, the first one lowest.
  @inline(__always)
  static func bits(_ found: UInt64) -> UInt64 { ((found >> 7) &* 0x0102_0408_1020_4080) >> 56 }

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
