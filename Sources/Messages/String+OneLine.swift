import SafeText

extension String {
  /// The text in one line for people: white space and control characters are single spaces, other characters that are
  /// unsafe to show are left out; cut with … where it has more than `limit` characters, behind a word where one ends near.
  func oneLine(atMost limit: Int) -> String {
    var text = cleaned(atMost: limit)
    while text.unicodeScalars.first == " " { text.unicodeScalars.removeFirst() }
    while text.unicodeScalars.last == " " { text.unicodeScalars.removeLast() }
    return text
  }

  /// The same with the spaces at its ends. Characters are scalars: an article can put thousands of them into one letter.
  func cleaned(atMost limit: Int) -> String {
    var result = String.UnicodeScalarView()
    var count = 0
    for scalar in unicodeScalars {
      let isSpace = scalar.properties.isWhitespace || scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      if isSpace ? result.last == " " : scalar.isUnsafeToShow { continue }
      guard count < limit else { return String(result).cutBehindAWord(count: count) + "…" }
      result.append(isSpace ? " " : scalar)
      count += 1
    }
    return String(result)
  }

  private func cutBehindAWord(count: Int) -> String {
    let scalars = unicodeScalars
    guard let space = scalars.lastIndex(of: " "), scalars.distance(from: space, to: scalars.endIndex) <= count / 4
    else {
      return self
    }
    return String(scalars[..<space])
  }
}
