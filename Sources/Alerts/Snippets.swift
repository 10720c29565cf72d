import Articles
import Percolation
import TextAnalysis

/// The sentences that show a match, with the matched words marked.
struct SnippetBuilder {
  static let maximumSnippets = 4
  /// A longer sentence is cut around its first mark.
  static let maximumSnippetBytes = 480

  /// A person needs a few examples, not all of them.
  private static let consideredSpans = 20

  let analyzed: AnalyzedArticle
  private let positions: [Int]
  /// Positions whose token and the one before it were matched by one span: they share a mark.
  private let joined: Set<Int>
  private let parts: [[TokenSpan]]

  init(_ match: Match, in analyzed: AnalyzedArticle) {
    self.analyzed = analyzed
    parts = match.parts.map { Array($0.spans.prefix(Self.consideredSpans)) }
    positions = Set(parts.joined().flatMap(\.positions)).sorted()
    joined = Set(
      parts.joined().flatMap { span in
        zip(span.positions, span.positions.dropFirst()).filter { $0 + 1 == $1 }.map { $1 }
      })
  }

  /// In the order of the text. Of every part that has a place in the text one place is shown whole, up to the maximum.
  func snippets() -> [Alert.Snippet] { chosenSentences().sorted().map(snippet) }

  /// For each part the place that needs the fewest further sentences, the part with the fewest places first; rather
  /// from the body than from the title, which people see anyway.
  private func chosenSentences() -> Set<UInt32> {
    var chosen: Set<UInt32> = []
    for spans in parts.filter({ !$0.isEmpty }).sorted(by: { $0.count < $1.count }) {
      let costs = spans.map { span in
        let sentences = Set(span.positions.map { analyzed.tokens[$0].sentence })
        let isTitle = analyzed.tokens[span.first].zone == .title
        return (sentences: sentences, cost: (sentences.subtracting(chosen).count, isTitle ? 1 : 0))
      }
      guard let best = costs.min(by: { $0.cost < $1.cost }) else { continue }
      let room = Self.maximumSnippets - chosen.count
      chosen.formUnion(best.sentences.subtracting(chosen).sorted().prefix(max(0, room)))
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

  /// Bytes of the matched tokens of a sentence; the words of a phrase make one mark.
  private func marks(first: Int, last: Int) -> [Range<Int>] {
    var marks: [(positions: ClosedRange<Int>, bytes: Range<Int>)] = []
    for position in positions where position >= first && position <= last {
      let bytes = analyzed.tokens[position].utf8Range
      if joined.contains(position), let previous = marks.last, previous.positions.upperBound + 1 == position {
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
