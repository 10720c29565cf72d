import Languages

/// Splits a query into tokens and tells what is wrong with single ones.
///
/// Never recursive; every loop moves on by at least one scalar.
struct QueryLexer {
  static let maximumTokens = 400_000

  let source: QuerySource
  /// Of `word~`, where the word is of its letters; `nil`: as its letters say.
  let language: LanguageCode?
  var problems: QueryProblems
  var position = 0
  var tokens: [QueryToken] = []

  init(source: QuerySource, language: LanguageCode? = nil, problems: QueryProblems) {
    self.source = source
    self.language = language
    self.problems = problems
  }

  var current: Unicode.Scalar? { source[position] }

  /// Reads the whole text. The last token is always `end`.
  mutating func run() {
    while let scalar = current, tokens.count < Self.maximumTokens {
      if scalar.isQuerySpace {
        position += 1
      } else if startsComment(at: position) {
        skipComment()
      } else if scalar.isQuote {
        lexPhrase()
      } else if let kind = Self.punctuation(scalar) {
        if kind == .open { readNumberBeforeParenthesis() }
        position += 1
        append(kind, from: position - 1)
      } else {
        lexRun()
      }
    }
    if tokens.count >= Self.maximumTokens {
      problems.report(
        .tooManyParts, "the query has too many parts", at: source.utf8Range(position..<position),
        hint: "split it into several rules, or move words into lists")
      problems.isClosed = true
    }
    append(.end, from: source.count, to: source.count)
  }

  private static func punctuation(_ scalar: Unicode.Scalar) -> QueryToken.Kind? {
    switch scalar {
    case "(": .open
    case ")": .close
    case ",": .comma
    default: nil
    }
  }

  mutating func append(_ kind: QueryToken.Kind, from start: Int, to end: Int? = nil) {
    tokens.append(QueryToken(kind: kind, utf8Range: source.utf8Range(start..<(end ?? position))))
  }

  mutating func report(_ code: QueryCode, _ message: String, _ range: Range<Int>, hint: String? = nil) {
    problems.report(code, message, at: source.utf8Range(range), hint: hint)
  }

  // MARK: White space and comments

  /// A `#` starts a comment at the line start or after white space.
  func startsComment(at index: Int) -> Bool {
    guard source[index] == "#" else { return false }
    return source[index - 1]?.isQuerySpace ?? true
  }

  mutating func skipComment() {
    while let scalar = current, !scalar.isQueryNewline { position += 1 }
  }

  mutating func skipSpace() {
    while let scalar = current {
      if scalar.isQuerySpace {
        position += 1
      } else if startsComment(at: position) {
        skipComment()
      } else {
        return
      }
    }
  }

  /// The first scalar after white space, and where it is.
  func nextVisible(from index: Int) -> (scalar: Unicode.Scalar, index: Int)? {
    var index = index
    while let scalar = source[index] {
      if !scalar.isQuerySpace { return (scalar, index) }
      index += 1
    }
    return nil
  }

  // MARK: Quotes

  /// The index of the mark that closes the quote opened at `open`, or nil.
  func closingQuote(of open: Int) -> Int? {
    guard let closers = source[open]?.closingQuotes else { return nil }
    var index = open + 1
    while let scalar = source[index] {
      if scalar == "\\" {
        index += 2
      } else if closers.contains(scalar) {
        return index
      } else {
        index += 1
      }
    }
    return nil
  }

  mutating func lexPhrase() {
    let open = position
    guard let close = closingQuote(of: open) else { return lexUnclosedQuote(at: open) }
    position = close + 1
    let told = problems.diagnostics.count + problems.omitted
    let words = phraseWords(in: open + 1..<close)
    let isTold = problems.diagnostics.count + problems.omitted > told
    if words.isEmpty, !isTold {
      report(
        .emptyPhrase, "there is no word between these quotes", open..<position,
        hint: "write the words to look for between them, or take the quotes away")
    }
    append(words.isEmpty || isTold ? .invalid : .phrase(words), from: open)
  }

  /// Where one quote is missing, every later one opens instead of closing: the rest of the text is not read.
  mutating func lexUnclosedQuote(at open: Int) {
    let mark = source.text(open..<open + 1)
    let closer = source[open]?.closingQuotes.map { String($0[0]) } ?? mark
    position = source.count
    append(.invalid, from: open)
    report(
      .unclosedQuote, "this \(mark) opens a quote that is never closed", open..<open + 1,
      hint: "put \(closer) behind the last word of the phrase; write \\\(mark) for the mark itself")
  }

  /// Where the line of `index` has its first quote of the same kind: from there on the pairing may be wrong.
  func firstQuoteInLine(of index: Int) -> Int {
    var first = index
    var i = index
    while let scalar = source[i], !scalar.isQueryNewline {
      if scalar == source[index] { first = i }
      i -= 1
    }
    return first
  }

  /// The words of a phrase. What has no letter or digit (a dash, an ampersand) is no word of the text either and is
  /// left out.
  mutating func phraseWords(in range: Range<Int>) -> [WordPattern] {
    var words: [WordPattern] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if source[index]?.isQuerySpace ?? true {
        index += 1
        continue
      }
      let start = index
      while index < range.upperBound, let scalar = source[index], !scalar.isQuerySpace {
        index += scalar == "\\" ? 2 : 1
      }
      index = min(index, range.upperBound)
      if let word = phraseWord(in: start..<index) { words.append(word) }
    }
    return words
  }

  private mutating func phraseWord(in range: Range<Int>) -> WordPattern? {
    if source[range.lowerBound] == "$", let next = source[range.lowerBound + 1], range.count > 1,
      next.isLetterOrDigit, !next.isASCIIDigit
    {
      let name = source.text(range)
      report(
        .listInPhrase, "a list such as \(name) cannot stand inside quotes", range,
        hint: "write it outside and join it with BEFORE/0 to the word next to it, or write \\$ for a dollar sign")
      return nil
    }
    if isForm(range) {
      report(
        .formInPhrase, "\(source.excerpt(range, limit: 24)) inside quotes would be read as plain words", range,
        hint: "write it outside and join it with BEFORE/0 to the word next to it; if the signs belong to the text, "
          + "write \\ before them")
      return nil
    }
    return readPattern(in: range, isInPhrase: true)
  }

  /// Whether it is written as what has a meaning outside of quotes: `/regex/`, `uz(…`, `name(…`, `title:word`.
  private func isForm(_ range: Range<Int>) -> Bool {
    if isBetweenSlashes(range) { return true }
    for call in ["uz(", "name("] {
      if range.count >= call.count, source.isText(call, in: range.lowerBound..<range.lowerBound + call.count) {
        return true
      }
    }
    guard let colon = firstColon(in: range), colon + 1 < range.upperBound else { return false }
    return QueryPrefix.names.contains(source.text(range.lowerBound..<colon))
  }

  func isBetweenSlashes(_ range: Range<Int>) -> Bool {
    range.count > 2 && source[range.lowerBound] == "/" && source[range.upperBound - 1] == "/"
  }
}
