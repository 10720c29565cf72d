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

  /// For sentences without marks.
  init(_ analyzed: AnalyzedArticle) {
    self.analyzed = analyzed
    (positions, joined, parts) = ([], [], [])
  }

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
  func snippets() -> [Alert.Snippet] { toldSentences().map(\.snippet) }

  /// The same with the number of each sentence.
  func toldSentences() -> [(sentence: UInt32, snippet: Alert.Snippet)] {
    chosenSentences().sorted().map { ($0, snippet(of: $0)) }
  }

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

  func snippet(of sentence: UInt32) -> Alert.Snippet {
    let tokens = analyzed.tokens
    let first = tokens.partitioningIndex { $0.sentence >= sentence }
    let last = tokens.partitioningIndex { $0.sentence > sentence } - 1
    let extent = extent(first: first, last: last)
    let marks = marks(first: first, last: last)
    // Only what is shown is copied: a sentence may be as long as an article.
    let window = window(of: extent, around: marks)
    let text = analyzed.article.text.utf8.span
    var bytes: [UInt8] = []
    bytes.reserveCapacity(window.count)
    for offset in window { bytes.append(max(text[offset], 0x20)) }
    let lead = window.lowerBound > extent.lowerBound ? "…" : ""
    let tail = window.upperBound < extent.upperBound ? "…" : ""
    let shift = lead.utf8.count - window.lowerBound
    return Alert.Snippet(
      zone: tokens[first].zone.name, text: lead + String(decoding: bytes, as: UTF8.self) + tail,
      // A word may be longer than what is shown of it.
      marks: marks.map { $0.clamped(to: window) }.filter { !$0.isEmpty }
        .map { [$0.lowerBound + shift, $0.upperBound + shift] })
  }

  /// From the white space before the sentence's first token to the white space after its last, in bytes of the text.
  private func extent(first: Int, last: Int) -> Range<Int> {
    let tokens = analyzed.tokens
    let paragraph = analyzed.article.paragraphs[Int(tokens[first].paragraph)].utf8Range
    var start = paragraph.lowerBound
    if first > 0, tokens[first - 1].paragraph == tokens[first].paragraph {
      let gap = Int(tokens[first - 1].utf8End)..<Int(tokens[first].utf8Start)
      start = firstSpace(in: gap).map { $0 + 1 } ?? gap.upperBound
    }
    var end = paragraph.upperBound
    if last + 1 < tokens.count, tokens[last + 1].paragraph == tokens[last].paragraph {
      let gap = Int(tokens[last].utf8End)..<Int(tokens[last + 1].utf8Start)
      end = firstSpace(in: gap) ?? gap.lowerBound
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

  /// Of a sentence at most `maximumSnippetBytes` that hold the first mark, cut at spaces where there are any.
  private func window(of sentence: Range<Int>, around marks: [Range<Int>]) -> Range<Int> {
    guard sentence.count > Self.maximumSnippetBytes, let first = marks.first else {
      let end = min(sentence.lowerBound + Self.maximumSnippetBytes, sentence.upperBound)
      return sentence.lowerBound..<scalarBoundary(at: end, in: sentence)
    }
    var start = max(
      sentence.lowerBound,
      min(first.lowerBound - Self.maximumSnippetBytes / 4, sentence.upperBound - Self.maximumSnippetBytes))
    if start > sentence.lowerBound, let space = firstSpace(in: start..<first.lowerBound) { start = space + 1 }
    start = scalarBoundary(at: start, in: sentence)
    var end = min(sentence.upperBound, start + Self.maximumSnippetBytes)
    if end < sentence.upperBound, first.upperBound < end, let space = lastSpace(in: first.upperBound..<end) {
      end = space
    }
    return start..<scalarBoundary(at: end, in: sentence)
  }

  // MARK: - Bytes

  /// The first white space, if it is no farther than a snippet is long.
  private func firstSpace(in bytes: Range<Int>) -> Int? {
    let text = analyzed.article.text.utf8.span
    return bytes.prefix(Self.maximumSnippetBytes).first { text[$0] <= 0x20 }
  }

  private func lastSpace(in bytes: Range<Int>) -> Int? {
    let text = analyzed.article.text.utf8.span
    return bytes.last { text[$0] <= 0x20 }
  }

  /// The given offset, or the next lower one that does not split a character of the sentence.
  private func scalarBoundary(at offset: Int, in sentence: Range<Int>) -> Int {
    let text = analyzed.article.text.utf8.span
    var offset = offset
    while offset > sentence.lowerBound && offset < sentence.upperBound && text[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}

extension Alert {
  /// A sentence as alerts show it, without marks.
  package static func sentence(_ number: UInt32, of article: AnalyzedArticle) -> String {
    SnippetBuilder(article).snippet(of: number).text
  }
}
