/// A line of the page as its author meant it: a paragraph, a heading, a list item, a button. Hard-wrapped lines are
/// one.
struct PageLine: Sendable, Equatable {
  /// Never blank.
  var text: String
  var marker: ListMarker = .none
  /// 1 to 6 for a heading of Markdown, otherwise 0.
  var headingLevel: UInt8 = 0
  /// Whether a blank line stands before it.
  var startsBlock = true
  /// Whether it is the description of an image.
  var isImage = false
}

extension PageLine {
  /// The lines of a file with wrapped ones joined and markup taken away.
  static func lines(_ raw: [RawLine], of bytes: [UInt8], format: ArticleFormat) -> [PageLine] {
    let source = raw.compactMap { SourceLine($0, of: bytes, format: format) }
    let continues = Unwrapping(source, of: bytes, format: format).continuations()
    var result: [PageLine] = []
    result.reserveCapacity(source.count)
    var index = 0
    while index < source.count {
      var end = index + 1
      while end < source.count, continues[end] { end += 1 }
      let text = joined(source[index..<end], of: bytes)
      append(text, at: source[index], format: format, to: &result)
      index = end
    }
    return result
  }

  private static func append(_ text: [UInt8], at line: SourceLine, format: ArticleFormat, to result: inout [PageLine]) {
    var plain = ""
    if format == .markdown {
      let markdown = MarkdownText(text)
      plain = markdown.text
      for caption in markdown.captions where caption.unicodeScalars.contains(where: \.isInWord) {
        result.append(PageLine(text: caption, startsBlock: line.raw.startsBlock, isImage: true))
      }
    } else {
      plain = String(decoding: text, as: UTF8.self)
    }
    guard plain.unicodeScalars.contains(where: \.isInWord) else { return }
    result.append(
      PageLine(
        text: plain, marker: line.marker, headingLevel: line.headingLevel, startsBlock: line.raw.startsBlock))
  }

  /// With a space at every line end, but for a word that was divided there.
  private static func joined(_ lines: ArraySlice<SourceLine>, of bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for line in lines {
      if !text.isEmpty && !isDivided(text) {
        text.append(UInt8(ascii: " "))
      }
      text += bytes[line.content]
    }
    return text
  }

  /// Whether the text ends in a soft hyphen, or in a hyphen that follows a letter and so is no dash.
  private static func isDivided(_ text: [UInt8]) -> Bool {
    guard let last = text.last, let before = text.dropLast().last else { return false }
    if last == 0xAD && before == 0xC2 { return true }
    let isLetter = before >= 0x80 || (0x41...0x5A).contains(before) || (0x61...0x7A).contains(before)
    return last == UInt8(ascii: "-") && isLetter
  }
}
