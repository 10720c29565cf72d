/// Documents of one segment, a bit each.
struct DocumentSet: Equatable {
  private var words: [UInt64]

  init(below bound: UInt32) { words = Array(repeating: 0, count: (Int(bound) + 63) / 64) }

  mutating func insert(_ document: UInt32) { words[Int(document) / 64] |= 1 << UInt64(document % 64) }

  mutating func formUnion(_ other: DocumentSet) { for index in words.indices { words[index] |= other.words[index] } }

  mutating func formIntersection(_ other: DocumentSet) {
    for index in words.indices { words[index] &= other.words[index] }
  }

  /// Calls with each, the greatest first.
  func forEachDescending(_ body: (UInt32) -> Void) {
    for (index, word) in words.enumerated().reversed() {
      var rest = word
      while rest != 0 {
        let bit = 63 - rest.leadingZeroBitCount
        body(UInt32(index * 64 + bit))
        rest &= ~(1 << UInt64(bit))
      }
    }
  }
}
