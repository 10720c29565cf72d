import Articles
import Percolation
import TextAnalysis

/// The sentences that show a match, with the matched words marked.
struct SnippetBuilder {
  static let maximumSnippets = 4
  /// A longer sentence is cut around its first mark.
  static let maximumSnippetBytes = 480

  let analyzed: AnalyzedArticle
  private let positions: [Int]
  private let parts: [[Int]]

  /// Looks at the first spans of each part; a person needs a few examples, not all of them.
  init(_ match: Match, in analyzed: AnalyzedArticle) {
    self.analyzed = analyzed
    parts = match.parts.map { part in part.spans.prefix(20).flatMap(\.positions) }
    positions = Set(parts.joined()).sorted()
  }

  /// In the order of the text. Every part that has a place in the text stands in at least one, up to the maximum.
  func snippets() -> [Alert.Snippet] {
    let sentences = chosenSentences()
    return sentences.sorted().map(snippet)
  }

  private func sentence(of position: Int) -> UInt32 { analyzed.tokens[position].sentence }

  /// First those sentences in which most parts meet, then what is needed for the parts not shown yet.
  private func chosenSentences() -> [UInt32] {
    var partsOfSentence: [UInt32: Set<Int>] = [:]
    for (part, positions) in parts.enumerated() {
      for position in positions { partsOfSentence[sentence(of: position), default: []].insert(part) }
    }
    var missing = Set(parts.indices.filter { !parts[$0].isEmpty })
    var chosen: [UInt32] = []
    while !missing.isEmpty && chosen.count < Self.maximumSnippets {
      let best = partsOfSentence.max { a, b in
        let (gainA, gainB) = (a.value.intersection(missing).count, b.value.intersection(missing).count)
        return gainA != gainB ? gainA < gainB : a.key > b.key
      }
      guard let best, !best.value.isDisjoint(with: missing) else { break }
      chosen.append(best.key)
      missing.subtract(best.value)
    }
    return chosen
  }

  private func snippet(of sentence: UInt32) -> Alert.Snippet {
    let tokens = analyzed.tokens
    let first = tokens.partitioningIndex { $0.sentence >= sentence }
    let last = tokens.partitioningIndex { $0.sentence > sentence } - 1
    let bytes = Array(analyzed.article.text.utf8[sliceOf: extent(first: first, last: last)])
    let start = extent(first: first, last: last).lowerBound
    let marks = marks(first: first, last: last).map { ($0.lowerBound - start)..<($0.upperBound - start) }
    let window = window(of: bytes, around: marks)
    let lead = window.lowerBound > 0 ? "…" : ""
    let tail = window.upperBound < bytes.count ? "…" : ""
    let text = lead + String(decoding: bytes[window].map { $0 < 0x20 ? 0x20 : $0 }, as: UTF8.self) + tail
    let shift = lead.utf8.count - window.lowerBound
    return Alert.Snippet(
      zone: tokens[first].zone.name, text: text,
      marks: marks.filter { window.contains($0.lowerBound) && $0.upperBound <= window.upperBound }
        .map { [$0.lowerBound + shift, $0.upperBound + shift] })
  }

  /// From the white space before the sentence's first token to the white space after its last.
  private func extent(first: Int, last: Int) -> Range<Int> {
    let tokens = analyzed.tokens
    let paragraph = analyzed.article.paragraphs[Int(tokens[first].paragraph)].utf8Range
    let text = analyzed.article.text.utf8
    func index(_ offset: Int) -> String.Index { text.index(text.startIndex, offsetBy: offset) }
    var start = paragraph.lowerBound
    if first > 0, tokens[first - 1].paragraph == tokens[first].paragraph {
      let gap = Int(tokens[first - 1].utf8End)..<Int(tokens[first].utf8Start)
      let space = text[index(gap.lowerBound)..<index(gap.upperBound)].firstIndex { $0 <= 0x20 }
      start = space.map { text.distance(from: text.startIndex, to: $0) + 1 } ?? gap.upperBound
    }
    var end = paragraph.upperBound
    if last + 1 < tokens.count, tokens[last + 1].paragraph == tokens[last].paragraph {
      let gap = Int(tokens[last].utf8End)..<Int(tokens[last + 1].utf8Start)
      let space = text[index(gap.lowerBound)..<index(gap.upperBound)].firstIndex { $0 <= 0x20 }
      end = space.map { text.distance(from: text.startIndex, to: $0) } ?? gap.lowerBound
    }
    return start..<max(start, end)
  }

  /// Bytes of the matched tokens of a sentence; neighbours make one mark.
  private func marks(first: Int, last: Int) -> [Range<Int>] {
    var marks: [(positions: ClosedRange<Int>, bytes: Range<Int>)] = []
    for position in positions where position >= first && position <= last {
      let bytes = analyzed.tokens[position].utf8Range
      if let previous = marks.last, previous.positions.upperBound + 1 == position {
        marks[marks.count - 1] = (
          previous.positions.lowerBound...position, previous.bytes.lowerBound..<bytes.upperBound
        )
      } else {
        marks.append((position...position, bytes))
      }
    }
    return marks.map(\.bytes)
  }

  /// At most `maximumSnippetBytes` that hold the first mark, cut at spaces where there are any.
  private func window(of bytes: [UInt8], around marks: [Range<Int>]) -> Range<Int> {
    guard bytes.count > Self.maximumSnippetBytes, let first = marks.first else {
      return 0..<min(bytes.count, scalarBoundary(bytes, at: Self.maximumSnippetBytes))
    }
    var start = max(0, min(first.lowerBound - Self.maximumSnippetBytes / 4, bytes.count - Self.maximumSnippetBytes))
    if start > 0, let space = bytes[start..<first.lowerBound].firstIndex(where: { $0 <= 0x20 }) { start = space + 1 }
    start = scalarBoundary(bytes, at: start)
    var end = min(bytes.count, start + Self.maximumSnippetBytes)
    if end < bytes.count, first.upperBound < end,
      let space = bytes[first.upperBound..<end].lastIndex(where: { $0 <= 0x20 })
    {
      end = space
    }
    return start..<scalarBoundary(bytes, at: end)
  }

  /// The given offset, or the next lower one that does not split a character.
  private func scalarBoundary(_ bytes: [UInt8], at offset: Int) -> Int {
    var offset = min(offset, bytes.count)
    while offset > 0 && offset < bytes.count && bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}

extension String.UTF8View {
  fileprivate subscript(sliceOf range: Range<Int>) -> Substring.UTF8View {
    let start = index(startIndex, offsetBy: range.lowerBound)
    return self[start..<index(start, offsetBy: range.count)]
  }
}
