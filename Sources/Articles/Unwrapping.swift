/// Decides which lines of a file are parts of one paragraph: lines that an editor broke at a fixed width are, lines
/// that differ in length and end in punctuation are paragraphs of their own.
///
/// A break between two lines is soft where the first word of the next line would not have fitted on the line before it.
/// A block of lines counts as wrapped where most breaks are soft and enough of them fall inside a sentence.
struct Unwrapping {
  private let bytes: [UInt8]
  private let lines: [SourceLine]
  private let format: ArticleFormat

  /// Widths between which an editor may have wrapped, in characters.
  private static let wrapWidths = 30...160
  /// How much shorter than the widest line a full line may be.
  private static let slack = 10

  init(_ lines: [SourceLine], of bytes: [UInt8], format: ArticleFormat) {
    self.bytes = bytes
    self.lines = lines
    self.format = format
  }

  /// For every line whether it goes on with the paragraph of the line before it.
  func continuations() -> [Bool] {
    var result = [Bool](repeating: false, count: lines.count)
    var undecided: [Range<Int>] = []
    var fileWidth = 0
    forEachBlock { block in
      guard block.count > 1 else { return }
      guard let width = wrapWidth(of: block) else {
        undecided.append(block)
        return
      }
      if block.count > 2 { fileWidth = max(fileWidth, width) }
      for index in block.dropFirst() { result[index] = isSoft(beforeLine: index, width: width) }
    }
    guard fileWidth > 0 else { return result }
    // In a file known to be wrapped, a block too short to tell is wrapped at the same width.
    for block in undecided {
      for index in block.dropFirst() where canContinue(index) && !line(index - 1).endsSentence {
        result[index] = isFull(index - 1, width: fileWidth, slack: 0)
      }
    }
    return result
  }

  private func forEachBlock(_ body: (Range<Int>) -> Void) {
    var start = 0
    while start < lines.count {
      var end = start + 1
      while end < lines.count, !lines[end].raw.startsBlock { end += 1 }
      body(start..<end)
      start = end
    }
  }

  /// The width at which a block was wrapped; `nil` where its lines are paragraphs.
  private func wrapWidth(of block: Range<Int>) -> Int? {
    let width = block.reduce(0) { max($0, lines[$1].raw.width) }
    let isMarkdown = format == .markdown
    guard isMarkdown ? width <= Self.wrapWidths.upperBound * 4 : Self.wrapWidths.contains(width) else { return nil }
    var breaks = 0
    var full = 0
    var insideSentence = 0
    for index in block.dropFirst() where canContinue(index) {
      let isFull = isFull(index - 1, width: width, slack: Self.slack)
      let before = line(index - 1)
      if !isFull && before.endsSentence { continue }
      breaks += 1
      let isInside = !before.endsSentence && (line(index).startsInsideSentence || before.endsInShortWord)
      if isFull || isMarkdown && isInside { full += 1 }
      if isInside && (isFull || isMarkdown) { insideSentence += 1 }
    }
    guard breaks > 0, full * 10 >= breaks * 6, insideSentence * 10 >= breaks * 3 else { return nil }
    return width
  }

  private func isSoft(beforeLine index: Int, width: Int) -> Bool {
    guard canContinue(index) else { return false }
    let before = line(index - 1)
    if before.endsSentence && lines[index].raw.indent >= lines[index - 1].raw.indent + 2 { return false }
    if isFull(index - 1, width: width, slack: Self.slack) { return true }
    return !before.endsSentence && line(index).startsInsideSentence
  }

  private func canContinue(_ index: Int) -> Bool {
    let line = lines[index]
    return line.marker == .none && line.headingLevel == 0 && lines[index - 1].headingLevel == 0
      && line.isQuote == lines[index - 1].isQuote
  }

  private func isFull(_ index: Int, width: Int, slack: Int) -> Bool {
    lines[index].raw.width + 1 + line(index + 1).firstWordWidth > width - slack
  }

  private func line(_ index: Int) -> LineEdges { LineEdges(bytes, lines[index].content) }
}

/// What stands at the two ends of a line.
struct LineEdges {
  private(set) var endsSentence = false
  private(set) var endsInShortWord = false
  private(set) var startsInsideSentence = false
  /// In characters.
  private(set) var firstWordWidth = 0

  /// How many bytes are looked at from either end.
  private static let reach = 128

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    let head = bytes[range.lowerBound..<min(range.upperBound, range.lowerBound + Self.reach)]
    readHead(String(decoding: head, as: UTF8.self).unicodeScalars)
    let tail = bytes[max(range.lowerBound, range.upperBound - Self.reach)..<range.upperBound]
    readTail(String(decoding: tail, as: UTF8.self).unicodeScalars)
  }

  private mutating func readHead(_ scalars: String.UnicodeScalarView) {
    for scalar in scalars {
      if scalar.isSpace { break }
      firstWordWidth += 1
      if scalar.isIdeograph { break }
    }
    // A letter without case, as in Georgian or Arabic, may stand inside a sentence too.
    if let first = scalars.first(where: { !$0.isQuoteOrBracket && !$0.isSpace }) {
      startsInsideSentence = first.isLetter ? !first.isUppercaseLetter : first.isASCIIDigit
    }
  }

  private mutating func readTail(_ scalars: String.UnicodeScalarView) {
    var rest = scalars[...]
    while let last = rest.last, last.isQuoteOrBracket || last.isSpace { rest.removeLast() }
    guard let last = rest.last else { return }
    endsSentence = last.isFullStop || last.isQuestionMark || last == ":"
    let word = rest.reversed().prefix { $0.isLetter }
    endsInShortWord = last == "," || (1...3).contains(word.count) && word.allSatisfy(\.isLowercaseLetter)
  }
}
