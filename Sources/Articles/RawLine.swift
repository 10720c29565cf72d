/// A line of a file that holds at least one word, as a place in its bytes.
struct RawLine: Sendable, Equatable {
  /// Without the white space around it.
  var range: Range<Int>
  /// Bytes of white space before it.
  let indent: Int
  /// In characters (scalars).
  let width: Int
  /// Whether a line without a word stands before it, or nothing.
  let startsBlock: Bool
  /// Whether the line behind it, in Markdown, underlines it as a heading: 1 for `===`, 2 for `---`, otherwise 0.
  var underlined: UInt8 = 0

  /// Appends the lines of the bytes from `start` on. Lines without a letter or digit (rulers, empty bullets) are left
  /// out and count as blank.
  /// - Throws: `too-many-tokens` where more than `maximum` lines hold a word, since each holds a token at least.
  static func append(
    linesOf bytes: [UInt8], from start: Int, to lines: inout [RawLine], maximum: Int
  ) throws(ArticleError) {
    let data = bytes.span
    var lineStart = start
    var isAfterBlank = true
    while lineStart < data.count {
      let (end, next) = endOfLine(data, from: lineStart)
      if let line = RawLine(data, in: lineStart..<end, startsBlock: isAfterBlank) {
        guard lines.count < maximum else {
          throw ArticleError(
            code: "too-many-tokens",
            message: "The file has more than \(maximum) words. Split it into one file an article.")
        }
        lines.append(line)
        isAfterBlank = false
      } else {
        if !isAfterBlank, let last = lines.indices.last {
          lines[last].underlined = underlineLevel(data, in: lineStart..<end)
        }
        isAfterBlank = true
      }
      lineStart = next
    }
  }

  init?(_ bytes: [UInt8], in range: Range<Int>) {
    self.init(bytes.span, in: range, startsBlock: true)
  }

  private init?(_ data: borrowing Span<UInt8>, in range: Range<Int>, startsBlock: Bool) {
    var first = range.lowerBound
    while first < range.upperBound {
      if isASCIISpaceOrControl(data[first]) {
        first += 1
      } else if data[first] == 0xC2, first + 1 < range.upperBound, data[first + 1] == 0xA0 {
        first += 2
      } else {
        break
      }
    }
    var end = range.upperBound
    while end > first {
      if isASCIISpaceOrControl(data[end - 1]) {
        end -= 1
      } else if data[end - 1] == 0xA0, end - 2 >= first, data[end - 2] == 0xC2 {
        end -= 2
      } else {
        break
      }
    }
    guard Self.holdsWord(data, in: first..<end) else { return nil }
    var width = 0
    for index in first..<end where data[index] & 0xC0 != 0x80 { width += 1 }
    self.range = first..<end
    self.indent = first - range.lowerBound
    self.width = width
    self.startsBlock = startsBlock
  }

  /// Where the line ends and where the next one begins.
  private static func endOfLine(_ data: borrowing Span<UInt8>, from start: Int) -> (end: Int, next: Int) {
    let count = data.count
    var index = start
    while index < count {
      let byte = data[index]
      switch byte {
      case 0x0A, 0x0C: return (index, index + 1)
      case 0x0D: return (index, index + 1 < count && data[index + 1] == 0x0A ? index + 2 : index + 1)
      case 0xC2 where index + 1 < count && data[index + 1] == 0x85: return (index, index + 2)
      case 0xE2
      where index + 2 < count && data[index + 1] == 0x80 && (data[index + 2] == 0xA8 || data[index + 2] == 0xA9):
        return (index, index + 3)
      default: index += 1
      }
    }
    return (count, count)
  }

  private static func holdsWord(_ data: borrowing Span<UInt8>, in range: Range<Int>) -> Bool {
    var index = range.lowerBound
    while index < range.upperBound {
      let scalar = Unicode.Scalar(validUTF8: data, at: index)
      if scalar.isInWord { return true }
      index += scalar.utf8Width
    }
    return false
  }

  private static func underlineLevel(_ data: borrowing Span<UInt8>, in range: Range<Int>) -> UInt8 {
    var mark: UInt8 = 0
    var count = 0
    for index in range where !isASCIISpaceOrControl(data[index]) {
      if count == 0 { mark = data[index] } else if data[index] != mark { return 0 }
      count += 1
    }
    guard count >= 2 else { return 0 }
    return mark == UInt8(ascii: "=") ? 1 : mark == UInt8(ascii: "-") ? 2 : 0
  }
}

extension Unicode.Scalar {
  /// The scalar that begins at a byte of valid UTF-8; U+FFFD where none begins there.
  init(validUTF8 data: borrowing Span<UInt8>, at index: Int) {
    let lead = UInt32(data[index])
    let value: UInt32 =
      switch lead {
      case 0..<0x80: lead
      case 0xC0..<0xE0: (lead & 0x1F) << 6 | Self.tail(data, index + 1)
      case 0xE0..<0xF0: (lead & 0x0F) << 12 | Self.tail(data, index + 1) << 6 | Self.tail(data, index + 2)
      default:
        (lead & 0x07) << 18 | Self.tail(data, index + 1) << 12 | Self.tail(data, index + 2) << 6
          | Self.tail(data, index + 3)
      }
    self = Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private static func tail(_ data: borrowing Span<UInt8>, _ index: Int) -> UInt32 {
    index < data.count ? UInt32(data[index]) & 0x3F : 0
  }

  var utf8Width: Int {
    switch value {
    case 0..<0x80: 1
    case 0x80..<0x800: 2
    case 0x800..<0x10000: 3
    default: 4
    }
  }
}
