/// The time of an alert as it is stored: `2026-11-23T10:15:02.123Z`.
enum AlertTime {
  private static let pattern = Array("0000-00-00T00:00:00.000Z".utf8)

  /// Whether a text has that form, and so nothing else in it.
  static func isOne(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == pattern.count else { return false }
    return zip(bytes, pattern).allSatisfy { byte, sign in
      sign == UInt8(ascii: "0") ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == sign
    }
  }
}
