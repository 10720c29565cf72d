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

  /// The key of a word of at most eight bytes, the first one lowest and zero behind them; `nil` where they are not all
  /// ASCII letters.
  init?(ascii word: UInt64, count: Int) {
    guard count > 0, ASCIIWord.letters(word) == ASCIIWord.highBits >> UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    else { return nil }
    letterCount = count
    rawValue = (word & 0x1F1F_1F1F_1F1F_1F1F).byteSwapped >> UInt64(truncatingIfNeeded: 64 &- 8 &* count)
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

/// Words to look up, in a table that is at most half full. What is looked up adds nothing to it, so a fixed factor does.
struct WordKeySet: Sendable {
  private var slots: [UInt64] = [0]
  private var shift: UInt64 = 64

  /// Of words that all have a key.
  init(_ words: some Sequence<Substring>) {
    let keys = words.compactMap { WordKey(String($0))?.rawValue }
    var bits: UInt64 = 4
    while 1 << bits < keys.count * 2 { bits += 1 }
    slots = [UInt64](repeating: 0, count: 1 << bits)
    shift = 64 - bits
    for key in keys where !contains(key) { slots[freeSlot(for: key)] = key }
  }

  func contains(_ key: WordKey) -> Bool { contains(key.rawValue) }

  // No letter has code 0, so the packed letters alone tell words apart, and 0 is a free slot.
  private func contains(_ key: UInt64) -> Bool { slots[freeSlot(for: key)] == key }

  /// The slot that a key has or would get.
  private func freeSlot(for key: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> shift)
    while slots[slot] != 0 && slots[slot] != key { slot = (slot + 1) & (slots.count - 1) }
    return slot
  }
}
