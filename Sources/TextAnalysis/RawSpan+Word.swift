/// Eight bytes of text in one word, to be looked at together.
extension RawSpan {
  /// At most eight bytes, the first one lowest, zero behind them. All of them lie within the span; what is loaded behind
  /// them does too, which is checked, and any bytes are a number.
  @inline(__always)
  func word(at offset: Int, count: Int) -> UInt64 {
    if offset <= byteCount &- 8 {
      return UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)) & Self.mask(count)
    }
    return wordAtEnd(offset, count)
  }

  /// The same where the span ends before eight bytes.
  @inline(never)
  private func wordAtEnd(_ offset: Int, _ count: Int) -> UInt64 {
    if byteCount >= 8 {
      let last = UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: byteCount - 8, as: UInt64.self))
      return last >> UInt64(8 * (offset + 8 - byteCount)) & Self.mask(count)
    }
    var word: UInt64 = 0
    for index in 0..<count {
      word |= UInt64(unsafeLoad(fromByteOffset: offset + index, as: UInt8.self)) << UInt64(8 * index)
    }
    return word
  }

  /// The lowest bytes, at most eight.
  @inline(__always)
  private static func mask(_ count: Int) -> UInt64 {
    count == 8 ? UInt64.max : (1 << UInt64(truncatingIfNeeded: 8 &* count)) &- 1
  }
}
