import RuleLanguage

/// The text of another program's query as scalars, with their places in UTF-8.
struct ForeignText {
  let count: Int
  private let scalars: [Unicode.Scalar]
  private let offsets: [Int]

  init(_ text: String) {
    scalars = Array(text.unicodeScalars)
    count = scalars.count
    var offsets = [0]
    offsets.reserveCapacity(count + 1)
    for scalar in scalars { offsets.append(offsets[offsets.count - 1] + UTF8.width(scalar)) }
    self.offsets = offsets
  }

  subscript(index: Int) -> Unicode.Scalar? { index >= 0 && index < count ? scalars[index] : nil }

  func text(_ range: Range<Int>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[range])
    return String(text)
  }

  func utf8Range(_ range: Range<Int>) -> Range<Int> { offsets[range.lowerBound]..<offsets[range.upperBound] }

  func isSpace(_ index: Int) -> Bool { self[index]?.properties.isWhitespace ?? false }

  /// The first index from `start` on that holds, or the end.
  func end(from start: Int, where isEnd: (Unicode.Scalar) -> Bool) -> Int {
    var index = start
    while let scalar = self[index], !isEnd(scalar) { index += 1 }
    return index
  }

  /// The end of white space.
  func skippingSpace(from start: Int) -> Int {
    var index = start
    while isSpace(index) { index += 1 }
    return index
  }

  /// What stands between the quote at `start` and the next one of its kind.
  ///
  /// - Throws: where there is none.
  func quoted(at start: Int, escape: Unicode.Scalar? = nil) throws(ImportError) -> Range<Int> {
    let closers: [Unicode.Scalar] =
      switch self[start] {
      case "“", "”": ["”", "“"]
      case "«": ["»"]
      default: ["\""]
      }
    var index = start + 1
    while let scalar = self[index] {
      if closers.contains(scalar) { return start + 1..<index }
      index += scalar == escape ? 2 : 1
    }
    throw ImportError("this quote is never closed", at: utf8Range(start..<start + 1), hint: "put \" behind the phrase")
  }

  static func isQuote(_ scalar: Unicode.Scalar) -> Bool { ["\"", "“", "”", "«"].contains(scalar) }
}

/// Leaves of the tree from words as they are written there.
enum ForeignWord {
  typealias Wildcards = [Unicode.Scalar: WordPattern.Element]

  /// `nil` for a text without a letter or digit.
  static func pattern(
    _ text: String, _ wildcards: Wildcards, escape: Unicode.Scalar? = nil, form: WordPattern.Form = .folded
  ) -> WordPattern? {
    var elements: [WordPattern.Element] = []
    var literal = ""
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if !isEscaped, scalar == escape {
        isEscaped = true
        continue
      }
      if !isEscaped, let element = wildcards[scalar] {
        if !literal.isEmpty { elements.append(.text(literal)) }
        literal = ""
        if element != .anyRun || elements.last != .anyRun { elements.append(element) }
      } else {
        literal.unicodeScalars.append(scalar)
      }
      isEscaped = false
    }
    if !literal.isEmpty { elements.append(.text(literal)) }
    let hasLetter = elements.contains { element in
      guard case .text(let text) = element else { return false }
      return text.contains { $0.isLetter || $0.isNumber }
    }
    return hasLetter ? WordPattern(elements, form) : nil
  }

  /// A word, or a phrase of what stands between spaces; `nil` without a letter or digit.
  static func phrase(_ text: String, _ wildcards: Wildcards, escape: Unicode.Scalar? = nil) -> Expression? {
    let words = text.split { $0.isWhitespace }.compactMap { pattern(String($0), wildcards, escape: escape) }
    return expression(words)
  }

  static func expression(_ words: [WordPattern]) -> Expression? {
    guard let first = words.first else { return nil }
    return Expression(words.count == 1 ? .word(first) : .phrase(words), at: 0..<0)
  }

  /// The words of a word or phrase.
  static func words(_ expression: Expression) -> [WordPattern]? {
    switch expression.kind {
    case .word(let word): [word]
    case .phrase(let words): words
    default: nil
    }
  }
}
