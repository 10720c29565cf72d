/// A hash of a token's bytes that is keyed with a secret of the process, so that nobody can write an article whose tokens
/// collide. The same bytes have the same hash wherever they lie; low and high bits are equally good.
///
/// Eight bytes at a time, multiplied in full width and folded as in wyhash (https://github.com/wangyi-fudan/wyhash).
package struct WordHash: Sendable {
  static let shared = WordHash()

  private let start = UInt64.random(in: .min ... .max)
  private let first = UInt64.random(in: .min ... .max)
  private let second = UInt64.random(in: .min ... .max)
  private let length = UInt64.random(in: .min ... .max)

  /// The hash of a whole text.
  package static func of(_ utf8: Span<UInt8>) -> UInt64 { shared.of(utf8.bytes, 0..<utf8.count) }

  /// The hash of a part of a text.
  @inline(__always)
  func of(_ text: RawSpan, _ range: Range<Int>) -> UInt64 {
    var state = start
    var offset = range.lowerBound
    var left = range.count
    while left > 16 {
      state = absorbed(state, Self.word(text, offset, 8), Self.word(text, offset + 8, 8))
      offset += 16
      left -= 16
    }
    let low = Self.word(text, offset, min(left, 8))
    let high = left > 8 ? Self.word(text, offset + 8, left - 8) : 0
    return finished(absorbed(state, low, high), count: range.count)
  }

  /// The hash of at most sixteen bytes, eight in each word, the first one lowest; those behind them are zero.
  @inline(__always)
  func of(_ low: UInt64, _ high: UInt64, count: Int) -> UInt64 { finished(absorbed(start, low, high), count: count) }

  @inline(__always)
  private func absorbed(_ state: UInt64, _ low: UInt64, _ high: UInt64) -> UInt64 {
    Self.folded(low ^ first, high ^ state)
  }

  @inline(__always)
  private func finished(_ state: UInt64, count: Int) -> UInt64 {
    Self.folded(state ^ second, UInt64(truncatingIfNeeded: count) ^ length)
  }

  @inline(__always)
  private static func folded(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// At most eight bytes of a text, the first one lowest, zero behind them.
  @inline(__always)
  static func word(_ text: RawSpan, _ offset: Int, _ count: Int) -> UInt64 {
    if offset <= text.byteCount &- 8 {
      return UInt64(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)) & mask(count)
    }
    return wordAtEnd(text, offset, count)
  }

  /// The same where the text ends before eight bytes.
  @inline(never)
  private static func wordAtEnd(_ text: RawSpan, _ offset: Int, _ count: Int) -> UInt64 {
    if text.byteCount >= 8 {
      let last = UInt64(littleEndian: text.unsafeLoadUnaligned(fromByteOffset: text.byteCount - 8, as: UInt64.self))
      return last >> UInt64(8 * (offset + 8 - text.byteCount)) & mask(count)
    }
    var word: UInt64 = 0
    for index in 0..<count {
      word |= UInt64(text.unsafeLoad(fromByteOffset: offset + index, as: UInt8.self)) << UInt64(8 * index)
    }
    return word
  }

  /// The lowest bytes, at most eight.
  @inline(__always)
  private static func mask(_ count: Int) -> UInt64 {
    count == 8 ? UInt64.max : (1 << UInt64(truncatingIfNeeded: 8 &* count)) &- 1
  }
}
