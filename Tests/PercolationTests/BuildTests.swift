import Articles
import Diagnostics
import RuleLanguage
import Testing
import TestSupport

@testable import Percolation

/// What can be compiled, and what is said of the rest.
@Suite struct BuildTests {
  private func word(_ text: String) -> Expression { Expression(.word(WordPattern(text)), at: 0..<0) }
  private func at(_ kind: Expression.Kind) -> Expression { Expression(kind, at: 0..<0) }

  private func rule(_ id: String, _ query: Expression) -> Rule {
    Rule(
      id: id, title: "", query: query, queryText: QueryPrinter.print(query),
      location: SourceLocation(file: "desk/rules.yaml", line: 12))
  }

  @Test func ruleThatCannotBeCompiledStopsNoOther() throws {
    let deep = (0..<400).reduce(word("red")) { inner, _ in at(.not(inner)) }
    let broken: [(String, Expression, String)] = [
      ("dash", word("-"), "nothing-to-find"),
      ("dash-in-list", at(.list("dashes")), "nothing-to-find"),
      ("no-list", at(.list("nowhere")), "undefined-list"),
      ("and-in-near", at(.near(Proximity(.words(1)), [word("a"), at(.and([word("b"), word("c")]))])), "no-places"),
      ("deep", deep, "nested-too-deep"),
      ("wide", at(.near(Proximity(.words(1)), (0..<200).map { word("w\($0)") })), "near-too-wide"),
    ]
    let rules = broken.map { rule($0.0, $0.1) } + [rule("good", word("red"))]
    let dashes = RuleList(name: "dashes", items: [RuleList.Item(text: "-", expression: word("-"))])
    let (index, diagnostics) = RuleIndex.build(RuleSet(rules: rules, lists: ["dashes": dashes]))
    #expect(index.rules.map(\.id) == ["good"])
    #expect(diagnostics.map(\.code) == broken.map(\.2))
    for (diagnostic, broken) in zip(diagnostics, broken) {
      #expect(diagnostic.severity == .error)
      #expect(diagnostic.file == "desk/rules.yaml")
      #expect(diagnostic.message.hasPrefix("the rule \"\(broken.0)\" (line 12): "))
      #expect(diagnostic.hint != nil)
    }
    #expect(Percolator(index).percolate(try Make.article("red"), arrival: 0).map(\.rule.id) == ["good"])
  }

  /// At the query, also where it is the last good one that another has taken the place of in the file: then at the id.
  @Test func ruleThatCannotBeCompiledIsToldAtItsQuery() throws {
    let phrase = (0..<70).map { "w\($0)" }.joined(separator: " ")
    let query = "\"\(phrase)\" NEAR/5 \"\(phrase) end\""
    let text = "rules:\n  - id: wide\n    match: |\n      # long\n      \(query)\n"
    let load = RuleFolder.load(text: text, file: "a.yaml")
    let told = RuleIndex.build(load.ruleSet, sources: load.sources).diagnostics
    #expect(told.map(\.code) == ["near-too-wide"])
    #expect(told.first?.message.hasPrefix("the rule \"wide\": ") == true)
    let source = try #require(load.sources["a.yaml"])
    #expect(told.first.map { source.text(in: $0.utf8Range) } == query)
    let other = RuleFolder.load(text: "rules:\n  - id: wide\n    match: river AND\n", file: "a.yaml")
    let atID = RuleIndex.build(load.ruleSet, sources: other.sources).diagnostics
    #expect(atID.map(\.utf8Range) == [15..<19])
  }

  @Test func disabledRuleIsSkippedSilently() throws {
    var disabled = rule("off", word("red"))
    disabled.isEnabled = false
    let ruleSet = RuleSet(rules: [disabled, rule("on", word("red"))])
    let (index, diagnostics) = RuleIndex.build(ruleSet)
    #expect(diagnostics.isEmpty)
    let article = try Make.article("red")
    #expect(Percolator(index).percolate(article, arrival: 0).map(\.rule.id) == ["on"])
    #expect(NaiveEvaluator(ruleSet).percolate(article, arrival: 0).map(\.rule.id) == ["on"])
  }

  @Test func listThatContainsItselfIsAnError() {
    let loop = RuleList(name: "loop", items: [RuleList.Item(text: "$loop", expression: at(.list("loop")))])
    let (index, diagnostics) = RuleIndex.build(RuleSet(rules: [rule("r", at(.list("loop")))], lists: ["loop": loop]))
    #expect(index.ruleCount == 0)
    #expect(diagnostics.map(\.code) == ["nested-too-deep"])
  }

  /// Each list holds the one before twice: written out, the rule would have 2^40 words.
  @Test func listsThatMultiplyAreCompiledOnce() throws {
    var lists = ["l0": RuleList(name: "l0", items: [RuleList.Item(text: "red", expression: word("red"))])]
    for level in 1...40 {
      let inner = RuleList.Item(text: "", expression: at(.list("l\(level - 1)")))
      lists["l\(level)"] = RuleList(name: "l\(level)", items: [inner, inner])
    }
    let (index, diagnostics) = RuleIndex.build(RuleSet(rules: [rule("r", at(.list("l40")))], lists: lists))
    #expect(diagnostics.isEmpty)
    #expect(Percolator(index).percolate(try Make.article("red"), arrival: 0).spansText == "0")
  }

  @Test func prefixInsideOneThatExcludesItFindsNothing() throws {
    let nested = at(.zone(.title, at(.zone(.caption, word("red")))))
    let (index, diagnostics) = RuleIndex.build(RuleSet(rules: [rule("r", nested)]))
    #expect(diagnostics.isEmpty)
    #expect(Percolator(index).percolate(try Make.article("T:red\nC:red"), arrival: 0).isEmpty)
  }

  @Test func hundredThousandWordsAreOneTermAndFast() throws {
    let words = (0..<100_000).map { word("word\($0)") }
    let list = RuleList(name: "words", items: words.map { RuleList.Item(text: "", expression: $0) })
    let phrases = RuleList(
      name: "phrases",
      items: (0..<20_000).map {
        RuleList.Item(text: "", expression: at(.phrase([WordPattern("old"), WordPattern("word\($0)")])))
      })
    let rules = [
      rule("list", at(.list("words"))), rule("or", at(.or(Array(words.prefix(50_000))))),
      rule("phrases", at(.list("phrases"))),
      rule("and", at(.and([at(.list("words")), word("red")]))),
    ]
    let (index, diagnostics) = RuleIndex.build(RuleSet(rules: rules, lists: ["words": list, "phrases": phrases]))
    #expect(diagnostics.isEmpty)
    let percolator = Percolator(index)
    let article = try Make.article("an old word4711 in red")
    let matches = percolator.percolate(article, arrival: 0)
    #expect(matches.map(\.rule.id) == ["list", "or", "phrases", "and"])
    #expect(matches.map { $0.parts[0].spans } == [[[2]], [[2]], [[1, 2]], [[2]]].map { $0.map(TokenSpan.init) })
    let others = try Make.article("nothing of the kind in red")
    let elapsed = processorTime { for _ in 0..<100 { _ = percolator.percolate(others, arrival: 0) } }
    #expect(elapsed < .seconds(1))
  }

  /// Together these are more than the syntax trees that are kept.
  @Test func partsAreToldOfLongRules() throws {
    let comment = " # " + String(repeating: "x", count: 400_000)
    let ruleSet = try Make.ruleSet((0..<6).map { "word\($0) AND red" + comment })
    let percolator = Percolator(RuleIndex.build(ruleSet).index)
    let article = try Make.article("red word0 word1 word2 word3 word4 word5")
    for _ in 0..<2 {
      let parts = percolator.percolate(article, arrival: 0).map { $0.parts.map(\.expression) }
      #expect(parts == (0..<6).map { ["word\($0)", "red"] })
    }
  }

  /// Deeper than a query can be written: lists in lists.
  @Test func deepestRuleIsEvaluated() throws {
    let deep = (0..<EvaluationLimits.depth - 2).reduce(word("red")) { inner, _ in
      at(.unless(inner, word("green")))
    }
    let list = RuleList(name: "deep", items: [RuleList.Item(text: "", expression: deep)])
    let rules = RuleSet(rules: [rule("deep", at(.list("deep")))], lists: ["deep": list])
    let (index, diagnostics) = RuleIndex.build(rules)
    #expect(diagnostics.isEmpty)
    #expect(Percolator(index).percolate(try Make.article("blue red"), arrival: 0).spansText == "1")
  }

  /// A rule that stands in another line, or has another title, asks for what it asked for.
  @Test func rulesThatAreOnlyToldOtherwiseAreNotCompiledAgain() throws {
    var rules = try Make.ruleSet((0..<1_500).map { "word\($0) AND red" })
    for rule in rules.rules.indices { rules.rules[rule].location.line = rule }
    let built = RuleIndex.build(rules).index
    for rule in rules.rules.indices { rules.rules[rule].location.line += 7 }
    rules.rules[3].title = "another title"
    rules.rules[8] = try Make.rule("blue AND word8", id: "r8")
    var index = try #require(built.updated(to: rules)).index
    #expect(index.segments.map(\.rules.count) == [1_500, 1], "more than may be compiled in an update")
    // That one too, and another one, when they stand in the small segment.
    rules.rules[8].location.line = 2_000
    rules.rules[9].version = "2"
    index = try #require(index.updated(to: rules)).index
    #expect(index.segments.map(\.rules.count) == [1_500, 2])
    func sorted(_ heads: some Sequence<RuleHead>) -> [RuleHead] { heads.sorted { $0.id < $1.id } }
    #expect(sorted(index.rules) == sorted(rules.rules.map(\.head)))
    let found = Percolator(index).percolate(try Make.article("word3 word8 red blue"), arrival: 0)
    #expect(found.map(\.rule.id) == ["r3", "r8"])
    #expect(found.map(\.rule.title) == ["another title", "r8"])
  }

  /// Rules of files that were not parsed stay.
  @Test func onlyRulesOfTheFilesThatWereReadAreReplaced() throws {
    func rule(_ id: String, _ query: String, _ file: String) throws -> Rule {
      var rule = try Make.rule(query, id: id)
      rule.location.file = file
      return rule
    }
    let rules = [
      try rule("stays", "red", "a"), try rule("moves", "red", "b"), try rule("goes", "red", "b"),
      try rule("gone", "red", "c"),
    ]
    let index = RuleIndex.build(RuleSet(rules: rules)).index
    let changed = RuleSet(rules: [try rule("moves", "red", "d"), try rule("comes", "red", "d")])
    let updated = try #require(index.updated(to: changed, in: ["b", "c", "d"])).index
    #expect(updated.rules.map { "\($0.id) \($0.location.file)" } == ["stays a", "moves d", "comes d"])
  }
}
