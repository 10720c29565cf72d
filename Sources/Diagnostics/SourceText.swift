/// The text of one file (or one command-line query) that diagnostics point into.
///
/// Offsets are UTF-8 bytes of the whole text. Every function accepts any offset; one outside is moved to the nearest
/// end. Bytes that are not UTF-8 are kept as they are and shown as U+FFFD.
package struct SourceText: Sendable, Equatable {
  /// A place as editors tell it: both counted from 1, columns in characters.
  package struct Position: Sendable, Hashable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }
  }

  /// As the person would name it.
  package let file: String
  package let bytes: [UInt8]
  /// Where each line begins; a line ends with LF, CR LF or CR. Never empty.
  private let lineStarts: [Int]

  package init(_ text: String, file: String) {
    self.init(bytes: Array(text.utf8), file: file)
  }

  package init(bytes: [UInt8], file: String) {
    self.file = file
    self.bytes = bytes
    var starts = [0]
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
      if byte == UInt8(ascii: "\r"), index < bytes.count, bytes[index] == UInt8(ascii: "\n") { index += 1 }
      starts.append(index)
    }
    lineStarts = starts
  }

  package var lineCount: Int { lineStarts.count }

  /// The number, counted from 1, of the line that holds an offset. O(log lines).
  package func line(at utf8Offset: Int) -> Int {
    let offset = clamp(utf8Offset)
    var low = 0
    var high = lineStarts.count
    while low < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle + 1 } else { high = middle }
    }
    return max(low, 1)
  }

  /// O(length of the line before the offset).
  package func position(at utf8Offset: Int) -> Position {
    let offset = clamp(utf8Offset)
    let line = line(at: offset)
    var start = lineStarts[line - 1]
    // A byte order mark takes no column: no editor shows it.
    if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = min(3, offset) }
    return Position(line: line, column: text(in: start..<offset).count + 1)
  }

  /// The bytes of a line without its line end; lines counted from 1.
  package func lineRange(_ line: Int) -> Range<Int> {
    let index = min(max(line, 1), lineStarts.count) - 1
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] : bytes.count
    while end > start, bytes[end - 1] == UInt8(ascii: "\n") || bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return start..<end
  }

  /// A line without its line end; lines counted from 1.
  package func lineText(_ line: Int) -> String { text(in: lineRange(line)) }

  package func text(in utf8Range: Range<Int>) -> String {
    String(decoding: bytes[clamp(utf8Range)], as: UTF8.self)
  }

  package func clamp(_ utf8Range: Range<Int>) -> Range<Int> {
    clamp(utf8Range.lowerBound)..<clamp(utf8Range.upperBound)
  }

  private func clamp(_ utf8Offset: Int) -> Int { min(max(utf8Offset, 0), bytes.count) }
}
