import CICU

/// Simple case folding of Unicode, character by character: what is equal letter case aside becomes the same, and nothing else
/// does. Not the folding of words, which levels more.
package struct CaseFolding: Sendable {
  package static let shared = CaseFolding()

  /// For each character of one or two bytes of UTF-8 what it becomes.
  private let table: [UInt32]

  private init() { table = (UInt32(0)..<0x800).map(watchword_fold_case) }

  /// The bytes of a text's characters, folded, one after another.
  ///
  /// - Parameter text: valid UTF-8.
  @inline(__always)
  package func forEachByte(of text: Span<UInt8>, _ body: (UInt8) -> Void) {
    let table = table.span
    var index = 0
    while index < text.count {
      let first = text[index]
      index &+= 1
      if first < 0x80 {
        body(UInt8(truncatingIfNeeded: table[Int(first)]))
        continue
      }
      let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      var scalar = UInt32(first) & (length == 2 ? 0x1F : length == 3 ? 0x0F : 0x07)
      let end = min(index &+ length &- 1, text.count)
      while index < end {
        scalar = scalar << 6 | UInt32(text[index] & 0x3F)
        index &+= 1
      }
      write(scalar < 0x800 ? table[Int(scalar)] : watchword_fold_case(scalar), body)
    }
  }

  @inline(__always)
  private func write(_ scalar: UInt32, _ body: (UInt8) -> Void) {
    func trail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(truncatingIfNeeded: scalar >> shift & 0x3F) }
    if scalar < 0x80 {
      body(UInt8(truncatingIfNeeded: scalar))
    } else if scalar < 0x800 {
      body(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
      body(trail(0))
    } else if scalar < 0x10000 {
      body(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
      body(trail(6))
      body(trail(0))
    } else {
      body(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
      body(trail(12))
      body(trail(6))
      body(trail(0))
    }
  }

  package func folded(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    forEachByte(of: text.utf8.span) { bytes.append($0) }
    return bytes
  }
}
