import RuleLanguage

/// LexisNexis: OR binds tightest, then w/n with the smallest number first, w/s, w/p, AND, and AND NOT loosest.
enum NexisQuery {
  static let dialect = ForeignDialect(
    levels: [.not, .and, .paragraph, .sentence, .proximity, .or], isPhraseBySide: true, isSmallestFirst: true)

  private static let wildcards: ForeignWord.Wildcards = ["!": .anyRun, "*": .anyCharacter, "?": .anyCharacter]

  private static let fields: [String: ForeignField] = [
    "headline": .zones([.title]), "title": .zones([.title]), "hlead": .zones([.title, .lead]),
    "lead": .zones([.lead]), "body": .zones([.body]), "text": .zones([.body]), "dateline": .zones([.dateline]),
    "caption": .zones([.caption]), "byline": .condition(.author, isPart: true),
    "author": .condition(.author, isPart: true), "publication": .condition(.source, isPart: true),
    "source": .condition(.source, isPart: true), "pub": .condition(.source, isPart: true),
    "language": .condition(.lang, isPart: false), "section": .condition(.section, isPart: true),
    "caps": .letters(.someCapital), "allcaps": .letters(.allCapitals), "nocaps": .letters(.noCapitals),
    "plural": .nothing, "singular": .nothing,
  ]

  static func tokens(_ text: ForeignText, _ notes: inout ImportNotes) throws(ImportError) -> [ForeignToken] {
    notes.differs(
      "Nexis also finds regular plurals and possessives of each word; here words are found as written: add * or ~ where that is "
        + "wanted")
    return try ForeignLexer.tokens(text, wildcards) { lexer, range throws(ImportError) in
      try read(&lexer, range, &notes)
    }
  }

  private static func read(
    _ lexer: inout ForeignLexer, _ range: Range<Int>, _ notes: inout ImportNotes
  ) throws(ImportError) {
    let run = lexer.text.text(range).lowercased()
    let next = lexer.nextRun(from: range.upperBound)
    switch run {
    case "and", "but":
      if next.text.lowercased() == "not" { return lexer.add(.not, range.lowerBound..<next.range.upperBound) }
      if run == "and" { return lexer.add(.and, range) }
    case "&": return lexer.add(.and, range)
    case "or": return lexer.add(.or, range)
    case "andnot", "butnot": return lexer.add(.not, range)
    case "not":
      let both = range.lowerBound..<next.range.upperBound
      guard let sign = proximity(next.text.lowercased(), &notes) else { return lexer.add(.not, range) }
      guard case .words(let words) = sign.distance, !sign.isOrdered else {
        throw ImportError(
          "\(lexer.text.text(both)) has no counterpart", at: lexer.text.utf8Range(both),
          hint: "write not w/n with a number of words")
      }
      return lexer.add(.notNear(words), both)
    case "w/seg", "/seg":
      notes.differs("\(run) (in one part of the article) is AND here")
      return lexer.add(.and, range)
    case "length", "date", "pubdate", "publication-date":
      if readComparison(&lexer, range, isDate: run != "length") { return }
    default: break
    }
    if let proximity = proximity(run, &notes) { return lexer.add(.near(proximity), range) }
    if lexer.text[range.upperBound] == "(", try readField(run, &lexer, range, &notes) { return }
    if run.contains("*") || run.contains("?") {
      notes.differs(
        "* in a word is one letter at Nexis, or none at its end (newer Lexis products: any letters); here ? is exactly one"
      )
    }
    if lexer.addUnknownField(range) { return }
    lexer.addWord(range)
  }

  private static func proximity(_ run: String, _ notes: inout ImportNotes) -> Proximity? {
    switch run {
    case "w/s", "/s", "w/sent": return Proximity(.sameSentence)
    case "w/p", "/p", "w/para": return Proximity(.sameParagraph)
    default: break
    }
    let names = [
      ("w/", false), ("near/", false), ("within/", false), ("/", false), ("pre/", true), ("onear/", true), ("+", true),
    ]
    for (name, isOrdered) in names {
      guard let number = ForeignValue.number(run, behind: name), number <= 1000 else { continue }
      notes.differs(
        "Nexis counts \(run) from word to word, the next word being 1, and leaves out the, of and other noise words: here at most "
          + "\(ForeignValue.words(max(number - 1, 0))) between, all counted")
      return Proximity(.words(max(number - 1, 0)), isOrdered: isOrdered)
    }
    return nil
  }

  /// `headline(`, `atleast5(`, `allcaps(`, and parts of articles that we do not have.
  private static func readField(
    _ run: String, _ lexer: inout ForeignLexer, _ range: Range<Int>, _ notes: inout ImportNotes
  ) throws(ImportError) -> Bool {
    for name in ["atleast", "atl"] {
      guard let count = ForeignValue.number(run, behind: name) else { continue }
      guard NumberedOperator.atLeast.bounds ~= count else {
        throw ImportError("\(run) needs \(NumberedOperator.atLeast.range)", at: lexer.text.utf8Range(range))
      }
      lexer.add(.field(.atLeast(count)), range)
      return true
    }
    guard run.allSatisfy({ $0.isLetter || $0 == "-" || $0 == "_" }) else { return false }
    switch run {
    case "caps":
      notes.differs(
        "caps(…): Nexis wants a capital anywhere in the word; here it is the first letter, all letters, or those so written"
      )
    case "plural", "singular": notes.differs("\(run)(…): the word is found as written here")
    case "hlead": notes.differs(ForeignField.titleAndLead("hlead(…)"))
    default: break
    }
    lexer.add(.field(fields[run] ?? .unknown), range)
    return true
  }

  private static let signs = [
    "is": "=", "aft": ">", "after": ">", "bef": "<", "before": "<", "gtr": ">", "geq": ">=", "les": "<", "leq": "<=",
  ]

  /// `length > 200`, `date(geq 2020-01-01)`. False where nothing of the kind follows.
  private static func readComparison(_ lexer: inout ForeignLexer, _ range: Range<Int>, isDate: Bool) -> Bool {
    var index = lexer.text.skippingSpace(from: range.upperBound)
    let isInParentheses = lexer.text[index] == "("
    if isInParentheses { index += 1 }
    let first = lexer.nextRun(from: index)
    var sign = ForeignValue.sign(first.text)
    var value = (text: String(first.text.dropFirst(sign.count)), end: first.range.upperBound)
    if sign.isEmpty {
      guard let word = signs[first.text.lowercased()] else { return false }
      (sign, value.text) = (word, "")
    }
    if value.text.isEmpty {
      let next = lexer.nextRun(from: first.range.upperBound)
      value = (next.text, next.range.upperBound)
    }
    if isInParentheses {
      let close = lexer.text.end(from: value.end) { $0 == ")" }
      value.end = min(close + 1, lexer.text.count)
    }
    let whole = range.lowerBound..<value.end
    let condition =
      isDate
      ? ForeignValue.days(value.text).flatMap { ForeignValue.published(sign, $0) }
      : ForeignValue.number(value.text).flatMap { ForeignValue.words(sign, $0) }
    if let condition { lexer.add(.operand(condition), whole) } else { lexer.addOmission(whole) }
    return true
  }
}
