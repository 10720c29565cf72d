/// What a service counts where it limits a text.
enum MessageUnit {
  /// Also where a service says "characters" and does not say which: there are never fewer of these than of code points or of
  /// what people take for characters.
  case utf16
  case codePoints
  case utf8

  func count(_ text: String) -> Int {
    switch self {
    case .utf16: text.utf16.count
    case .codePoints: text.unicodeScalars.count
    case .utf8: text.utf8.count
    }
  }
}

extension String {
  /// The text without names that call people and addresses that become links: a character of no width stands behind each `@`
  /// and inside each `://`.
  ///
  /// Looked at code point by code point, so that no combining mark hides one. The pieces of a text can be joined afterwards.
  var withoutMentions: String {
    var result = ""
    result.reserveCapacity(utf8.count)
    let scalars = Array(unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      result.unicodeScalars.append(scalar)
      let isLast = index + 1 == scalars.count
      switch scalar {
      case "@": result.unicodeScalars.append(Self.zeroWidthSpace)
      case ":" where isLast || scalars[index + 1] == "/": result.unicodeScalars.append(Self.zeroWidthSpace)
      case "/" where isLast || scalars[index + 1] == "/": result.unicodeScalars.append(Self.zeroWidthSpace)
      default: break
      }
    }
    return result
  }

  private static let zeroWidthSpace: Unicode.Scalar = "\u{200B}"

  /// The text with some of its code points replaced.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    result.reserveCapacity(utf8.count + 16)
    for scalar in unicodeScalars {
      if let other = replacement(scalar) { result += other } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}
