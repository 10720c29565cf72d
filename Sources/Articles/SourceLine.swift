/// What stands before the text of a list item.
enum ListMarker: UInt8, Sendable {
  case none, bullet, number
}

/// A line of a file with what its format says about it.
struct SourceLine: Sendable {
  let raw: RawLine
  /// The text without what is markup before and behind it; in plain text the whole line.
  var content: Range<Int>
  var marker: ListMarker = .none
  /// 1 to 6 for a heading, otherwise 0.
  var headingLevel: UInt8 = 0
  var isQuote = false

  /// `nil` for a line that is nothing but markup.
  init?(_ raw: RawLine, of bytes: [UInt8], format: ArticleFormat) {
    self.raw = raw
    content = raw.range
    if format == .markdown {
      guard !isMarkupAlone(bytes) else { return nil }
      stripQuote(bytes)
      stripHeading(bytes)
    }
    let mark = Self.listMark(bytes, content)
    marker = mark.marker
    // A bullet is no word; the number of a list item is one and stays.
    if format == .markdown && marker == .bullet { content = mark.end..<content.upperBound }
  }

  /// The marker at the head of a line and where the text behind it begins.
  private static func listMark(_ bytes: [UInt8], _ range: Range<Int>) -> (marker: ListMarker, end: Int) {
    let head = bytes[range.lowerBound..<min(range.upperBound, range.lowerBound + 16)]
    var scalars = String(decoding: head, as: UTF8.self).unicodeScalars[...]
    guard let first = scalars.popFirst() else { return (.none, range.lowerBound) }
    var end = range.lowerBound + first.utf8Width
    if first.isASCIIDigit {
      var digits = 1
      while let next = scalars.first, next.isASCIIDigit, digits < 4 {
        scalars.removeFirst()
        digits += 1
      }
      guard digits <= 3, let stop = scalars.popFirst(), stop == "." || stop == ")", scalars.first?.isSpace == true
      else {
        return (.none, range.lowerBound)
      }
      return (.number, range.lowerBound)
    }
    switch first {
    case "•", "·", "▪", "●", "◦", "‣", "■", "►", "▶", "○", "∙": break
    case "-", "–", "—", "*", "+":
      guard scalars.first?.isSpace == true else { return (.none, range.lowerBound) }
    default: return (.none, range.lowerBound)
    }
    while end < range.upperBound, isASCIISpaceOrControl(bytes[end]) { end += 1 }
    return (.bullet, end)
  }

  // MARK: Markdown

  /// The fence of a code block, or the definition of a link whose text stands elsewhere.
  private func isMarkupAlone(_ bytes: [UInt8]) -> Bool {
    let text = bytes[content]
    if text.starts(with: "```".utf8) || text.starts(with: "~~~".utf8) { return text.count <= 40 }
    guard text.first == UInt8(ascii: "["), let close = text.prefix(200).firstIndex(of: UInt8(ascii: "]")),
      text[close...].starts(with: "]:".utf8)
    else { return false }
    let target = text[(close + 2)...].drop(while: isASCIISpaceOrControl)
    return ["http://", "https://", "mailto:", "/", "<http", "#"].contains { target.starts(with: $0.utf8) }
      && !target.contains(where: isASCIISpaceOrControl)
  }

  private mutating func stripQuote(_ bytes: [UInt8]) {
    var start = content.lowerBound
    while start < content.upperBound, bytes[start] == UInt8(ascii: ">") || isASCIISpaceOrControl(bytes[start]) {
      if bytes[start] == UInt8(ascii: ">") { isQuote = true }
      start += 1
    }
    if isQuote { content = start..<content.upperBound }
  }

  private mutating func stripHeading(_ bytes: [UInt8]) {
    headingLevel = raw.underlined
    var start = content.lowerBound
    while start < content.upperBound, bytes[start] == UInt8(ascii: "#") { start += 1 }
    let level = start - content.lowerBound
    guard (1...6).contains(level), start < content.upperBound, isASCIISpaceOrControl(bytes[start]) else { return }
    while start < content.upperBound, isASCIISpaceOrControl(bytes[start]) { start += 1 }
    var end = content.upperBound
    while end > start, bytes[end - 1] == UInt8(ascii: "#") || isASCIISpaceOrControl(bytes[end - 1]) { end -= 1 }
    headingLevel = UInt8(level)
    content = start..<end
  }
}
