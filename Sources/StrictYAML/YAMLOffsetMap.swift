import Diagnostics

/// Leads from an offset in a scalar's text back to the byte of the file that it came from.
///
/// A run of text that stands in the file as it is, is one piece; what stands differently (an escape, a doubled quote, a
/// folded line end) is a piece of its own. O(log pieces) a look-up.
package struct YAMLOffsetMap: Sendable {
  private struct Piece {
    var text: Int
    var file: Int
    /// Bytes in the text; in the file as many where `isVerbatim`.
    var count: Int
    var fileCount: Int
    var isVerbatim: Bool
  }

  private var pieces: [Piece] = []
  private let bounds: Range<Int>
  private let textCount: Int

  package init(of scalar: YAMLScalar, in source: SourceText) {
    bounds = source.clamp(scalar.utf8Range)
    let text = Array(scalar.text.utf8)
    textCount = text.count
    let raw = source.bytes
    switch scalar.style {
    case .literal: mapLines(of: text, raw: raw)
    case .plain: mapFlow(of: text, raw: raw, from: bounds.lowerBound, style: .plain)
    case .folded: mapFlow(of: text, raw: raw, from: endOfLine(raw, bounds.lowerBound), style: .plain)
    case .singleQuoted, .doubleQuoted:
      mapFlow(of: text, raw: raw, from: bounds.lowerBound + 1, style: scalar.style)
    }
  }

  /// Offsets outside the text are moved to its ends; the result lies inside the scalar's range in the file.
  package func fileRange(_ textRange: Range<Int>) -> Range<Int> {
    let start = fileOffset(textRange.lowerBound)
    guard !textRange.isEmpty else { return start..<start }
    let end = fileOffset(after: textRange.upperBound - 1)
    return start..<max(start, end)
  }

  package func fileOffset(_ textOffset: Int) -> Int {
    guard let piece = piece(at: textOffset) else { return bounds.lowerBound }
    if textOffset >= piece.text + piece.count { return clamp(piece.file + piece.fileCount) }
    return clamp(piece.isVerbatim ? piece.file + max(0, textOffset - piece.text) : piece.file)
  }

  /// The file offset behind the text's byte at an offset.
  private func fileOffset(after textOffset: Int) -> Int {
    guard let piece = piece(at: textOffset) else { return bounds.lowerBound }
    guard piece.isVerbatim, textOffset < piece.text + piece.count else {
      return clamp(piece.file + piece.fileCount)
    }
    return clamp(piece.file + max(0, textOffset - piece.text) + 1)
  }

  private func clamp(_ offset: Int) -> Int { min(max(offset, bounds.lowerBound), bounds.upperBound) }

  private func piece(at textOffset: Int) -> Piece? {
    pieces.isEmpty ? nil : pieces[pieceIndex(at: textOffset)]
  }

  /// The last piece that begins at or before an offset. `pieces` is not empty.
  private func pieceIndex(at textOffset: Int) -> Int {
    var low = 0
    var high = pieces.count
    while low < high {
      let middle = (low + high) / 2
      if pieces[middle].text <= textOffset { low = middle + 1 } else { high = middle }
    }
    return max(low - 1, 0)
  }

  private mutating func appendVerbatim(text: Int, file: Int, count: Int) {
    if let last = pieces.last, last.isVerbatim, last.text + last.count == text, last.file + last.count == file {
      pieces[pieces.count - 1].count += count
      pieces[pieces.count - 1].fileCount += count
    } else if count > 0 {
      pieces.append(Piece(text: text, file: file, count: count, fileCount: count, isVerbatim: true))
    }
  }

  private mutating func append(text: Int, count: Int, file: Range<Int>) {
    guard count > 0 else { return }
    pieces.append(Piece(text: text, file: file.lowerBound, count: count, fileCount: file.count, isVerbatim: false))
  }

  private func endOfLine(_ raw: [UInt8], _ offset: Int) -> Int {
    var index = offset
    while index < bounds.upperBound, !isLineEnd(raw[index]) { index += 1 }
    return index
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private func afterLineEnd(_ raw: [UInt8], _ offset: Int) -> Int {
    guard offset < bounds.upperBound else { return offset }
    let isPair =
      raw[offset] == UInt8(ascii: "\r") && offset + 1 < bounds.upperBound && raw[offset + 1] == UInt8(ascii: "\n")
    return offset + (isPair ? 2 : 1)
  }

  // MARK: Literal

  /// A line of a literal block is the line of the file without its indentation: the two end alike.
  private mutating func mapLines(of text: [UInt8], raw: [UInt8]) {
    var file = afterLineEnd(raw, endOfLine(raw, bounds.lowerBound))
    var start = 0
    while start < text.count {
      var end = start
      while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
      let fileEnd = endOfLine(raw, file)
      let indentation = max(0, fileEnd - file - (end - start))
      appendVerbatim(text: start, file: file + indentation, count: end - start)
      file = afterLineEnd(raw, fileEnd)
      if end < text.count { append(text: end, count: 1, file: fileEnd..<file) }
      start = end + 1
    }
  }

  // MARK: Plain and quoted

  /// Walks text and file together. Where they part for a reason not known here the rest maps to that place.
  private mutating func mapFlow(of text: [UInt8], raw: [UInt8], from start: Int, style: YAMLScalar.Style) {
    var file = start
    var index = 0
    while index < text.count, file < bounds.upperBound {
      if style == .doubleQuoted, raw[file] == UInt8(ascii: "\\") {
        let escape = doubleQuotedEscape(raw, at: file)
        let count = min(escape.textCount, text.count - index)
        append(text: index, count: count, file: file..<escape.end)
        index += count
        file = escape.end
      } else if isBlank(raw[file]) || isLineEnd(raw[file]) {
        let (end, hasLineEnd) = blankRun(raw, at: file)
        if hasLineEnd {
          // One line end is a space, n are n − 1 line ends.
          let isSpace = text[index] == UInt8(ascii: " ")
          let count = isSpace ? 1 : text[index...].prefix { $0 == UInt8(ascii: "\n") }.count
          append(text: index, count: count, file: file..<end)
          index += count
        } else {
          let count = min(end - file, text.count - index)
          appendVerbatim(text: index, file: file, count: count)
          index += count
        }
        file = end
      } else if style == .singleQuoted, raw[file] == UInt8(ascii: "'"), text[index] == UInt8(ascii: "'") {
        append(text: index, count: 1, file: file..<file + 2)
        index += 1
        file += 2
      } else if raw[file] == text[index] {
        appendVerbatim(text: index, file: file, count: 1)
        index += 1
        file += 1
      } else {
        return append(text: index, count: text.count - index, file: file..<file + 1)
      }
    }
  }

  /// Where blanks and line ends stop, and whether a line end is among them.
  private func blankRun(_ raw: [UInt8], at offset: Int) -> (end: Int, hasLineEnd: Bool) {
    var end = offset
    var hasLineEnd = false
    while end < bounds.upperBound, isBlank(raw[end]) || isLineEnd(raw[end]) {
      if isLineEnd(raw[end]) { hasLineEnd = true }
      end += 1
    }
    return (end, hasLineEnd)
  }

  /// The end of a backslash escape, and how many bytes of text it makes.
  private func doubleQuotedEscape(_ raw: [UInt8], at offset: Int) -> (end: Int, textCount: Int) {
    guard offset + 1 < bounds.upperBound else { return (bounds.upperBound, 1) }
    let letter = raw[offset + 1]
    let digits: Int
    switch letter {
    case UInt8(ascii: "x"): digits = 2
    case UInt8(ascii: "u"): digits = 4
    case UInt8(ascii: "U"): digits = 8
    // U+0085 and U+00A0, U+2028 and U+2029.
    case UInt8(ascii: "N"), UInt8(ascii: "_"): return (offset + 2, 2)
    case UInt8(ascii: "L"), UInt8(ascii: "P"): return (offset + 2, 3)
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      // An escaped line end: nothing, and neither is the indentation of the next line.
      return (blankRun(raw, at: offset + 1).end, 0)
    default: return (offset + 2, 1)
    }
    let end = min(offset + 2 + digits, bounds.upperBound)
    let value = UInt32(String(decoding: raw[offset + 2..<end], as: UTF8.self), radix: 16) ?? 0
    return (end, Unicode.Scalar(value).map { String($0).utf8.count } ?? 3)
  }
}
