extension String {
  /// The text with every unsafe character written out as `\u{1b}`, so that it can go to a terminal whoever wrote it.
  /// Line ends and tabs become spaces: always one line.
  package var safeToShow: String {
    replacing(where: \.isUnsafeToShow) { scalar in
      switch scalar {
      case "\n", "\r", "\t": " "
      default: scalar.escapedToShow
      }
    }
  }

  /// The text with the characters that `isHidden` names written out as `\u{1b}`, line ends and tabs too.
  package func escapedToShow(where isHidden: (Unicode.Scalar) -> Bool) -> String {
    replacing(where: isHidden, with: \.escapedToShow)
  }

  /// Encoded JSON of one line with every unsafe character written as `\u001b`. In such JSON these characters stand in
  /// strings only, where an escape is the same text.
  ///
  /// - Parameter isHidden: what is to be escaped instead of the unsafe characters; nothing that JSON itself is made of.
  package func escapedAsJSON(where isHidden: (Unicode.Scalar) -> Bool = \.isUnsafeToShow) -> String {
    replacing(where: isHidden) { scalar in
      scalar.utf16.reduce(into: "") { result, unit in
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
  }

  private func replacing(
    where isReplaced: (Unicode.Scalar) -> Bool, with replacement: (Unicode.Scalar) -> String
  ) -> String {
    guard unicodeScalars.contains(where: isReplaced) else { return self }
    var result = ""
    result.reserveCapacity(utf8.count + 16)
    for scalar in unicodeScalars {
      if isReplaced(scalar) {
        result += replacement(scalar)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
