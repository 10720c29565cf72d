import RuleLanguage
import TestSupport

/// Queries of every operator over the words of `RandomArticles`.
struct RandomRules {
  private var random: SplitMix64
  private var listNames: [String] = []

  init(_ random: SplitMix64) { self.random = random }

  mutating func makeRuleSet(rules count: Int) -> RuleSet {
    var lists: [String: RuleList] = [:]
    listNames = []
    for name in ["pets", "birds", "all"] {
      let items = (0...random.below(4)).map { _ in
        RuleList.Item(text: "", expression: spans(depth: random.pick([0, 0, 1])))
      }
      lists[name] = RuleList(name: name, items: items)
      listNames.append(name)
    }
    let rules = (0..<count).map { rule("r\($0)") }
    return RuleSet(rules: rules, lists: lists)
  }

  /// As from a file: the tree is what the text says. What the grammar refuses is no rule.
  private mutating func rule(_ id: String) -> Rule {
    while true {
      let query = truth(depth: random.below(4))
      var rule = Rule(id: id, title: "", query: query, queryText: QueryPrinter.print(query))
      guard let read = rule.head.parsedQuery() else { continue }
      rule.query = read
      return rule
    }
  }

  private func at(_ kind: Expression.Kind) -> Expression { Expression(kind, at: 0..<0) }

  // MARK: - True or false

  private mutating func truth(depth: Int) -> Expression {
    if depth == 0 || random.chance(40) { return random.chance(15) ? condition() : spans(depth: depth) }
    let count = 2 + random.below(2)
    switch random.below(3) {
    case 0: return at(.and((0..<count).map { _ in truth(depth: depth - 1) }))
    case 1: return at(.or((0..<count).map { _ in truth(depth: depth - 1) }))
    default: return at(.not(truth(depth: depth - 1)))
    }
  }

  private mutating func condition() -> Expression {
    let comparison = random.pick(MetadataCondition.Comparison.allCases)
    let condition: MetadataCondition =
      switch random.below(6) {
      case 0: .text(.source, [WordPattern("GAZETTE"), WordPattern([.text("even"), .anyRun])])
      case 1: .text(.author, [WordPattern([.anyCharacter, .text(". lee")])])
      case 2: .text(.tag, [WordPattern(random.pick(["birds", "pets"]))])
      case 3: .text(.lang, [WordPattern(random.pick(["en", "uz", "uz-cyrl", "u"]))])
      case 4:
        .published(comparison, random.chance(50) ? .day(random.below(4)) : .age(seconds: random.below(5) * 43_200))
      default: .words(comparison, random.below(30))
      }
    return at(.metadata(condition))
  }

  // MARK: - Places

  private mutating func spans(depth: Int) -> Expression {
    if depth == 0 { return leaf() }
    let count = 2 + random.pick([0, 0, 0, 1, 1, 2])
    switch random.below(12) {
    case 0, 1: return at(.or((0..<count).map { _ in spans(depth: depth - 1) }))
    case 2, 3, 4, 5:
      let proximity = Proximity(distance(), isOrdered: random.chance(40))
      return at(.near(proximity, (0..<count).map { _ in spans(depth: depth - 1) }))
    case 6, 7: return at(.notNear(spans(depth: depth - 1), distance(), spans(depth: depth - 1)))
    case 8, 9: return at(.unless(spans(depth: depth - 1), spans(depth: depth - 1)))
    default: return at(.zone(random.pick(ZoneSelector.allCases), spans(depth: depth - 1)))
    }
  }

  private mutating func distance() -> Distance {
    random.pick([.words(0), .words(1), .words(3), .words(8), .sameSentence, .sameParagraph])
  }

  private mutating func leaf() -> Expression {
    switch random.below(8) {
    case 0 where !listNames.isEmpty: at(.list(random.pick(listNames)))
    case 1, 2: at(.phrase((0...random.below(2) + 1).map { _ in word() }))
    default: at(.word(word()))
    }
  }

  private mutating func word() -> WordPattern {
    switch random.below(12) {
    case 0: WordPattern([.text("cat"), .anyRun])
    case 1: WordPattern([.anyCharacter, .text("og")])
    case 2: WordPattern([.anyRun, .text("el")])
    case 3: WordPattern([.text("D"), .anyRun, .text("g")], isExact: true)
    case 4: WordPattern([.anyRun, .text("at"), .anyRun])
    case 5: WordPattern(random.pick(["cat-dog", "owl.cat", "absent"]))
    case 6, 7: WordPattern(random.pick(RandomArticles.words), isExact: true)
    default: WordPattern(random.pick(RandomArticles.words))
    }
  }
}
