import RuleLanguage

/// Meltwater: NOT binds tighter than AND, AND tighter than OR; NEAR/5 counts the words between, as we do.
enum MeltwaterQuery {
  static let dialect = ForeignDialect(levels: [.or, .and, .not, .proximity], isPhraseBySide: false)

  private static let wildcards: ForeignWord.Wildcards = ["*": .anyRun, "?": .anyCharacter]
  /// Of NEAR and ONEAR without a number.
  private static let usualDistance = 4

  private static let fields: [String: ForeignField] = [
    "title": .zones([.title]), "ingress": .zones([.lead]), "body": .zones([.body]),
    "language": .condition(.lang, isPart: false), "lang": .condition(.lang, isPart: false),
    "source": .condition(.source, isPart: true), "author": .condition(.author, isPart: true),
    "url": .condition(.url, isPart: true),
  ]

  static func tokens(_ text: ForeignText, _ notes: inout ImportNotes) throws(ImportError) -> [ForeignToken] {
    return try ForeignLexer.tokens(text, wildcards) { lexer, range throws(ImportError) in
      try read(&lexer, range, &notes)
    }
  }

  private static func read(
    _ lexer: inout ForeignLexer, _ range: Range<Int>, _ notes: inout ImportNotes
  ) throws(ImportError) {
    let run = lexer.text.text(range)
    switch run.uppercased() {
    case "AND": return lexer.add(.and, range)
    case "OR": return lexer.add(.or, range)
    case "NOT": return lexer.add(.not, range)
    default: break
    }
    if let proximity = try proximity(run, lexer.text.utf8Range(range), &notes) {
      return lexer.add(.near(proximity), range)
    }
    if let colon = lexer.colonBehindName(range) {
      let name = lexer.text.text(range.lowerBound..<colon).lowercased()
      tellField(name, &notes)
      return lexer.add(.field(fields[name] ?? .unknown), range.lowerBound..<colon + 1)
    }
    lexer.addWord(range.lowerBound..<withoutPreference(lexer.text, range, &notes))
    lexer.position = range.upperBound
  }

  private static func tellField(_ name: String, _ notes: inout ImportNotes) {
    if name == "ingress" { notes.differs("ingress: is the lead paragraph here (lead:)") }
    if name == "source" {
      notes.differs("source: is the name of the inbox's subfolder, or what the article says of its source")
    }
  }

  private static func proximity(
    _ run: String, _ utf8Range: Range<Int>, _ notes: inout ImportNotes
  ) throws(ImportError) -> Proximity? {
    let upper = run.uppercased()
    for (name, isOrdered) in [("ONEAR", true), ("NEAR", false)] where upper.hasPrefix(name) {
      if upper == name {
        notes.differs("\(name) without a number is \(name)/\(usualDistance) at Meltwater")
        return Proximity(.words(usualDistance), isOrdered: isOrdered)
      }
      guard upper.dropFirst(name.count).hasPrefix("/") else { continue }
      guard let words = ForeignValue.number(upper.dropFirst(name.count + 1)), words <= 1000 else {
        throw ImportError("\(run) has no distance from 0 to 1000", at: utf8Range)
      }
      return Proximity(.words(words), isOrdered: isOrdered)
    }
    return nil
  }

  /// The end of a word without `^9`, which chooses the sentences that Meltwater shows.
  private static func withoutPreference(_ text: ForeignText, _ range: Range<Int>, _ notes: inout ImportNotes) -> Int {
    guard let sign = range.first(where: { text[$0] == "^" }),
      ForeignValue.number(text.text(sign + 1..<range.upperBound)) != nil
    else { return range.upperBound }
    notes.differs("^ and its number only choose the sentence that Meltwater shows; they find nothing else")
    return sign
  }
}
