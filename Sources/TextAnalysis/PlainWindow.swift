import CProcessor

/// Which of 64 bytes of a text are ASCII letters or digits, the first one lowest; none behind the end of the text.
struct PlainWindow {
  private var start: Int
  private var bits: UInt64

  init(of text: RawSpan, from start: Int) {
    self.start = start
    bits = Self.lettersAndDigits(text, from: start)
  }

  /// How many ASCII letters and digits there are in a row, but at most 64. Offsets never fall.
  @inline(__always)
  mutating func run(at index: Int, _ text: RawSpan) -> Int {
    if index &- start < 64 {
      let count = (~(bits &>> UInt64(truncatingIfNeeded: index &- start))).trailingZeroBitCount
      // The run may go on behind the window.
      if index &+ count < start &+ 64 || index == start { return count }
    }
    self = PlainWindow(of: text, from: index)
    return (~bits).trailingZeroBitCount
  }

  @inline(__always)
  private static func lettersAndDigits(_ text: RawSpan, from start: Int) -> UInt64 {
    if start <= text.byteCount &- 64 {
      // Inside, by the comparison above.
      return watchword_letters_and_digits(text.unsafeLoadUnaligned(fromByteOffset: start, as: SIMD64<UInt8>.self))
    }
    return lettersAndDigitsAtEnd(of: text, from: start)
  }

  @inline(never)
  private static func lettersAndDigitsAtEnd(of text: RawSpan, from start: Int) -> UInt64 {
    var window: UInt64 = 0
    var offset = start
    while offset < text.byteCount {
      let word = text.word(at: offset, count: min(8, text.byteCount &- offset))
      window |= ASCIIWord.bits(ASCIIWord.lettersAndDigits(word)) << UInt64(truncatingIfNeeded: offset &- start)
      offset += 8
    }
    return window
  }
}
