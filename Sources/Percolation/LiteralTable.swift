import TextAnalysis

/// Which patterns a text is equal to: one hash table over one buffer of bytes. Immutable.
struct LiteralTable: Sendable {
  private struct Slot: Sendable {
    var hash: UInt32 = 0
    /// Index into `entries`; -1: free.
    var entry: Int32 = -1
  }

  private struct Entry: Sendable {
    /// In `bytes`.
    let start: UInt32
    let count: UInt32
    let pattern: Int32
    /// The entry before with an equal text, or -1.
    let next: Int32
  }

  /// A power of two, of which at most three in four are taken.
  private var slots: [Slot]
  private var entries: [Entry] = []
  /// The distinct texts, one after another.
  private var bytes: [UInt8] = []

  /// - Parameter literals: NFC texts, each with the number of its pattern; equal texts are welcome.
  init(_ literals: [(text: String, pattern: Int32)]) {
    var slotCount = 4
    while slotCount / 4 * 3 < literals.count { slotCount *= 2 }
    slots = Array(repeating: Slot(), count: slotCount)
    entries.reserveCapacity(literals.count)
    bytes.reserveCapacity(literals.reduce(0) { $0 + $1.text.utf8.count })
    for literal in literals { add(literal.text.utf8.span, literal.pattern) }
  }

  private mutating func add(_ text: Span<UInt8>, _ pattern: Int32) {
    let hash = Self.hash(text)
    let slot = slot(of: text, hash)
    let next = slots[slot].entry
    let start = next >= 0 ? entries[Int(next)].start : UInt32(bytes.count)
    if next < 0 { for index in text.indices { bytes.append(text[index]) } }
    slots[slot] = Slot(hash: hash, entry: Int32(entries.count))
    entries.append(Entry(start: start, count: UInt32(text.count), pattern: pattern, next: next))
  }

  /// Appends the patterns that a text is equal to, byte for byte.
  func find(_ text: Span<UInt8>, _ found: inout [Int32]) {
    if entries.isEmpty { return }
    var entry = slots[slot(of: text, Self.hash(text))].entry
    while entry >= 0 {
      found.append(entries[Int(entry)].pattern)
      entry = entries[Int(entry)].next
    }
  }

  /// Keyed, for what is looked up stands in articles.
  private static func hash(_ text: Span<UInt8>) -> UInt32 { UInt32(truncatingIfNeeded: WordHash.of(text)) }

  /// Where a text is, or else the free slot where it would be.
  private func slot(of text: Span<UInt8>, _ hash: UInt32) -> Int {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot].entry >= 0 {
      if slots[slot].hash == hash, isEqual(entries[Int(slots[slot].entry)], text) { return slot }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private func isEqual(_ entry: Entry, _ text: Span<UInt8>) -> Bool {
    if Int(entry.count) != text.count { return false }
    for index in text.indices where bytes[Int(entry.start) + index] != text[index] { return false }
    return true
  }
}
