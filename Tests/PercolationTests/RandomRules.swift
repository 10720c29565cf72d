import RuleLanguage

/// Queries of every operator over the words of `RandomArticles`, with their text.
struct RandomRules {
  private var random: Random
  private var text = ""
  private var listNames: [String] = []

  init(_ random: Random) { self.random = random }

  mutating func makeRuleSet(rules count: Int) -> RuleSet {
    var lists: [String: RuleList] = [:]
    listNames = []
    for name in ["pets", "birds", "all"] {
      let items = (0...random.below(4)).map { _ in makeListItem() }
      lists[name] = RuleList(name: name, items: items)
      listNames.append(name)
    }
    let rules = (0..<count).map { makeRule("r\($0)") }
    return RuleSet(rules: rules, lists: lists)
  }

  private mutating func makeListItem() -> RuleList.Item {
    text = ""
    let expression = spans(depth: random.pick([0, 0, 1]))
    return RuleList.Item(text: text, expression: expression)
  }

  private mutating func makeRule(_ id: String) -> Rule {
    text = ""
    let query = truth(depth: random.below(4))
    return Rule(id: id, title: id, query: query, queryText: text)
  }

  /// Writes with a function what stands for an expression.
  private mutating func writing(_ write: (inout RandomRules) -> Expression.Kind) -> Expression {
    let start = text.utf8.count
    let kind = write(&self)
    return Expression(kind, at: start..<text.utf8.count)
  }

  private mutating func joined(
    _ separator: String, _ count: Int, _ make: (inout RandomRules) -> Expression
  ) -> [Expression] {
    text += "("
    var operands: [Expression] = []
    for index in 0..<count {
      if index > 0 { text += separator }
      operands.append(make(&self))
    }
    text += ")"
    return operands
  }

  // MARK: - True or false

  private mutating func truth(depth: Int) -> Expression {
    if depth == 0 || random.chance(40) { return random.chance(15) ? condition() : spans(depth: depth) }
    let count = 2 + random.below(2)
    switch random.below(3) {
    case 0: return writing { .and($0.joined(" AND ", count) { $0.truth(depth: depth - 1) }) }
    case 1: return writing { .or($0.joined("\n  OR ", count) { $0.truth(depth: depth - 1) }) }
    default:
      return writing { rules in
        rules.text += "NOT "
        return .not(rules.truth(depth: depth - 1))
      }
    }
  }

  private mutating func condition() -> Expression {
    writing { rules in
      rules.text += "condition"
      return .metadata(rules.pickCondition())
    }
  }

  private mutating func pickCondition() -> MetadataCondition {
    let comparison = random.pick(MetadataCondition.Comparison.allCases)
    switch random.below(6) {
    case 0: return .text(.source, [WordPattern("GAZETTE"), WordPattern([.text("even"), .anyRun])])
    case 1: return .text(.author, [WordPattern([.anyCharacter, .text(". lee")])])
    case 2: return .text(.tag, [WordPattern(random.pick(["birds", "pets"]))])
    case 3: return .text(.lang, [WordPattern(random.pick(["en", "uz", "uz-cyrl", "u"]))])
    case 4:
      return .published(
        comparison, random.chance(50) ? .day(random.below(4)) : .age(seconds: random.below(5) * 43_200))
    default: return .words(comparison, random.below(30))
    }
  }

  // MARK: - Places

  private mutating func spans(depth: Int) -> Expression {
    if depth == 0 { return leaf() }
    let count = 2 + random.pick([0, 0, 0, 1, 1, 2])
    switch random.below(10) {
    case 0, 1: return writing { .or($0.joined(" OR ", count) { $0.spans(depth: depth - 1) }) }
    case 2, 3, 4, 5:
      return writing { rules in
        let proximity = Proximity(rules.distance(), isOrdered: rules.random.chance(40))
        rules.text += "NEAR"
        return .near(proximity, rules.joined(", ", count) { $0.spans(depth: depth - 1) })
      }
    case 6, 7:
      return writing { rules in
        let kept = rules.spans(depth: depth - 1)
        rules.text += " NOT NEAR "
        return .notNear(kept, rules.distance(), rules.spans(depth: depth - 1))
      }
    case 8:
      return writing { rules in
        let kept = rules.spans(depth: depth - 1)
        rules.text += " UNLESS "
        return .unless(kept, rules.spans(depth: depth - 1))
      }
    default:
      return writing { rules in
        let selector = rules.random.pick(ZoneSelector.allCases)
        rules.text += selector.rawValue + ":"
        return .zone(selector, rules.spans(depth: depth - 1))
      }
    }
  }

  private mutating func distance() -> Distance {
    random.pick([.words(0), .words(1), .words(3), .words(8), .sameSentence, .sameParagraph])
  }

  private mutating func leaf() -> Expression {
    writing { rules in
      switch rules.random.below(8) {
      case 0 where !rules.listNames.isEmpty:
        let name = rules.random.pick(rules.listNames)
        rules.text += "$" + name
        return .list(name)
      case 1, 2:
        return .phrase((0...rules.random.below(2) + 1).map { _ in rules.word() })
      default: return .word(rules.word())
      }
    }
  }

  private mutating func word() -> WordPattern {
    text += "word "
    switch random.below(12) {
    case 0: return WordPattern([.text("cat"), .anyRun])
    case 1: return WordPattern([.anyCharacter, .text("o"), .anyCharacter])
    case 2: return WordPattern([.anyRun, .text("l")])
    case 3: return WordPattern([.text("D"), .anyRun, .text("g")], isExact: true)
    case 4: return WordPattern([.anyRun, .text("a"), .anyRun])
    case 5: return WordPattern(random.pick(["cat-dog", "owl.cat", "absent"]))
    case 6, 7: return WordPattern(random.pick(RandomArticles.words), isExact: true)
    default: return WordPattern(random.pick(RandomArticles.words))
    }
  }
}
