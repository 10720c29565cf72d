/// The text of a query as scalars, and where each of them stands in UTF-8.
struct QuerySource {
  let scalars: [Unicode.Scalar]
  /// UTF-8 offset of each scalar; one more element, the length of the text, at the end.
  private let utf8Offsets: [Int]

  init(_ text: String) {
    var scalars: [Unicode.Scalar] = []
    var offsets: [Int] = []
    var offset = 0
    scalars.reserveCapacity(text.utf8.count)
    offsets.reserveCapacity(text.utf8.count + 1)
    for scalar in text.unicodeScalars {
      scalars.append(scalar)
      offsets.append(offset)
      offset += UTF8.width(scalar)
    }
    offsets.append(offset)
    self.scalars = scalars
    self.utf8Offsets = offsets
  }

  var count: Int { scalars.count }

  /// The scalar at an index, or nil outside the text.
  subscript(index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }

  func utf8Range(_ range: Range<Int>) -> Range<Int> { utf8Offsets[range.lowerBound]..<utf8Offsets[range.upperBound] }

  /// The index of the scalar at a UTF-8 offset, by binary search.
  fileprivate func scalarIndex(_ utf8Offset: Int) -> Int {
    var low = 0
    var high = utf8Offsets.count - 1
    while low < high {
      let middle = (low + high) / 2
      if utf8Offsets[middle] < utf8Offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func text(_ range: Range<Int>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[range])
    return text
  }

  /// At most `limit` characters of what is in `range`, on one line.
  func excerpt(_ range: Range<Int>, limit: Int = 40) -> String {
    let shown = text(range.prefix(limit + 1)).map { $0.isWhitespace ? " " : $0 }
    return shown.count > limit ? String(shown.prefix(limit)) + "…" : String(shown)
  }
}

extension Unicode.Scalar {
  /// White space that ends a word; a byte order mark counts.
  var isQuerySpace: Bool { properties.isWhitespace || value == 0xFEFF }

  var isQueryNewline: Bool {
    switch value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  var isASCIIDigit: Bool { ("0"..."9").contains(self) }

  var isLetterOrDigit: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  var isQuote: Bool { closingQuotes != nil }

  /// The marks that close a quote opened by this one; nil where this is no quote.
  var closingQuotes: [Unicode.Scalar]? {
    switch self {
    case "\"": ["\""]
    case "“": ["”", "“"]
    case "„": ["“", "”", "„"]
    case "”": ["”"]
    case "«": ["»"]
    case "»": ["«", "»"]
    default: nil
    }
  }
}

extension QuerySource {
  /// The scalars of a place in UTF-8; a place inside a scalar counts from its beginning.
  func scalarRange(_ utf8Range: Range<Int>) -> Range<Int> {
    let lower = scalarIndex(utf8Range.lowerBound)
    return lower..<max(lower, scalarIndex(utf8Range.upperBound))
  }
}
