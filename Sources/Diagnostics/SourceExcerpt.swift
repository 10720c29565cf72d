import SafeText

/// One line of a source as a terminal can show it, cut to a width, with the cells that a range takes.
struct SourceExcerpt: Equatable {
  /// Escaped, tabs made spaces; cut ends show `…`.
  var text: String
  /// In terminal cells of `text`. At least one cell.
  var markedCells: Range<Int>

  private struct Cell {
    var text: String
    var width: Int
    var utf8Range: Range<Int>
  }

  private static let maximumWidth = 100
  /// How far before the mark a cut line begins.
  private static let leadWidth = 40
  /// How many bytes on each side of the mark are looked at: enough for the width, whatever the line's length.
  private static let maximumBytes = 1_000
  /// More combining marks than that on one character are not shown.
  private static let maximumScalarsPerCharacter = 8
  private static let tabWidth = 4

  /// The line in which `utf8Range` begins.
  init(of utf8Range: Range<Int>, in source: SourceText) {
    let marked = source.clamp(utf8Range)
    let line = source.lineRange(source.line(at: marked.lowerBound))
    let (shown, isCut) = Self.window(around: marked, line: line, in: source)
    let cells = Self.cells(of: shown, in: source)
    self = Self.excerpt(cells: cells, marked: marked, isCut: isCut)
  }

  private init(text: String, markedCells: Range<Int>) {
    self.text = text
    self.markedCells = markedCells
  }

  /// The bytes of the line that are looked at, on scalar boundaries.
  private static func window(
    around marked: Range<Int>, line: Range<Int>, in source: SourceText
  ) -> (Range<Int>, isCut: (start: Bool, end: Bool)) {
    var start = line.lowerBound
    if start == 0, source.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    let anchor = min(max(marked.lowerBound, start), max(line.upperBound, start))
    var from = max(start, anchor - maximumBytes)
    while from > start, isContinuation(source.bytes, at: from) { from -= 1 }
    var to = max(from, min(line.upperBound, anchor + maximumBytes))
    while to < line.upperBound, isContinuation(source.bytes, at: to) { to += 1 }
    return (from..<to, (from > start, to < line.upperBound))
  }

  private static func isContinuation(_ bytes: [UInt8], at index: Int) -> Bool {
    index < bytes.count && bytes[index] & 0xC0 == 0x80
  }

  private static func cells(of utf8Range: Range<Int>, in source: SourceText) -> [Cell] {
    var cells: [Cell] = []
    var offset = utf8Range.lowerBound
    var column = 0
    for character in source.text(in: utf8Range) {
      var cell = Cell(text: "", width: 0, utf8Range: offset..<offset)
      if character == "\t" {
        cell.width = tabWidth - column % tabWidth
        cell.text = String(repeating: " ", count: cell.width)
      } else {
        for scalar in character.unicodeScalars.prefix(maximumScalarsPerCharacter) {
          if VisibleText.isHidden(scalar) {
            cell.text += scalar.escapedToShow
            cell.width += scalar.escapedToShow.utf8.count
          } else {
            cell.text.unicodeScalars.append(scalar)
            cell.width = max(cell.width, VisibleText.width(of: scalar))
          }
        }
      }
      // Bytes that are not UTF-8 count one each but show as one U+FFFD of three bytes: the window is whole otherwise.
      offset = min(offset + character.utf8.count, utf8Range.upperBound)
      cell.utf8Range = cell.utf8Range.lowerBound..<offset
      column += cell.width
      cells.append(cell)
    }
    return cells
  }

  private static func excerpt(
    cells: [Cell], marked: Range<Int>, isCut: (start: Bool, end: Bool)
  ) -> SourceExcerpt {
    let markStart = cells.filter { $0.utf8Range.upperBound <= marked.lowerBound }.reduce(0) { $0 + $1.width }
    let left = isCut.start || markStart > maximumWidth - leadWidth / 2 ? max(0, markStart - leadWidth) : 0
    var text = ""
    var column = 0
    var width = 0
    var from: Int?
    var to = 0
    var isEndCut = isCut.end
    if left > 0 || isCut.start {
      text = "…"
      width = 1
    }
    for cell in cells {
      defer { column += cell.width }
      if column < left { continue }
      if width + cell.width > maximumWidth {
        isEndCut = true
        break
      }
      if cell.utf8Range.upperBound > marked.lowerBound, from == nil { from = width }
      text += cell.text
      width += cell.width
      if cell.utf8Range.lowerBound < marked.upperBound { to = width }
    }
    let start = from ?? width
    if isEndCut { text += "…" }
    return SourceExcerpt(text: text, markedCells: start..<max(to, start + 1))
  }
}
