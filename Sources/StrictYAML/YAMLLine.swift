import Diagnostics

/// One line of a file, taken apart by eye: what a person meant is told from it when YAML cannot.
struct YAMLLine {
  private let source: SourceText
  let utf8Range: Range<Int>
  /// Behind indentation, dashes and a key with its colon.
  let valueStart: Int
  /// Whether a `key:` stands before the value.
  let hasKey: Bool
  let hasTabInIndentation: Bool

  private static let maximumBytes = 2_000

  init(source: SourceText, at utf8Offset: Int) {
    self.source = source
    let line = source.lineRange(source.line(at: utf8Offset))
    utf8Range = line
    var index = line.lowerBound
    if index == 0, source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    let bytes = source.bytes
    func isBlank(_ index: Int) -> Bool { bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") }
    var hasTab = false
    while index < line.upperBound {
      if isBlank(index) {
        if bytes[index] == UInt8(ascii: "\t") { hasTab = true }
        index += 1
      } else if bytes[index] == UInt8(ascii: "-"), index + 1 < line.upperBound, isBlank(index + 1) {
        index += 1
      } else {
        break
      }
    }
    hasTabInIndentation = hasTab
    let keyEnd = Self.keyEnd(bytes, in: index..<min(line.upperBound, index + Self.maximumBytes))
    hasKey = keyEnd != nil
    if let keyEnd {
      index = keyEnd
      while index < line.upperBound, isBlank(index) { index += 1 }
    }
    valueStart = index
  }

  var first: UInt8? { valueStart < utf8Range.upperBound ? source.bytes[valueStart] : nil }

  /// The text from an offset to the line's end, without blanks around it.
  func value(from offset: Int) -> String {
    let end = min(utf8Range.upperBound, offset + Self.maximumBytes)
    guard offset < end else { return "" }
    return Self.trimmed(source.text(in: offset..<end))
  }

  var value: String { value(from: valueStart) }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }

  /// Behind the colon of `word:` and a blank.
  private static func keyEnd(_ bytes: [UInt8], in range: Range<Int>) -> Int? {
    for index in range {
      switch bytes[index] {
      case UInt8(ascii: ":"):
        if index + 1 >= range.upperBound { return index == range.lowerBound ? nil : index + 1 }
        let isEnd = bytes[index + 1] == UInt8(ascii: " ") || bytes[index + 1] == UInt8(ascii: "\t")
        return isEnd && index > range.lowerBound ? index + 1 : nil
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
        0x80...0xFF:
        continue
      default: return nil
      }
    }
    return nil
  }

  /// Text as a YAML scalar in single quotes, cut where it is long.
  static func quoted(_ text: String) -> String {
    let text = trimmed(text)
    let short = text.count > 60 ? String(text.prefix(60)) + "…" : text
    return "'" + short.replacing("'", with: "''") + "'"
  }
}
