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

  package static func == (a: RegexPattern, b: RegexPattern) -> Bool { a.text == b.text }

  package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Whether there are words of which every text that it matches has one, so that other articles need not be looked at.
  package var hasLiterals: Bool { !regex.literals.isEmpty }
}
