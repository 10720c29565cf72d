import Articles
import class Foundation.ProcessInfo
import Percolation
import RuleLanguage
import TestSupport
import Testing
import TextAnalysis

@testable import RuleLint

@Suite struct ImplicationTests {
  private func expression(_ query: String) throws -> Expression {
    try #require(QueryParser.parse(query).expression, "\(query)")
  }

  private func implies(_ a: String, _ b: String) throws -> Bool {
    var forms = Forms(lists: [:])
    let (first, second) = (forms.form(of: try expression(a)), forms.form(of: try expression(b)))
    var implication = Implication(forms)
    return implication.implies(first, second)
  }

  @Test(
    arguments: [
      ("cat", "CAT"), ("cat", "cat OR dog"), ("cat AND dog", "cat"), ("cat AND dog", "dog AND cat"),
      ("uzbekistan", "uzbek*"),
      ("uzbekist*", "uzbek*"), ("=Cat", "cat"), ("=Cat", "=C*t"), ("title:cat", "cat"), ("lead:cat", "body:cat"),
      ("cat NEAR/5 dog", "dog NEAR/10 cat"), ("cat NEAR/5 dog", "cat AND dog"), ("cat BEFORE/5 dog", "cat NEAR/5 dog"),
      ("cat NEAR/s dog", "cat NEAR/p dog"), ("\"cat dog\"", "cat"), ("\"a cat dog\"", "\"cat dog\""),
      ("\"cat dog\"", "dog NEAR/3 cat"), ("cat UNLESS owl", "cat"), ("cat NOT NEAR/5 owl", "cat NOT NEAR/3 owl"),
      ("ATLEAST/3 (cat)", "ATLEAST/2 (cat OR dog)"), ("ATLEAST/2 (cat)", "cat"), ("FIRST/10 (cat)", "FIRST/20 (cat)"),
      ("3 OF (cat, dog, owl)", "2 OF (cat, dog, owl)"), ("cat AND dog", "2 OF (cat, dog, owl)"),
      ("cat AND NOT (dog OR owl)", "cat AND NOT dog"), ("cat AND words:>=300", "cat AND words:>200"),
      ("cat UNLESS dog", "cat AND NOT dog"),
    ])
  func isSeen(a: String, b: String) throws { #expect(try implies(a, b)) }

  @Test(
    arguments: [
      ("cat OR dog", "cat"), ("cat", "=cat"), ("cat", "title:cat"), ("cat NEAR/10 dog", "cat NEAR/5 dog"),
      ("cat AND dog", "cat NEAR/1000 dog"), ("\"cat dog\"", "cat NEAR/s dog"),
      ("NEAR/3 (cat, dog, owl)", "cat NEAR/3 owl"),
      ("cat NOT NEAR/3 owl", "cat NOT NEAR/5 owl"), ("cat", "cat UNLESS owl"), ("caption:cat", "cat"),
      ("cat AND NOT dog", "cat AND NOT (dog OR owl)"),
    ])
  func isNotClaimed(a: String, b: String) throws { #expect(try !implies(a, b)) }

  /// How much is tried: once, or as often as one asks for.
  static let times = ProcessInfo.processInfo.environment["WATCHWORD_LINT_TIMES"].flatMap { Int($0) } ?? 1

  /// Whatever is claimed of random rules holds in random articles.
  @Test func isNeverWrong() throws {
    var articlesRandom = SplitMix64(seed: 7)
    var rules = RandomRules(SplitMix64(seed: 20_251_122))
    var claims = 0
    var tested = 0
    for _ in 0..<6 * Self.times {
      let articles = (0..<25).map { _ in RandomArticles.make(&articlesRandom) }
      let ruleSet = rules.makeRuleSet(rules: 40)
      var forms = Forms(lists: ruleSet.lists)
      let roots = ruleSet.rules.map { forms.form(of: $0.query) }
      var implication = Implication(forms)
      var claimed: [(Int, Int)] = []
      for a in roots.indices {
        for b in roots.indices where a != b && implication.implies(roots[a], roots[b]) { claimed.append((a, b)) }
      }
      claims += claimed.count
      for article in articles {
        let matches = Set(NaiveEvaluator(ruleSet).percolate(article, arrival: 100_000).map(\.rule.id))
        for (a, b) in claimed where matches.contains("r\(a)") && !matches.contains("r\(b)") {
          let (x, y) = (ruleSet.rules[a].head.queryText, ruleSet.rules[b].head.queryText)
          Issue.record("\(x) does not imply \(y) in\n\(article.article.text)\n\(Self.text(of: ruleSet.lists))")
        }
        tested += claimed.count { matches.contains("r\($0.0)") }
      }
    }
    print("\(claims) rules contained in others, \(tested) times where one was true")
    #expect(claims > 50 * Self.times)
    #expect(tested > claims)
  }

  /// What is said to exclude itself is never true.
  @Test func exclusionsAreNeverWrong() throws {
    var articlesRandom = SplitMix64(seed: 11)
    var rules = RandomRules(SplitMix64(seed: 5))
    var claims = 0
    for _ in 0..<3 * Self.times {
      let articles = (0..<25).map { _ in RandomArticles.make(&articlesRandom) }
      var ruleSet = rules.makeRuleSet(rules: 30)
      let queries = ruleSet.rules.map(\.query).filter(\.givesSpans)
      var pairs: [Rule] = []
      for (a, b) in Array(zip(queries, queries.dropFirst())) + Array(zip(queries, queries)) {
        for kind in [
          Expression.Kind.unless(a, b), .notNear(a, .words(0), b), .notNear(a, .sameSentence, b),
          .and([a, Expression(.not(b), at: 0..<0)]),
        ] {
          pairs.append(Rule(id: "r\(pairs.count)", title: "", query: Expression(kind, at: 0..<0), queryText: ""))
        }
      }
      ruleSet.rules = pairs
      let told = pairs.filter { rule in
        var forms = Forms(lists: ruleSet.lists)
        var exclusions = Exclusions()
        exclusions.collectOutermost(LintSubject(rule), &forms)
        return !exclusions.findings(forms).isEmpty
      }
      claims += told.count
      let claimed = Set(told.map(\.head.id))
      for article in articles {
        for match in NaiveEvaluator(ruleSet).percolate(article, arrival: 100_000) where claimed.contains(match.rule.id)
        {
          let rule = pairs.first { $0.head.id == match.rule.id }
          let query = rule.map { QueryPrinter.print($0.query) } ?? ""
          Issue.record("\(query) is true in\n\(article.article.text)\n\(Self.text(of: ruleSet.lists))")
        }
      }
    }
    print("\(claims) exclusions of everything")
    #expect(claims > 100 * Self.times)
  }

  private static func text(of lists: [String: RuleList]) -> String {
    lists.map { "\($0): \($1.items.map { QueryPrinter.print($0.expression) })" }.sorted().joined(separator: "\n")
  }
}
