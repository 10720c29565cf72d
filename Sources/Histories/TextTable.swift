import SafeText

/// Columns of text that fit a terminal.
struct TextTable {
  struct Column {
    var heading: String
    /// Numbers stand at the right.
    var isNumber = false
    /// May be cut to so many columns of the terminal where there is too little room, the widest first.
    var leastWidth: Int?
    /// Where it is cut, its end is kept.
    var keepsEnd = false
  }

  struct Cell {
    /// Safe to show.
    var text: String
    var style = TerminalStyle.plain
  }

  let columns: [Column]
  var rows: [[Cell]] = []

  init(_ columns: [Column]) { self.columns = columns }

  /// - Parameter width: of the terminal; `nil`: nothing is cut.
  func lines(_ terminal: TerminalText, width: Int?) -> [String] {
    let widths = widths(fitting: width)
    let heading = columns.map { Cell(text: $0.heading, style: .bold) }
    return ([heading] + rows).map { row in
      var line = ""
      for (index, cell) in row.enumerated() {
        if index > 0 { line += "  " }
        let text = cell.text.cut(to: widths[index], keepingEnd: columns[index].keepsEnd)
        let padding = String(repeating: " ", count: widths[index] - text.terminalWidth)
        let styled = terminal.styled(text, cell.style)
        let isLast = index == row.count - 1
        line += columns[index].isNumber ? padding + styled : isLast ? styled : styled + padding
      }
      return line
    }
  }

  private func widths(fitting width: Int?) -> [Int] {
    var widths = columns.indices.map { index in
      rows.reduce(columns[index].heading.terminalWidth) { max($0, $1[index].text.terminalWidth) }
    }
    guard let width else { return widths }
    while widths.reduce(2 * (widths.count - 1), +) > width {
      let cuttable = columns.indices.filter { widths[$0] > columns[$0].leastWidth ?? .max }
      guard let widest = cuttable.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
  }
}

extension String {
  /// How many columns of a terminal it takes: none for marks that combine, two for wide characters.
  var terminalWidth: Int { unicodeScalars.reduce(0) { $0 + $1.terminalWidth } }

  /// With a dot-dot-dot where something is left out.
  func cut(to width: Int, keepingEnd: Bool) -> String {
    guard terminalWidth > width else { return self }
    var kept = ""
    var left = width - 1
    for character in keepingEnd ? Array(reversed()) : Array(self) {
      left -= String(character).terminalWidth
      if left < 0 { break }
      kept.append(character)
    }
    return keepingEnd ? "…" + String(kept.reversed()) : kept + "…"
  }
}

extension Unicode.Scalar {
  fileprivate var terminalWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
