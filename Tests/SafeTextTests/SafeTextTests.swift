import Foundation
import SafeText
import Testing

@Suite struct SafeTextTests {
  /// The first and the last of every range.
  static let unsafe: [UInt32] = [
    0x00, 0x1B, 0x1F, 0x7F, 0x80, 0x9F, 0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0x206A,
    0x206F, 0xFEFF, 0xFFF9, 0xFFFF, 0xE0000, 0xE0041, 0xE007F,
  ]
  /// Their neighbours, and what looks like nothing but belongs to words: soft hyphen, zero width space, joiners.
  static let safe: [UInt32] = [
    0x20, 0x7E, 0xA0, 0xAD, 0x061B, 0x200B, 0x200C, 0x200D, 0x2027, 0x202F, 0x2065, 0x2070, 0xFEFE, 0xFFF8, 0x10000,
    0xE0080, 0x1F600,
  ]

  @Test(arguments: unsafe)
  func unsafeCharactersAreWrittenOut(value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    #expect(scalar.isUnsafeToShow)
    let text = "a\(scalar)b"
    #expect(text.safeToShow == "a\\u{\(String(value, radix: 16))}b")
    let json = "\"\(text)\"".escapedAsJSON()
    #expect(!json.unicodeScalars.contains { $0.isUnsafeToShow })
    #expect(try JSONDecoder().decode(String.self, from: Data(json.utf8)) == text)
  }

  @Test(arguments: safe)
  func otherCharactersStay(value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    #expect(!scalar.isUnsafeToShow)
    #expect("a\(scalar)b".safeToShow == "a\(scalar)b")
    #expect("a\(scalar)b".escapedAsJSON() == "a\(scalar)b")
  }

  @Test func lineEndsAndTabsAreShownAsSpaces() {
    #expect("a\r\nb\tc".safeToShow == "a  b c")
  }

  @Test func escapesAreInLowerCaseAndJSONHasSurrogatePairs() {
    #expect("\u{1B}\u{202E}".safeToShow == "\\u{1b}\\u{202e}")
    #expect("\u{1B}\u{E0041}".escapedAsJSON() == "\\u001b\\udb40\\udc41")
  }

  @Test func bytesAreShownInTheUnitThatFits() {
    let sizes: [Int64] = [0, 1_023, 1_024, 1_536, 100 << 20, 1 << 30, 5 << 50]
    #expect(
      sizes.map(\.byteCountText) == ["0 B", "1023 B", "1.0 KiB", "1.5 KiB", "100.0 MiB", "1.0 GiB", "5120.0 TiB"])
  }

  @Test func whoAsksForMoreGetsMore() {
    let isHidden: (Unicode.Scalar) -> Bool = { $0.isUnsafeToShow || $0 == "\u{AD}" }
    #expect("a\u{AD}\n".escapedToShow(where: isHidden) == "a\\u{ad}\\u{a}")
    #expect("a\u{AD}".escapedAsJSON(where: isHidden) == "a\\u00ad")
  }
}
