import SafeText

/// Text of a source as a terminal can show it: a character that nobody sees may be the mistake, so more of them are
/// written out than is needed for safety.
package enum VisibleText {
  /// Every character that is hidden written as `\u{1b}`, everything else as it is. Always one line.
  package static func escape(_ text: String) -> String { text.escapedToShow(where: isHidden) }

  /// Whether a character is unsafe to show, or not seen. The joiners of Persian and of emoji stay.
  static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isUnsafeToShow { return true }
    guard !scalar.isASCII, scalar.properties.generalCategory == .format else { return false }
    return scalar.value != 0x200C && scalar.value != 0x200D
  }

  /// How many cells of a terminal a visible scalar takes: 0, 1 or 2.
  static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// Wide and fullwidth blocks of Unicode's EastAsianWidth.txt, rounded to whole blocks.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
