extension Unicode.Scalar {
  /// Whether showing it as it is could do something to a terminal, a log viewer or the order of the text around it:
  /// control characters, line and paragraph separators, bidirectional controls, tags, non-characters.
  package var isUnsafeToShow: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F: true
    case 0xFEFF, 0xFFF9...0xFFFF, 0xE0000...0xE007F: true
    default: false
    }
  }
}

extension String {
  /// The text with every unsafe character written out as `\u{…}`, so that it can go to a terminal whoever wrote it.
  /// Line ends and tabs become spaces.
  package var safeToShow: String {
    guard unicodeScalars.contains(where: \.isUnsafeToShow) else { return self }
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n", "\r", "\t": result += " "
      case _ where scalar.isUnsafeToShow: result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
