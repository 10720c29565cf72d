import SafeText

extension String {
  /// No more code points in one character: enough for every script and for emoji of families, too few for towers of accents.
  private static let maximumScalars = 16
  /// Of one text in a message, before it is fitted to a service's limits: so much bounds the work.
  static let maximumCharacters = 2_000

  /// One line that can be shown to people, whoever wrote it: of bounded length, without control and bidirectional characters,
  /// and without spaces around it.
  var shown: String {
    let piece = shownPiece.drop { $0 == " " }
    return String(piece.dropLast(piece.reversed().prefix { $0 == " " }.count))
  }

  /// The same of a piece of a text, with its spaces.
  var shownPiece: String {
    let safe = String(prefix(Self.maximumCharacters)).safeToShow
    // Most texts have no character of so many code points, and are not built anew.
    guard safe.contains(where: { $0.unicodeScalars.count > Self.maximumScalars }) else { return safe }
    var result = ""
    for character in safe {
      result.unicodeScalars.append(contentsOf: character.unicodeScalars.prefix(Self.maximumScalars))
    }
    return result
  }

  /// At most so many characters, the last one `…` where some are left out; cut between words where there are any.
  func shortened(toCharacters limit: Int) -> String {
    StyledLine(middle: [StyledRun(self)]).shortened(to: limit, size: { $0.text.count })?.text ?? ""
  }
}

extension StyledLine {
  /// So many characters before the first bold word stay where the beginning is left out.
  private static let charactersBeforeMark = 60

  /// The line with as much of its middle as fits: whole sentences if they make up most of it, otherwise whole words, and `…`
  /// for what is left out.
  ///
  /// - Parameter size: of a line as the service gets it, in the unit in which the limit counts; grows with its text.
  /// - Returns: `nil` where nothing of the middle fits.
  func shortened(to limit: Int, size: (StyledLine) -> Int) -> StyledLine? {
    if size(self) <= limit { return self }
    let text = StyledCharacters(middle)
    guard !text.characters.isEmpty else { return nil }
    let start = text.beginning(charactersBeforeMark: Self.charactersBeforeMark)
    func line(upTo end: Int, _ ellipsis: String) -> StyledLine {
      var line = self
      line.middle = (start > 0 ? [StyledRun("…")] : []) + text.runs(start..<end) + [StyledRun(ellipsis)]
      return line
    }
    // The most characters that fit, by bisection; the longer of the two ellipses, so that either fits.
    var (fits, fails) = (start, text.characters.count + 1)
    while fails - fits > 1 {
      let middle = fits + (fails - fits) / 2
      if size(line(upTo: min(middle, text.characters.count), " …")) <= limit { fits = middle } else { fails = middle }
    }
    guard fits > start else { return nil }
    let (end, endsSentence) = text.end(in: start..<min(fits, text.characters.count))
    return line(upTo: end, endsSentence ? " …" : "…")
  }
}

/// The characters of several runs, to be cut between any two.
private struct StyledCharacters {
  var characters: [Character] = []
  private var styles: [StyledRun.Style] = []

  init(_ runs: [StyledRun]) {
    for run in runs {
      characters += run.text
      styles += repeatElement(run.style, count: characters.count - styles.count)
    }
  }

  func runs(_ range: Range<Int>) -> [StyledRun] {
    var runs: [StyledRun] = []
    for index in range {
      if let last = runs.last, last.style == styles[index] {
        runs[runs.count - 1].text.append(characters[index])
      } else {
        runs.append(StyledRun(String(characters[index]), styles[index]))
      }
    }
    return runs
  }

  /// Where a text that has to be shortened begins: so that what is bold is not what is cut off.
  func beginning(charactersBeforeMark: Int) -> Int {
    guard let mark = styles.firstIndex(of: .bold), mark > 2 * charactersBeforeMark else { return 0 }
    let earliest = mark - charactersBeforeMark
    // Behind a space, if there is one before the mark.
    return characters[earliest..<mark].firstIndex(of: " ").map { $0 + 1 } ?? earliest
  }

  /// Where a text that may have these characters ends well: behind a sentence or word in its second half and behind what is
  /// bold first, if there is one.
  func end(in range: Range<Int>) -> (end: Int, endsSentence: Bool) {
    let mark = styles[range].firstIndex(of: .bold) ?? range.lowerBound
    let markEnd = styles[mark..<range.upperBound].firstIndex { $0 != .bold } ?? mark
    let half = max(range.lowerBound + range.count / 2, markEnd - 1)
    // At the end of the whole text, or before a space, a word is whole.
    func isBreak(_ index: Int) -> Bool { index == characters.count || characters[index] == " " }
    let ends = (half..<range.upperBound).reversed().map { $0 + 1 }
    if let end = ends.first(where: { isBreak($0) && ".!?…".contains(characters[$0 - 1]) }) { return (end, true) }
    if let end = ends.first(where: { isBreak($0) && characters[$0 - 1] != " " }) { return (end, false) }
    return (range.upperBound, false)
  }
}
