import Languages
import QueryKinds
import TestSupport
import Testing

@testable import RuleLanguage

/// Parse, print, parse is the identity: of what `ExpressionMaker` makes, which is everything that can be written.
struct QueryPrintingTests {
  static let seeds = 0..<8 as Range<UInt64>
  static let queriesPerSeed = 1_500

  @Test(arguments: seeds)
  func printingAndParsingKeepsTheMeaning(seed: UInt64) throws {
    var maker = ExpressionMaker(seed: seed)
    for _ in 0..<Self.queriesPerSeed {
      let expression = maker.query()
      try checkThatItStays(expression) { QueryParser.parse($0) }
    }
  }

  /// Items of lists too, where words side by side are a phrase.
  @Test(arguments: seeds)
  func printingAndParsingKeepsTheMeaningOfItems(seed: UInt64) throws {
    var maker = ExpressionMaker(seed: seed &+ 100)
    for _ in 0..<Self.queriesPerSeed / 2 {
      let expression = maker.item()
      try checkThatItStays(expression) { QueryParser.parseListItem($0) }
    }
  }

  /// The text says what the expression says, and what is read from it is written the same.
  private func checkThatItStays(_ expression: RuleLanguage.Expression, parse: (String) -> ParsedQuery) throws {
    let printed = QueryPrinter.print(expression)
    let parsed = parse(printed)
    let again = try #require(parsed.expression, "\(printed)\n\(parsed.diagnostics)")
    try #require(expression.hasSameMeaning(as: again), "\(printed)\n\(dump(expression))\n\(dump(again))")
    try #require(QueryPrinter.print(again) == printed)
  }

  // MARK: - Nothing is left out

  /// What the queries above are made of.
  private static let seen: (pairs: Set<QueryPair>, details: Set<String>, items: Set<QueryForm>) = {
    var pairs: Set<QueryPair> = []
    var details: Set<String> = []
    var items: Set<QueryForm> = []
    func note(_ expression: RuleLanguage.Expression) {
      details.formUnion(Self.details(of: expression))
      expression.operands.forEach(note)
    }
    for seed in seeds {
      var maker = ExpressionMaker(seed: seed)
      for _ in 0..<queriesPerSeed {
        let query = maker.query()
        pairs.formUnion(QueryPair.pairs(in: query, lists: [:]))
        note(query)
      }
      maker = ExpressionMaker(seed: seed &+ 100)
      for _ in 0..<queriesPerSeed / 2 { items.insert(QueryForm(maker.item())) }
    }
    return (pairs, details, items)
  }()

  @Test func everyFormIsMadeInEveryOperator() {
    let wanted = QueryPair.all.filter { $0.place != .listItem && $0.refusal == nil && !$0.isContradiction }
    #expect(wanted.filter { !Self.seen.pairs.contains($0) } == [])
    #expect(QueryForm.allCases.filter { !$0.isTruth && !Self.seen.items.contains($0) } == [])
  }

  @Test func everyVariantOfEveryFormIsMade() {
    #expect(Self.wantedDetails.filter { !Self.seen.details.contains($0) } == [])
  }

  private static let wantedDetails: [String] = {
    let phrase = ["word", "exact", "wildcard", "edited", "inflected"].map { "phrase with \($0)" }
    let distances = ["words", "sameSentence", "sameParagraph"]
    let near = distances.flatMap { distance in
      [2, 3, 4].flatMap { ["near \(distance) of \($0)", "before \(distance) of \($0)"] }
    }
    let conditions =
      MetadataCondition.TextField.allCases.flatMap { ["\($0) one", "\($0) many", "\($0) wildcard"] }
      + MetadataCondition.Comparison.allCases.flatMap { ["published \($0) day", "words \($0)"] }
      + ["published less age", "published greaterOrEqual age"]
    return phrase + near + distances.map { "not near \($0)" } + conditions
      + WordLanguage.allCases.map { "inflected \($0.rawValue)" } + ["inflected ~", "inflected ~xx"]
      + ["edited 1", "edited 2", "anyRun", "anyCharacter", "exact wildcard", "uzbek word", "uzbek phrase"]
      + ["name", "name alone", "score of 1", "score threshold below 1", "of all", "of fewer"]
  }()

  private static func details(of expression: RuleLanguage.Expression) -> [String] {
    switch expression.kind {
    case .word(let word): return details(of: word) + (word.isUzbek ? ["uzbek word"] : [])
    case .phrase(let words):
      if words.allSatisfy(\.isUzbek) { return ["uzbek phrase"] }
      let forms = words.map { QueryForm(RuleLanguage.Expression(.word($0), at: 0..<0)) }
      return words.flatMap(details) + forms.map { "phrase with \($0)" }
    case .near(let proximity, let operands):
      let name = proximity.isOrdered ? "before" : "near"
      return ["\(name) \(self.name(proximity.distance)) of \(operands.count)"]
    case .notNear(_, let distance, _): return ["not near \(name(distance))"]
    case .name(let pattern): return [pattern.isAlone ? "name alone" : "name"]
    case .of(let count, let operands): return [count == operands.count ? "of all" : "of fewer"]
    case .score(let threshold, let operands):
      return ["score of \(operands.count)"] + (threshold < 1 ? ["score threshold below 1"] : [])
    case .metadata(.text(let field, let values)):
      return ["\(field) \(values.count > 1 ? "many" : "one")"]
        + (values.contains(where: \.hasWildcard) ? ["\(field) wildcard"] : [])
    case .metadata(.published(let comparison, .day)): return ["published \(comparison) day"]
    case .metadata(.published(let comparison, .age)): return ["published \(comparison) age"]
    case .metadata(.words(let comparison, _)): return ["words \(comparison)"]
    default: return []
    }
  }

  private static func details(of word: WordPattern) -> [String] {
    switch word.form {
    case .edited(let edits): return ["edited \(edits)"]
    case .inflected(let language):
      return ["inflected \(language.rawValue)", word.formMark == "~" ? "inflected ~" : "inflected ~xx"]
    case .exact where word.hasWildcard: return ["exact wildcard"]
    default: return word.elements.compactMap { $0 == .anyRun ? "anyRun" : $0 == .anyCharacter ? "anyCharacter" : nil }
    }
  }

  private static func name(_ distance: Distance) -> String {
    switch distance {
    case .words: "words"
    case .sameSentence: "sameSentence"
    case .sameParagraph: "sameParagraph"
    }
  }
}
