/// The text of a query as scalars, and where each of them stands in UTF-8.
struct QuerySource {
  let count: Int
  private let bytes: [UInt8]
  /// Both are empty where the text is all ASCII: there a scalar is its byte.
  private let scalars: [Unicode.Scalar]
  /// UTF-8 offset of each scalar; one more element, the length of the text, at the end.
  private let utf8Offsets: [Int]

  init(_ text: String) {
    bytes = Array(text.utf8)
    if bytes.allSatisfy({ $0 < 0x80 }) {
      count = bytes.count
      (scalars, utf8Offsets) = ([], [])
      return
    }
    var scalars: [Unicode.Scalar] = []
    var offsets: [Int] = []
    var offset = 0
    scalars.reserveCapacity(bytes.count)
    offsets.reserveCapacity(bytes.count + 1)
    for scalar in text.unicodeScalars {
      scalars.append(scalar)
      offsets.append(offset)
      offset += UTF8.width(scalar)
    }
    offsets.append(offset)
    count = scalars.count
    self.scalars = scalars
    self.utf8Offsets = offsets
  }

  /// The scalar at an index, or nil outside the text.
  subscript(index: Int) -> Unicode.Scalar? {
    guard index >= 0, index < count else { return nil }
    return utf8Offsets.isEmpty ? Unicode.Scalar(bytes[index]) : scalars[index]
  }

  func utf8Range(_ range: Range<Int>) -> Range<Int> {
    utf8Offsets.isEmpty ? range : utf8Offsets[range.lowerBound]..<utf8Offsets[range.upperBound]
  }

  /// The index of the scalar at a UTF-8 offset, by binary search.
  fileprivate func scalarIndex(_ utf8Offset: Int) -> Int {
    if utf8Offsets.isEmpty { return min(max(utf8Offset, 0), count) }
    var low = 0
    var high = utf8Offsets.count - 1
    while low < high {
      let middle = (low + high) / 2
      if utf8Offsets[middle] < utf8Offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[utf8Range(range)], as: UTF8.self) }

  /// Whether the text in `range` is this one, of ASCII.
  func isText(_ text: String, in range: Range<Int>) -> Bool {
    range.count == text.utf8.count && has(text, at: range.lowerBound)
  }

  /// Whether this text, of ASCII, stands at an index.
  func has(_ text: String, at index: Int) -> Bool {
    var index = index
    for byte in text.utf8 {
      guard self[index] == Unicode.Scalar(byte) else { return false }
      index += 1
    }
    return true
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool { (0..<count).contains { self[$0] == scalar } }

  /// At most `limit` characters of what is in `range`, on one line.
  func excerpt(_ range: Range<Int>, limit: Int = 40) -> String {
    let shown = text(range.prefix(limit + 1)).map { $0.isWhitespace ? " " : $0 }
    return shown.count > limit ? String(shown.prefix(limit)) + "…" : String(shown)
  }
}

extension Unicode.Scalar {
  /// White space that ends a word; a byte order mark counts.
  var isQuerySpace: Bool {
    if value < 0x80 { return value == 0x20 || (0x09...0x0D).contains(value) }
    return properties.isWhitespace || value == 0xFEFF
  }

  var isQueryNewline: Bool {
    switch value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  var isASCIIDigit: Bool { ("0"..."9").contains(self) }

  var isLetterOrDigit: Bool {
    if value < 0x80 { return isASCIIDigit || (0x61...0x7A).contains(value | 0x20) }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      true
    default: false
    }
  }

  var isQuote: Bool {
    switch self {
    case "\"", "“", "„", "”", "«", "»": true
    default: false
    }
  }

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
