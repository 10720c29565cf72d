import Articles
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

@testable import Explanations

/// An explanation never disagrees with the engine: over random rules and articles it says of the whole what the engine
/// finds, and each part fits the parts inside it.
@Suite struct ExplanationTests {
  static let settings = [
    AgreementTests.Setting(name: "default limits", seed: 31, limits: EvaluationLimits(spansPerPart: 1_000)),
    AgreementTests.Setting(
      name: "three spans of few", seed: 32, limits: EvaluationLimits(spans: 3, steps: 12, combinations: 4)),
  ]

  @Test(arguments: settings)
  func explanationIsWhatTheEngineFinds(_ setting: AgreementTests.Setting) throws {
    var random = SplitMix64(seed: setting.seed)
    var (pairs, matches, misses, nodes) = (0, 0, 0, 0)
    for _ in 0..<max(8, AgreementTests.wantedPairs / 2_500) {
      var rules = RandomRules(SplitMix64(seed: random.next()))
      let ruleSet = rules.makeRuleSet(rules: 8)
      let articles = (0..<4).map { _ in RandomArticles.make(&random) }
      for rule in ruleSet.rules {
        let (index, diagnostics) = RuleIndex.build(RuleSet(rules: [rule], lists: ruleSet.lists))
        guard diagnostics.isEmpty else { continue }
        let percolator = Percolator(index, limits: setting.limits)
        let all = try Explainer(rule, lists: ruleSet.lists, showsAll: true, limits: setting.limits)
        var pruned = all
        pruned.fewItems = 0
        var long = try Explainer(rule, lists: ruleSet.lists, showsAll: true, limits: setting.limits)
        long.fewWords = 0
        let short = try Explainer(rule, lists: ruleSet.lists, limits: setting.limits)
        for article in articles {
          let found = percolator.findings(in: article, arrival: 130_000)
          let explanation = all.explain(article, file: "", arrival: 130_000)
          #expect(explanation.disagreement == nil, "\(rule.queryText)")
          #expect(explanation.isMatch == !found.matches.isEmpty)
          #expect(explanation.isUncertain == !found.uncertain.isEmpty)
          if rule.query.givesSpans, let match = found.matches.first {
            let places = Places(article)
            #expect(explanation.tree.places.starts(with: match.parts[0].spans.map(places.place)))
          }
          let fault = Self.fault(explanation.tree, rule.query, &nodes)
          #expect(fault == nil, "\(rule.queryText): \(fault ?? "")\n\(article.article.text)")
          #expect(pruned.explain(article, file: "", arrival: 130_000).tree == explanation.tree)
          let limited = long.explain(article, file: "", arrival: 130_000)
          #expect(limited.disagreement == nil)
          #expect(Self.withoutMisses(limited.tree) == Self.withoutMisses(explanation.tree))
          let shown = short.explain(article, file: "", arrival: 130_000)
          #expect(shown.isMatch == explanation.isMatch && shown.tree.isTrue == explanation.tree.isTrue)
          pairs += 1
          matches += explanation.isMatch ? 1 : 0
          misses += Self.misses(explanation.tree)
        }
      }
    }
    // Where nothing happens nothing is proved.
    #expect(pairs > 200)
    #expect(matches > pairs / 10)
    #expect(misses > pairs / 10)
    #expect(nodes > pairs * 5)
  }

  private static func withoutMisses(_ node: Explanation.Node) -> Explanation.Node {
    var node = node
    node.miss = nil
    node.parts = node.parts.map(withoutMisses)
    return node
  }

  private static func misses(_ node: Explanation.Node) -> Int {
    node.parts.reduce(node.miss == nil ? 0 : 1) { $0 + misses($1) }
  }

  /// The first part that does not fit the parts inside it.
  private static func fault(_ node: Explanation.Node, _ part: Expression, _ nodes: inout Int) -> String? {
    nodes += 1
    let parts = node.parts.map(\.isTrue)
    let isFitting: Bool
    var inner = part.operands
    switch part.kind {
    case .list:
      isFitting = node.isTrue == parts.contains(true)
      inner = []
    case .and: isFitting = node.isTrue == parts.allSatisfy(\.self)
    case .or: isFitting = node.isTrue == parts.contains(true)
    case .not: isFitting = node.isTrue != parts[0]
    case .unless: isFitting = node.isTrue == (parts[0] && !parts[1])
    case .near: isFitting = !node.isTrue || parts.allSatisfy(\.self)
    case .notNear: isFitting = parts[0] ? node.isTrue || parts[1] : !node.isTrue
    case .zone: isFitting = node.isTrue == parts[0]
    case .atLeast, .first: isFitting = !node.isTrue || parts[0]
    case .of(let least, _): isFitting = node.isTrue == (parts.count { $0 } >= least)
    case .score(let least, let operands):
      let sum = zip(operands, parts).reduce(0) { $0 + ($1.1 ? $1.0.weight : 0) }
      isFitting = node.isTrue == (sum >= least)
    default: isFitting = parts.isEmpty
    }
    if !isFitting || part.givesSpans && node.isTrue != ((node.placeCount ?? 0) > 0) { return node.expression }
    if !inner.isEmpty && inner.count != node.parts.count { return "parts are missing of \(node.expression)" }
    for (node, part) in zip(node.parts, inner) {
      if let fault = fault(node, part, &nodes) { return fault }
    }
    return nil
  }

  // MARK: - Should they differ

  @Test func differenceIsToldLoudly() throws {
    let rule = try Make.rule("cat")
    let span = TokenSpan([0])
    let match = Match(rule: rule.head, parts: [Match.Part(expression: "cat", spans: [span])])
    let verdict = Verdict(isTrue: true, isUncertain: false, isTruncated: false, parts: match.parts)
    var findings = Findings()
    #expect(verdict.difference(from: findings)?.contains("missed") == true)
    findings.matches = [match]
    #expect(verdict.difference(from: findings) == nil)
    findings.matches = [Match(rule: rule.head, parts: [Match.Part(expression: "cat", spans: [TokenSpan([1])])])]
    #expect(verdict.difference(from: findings)?.contains("other places") == true)
    let none = Verdict(isTrue: false, isUncertain: false, isTruncated: false, parts: [])
    #expect(none.difference(from: findings)?.contains("says it is") == true)
    findings = Findings()
    #expect(none.difference(from: findings) == nil)
    findings.uncertain = [rule.head]
    #expect(none.difference(from: findings)?.contains("limits") == true)
    var explanation = try Explainer(rule, lists: [:]).explain(try Make.article("cat"), file: "a.txt", arrival: 0)
    explanation.disagreement = "they differ"
    let text = ExplanationTextRenderer(usesColour: false).text(explanation)
    #expect(text.contains("cannot be trusted: they differ. Please report it"))
    #expect(explanation.jsonLine().contains("\"disagreement\":\"they differ\""))
  }

  // MARK: - Large

  /// Items that stand nowhere are not looked for at each word.
  @Test func veryManyItemsAndWordsAreBounded() throws {
    let items = try (0..<3_000).map { number in
      RuleList.Item(text: "", expression: try Make.rule("item\(number)x").query)
    }
    let list = RuleList(name: "many", items: items + (try Make.list("more", ["word77"])).items)
    let article = Make.article(words: (0..<20_000).map { "word\($0 % 1_000)" })
    let found = try Explainer(try Make.rule("$many"), lists: ["many": list]).explain(article, file: "", arrival: 0)
    #expect(found.isMatch)
    #expect(found.tree.notes == ["1 of 3001 items"])
    let rule = try Make.rule("title:$many")
    let missed = try Explainer(rule, lists: ["many": list]).explain(article, file: "", arrival: 0)
    #expect(!missed.isMatch)
    #expect(missed.tree.parts.first?.miss?.message.contains("elsewhere") == true)
  }

  /// A word that is several in an article keeps its form where words that have nothing to do with the rule are left out.
  @Test(arguments: [
    ("бизнес-план~", "О бизнес-планом и"), ("uz(ota-ona)", "u ота-оналарга bordi"),
    ("uz(gʻalaba-yoʻl)", "ғалабанинг йўли"),
    ("Ut-Tahrir", "the hizb ut tahrir"), ("=Ut-Tahrir", "the Hizb Ut-Tahrir"),
  ])
  func wordsThatAreSeveralAreFoundInLongArticles(query: String, text: String) throws {
    var explainer = try Explainer(try Make.rule(query), lists: [:])
    let article = try Make.article(text)
    let short = explainer.explain(article, file: "", arrival: 0)
    explainer.fewWords = 0
    let long = explainer.explain(article, file: "", arrival: 0)
    #expect(short.isMatch && long.isMatch)
    #expect(long.disagreement == nil && long.tree.places == short.tree.places)
  }

  @Test func comparingWordsGivesUpInTime() throws {
    let article = Make.article(words: (0..<2_000).map { "word\($0)" })
    let reading = PartReading(article, arrival: 0, lists: [:])
    let words = ClosestWords(reading, looks: 5_000)
    #expect(words.closest(to: "wort77", in: reading.titleAndBody)?.distance == 1)
    #expect(!words.hasGivenUp)
    for number in 0..<100 { _ = words.closest(to: "item\(number)", in: reading.titleAndBody) }
    #expect(words.hasGivenUp)
    #expect(words.closest(to: "wort77", in: reading.titleAndBody) == nil)
  }

  @Test func ruleThatCannotBeCompiledIsRefused() throws {
    var rule = try Make.rule("cat")
    rule.query = (0..<400).reduce(rule.query) { query, _ in Expression(.not(query), at: 0..<0) }
    #expect(throws: Explainer.Refusal.self) { try Explainer(rule, lists: [:]) }
  }
}
