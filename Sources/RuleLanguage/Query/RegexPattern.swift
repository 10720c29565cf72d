import RegularExpressions

/// `/regex/`: RE2's syntax over the text of a zone as it was written.
package struct RegexPattern: Sendable, Hashable {
  /// As written between the slashes. A slash in it has a backslash before it, which RE2 reads as the slash.
  package let text: String
  package let regex: RegularExpression

  package init(_ text: String) throws(RegularExpressionMistake) {
    self.text = text
    regex = try RegularExpression(text)
  }

  /// Byte by byte: what is equal to Swift, é in one character or in two, is not to a regular expression.
  package static func == (a: RegexPattern, b: RegexPattern) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

  package func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }

  /// Whether there are words of which every text that it matches has one, so that other articles need not be looked at.
  package var hasLiterals: Bool { !regex.literals.isEmpty }
}
