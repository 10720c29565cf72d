/// A short word in lower case, packed: up to eight letters of English, Russian and Uzbek, apostrophes left out.
///
/// Looking up abbreviations and elisions by it takes no allocation and knows no collisions.
struct WordKey: Hashable, Sendable {
  private(set) var rawValue: UInt64 = 0
  private(set) var letterCount = 0

  init() {}

  /// `nil` where a word is empty, longer than eight letters or of other letters.
  init?(_ word: String) {
    for scalar in word.unicodeScalars {
      guard append(scalar.value) else { return nil }
    }
    guard letterCount > 0 else { return nil }
  }

  /// Whether the letter fitted.
  mutating func append(_ scalar: UInt32) -> Bool {
    guard letterCount < 8, let code = WordKey.code(scalar) else { return false }
    rawValue = rawValue << 8 | UInt64(code)
    letterCount += 1
    return true
  }

  private static func code(_ scalar: UInt32) -> UInt8? {
    switch scalar {
    case 0x61...0x7A: UInt8(scalar - 0x60)
    case 0x41...0x5A: UInt8(scalar - 0x40)
    case 0x430...0x44F: UInt8(scalar - 0x430 + 32)
    case 0x410...0x42F: UInt8(scalar - 0x410 + 32)
    case 0x401, 0x451: UInt8(0x435 - 0x430 + 32)
    case 0x40E, 0x45E: 70
    case 0x492, 0x493: 71
    case 0x49A, 0x49B: 72
    case 0x4B2, 0x4B3: 73
    case 0x406, 0x456: 74
    default: nil
    }
  }
}
