import Articles
import Percolation
import TextAnalysis

/// Where spans lie, for people: zone, paragraph, sentence, and the words with some around them.
struct Places {
  /// So many words on either side.
  private static let context = 5
  /// Of a longer gap between two words of a span the middle is left out.
  private static let longestGap = 12
  /// So many words of a span are shown.
  private static let shownWords = 24
  private static let shownWordBytes = 80
  private static let shownGapBytes = 20

  let article: AnalyzedArticle
  /// By raw value of the zone, the index of its first paragraph.
  private let firstParagraphs: [Int]

  init(_ article: AnalyzedArticle) {
    self.article = article
    firstParagraphs = Zone.allCases.map { zone in article.article.paragraphs.firstIndex { $0.zone == zone } ?? 0 }
  }

  func place(_ span: TokenSpan) -> Explanation.Place {
    let token = article.tokens[span.first]
    let shown = shown(span)
    return Explanation.Place(
      zone: token.zone, paragraph: paragraph(of: span.first), sentence: sentence(of: span.first), text: shown.text,
      marks: shown.marks)
  }

  /// The number of a token's paragraph in its zone, from 1.
  func paragraph(of position: Int) -> Int {
    let token = article.tokens[position]
    return Int(token.paragraph) - firstParagraphs[Int(token.zone.rawValue)] + 1
  }

  /// The number of a token's sentence in its paragraph, from 1.
  func sentence(of position: Int) -> Int {
    let token = article.tokens[position]
    let first = article.tokens.partitioningIndex { $0.paragraph >= token.paragraph }
    return Int(token.sentence - article.tokens[first].sentence) + 1
  }

  /// `paragraph 3`, `the title`, `caption 2`.
  func name(of position: Int) -> String {
    Self.name(zone: article.tokens[position].zone, paragraph: paragraph(of: position))
  }

  static func name(zone: Zone, paragraph: Int) -> String {
    switch zone {
    case .title: "the title"
    case .body: "paragraph \(paragraph)"
    case .dateline: "the dateline"
    case .caption: "caption \(paragraph)"
    case .furniture: "the furniture"
    }
  }

  /// The token as it is written, cut if very long.
  func word(at position: Int) -> String { cut(article.tokens[position].utf8Range, Self.shownWordBytes) }

  // MARK: - Words around

  private func shown(_ span: TokenSpan) -> (text: String, marks: [Range<Int>]) {
    let marked = span.positions.prefix(Self.shownWords)
    guard let first = marked.first, let last = marked.last else { return ("", []) }
    var ranges = [before(first)..<first]
    for (position, next) in zip(marked, marked.dropFirst() + [last]) {
      let gap = position + 1..<max(next, position + 1)
      let isLong = gap.count > Self.longestGap
      ranges.append(position..<position + 1)
      ranges.append(isLong ? gap.prefix(Self.context) : gap)
      if isLong { ranges.append(gap.suffix(Self.context)) }
    }
    ranges.append(last + 1..<after(last))
    let positions = ranges.joined()
    let isMarked = Set(marked)
    var text = hasBefore(before(first)) ? "… " : ""
    var marks: [Range<Int>] = []
    var previous: Int?
    for position in positions {
      if let previous { text += gap(previous, position) }
      let start = text.utf8.count
      text += word(at: position)
      if isMarked.contains(position) {
        // Neighbours in one span share a mark.
        if let mark = marks.last, let previous, isMarked.contains(previous), previous + 1 == position {
          marks[marks.count - 1] = mark.lowerBound..<text.utf8.count
        } else {
          marks.append(start..<text.utf8.count)
        }
      }
      previous = position
    }
    let isCut = marked.count < span.positions.count
    return (text + (isCut || hasBefore(after(last)) ? " …" : ""), marks)
  }

  private func before(_ position: Int) -> Int {
    var start = position
    while position - start < Self.context, hasBefore(start) { start -= 1 }
    return start
  }

  /// Behind the last word that is shown after one.
  private func after(_ position: Int) -> Int {
    var end = position + 1
    while end - position <= Self.context, hasBefore(end) { end += 1 }
    return end
  }

  /// Whether a token and the one before it are of one paragraph.
  private func hasBefore(_ position: Int) -> Bool {
    position > 0 && position < article.tokens.count
      && article.tokens[position - 1].paragraph == article.tokens[position].paragraph
  }

  /// What stands between two tokens.
  private func gap(_ a: Int, _ b: Int) -> String {
    guard b == a + 1 else { return " … " }
    guard hasBefore(b) else { return " ¶ " }
    return cut(article.tokens[a].utf8Range.upperBound..<article.tokens[b].utf8Range.lowerBound, Self.shownGapBytes)
  }

  /// Text of the article, white space made plain.
  private func cut(_ bytes: Range<Int>, _ maximum: Int) -> String {
    guard !bytes.isEmpty else { return "" }
    let text = article.article.text.utf8.span
    var end = min(bytes.upperBound, bytes.lowerBound + maximum)
    while end > bytes.lowerBound, end < bytes.upperBound, text[end] & 0xC0 == 0x80 { end -= 1 }
    var result: [UInt8] = []
    for offset in bytes.lowerBound..<end {
      let byte = max(text[offset], 0x20)
      if byte != 0x20 || result.last != 0x20 { result.append(byte) }
    }
    return String(decoding: result, as: UTF8.self) + (end < bytes.upperBound ? "…" : "")
  }
}
