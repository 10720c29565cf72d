import RuleLanguage

/// Factiva: adjN, w/N, nearN and same bind tightest, then NOT, AND, OR. Words side by side are a phrase.
enum FactivaQuery {
  static let dialect = ForeignDialect(levels: [.or, .and, .not, .proximity], isPhraseBySide: true)

  private static let wildcards: ForeignWord.Wildcards = ["*": .anyRun, "$": .anyRun, "?": .anyCharacter]

  private static let fields: [String: ForeignField] = [
    "hd": .zones([.title]), "hl": .zones([.title]), "hlp": .zones([.title, .lead]), "lp": .zones([.lead]),
    "td": .zones([.body]), "by": .condition(.author, isPart: true), "au": .condition(.author, isPart: true),
    "la": .condition(.lang, isPart: false), "sn": .condition(.source, isPart: true),
    "se": .condition(.section, isPart: true),
  ]

  static func tokens(_ text: ForeignText, _ notes: inout ImportNotes) throws(ImportError) -> [ForeignToken] {
    return try ForeignLexer.tokens(text, wildcards) { lexer, range throws(ImportError) in
      try read(&lexer, range, &notes)
    }
  }

  private static func read(
    _ lexer: inout ForeignLexer, _ range: Range<Int>, _ notes: inout ImportNotes
  ) throws(ImportError) {
    if try readSlashed(&lexer, range.lowerBound, &notes) { return }
    // /N30/ and /F50/ need no spaces around them.
    var range = range
    if let slash = range.first(where: { slashed(lexer.text, at: $0) != nil }) { range = range.lowerBound..<slash }
    let run = lexer.text.text(range).lowercased()
    switch run {
    case "and": return lexer.add(.and, range)
    case "or": return lexer.add(.or, range)
    case "not": return lexer.add(.not, range)
    case "same": return lexer.add(.near(Proximity(.sameParagraph)), range)
    case "%": throw ImportError("% for exactly one word has no counterpart", at: lexer.text.utf8Range(range))
    case "date":
      if readDate(&lexer, range) { return }
    default: break
    }
    if let proximity = try proximity(run, lexer.text.utf8Range(range), &notes) {
      return lexer.add(.near(proximity), range)
    }
    if let count = ForeignValue.number(run, behind: "atleast") {
      guard NumberedOperator.atLeast.bounds ~= count else {
        throw ImportError("\(run) needs \(NumberedOperator.atLeast.range)", at: lexer.text.utf8Range(range))
      }
      return lexer.add(.field(.atLeast(count)), range)
    }
    if readField(run, &lexer, range) {
      if run.hasPrefix("hlp=") { notes.differs(ForeignField.titleAndLead("hlp=")) }
      return
    }
    if lexer.addUnknownField(range) { return }
    tellWildcards(run, &notes)
    lexer.addWord(withoutEndingLength(lexer.text, range))
    lexer.position = range.upperBound
  }

  // MARK: Distances

  private static func proximity(
    _ run: String, _ utf8Range: Range<Int>, _ notes: inout ImportNotes
  ) throws(ImportError) -> Proximity? {
    for (name, isOrdered) in [("adj", true), ("w/", true), ("near", false)] where run.hasPrefix(name) {
      let isBare = run == "adj" || run == "near"
      guard let number = isBare ? 1 : ForeignValue.number(run, behind: name) else { continue }
      return try proximity(number, isOrdered, run, utf8Range, &notes)
    }
    return nil
  }

  private static func proximity(
    _ number: Int, _ isOrdered: Bool, _ run: String, _ utf8Range: Range<Int>, _ notes: inout ImportNotes
  ) throws(ImportError) -> Proximity {
    guard 1...1000 ~= number else { throw ImportError("\(run) has no distance from 1 to 1000", at: utf8Range) }
    notes.differs(
      "Factiva counts \(run) from word to word, the next word being 1: here at most \(ForeignValue.words(number - 1)) between"
    )
    return Proximity(.words(number - 1), isOrdered: isOrdered)
  }

  /// `/N30/` or `/F50/` at an index: its letter, number and end.
  private static func slashed(_ text: ForeignText, at start: Int) -> (letter: String, number: Int, end: Int)? {
    guard text[start] == "/", let letter = text[start + 1], ["N", "n", "F", "f"].contains(letter) else { return nil }
    let end = text.end(from: start + 2) { !("0"..."9").contains($0) }
    guard text[end] == "/", let number = ForeignValue.number(text.text(start + 2..<end)) else { return nil }
    return (String(letter).lowercased(), number, end + 1)
  }

  private static func readSlashed(
    _ lexer: inout ForeignLexer, _ start: Int, _ notes: inout ImportNotes
  ) throws(ImportError) -> Bool {
    guard let found = slashed(lexer.text, at: start) else { return false }
    let range = start..<found.end
    let place = lexer.text.utf8Range(range)
    if found.letter == "n" {
      lexer.add(.near(try proximity(found.number, false, lexer.text.text(range), place, &notes)), range)
    } else {
      guard NumberedOperator.first.bounds ~= found.number else {
        throw ImportError("this needs \(NumberedOperator.first.range)", at: place)
      }
      notes.differs("Factiva counts /F\(found.number)/ from the beginning of the article; here from that of the body")
      lexer.add(.first(found.number), range)
    }
    return true
  }

  // MARK: Fields

  /// `hd=`, `wc>200`. False where there is no such sign.
  private static func readField(_ run: String, _ lexer: inout ForeignLexer, _ range: Range<Int>) -> Bool {
    let name = run.prefix { $0.isASCII && $0.isLetter }
    let sign = ForeignValue.sign(String(run.dropFirst(name.count)))
    guard !name.isEmpty, !sign.isEmpty else { return false }
    if name == "wc" {
      let words = ForeignValue.number(run.dropFirst(2 + sign.count)).flatMap { ForeignValue.words(sign, $0) }
      if let words { lexer.add(.operand(words), range) } else { lexer.addOmission(range) }
      return true
    }
    guard sign == "=" else { return false }
    let end = range.lowerBound + name.count + 1
    if let field = fields[String(name)] {
      lexer.add(.field(field), range.lowerBound..<end)
    } else if end < range.upperBound {
      lexer.addOmission(range)
    } else {
      lexer.add(.field(.unknown), range)
    }
    return true
  }

  /// `date from 20250101 to 20250201`, `date after -7`. False where nothing of the kind follows.
  private static func readDate(_ lexer: inout ForeignLexer, _ range: Range<Int>) -> Bool {
    let word = lexer.nextRun(from: range.upperBound)
    let first = lexer.nextRun(from: word.range.upperBound)
    var end = first.range.upperBound
    var condition: Expression?
    switch word.text.lowercased() {
    case "after", "before":
      let isAfter = word.text.lowercased() == "after"
      if first.text.hasPrefix("-"), let days = ForeignValue.number(first.text.dropFirst()), 1...9999 ~= days {
        let comparison: MetadataCondition.Comparison = isAfter ? .less : .greaterOrEqual
        condition = Expression(.metadata(.published(comparison, .age(seconds: days * 86_400))), at: 0..<0)
      } else {
        condition = ForeignValue.days(first.text).flatMap { ForeignValue.published(isAfter ? ">" : "<", $0) }
      }
    case "from":
      let to = lexer.nextRun(from: first.range.upperBound)
      let last = lexer.nextRun(from: to.range.upperBound)
      if to.text.lowercased() == "to" {
        end = last.range.upperBound
        if let from = ForeignValue.days(first.text), let until = ForeignValue.days(last.text),
          from.lowerBound <= until.upperBound
        {
          condition = ForeignValue.published("=", from.lowerBound...until.upperBound)
        }
      } else {
        condition = ForeignValue.days(first.text).flatMap { ForeignValue.published(">=", $0) }
      }
    default:
      guard ForeignValue.days(word.text) != nil || word.text.hasPrefix("-") else { return false }
      end = word.range.upperBound
      condition = ForeignValue.days(word.text).flatMap { ForeignValue.published("=", $0) }
    }
    if let condition {
      lexer.add(.operand(condition), range.lowerBound..<end)
    } else {
      lexer.addOmission(range.lowerBound..<end)
    }
    return true
  }

  // MARK: Words

  private static func tellWildcards(_ run: String, _ notes: inout ImportNotes) {
    if run.contains("$") {
      notes.differs("$ and its number are at most so many letters at Factiva; here * is any number")
    }
    if run.contains("*") { notes.differs("* stands for one letter or more at Factiva; here for none too") }
  }

  /// A word without the number behind its `$`.
  private static func withoutEndingLength(_ text: ForeignText, _ range: Range<Int>) -> Range<Int> {
    guard let sign = range.last(where: { text[$0] == "$" }), sign + 1 < range.upperBound,
      ForeignValue.number(text.text(sign + 1..<range.upperBound)) != nil
    else { return range }
    return range.lowerBound..<sign + 1
  }
}
