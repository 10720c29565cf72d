extension Unicode.Scalar {
  /// Whether showing it as it is could do something to a terminal, a log viewer or the order of the text around it:
  /// control characters, line and paragraph separators, bidirectional controls, tags, non-characters. The soft hyphen,
  /// the zero width space and the joiners of Persian and of emoji are no such characters.
  package var isUnsafeToShow: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F: true
    case 0xFEFF, 0xFFF9...0xFFFF, 0xE0000...0xE007F: true
    default: false
    }
  }

  /// Written out for people: `\u{1b}`.
  package var escapedToShow: String { "\\u{" + String(value, radix: 16) + "}" }
}
