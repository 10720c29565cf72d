/// What other programs write with signs: told with what it is here. Spelled operators that look like words are told where
/// words stand side by side.
extension QueryLexer {
  /// Tells a run of characters that is a form of another program. False where it is none.
  mutating func lexForeignForm(at start: Int, runEnd: Int) -> Bool {
    let range = start..<runEnd
    switch source[start] {
    case "[", "{": return lexBrackets(at: start)
    case "<": return lexAngles(range)
    case "/", "+": return lexDistanceSign(range)
    default: return lexTruncation(range) || lexFieldSign(range)
    }
  }

  /// `{a b}`, `[a TO b]`: to the bracket that closes it, on the same line.
  private mutating func lexBrackets(at start: Int) -> Bool {
    guard let end = closingBracket(of: start) else { return false }
    position = end
    let isRange = hasRange(start..<end)
    report(
      .foreignOperator, "\(source.excerpt(start..<start + 1)) does not begin a \(isRange ? "range" : "group") here",
      start..<end,
      hint: isRange
        ? "write both ends as conditions, as in published:>=2025-01-01 AND published:<=2025-01-31"
        : "write ( and ) around what belongs together, or quotes around text that has the sign in it")
    append(.invalid, from: start)
    return true
  }

  /// The index behind the bracket that closes the one at `start`; `nil` where none does.
  func closingBracket(of start: Int) -> Int? {
    var depth = 0
    var index = start
    while let scalar = source[index], !scalar.isQueryNewline, index - start < 500 {
      if scalar == "[" || scalar == "{" { depth += 1 }
      if scalar == "]" || scalar == "}" { depth -= 1 }
      index += scalar == "\\" ? 2 : 1
      if depth == 0 { return min(index, source.count) }
    }
    return nil
  }

  func hasRange(_ range: Range<Int>) -> Bool {
    range.contains { index in
      ["TO", "to"].contains { source.isText($0, in: index..<min(index + 2, source.count)) }
        && source[index - 1] == " " && source[index + 2] == " "
    }
  }

  /// `<near/5>`, `<AND>`.
  private mutating func lexAngles(_ range: Range<Int>) -> Bool {
    guard range.count > 2, range.count < 24, source[range.upperBound - 1] == ">" else { return false }
    let inner = source.text(range.lowerBound + 1..<range.upperBound - 1)
    guard let (meant, kind) = Self.meaning(ofOperator: inner) else { return false }
    position = range.upperBound
    report(
      .foreignOperator, "\(source.excerpt(range)) is not an operator here; was \(meant) meant?", range,
      hint: "write \(meant) instead")
    append(kind, from: range.lowerBound)
    return true
  }

  /// The operator of ours that a name in any case is.
  private static func meaning(ofOperator name: String) -> (String, QueryToken.Kind)? {
    switch name.uppercased() {
    case "AND": return ("AND", .and)
    case "OR": return ("OR", .or)
    case "NOT": return ("NOT", .not)
    default: break
    }
    guard let meant = DistanceOperator(name.lowercased(), isInBrackets: true) else { return nil }
    return (meant.text, .near(Proximity(.words(0), isOrdered: meant.isOrdered)))
  }

  /// `a /5 b`, `a /s b`, `a +5 b`: between two operands.
  private mutating func lexDistanceSign(_ range: Range<Int>) -> Bool {
    guard tokens.last?.endsOperand ?? false, (2...5).contains(range.count),
      let next = nextVisible(from: range.upperBound), next.index > range.upperBound, next.scalar != ")"
    else { return false }
    let distance = source.text(range.lowerBound + 1..<range.upperBound)
    guard distance == "s" || distance == "p" || distance.unicodeScalars.allSatisfy(\.isASCIIDigit) else { return false }
    position = range.upperBound
    let isOrdered = source[range.lowerBound] == "+"
    let meant = (isOrdered ? "BEFORE/" : "NEAR/") + distance
    report(
      .foreignOperator, "\(source.excerpt(range)) is not an operator here; was \(meant) meant?", range,
      hint: "write \(meant) instead, or put \(source.excerpt(range)) into quotes together with the words around it")
    append(.near(Proximity(.words(0), isOrdered: isOrdered)), from: range.lowerBound)
    return true
  }

  /// `word!`, `word%`: any ending, elsewhere.
  private mutating func lexTruncation(_ range: Range<Int>) -> Bool {
    guard range.count > 1, let sign = source[range.upperBound - 1], sign == "!" || sign == "%",
      let letter = source[range.upperBound - 2], letter.isLetterOrDigit, !letter.isASCIIDigit,
      source[range.lowerBound] != "$"
    else { return false }
    position = range.upperBound
    let word = source.excerpt(range.dropLast(), limit: 24)
    report(
      .foreignOperator, "\(sign) at the end of a word is not an operator here; was \(word)* meant?",
      range.upperBound - 1..<range.upperBound,
      hint: "write \(word)* for any ending; put \"\(word)\(sign)\" into quotes if the sign belongs to the text")
    append(.invalid, from: range.lowerBound)
    return true
  }

  /// From an opening parenthesis behind its closing one, or to the end.
  private mutating func skipGroup() {
    var depth = 0
    while let scalar = current {
      position += scalar == "\\" ? 2 : 1
      if scalar == "(" { depth += 1 }
      if scalar == ")" { depth -= 1 }
      if depth == 0 { break }
    }
    position = min(position, source.count)
  }

  /// `hl=a`, `wc>200`: a field and a sign.
  private mutating func lexFieldSign(_ range: Range<Int>) -> Bool {
    guard let sign = range.prefix(16).first(where: { ["=", "<", ">"].contains(source[$0]) }), sign > range.lowerBound,
      (range.lowerBound..<sign).allSatisfy({ source[$0]?.isLetterOrDigit ?? false }),
      let field = QueryPrefix.field(source.text(range.lowerBound..<sign))
    else { return false }
    position = range.upperBound
    // A value in quotes or parentheses belongs to it.
    if position == sign + 1, current == "(" { skipGroup() }
    if position == sign + 1, current?.isQuote ?? false, let close = closingQuote(of: position) { position = close + 1 }
    let isNumber = field == "words" || field == "published"
    var value = source.excerpt(isNumber && source[sign] != "=" ? sign..<position : sign + 1..<position, limit: 24)
    if value.isEmpty { value = "…" }
    report(
      .foreignOperator, "\(source.excerpt(range.lowerBound..<sign + 1)) is not known here; was \(field): meant?",
      range.lowerBound..<sign + 1,
      hint: "write \(field):\(value); put it into quotes if the sign belongs to the text")
    append(.invalid, from: range.lowerBound)
    return true
  }

  /// `headline(…)`, `allcaps(…)`: a bare word directly before a parenthesis that opens. Changes nothing where it is no such
  /// name.
  mutating func readFieldBeforeParenthesis() {
    guard let word = bareWord(fromEnd: 0), word.upperBound == position else { return }
    let name = source.text(word)
    if ["allcaps", "caps", "nocaps", "exact", "case"].contains(name.lowercased()) {
      report(
        .foreignOperator, "\(name)(…) is not known here", word,
        hint: "write = before each single word that has to stand exactly so, as in =US")
      return replaceWords(1, with: .zone(.any), word)
    }
    guard let field = QueryPrefix.field(name) else { return }
    report(
      .foreignOperator, "\(name)(…) is not known here; was \(field): meant?", word, hint: "write \(field):(…)")
    replaceWords(1, with: .zone(ZoneSelector(rawValue: field) ?? .any), word)
  }
}

/// `w/5`, `adj3`, `pre/3`, `near5` and the like, in small letters.
struct DistanceOperator {
  let isOrdered: Bool
  /// `s`, `p` or a number.
  let distance: String
  let name: String
  let hasSlash: Bool

  /// As it is written here.
  var text: String { (isOrdered ? "BEFORE/" : "NEAR/") + distance }

  private static let unordered: Set<String> = ["near", "adj", "within", "prox", "next"]
  private static let ordered: Set<String> = ["before", "pre", "onear", "fby", "followedby"]
  private static let withSlashOnly: Set<String> = ["w", "n", "p"]
  private static let units = [
    "s": "s", "sent": "s", "sentence": "s", "p": "p", "para": "p", "paragraph": "p", "seg": "p",
  ]

  /// - Parameter isInBrackets: whether there can be no doubt that an operator is meant, so that it needs no number.
  init?(_ text: String, isInBrackets: Bool = false) {
    let name = String(text.prefix { $0.isLetter })
    var rest = text.dropFirst(name.count)
    hasSlash = rest.first == "/"
    if hasSlash { rest = rest.dropFirst() }
    // Brandwatch's near/5f: forwards.
    let isForward = hasSlash && rest.last == "f" && rest.dropLast().allSatisfy(\.isASCIIDigit)
    if isForward { rest = rest.dropLast() }
    if rest.isEmpty && isInBrackets { rest = "5" }
    let isNumber = !rest.isEmpty && rest.count <= 4 && rest.allSatisfy(\.isASCIIDigit)
    guard let distance = isNumber ? String(rest) : hasSlash ? Self.units[String(rest)] : nil else { return nil }
    let isKnown = Self.unordered.contains(name) || Self.ordered.contains(name)
    guard isKnown || hasSlash && Self.withSlashOnly.contains(name) else { return nil }
    self.name = name
    self.distance = distance
    isOrdered = Self.ordered.contains(name) || isForward
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { isASCII && isWholeNumber }
}

/// Words that stand for operators elsewhere, in other programs and other languages.
enum ForeignWords {
  /// What a word is here; `nil` where it is only a word. Those of daily speech count in capitals alone.
  static func meaning(of word: String) -> (meant: String, why: String)? {
    if let meant = translated[word.lowercased()] { return (meant, "operators are written in English and in capitals") }
    if let meant = inAnyCase[word.lowercased()] ?? inCapitals[word] {
      return (meant, "it is an operator of other programs")
    }
    // W5, N5, P5.
    let digits = word.dropFirst()
    if let first = word.first, "WNP".contains(first), (1...3).contains(digits.count), digits.allSatisfy(\.isASCIIDigit)
    {
      return ((first == "P" ? "BEFORE/" : "NEAR/") + digits, "it is an operator of other programs")
    }
    return nil
  }

  private static let translated = [
    "und": "AND", "oder": "OR", "nicht": "NOT", "et": "AND", "ou": "OR", "sauf": "NOT", "и": "AND", "или": "OR",
    "не": "NOT", "ва": "AND", "ёки": "OR", "va": "AND", "yoki": "OR", "та": "AND", "або": "OR",
  ]
  private static let inAnyCase = [
    "adj": "BEFORE/0", "same": "NEAR/p", "andnot": "AND NOT", "and-not": "AND NOT", "notnear": "NOT NEAR/5",
    "onear": "BEFORE/5", "fby": "BEFORE/5", "followedby": "BEFORE/5",
  ]
  private static let inCapitals = [
    "NEXT": "BEFORE/0", "PRE": "BEFORE/5", "PARA": "NEAR/p", "PARAGRAPH": "NEAR/p", "SENT": "NEAR/s",
    "SENTENCE": "NEAR/s", "WITH": "NEAR/s", "BUTNOT": "AND NOT", "EXCEPT": "AND NOT", "WITHIN": "NEAR/5",
    "PROX": "NEAR/5",
    "XOR": "OR",
  ]
}
