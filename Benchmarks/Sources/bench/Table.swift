import Foundation

/// Columns of text, the first ones to the left, the others to the right.
struct Table {
  var rows: [[String]] = []
  var isFirstRowHead = true
  var leftColumns = 1

  var text: String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in rows.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0 }
    var lines = rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column < leftColumns ? cell + padding : padding + cell
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
    if isFirstRowHead, let width = lines.map(\.count).max() {
      lines.insert(String(repeating: "-", count: width), at: 1)
    }
    return lines.joined(separator: "\n")
  }
}

extension Int {
  /// With commas between thousands.
  var grouped: String {
    var text = ""
    for (place, digit) in String(magnitude).reversed().enumerated() {
      if place > 0, place % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (self < 0 ? "-" : "") + String(text.reversed())
  }
}

extension Double {
  func rounded(to places: Int) -> String { String(format: "%.\(places)f", self) }

  /// About three digits that count.
  var significant: String {
    switch abs(self) {
    case 0: "0"
    case 100...: rounded(to: 0)
    case 10...: rounded(to: 1)
    case 0.1...: rounded(to: 2)
    default: String(format: "%.2g", self)
    }
  }
}

extension Sample {
  /// `3.21 (3.15–3.30)`
  var text: String {
    lowerQuartile == upperQuartile
      ? median.significant : "\(median.significant) (\(lowerQuartile.significant)–\(upperQuartile.significant))"
  }
}
