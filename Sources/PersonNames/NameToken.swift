/// A word of a text, as far as names are concerned.
package struct NameToken: Sendable {
  /// What stands between a word and the one before it.
  package enum Gap: Sendable, Equatable {
    case space
    /// A stop, perhaps with a space or a hyphen behind it.
    case stop
    case hyphen
    /// A comma and a space.
    case comma
    case other

    /// More stands between no two words that belong together.
    private static let maximumBytes = 32

    /// Of what stands between two bytes of a text. A stop that belongs to the word before (`И.А.Каримов`) stands between all
    /// the same where nothing else does.
    package init(_ text: String, from utf8Start: Int, to utf8End: Int) {
      if utf8Start == utf8End, utf8Start > 0, NameToken.isStop(text, at: utf8Start - 1) { self = .stop; return }
      let start = text.utf8.index(text.startIndex, offsetBy: utf8Start)
      self.init(text[start..<text.utf8.index(start, offsetBy: max(0, utf8End - utf8Start))])
    }

    /// - Parameter text: what stands between two words.
    package init(_ between: some StringProtocol) {
      if between.utf8.count == 1, between.utf8.first == UInt8(ascii: " ") { self = .space; return }
      if between.utf8.count > Self.maximumBytes { self = .other; return }
      var text = Substring(between)
      func dropSpace() { text = text.drop { $0.isWhitespace } }
      if text.allSatisfy(\.isWhitespace) { self = text.isEmpty ? .other : .space; return }
      let first = text.removeFirst()
      switch first {
      case "-", "\u{2010}", "\u{2011}": self = text.isEmpty ? .hyphen : .other
      case ",": dropSpace(); self = text.isEmpty ? .comma : .other
      case ".":
        if let next = text.first, "-\u{2010}\u{2011}".contains(next) { text.removeFirst() }
        dropSpace()
        self = text.isEmpty ? .stop : .other
      default: self = .other
      }
    }
  }

  /// Whether a capital letter stands at a byte of a text.
  package static func isCapital(_ text: String, at utf8Offset: Int) -> Bool {
    let index = text.utf8.index(text.startIndex, offsetBy: utf8Offset)
    guard index < text.endIndex else { return false }
    let byte = text.utf8[index]
    if byte < 0x80 { return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    return text.unicodeScalars[index].properties.isUppercase
  }

  /// Whether a full stop stands at a byte of a text.
  package static func isStop(_ text: String, at utf8Offset: Int) -> Bool {
    let index = text.utf8.index(text.startIndex, offsetBy: utf8Offset)
    return index < text.endIndex && text.utf8[index] == UInt8(ascii: ".")
  }

  package let marks: Set<String>
  package let gapBefore: Gap
  package let hasStopAfter: Bool
  package let isCapital: Bool
  /// Whether a capital letter says that it is a name: not in titles, lines all in capitals and at the start of sentences.
  package let isCaseTelling: Bool
  package let sentence: Int

  package init(
    marks: Set<String>, gapBefore: Gap, hasStopAfter: Bool, isCapital: Bool, isCaseTelling: Bool, sentence: Int
  ) {
    self.marks = marks
    self.gapBefore = gapBefore
    self.hasStopAfter = hasStopAfter
    self.isCapital = isCapital
    self.isCaseTelling = isCaseTelling
    self.sentence = sentence
  }

  /// An initial, or several in one word, with the stop that makes it one.
  package var isInitial: Bool {
    marks.contains(NameMark.joinedInitials) || marks.contains(NameMark.anyInitial) && hasStopAfter
  }
}
