/// A hash of a token's bytes that is keyed with a secret of the process, so that nobody can write an article whose tokens
/// collide. The same bytes have the same hash wherever they lie; low and high bits are equally good.
///
/// Eight bytes at a time, multiplied in full width and folded as in wyhash (https://github.com/wangyi-fudan/wyhash).
package struct WordHash: Sendable {
  static let shared = WordHash()

  // The secrets.
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
      state = absorbed(state, text.word(at: offset, count: 8), text.word(at: offset + 8, count: 8))
      offset += 16
      left -= 16
    }
    let low = text.word(at: offset, count: min(left, 8))
    let high = left > 8 ? text.word(at: offset + 8, count: left - 8) : 0
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
}
