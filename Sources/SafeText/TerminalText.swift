/// How a text looks on a terminal: the parameters of the escape sequence.
package enum TerminalStyle: String, Sendable {
  case plain = ""
  case bold = "1"
  case dim = "2"
  case underlined = "4"
  case red = "31"
  case green = "32"
  case yellow = "33"
  case blue = "34"
  case cyan = "36"
  case boldRed = "1;31"
  case boldGreen = "1;32"
  case boldYellow = "1;33"
  case boldBlue = "1;34"
  case whiteOnRed = "1;97;41"
}

/// Writes text for a terminal, or plainly where nothing shows colours.
package struct TerminalText: Sendable {
  package let usesColour: Bool

  package init(usesColour: Bool) { self.usesColour = usesColour }

  /// - Parameter text: safe to show.
  package func styled(_ text: String, _ style: TerminalStyle) -> String {
    usesColour && style != .plain && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The text, made safe to show, with its marks in colour or, without colour, in square brackets.
  ///
  /// - Parameter marks: ranges of UTF-8 bytes, ascending; what is empty, overlaps one before it or reaches over the end of the
  ///   text is no mark.
  package func marked(_ text: String, _ marks: some Sequence<Range<Int>>) -> String {
    let bytes = Array(text.utf8)
    var result = ""
    var end = 0
    func piece(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self).safeToShow }
    for mark in marks where mark.lowerBound >= end && !mark.isEmpty && mark.upperBound <= bytes.count {
      let word = piece(mark)
      result += piece(end..<mark.lowerBound) + (usesColour ? styled(word, .boldYellow) : "[\(word)]")
      end = mark.upperBound
    }
    return result + piece(end..<bytes.count)
  }
}
