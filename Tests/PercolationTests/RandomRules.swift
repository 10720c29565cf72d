import RuleLanguage
import TestSupport

/// Queries of every operator over the words of `RandomArticles`.
struct RandomRules {
  private var random: SplitMix64
  private var listNames: [String] = []
  /// What has been made before, to stand again elsewhere: in the same context or in another one.
  private var known: [Expression] = []

  init(_ random: SplitMix64) { self.random = random }

  mutating func makeRuleSet(rules count: Int) -> RuleSet {
    known = []
    var lists: [String: RuleList] = [:]
    listNames = []
    for name in ["pets", "birds", "all"] {
      lists[name] = makeList(name)
      listNames.append(name)
    }
    let rules = (0..<count).map { rule("r\($0)") }
    return RuleSet(rules: rules, lists: lists)
  }

  /// A new list of a name; it may use those that were made before it.
  mutating func makeList(_ name: String) -> RuleList {
    let before = (listNames, known)
    (listNames, known) = (Array(listNames.prefix { $0 != name }), [])
    defer { (listNames, known) = before }
    let items =
      random.chance(8)
      ? many() : (0...random.below(4)).map { _ in spans(depth: random.pick([0, 0, 1])) }
    return RuleList(name: name, items: items.map { RuleList.Item(text: "", expression: $0) })
  }

  /// As from a file: the tree is what the text says. What the grammar refuses is no rule.
  mutating func rule(_ id: String) -> Rule {
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
    if random.chance(25) { return counting(depth: depth) }
    var count = 2 + random.below(2)
    // What can be decided by places alone.
    if random.chance(20) {
      let near = at(.near(Proximity(distance(), isOrdered: random.chance(40)), [operand(), operand()]))
      switch random.below(6) {
      case 0: return at(.and([near, not(operand())]))
      case 1: return at(.and([near, operand()]))
      case 2: return at(.unless(operand(), operand()))
      default: return near
      }
    }
    switch random.below(12) {
    case 0:
      // More operands than clauses of an OR may have terms, with AND among them: true or false, without places.
      count = random.chance(25) ? 17 + random.below(12) : count
      return at(.or((0..<count).map { _ in truth(depth: random.below(2)) }))
    case 1: return at(.and((0..<4 + random.below(4)).map { _ in random.chance(30) ? not(leaf()) : leaf() }))
    case 2...4: return at(.and((0..<count).map { _ in truth(depth: depth - 1) }))
    case 5...7: return at(.or((0..<count).map { _ in truth(depth: depth - 1) }))
    default: return not(truth(depth: depth - 1))
    }
  }

  /// ATLEAST, OF or SCORE.
  private mutating func counting(depth: Int) -> Expression {
    if random.chance(35) {
      return at(.atLeast(random.pick([1, 1, 2, 2, 3, 5]), spans(depth: random.below(depth + 1))))
    }
    // Many of them are a term of their own.
    let operands =
      random.chance(20)
      ? many() : (0..<2 + random.below(4)).map { _ in random.chance(40) ? leaf() : truth(depth: depth - 1) }
    if random.chance(50) { return at(.of(1 + random.below(min(operands.count, 4)), operands)) }
    var weights = operands.map { _ in random.pick([-4, -2, -1, 1, 1, 2, 3, 3, 5]) }
    weights[random.below(weights.count)] = 3
    let least = weights.reduce(0) { $0 + min(0, $1) }
    let most = weights.reduce(0) { $0 + max(0, $1) }
    let threshold = random.chance(80) ? 1 + random.below(min(most, 8)) : least + 1 + random.below(most - least)
    return at(.score(threshold, zip(operands, weights).map { WeightedOperand($0, $1) }))
  }

  private func not(_ expression: Expression) -> Expression { at(.not(expression)) }

  private mutating func condition() -> Expression {
    let comparison = random.pick(MetadataCondition.Comparison.allCases)
    let condition: MetadataCondition =
      switch random.below(8) {
      case 0: .text(.source, [WordPattern("GAZETTE"), WordPattern([.text("even"), .anyRun])])
      case 1: .text(.author, [WordPattern([.anyCharacter, .text(". lee")])])
      case 2: .text(.tag, [WordPattern(random.pick(["birds", "pets"]))])
      case 3: .text(.lang, [WordPattern(random.pick(["en", "uz", "uz-cyrl", "u"]))])
      case 4: .text(.section, [WordPattern(random.pick(["world", "sport"]))])
      case 5: .text(.url, [WordPattern([.anyRun, .text("example.org"), .anyRun])])
      case 6:
        .published(comparison, random.chance(50) ? .day(random.below(4)) : .age(seconds: random.below(5) * 43_200))
      default: .words(comparison, random.below(30))
      }
    return at(.metadata(condition))
  }

  // MARK: - Places

  private mutating func spans(depth: Int) -> Expression {
    if !known.isEmpty, random.chance(12) { return random.pick(known) }
    let made = makeSpans(depth: depth)
    if known.count < 12, random.chance(30) { known.append(made) }
    return made
  }

  private mutating func makeSpans(depth: Int) -> Expression {
    if depth == 0 { return leaf() }
    let count = 2 + random.pick([0, 0, 0, 1, 1, 2])
    switch random.below(14) {
    case 13: return at(.first(random.pick([1, 2, 3, 5, 8, 20]), spans(depth: depth - 1)))
    case 0, 1: return at(.or((0..<count).map { _ in spans(depth: depth - 1) }))
    case 2, 3, 4, 5:
      let proximity = Proximity(distance(), isOrdered: random.chance(40))
      return at(.near(proximity, (0..<count).map { _ in spans(depth: depth - 1) }))
    case 6, 7: return at(.notNear(spans(depth: depth - 1), distance(), spans(depth: depth - 1)))
    case 8, 9: return at(.unless(spans(depth: depth - 1), spans(depth: depth - 1)))
    case 10 where random.chance(50): return at(.or(many()))
    default: return at(.zone(random.pick(ZoneSelector.allCases), spans(depth: depth - 1)))
    }
  }

  /// Operands of an OR that is a term of its own: words, phrases, other operators, or all of these.
  private mutating func many() -> [Expression] {
    let count = random.pick([15, 17, 23, 25, 26, 40])
    let kind = random.below(6)
    return (0..<count).map { number in
      // Most are of words that no article has, so that these do not match everything.
      let rare = WordPattern("rare\(number)")
      let isRare = random.chance(75)
      switch kind == 3 ? number % 3 : kind {
      case 0: return at(.word(isRare ? rare : word()))
      case 1: return at(.phrase([word(), isRare ? rare : word()]))
      // True exactly when one of very many terms is there, though these are not words side by side.
      case 4: return at(.zone(random.pick(ZoneSelector.allCases), at(.word(isRare ? rare : word()))))
      case 5: return at(.or([at(.word(isRare ? rare : word())), at(.word(WordPattern("rarer\(number)")))]))
      default:
        let operands = [at(.word(word())), at(.word(isRare ? rare : word()))]
        switch random.below(4) {
        case 0: return at(.near(Proximity(distance(), isOrdered: random.chance(40)), operands))
        case 1: return at(.unless(operands[1], operands[0]))
        case 2: return at(.notNear(operands[1], distance(), operands[0]))
        default: return at(.zone(random.pick(ZoneSelector.allCases), operands[1]))
        }
      }
    }
  }

  /// A leaf, or an OR of few or of many.
  private mutating func operand() -> Expression {
    switch random.below(8) {
    case 0: at(.or(many()))
    case 1, 2: at(.or((0..<2 + random.below(3)).map { _ in leaf() }))
    default: leaf()
    }
  }

  private mutating func distance() -> Distance {
    random.pick([
      .words(0), .words(1), .words(2), .words(4), .words(8), .sameSentence, .sameSentence, .sameParagraph,
    ])
  }

  private mutating func leaf() -> Expression {
    switch random.below(10) {
    case 9: at(.regex(regex()))
    case 0 where !listNames.isEmpty: at(.list(random.pick(listNames)))
    case 8: at(.name(name()))
    case 1, 2:
      random.chance(15)
        ? at(.phrase((0...random.below(2) + 1).map { _ in uzbek() }))
        : at(.phrase((0...random.below(2) + 1).map { _ in word() }))
    case 3 where random.chance(40): at(.word(uzbek()))
    default: at(.word(word()))
    }
  }

  /// With literals and without, some that cross words, sentences or paragraphs, some that may match nothing.
  private mutating func regex() -> RegexPattern {
    let texts = [
      "cat", "(?i)CAT", "do?g", "[Oo]wl", "c.t d.g", "cat.*dog", "(?s)owl.*cat", "o|a", "[A-Z]+", "kest(re|er)l",
      "t\\s+k",
      "s?", "(cat|dog)s? (owl|other)", "^cat", "(?m)dog\\.$", "\\bowl\\b", "absent", "absent|c[au]ts", "x?.cat",
      "er ot",
      "(?i)kestrels", "[а-я]+", "\\w+ \\w+", "dog(?:.|\\n)*kes", "l\\. ",
    ]
    let text = random.pick(texts)
    guard let regex = try? RegexPattern(text) else { preconditionFailure("\(text) is one") }
    return regex
  }

  private mutating func name() -> NamePattern {
    let name = random.pick(["Cat Dog", "Owl Kestrel", "Dog Owl-Cat", "Cats Owl Dog"])
    guard let pattern = try? NamePattern(name, isAlone: random.chance(30)) else {
      preconditionFailure("\(name) is one")
    }
    return pattern
  }

  /// Of the endings of `RandomArticles.words` -s is none of Uzbek, and c and w are foreign letters.
  private mutating func uzbek() -> WordPattern {
    WordPattern(random.pick(["cat", "dog", "OWL", "дог", "kestrel", "kestrelni", "xorn", "cat-dog"]), .uzbek)
  }

  private mutating func word() -> WordPattern {
    switch random.below(17) {
    case 16: WordPattern(random.pick(["кот", "дога"]), .inflected(random.pick([.russian, .russian, .serbian])))
    case 14:
      WordPattern(
        random.pick(["cat", "dogs", "Owls", "kestrels", "absents"]),
        .inflected(random.pick([.english, .english, .german])))
    case 15:
      WordPattern(random.pick(["kestrel", "kestels", "kasterl", "absence"]), .edited(random.pick([1, 2])))
    case 0: WordPattern([.text("cat"), .anyRun])
    case 1: WordPattern([.anyCharacter, .text("og")])
    case 2: WordPattern([.anyRun, .text("el")])
    case 3: WordPattern([.text("D"), .anyRun, .text("g")], isExact: true)
    case 4: WordPattern([.anyRun, .text("at"), .anyRun])
    case 5: WordPattern(random.pick(["cat-dog", "owl.cat", "absent"]))
    case 6, 7: WordPattern(random.pick(RandomArticles.words), isExact: true)
    case 8:
      WordPattern(
        random.pick([
          [.text("k"), .anyRun, .text("s"), .anyRun, .text("l")], [.text("ca"), .anyCharacter],
          [.text("do"), .anyCharacter, .anyRun], [.anyRun, .text("OW"), .anyCharacter],
        ]), isExact: random.chance(25))
    default: WordPattern(random.pick(RandomArticles.words))
    }
  }
}
