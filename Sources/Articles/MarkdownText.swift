/// Running text in Markdown reduced to what a reader sees: link text without its address, no marks of emphasis.
/// The description of an image is a caption. One pass, linear in the length of the text.
///
/// Source: the inline part of CommonMark, cut down to what saved articles carry; in doubt a character is text.
struct MarkdownText {
  private(set) var text = ""
  private(set) var captions: [String] = []

  private let input: [UInt8]
  private var output: [UInt8] = []
  /// Where an opened bracket stands in `output`, and whether it opened an image.
  private var brackets: [(place: Int, isImage: Bool)] = []

  /// Stands for a bracket of the output that turned out to be markup; the input holds no such byte.
  private static let removed: UInt8 = 0
  private static let maximumBrackets = 1000

  init(_ source: [UInt8]) {
    input = source
    output.reserveCapacity(source.count)
    var index = 0
    while index < input.count { index = step(at: index) }
    text = String(decoding: output.filter { $0 != Self.removed }, as: UTF8.self).trimmed
  }

  /// Reads what begins at a byte; gives where to go on.
  private mutating func step(at index: Int) -> Int {
    let byte = input[index]
    switch byte {
    case UInt8(ascii: "\\") where isPunctuation(index + 1):
      output.append(input[index + 1])
      return index + 2
    case UInt8(ascii: "!") where at(index + 1) == UInt8(ascii: "[") && brackets.count < Self.maximumBrackets:
      brackets.append((output.count, true))
      output.append(UInt8(ascii: "["))
      return index + 2
    case UInt8(ascii: "[") where brackets.count < Self.maximumBrackets:
      brackets.append((output.count, false))
      output.append(byte)
      return index + 1
    case UInt8(ascii: "]"): return closeBracket(at: index)
    case UInt8(ascii: "`"): return index + 1
    case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"): return mark(at: index)
    default:
      output.append(byte)
      return index + 1
    }
  }

  private mutating func closeBracket(at index: Int) -> Int {
    guard let open = brackets.popLast() else {
      output.append(input[index])
      return index + 1
    }
    guard let end = endOfTarget(from: index + 1) else {
      output.append(input[index])
      return index + 1
    }
    if open.isImage {
      let description = output[(open.place + 1)...].filter { $0 != Self.removed }
      captions.append(String(decoding: description, as: UTF8.self).trimmed)
      output.removeSubrange(open.place...)
    } else {
      output[open.place] = Self.removed
    }
    return end
  }

  /// Behind `(address)` or `[name]`; `nil` where neither stands there. It stops at the next bracket, so that every byte
  /// is looked at once at most, whatever the text.
  private func endOfTarget(from start: Int) -> Int? {
    guard let opening = at(start), opening == UInt8(ascii: "(") || opening == UInt8(ascii: "[") else { return nil }
    let closing = opening == UInt8(ascii: "(") ? UInt8(ascii: ")") : UInt8(ascii: "]")
    var index = start + 1
    var depth = 0
    while let byte = at(index) {
      if byte == closing && depth == 0 { return isTarget(start + 1..<index) ? index + 1 : nil }
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "]") { return nil }
      index += 1
    }
    return nil
  }

  /// An address has no space in it, but a title in quotes may follow it; words in brackets are text.
  private func isTarget(_ range: Range<Int>) -> Bool {
    guard let space = input[range].firstIndex(where: isASCIISpaceOrControl) else { return true }
    let rest = input[space..<range.upperBound].drop(while: isASCIISpaceOrControl)
    return rest.isEmpty || rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "'")
  }

  /// Marks of emphasis touch a word on one side only; `2 * 3` and `snake_case` hold none.
  private mutating func mark(at index: Int) -> Int {
    var end = index
    while at(end) == input[index] { end += 1 }
    let opens = index == 0 || isSpace(index - 1)
    let closes = end == input.count || isSpace(end)
    let isInsideWord = isWordByte(index - 1) && isWordByte(end)
    let isText =
      opens && closes || input[index] == UInt8(ascii: "_") && isInsideWord
      || input[index] == UInt8(ascii: "~") && end - index != 2
    if isText { output += input[index..<end] }
    return end
  }

  private func at(_ index: Int) -> UInt8? { input.indices.contains(index) ? input[index] : nil }
  private func isSpace(_ index: Int) -> Bool { at(index).map(isASCIISpaceOrControl) ?? true }

  private func isWordByte(_ index: Int) -> Bool {
    switch at(index) {
    case .some(0x30...0x39), .some(0x41...0x5A), .some(0x61...0x7A), .some(0x80...): true
    default: false
    }
  }

  private func isPunctuation(_ index: Int) -> Bool {
    switch at(index) {
    case .some(0x21...0x2F), .some(0x3A...0x40), .some(0x5B...0x60), .some(0x7B...0x7E): true
    default: false
    }
  }
}
