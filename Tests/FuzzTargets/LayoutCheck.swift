import Diagnostics
import RuleLanguage

/// Any bytes: a rule file that is right is laid out so that it says the same, has the same comments, and is left as it is
/// the next time.
enum LayoutCheck {
  static func check(_ bytes: [UInt8]) throws {
    let source = SourceText(bytes: bytes, file: "fuzz.yaml")
    guard case .formatted(let once) = RuleFileFormatter.format(source) else {
      // Wrong files are left alone; one that is right must not change its meaning.
      try require(RuleFileFormatter.format(source) != .differs, "the layout would change what it says")
      return
    }
    let second = RuleFileFormatter.format(SourceText(bytes: once, file: "fuzz.yaml"))
    try require(second == .formatted(once), "laid out again it changes: \(String(decoding: once, as: UTF8.self))")
    try require(letters(of: bytes) == letters(of: once), "something but white space has changed")
  }

  /// All but white space, and the marks that make a long line a block.
  private static func letters(of bytes: [UInt8]) -> [UInt8] {
    bytes.filter { $0 > 0x20 && $0 != UInt8(ascii: "|") && $0 != UInt8(ascii: "-") }
  }
}
