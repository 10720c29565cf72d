import Articles
import RuleLanguage
import Synchronization
import Testing

@testable import Backtesting

@Suite struct BacktestTests {
  private static var fruit: Archive {
    var archive = Archive()
    archive.add("One", "An apple lies here.", story: "a")
    archive.add("Two", "A pear lies here.")
    archive.add("Three", "An apple and a pear lie here.", story: "a")
    archive.add("Four", "A plum lies here.", after: 0)
    archive.add("Five", "An apple lies there.", after: 3)
    return archive
  }

  @Test(arguments: [1, 2, 5])
  func countsByDayAndStoryWhateverTheWorkers(_ workers: Int) throws {
    let report = try backtest(rule("apple"), over: Self.fruit, examples: 2, workers: workers)
    let result = try #require(report.rules.first)
    #expect(report.articles == 5)
    #expect(report.articlesByDay == [20202: 1, 20203: 1, 20204: 2, 20207: 1])
    #expect(result.matched.count == 3)
    #expect(result.stories == 2)
    #expect(!result.hasMoreStories)
    #expect(result.matchedByDay == [20202: 1, 20204: 1, 20207: 1])
    #expect(result.matched.titles == ["Five", "Three"])
    #expect(result.matched.examples.first?.snippets?.first?.text == "An apple lies there.")
    #expect(result.matched.examples.first?.arrived == "2025-04-29T09:30:00.000Z")
    #expect(report.hasMatches)
  }

  @Test func theNewestOfAllWorkersAreTheExamples() throws {
    let plan = BacktestPlan(try rule("lies"), running: RuleSet())
    let workers = (0..<2).map { _ in BacktestWorker(plan, examples: 2) }
    for (index, article) in Self.fruit.articles.reversed().enumerated() { try workers[index % 2].read(article) }
    for (first, second) in [(0, 1), (1, 0)] {
      var tally = workers[first].tally
      tally.add(workers[second].tally)
      #expect(tally.rules[0].matched.examples.map(\.article.title) == ["Five", "Four"])
      #expect(tally.rules[0].matched.count == 4)
    }
  }

  @Test func aChangedRuleGainsAndLoses() throws {
    let report = try backtest(rule("pear OR plum"), running: rule("apple OR pear"), over: Self.fruit)
    let result = try #require(report.rules.first)
    #expect(result.comparison == .changed(from: try rule("apple OR pear").rules[0].version))
    #expect(result.matched.count == 3)
    #expect(result.kept == 2)
    #expect(result.gained.titles == ["Four"])
    #expect(result.lost.titles == ["Five", "One"])
    #expect(result.lost.examples.first?.snippets?.first?.marks == [[3, 8]])
  }

  @Test func whatAListGainsIsGainedByItsRule() throws {
    let before = try ruleSet("lists:\n  fruit: [apple]\nrules:\n  - id: rule\n    match: $fruit\n")
    let after = try ruleSet("lists:\n  fruit: [apple, plum]\nrules:\n  - id: rule\n    match: $fruit\n")
    let result = try #require(try backtest(after, running: before, over: Self.fruit).rules.first)
    #expect(result.gained.titles == ["Four"])
    #expect(result.lost.count == 0)
    #expect(result.kept == 3)
  }

  @Test func spacingIsNoChangeAndARuleThatIsOffDoesNotRun() throws {
    let running = try rule("apple AND pear")
    #expect(BacktestPlan(try rule("apple   AND pear"), running: running).subjects.map(\.comparison) == [.unchanged])
    #expect(BacktestPlan(running, running: RuleSet()).subjects.map(\.comparison) == [.new])
    let off = try rule("apple AND pear", rest: "    enabled: no\n")
    #expect(BacktestPlan(running, running: off).subjects.map(\.comparison) == [.new])
    let report = try backtest(off, over: Self.fruit)
    #expect(report.rules.first?.matched.count == 1)
  }

  @Test func eachRuleOfAFileIsCountedForItself() throws {
    let rules = try ruleSet("rules:\n  - {id: a, match: apple}\n  - {id: b, match: plum}\n  - {id: c, match: fig}\n")
    let report = try backtest(rules, running: rule("pear", id: "b"), over: Self.fruit)
    #expect(report.rules.map(\.rule.id) == ["a", "b", "c"])
    #expect(report.rules.map(\.matched.count) == [3, 1, 0])
    #expect(report.rules.map(\.gained.count) == [0, 1, 0])
    #expect(report.rules.map(\.lost.count) == [0, 2, 0])
  }

  @Test func tellsWhatStandsInOtherZonesOnly() throws {
    var archive = Archive()
    archive.add("In the text", "An apple lies here.", furniture: ["Read also: apple"])
    archive.add("In the furniture", "A plum lies here.", furniture: ["Read also: an apple a day"])
    archive.add("In the dateline", "A plum lies here.", dateline: "APPLE, Dec 19 –")
    archive.add("Nowhere", "A plum lies here.", dateline: "PEAR, Dec 19 –")
    let result = try #require(try backtest(rule("apple AND words:>1"), over: archive).rules.first)
    #expect(result.matched.titles == ["In the text"])
    #expect(result.elsewhere.titles == ["In the dateline", "In the furniture"])
    #expect(result.elsewhere.examples.last?.snippets?.map(\.zone) == ["furniture"])
  }

  @Test(arguments: [
    ("apple", "any:apple"), ("title:apple AND pear", "any:(title:apple) AND any:pear"),
    ("apple AND NOT (pear OR lang:ru)", "any:apple AND NOT (any:pear OR lang:ru)"),
    ("ATLEAST/2 (apple)", "ATLEAST/2 (any:apple)"), ("2 OF (a, b)", "2 OF (any:a, any:b)"),
    ("SCORE/3 (a^2, b^1)", "SCORE/3 (any:a^2, any:b^1)"), ("a NEAR/3 b", "any:(a NEAR/3 b)"),
  ])
  func searchingEverywhereIsAPrefixAroundEachPart(_ query: String, _ expected: String) throws {
    let rule = try #require(try rule(query).rules.first)
    let everywhere = rule.searchingEverywhere()
    let shown = try #require(QueryParser.parse(expected).expression)
    #expect(everywhere.query.hasSameMeaning(as: shown), "\(everywhere.head.queryText)")
    #expect(everywhere.head.parsedQuery()?.hasSameMeaning(as: shown) == true)
  }

  @Test func agesAreThoseAtArrival() throws {
    var archive = Archive()
    for (title, published) in [("Fresh", start - 3_600_000), ("Stale", start - 10 * day)] {
      let date = PublicationDate(secondsSince1970: published / 1000, isWholeDay: false, text: "")
      archive.add(title, "An apple.", after: 0, metadata: ArticleMetadata(published: date))
    }
    let result = try #require(try backtest(rule("apple AND published:<7d"), over: archive).rules.first)
    #expect(result.matched.titles == ["Fresh"])
  }

  @Test func noArticlesIsNoError() throws {
    let report = try backtest(rule("apple"), over: Archive())
    #expect(report.articles == 0)
    #expect(!report.hasMatches)
  }

  @Test func articlesWithTooManyPlacesToDecideAreCounted() throws {
    var archive = Archive()
    archive.add("Few", "apple cherry plum")
    // The apple beside the plum is the last, and not among the places of NOT NEAR that are kept.
    archive.add("Many", String(repeating: "apple ", count: 100_010) + "plum")
    let rules = try rule("(apple NOT NEAR/1 pear) NEAR/2 plum")
    let report = try backtest(rules, over: archive)
    #expect(report.rules[0].matched.titles == ["Few"])
    #expect(report.rules[0].uncertain == 1)
    let line = "  of 1 article it may be true: more places than are looked at, and those do not decide"
    #expect(BacktestText(usesColour: false).text(report, period: "").split(separator: "\n").contains { $0 == line })
    let json = try BacktestJSON.line(report, since: "", until: "")
    #expect(json.contains("\"uncertain\":1"))
  }

  @Test func storiesBeyondTheLimitAreAtLeast() {
    var tally = RuleTally(maximumStories: 2, examples: 0)
    for story in ["a", "b", "a"] { tally.countMatch(story: story, day: 1) }
    #expect(!tally.hasMoreStories)
    var other = RuleTally(maximumStories: 2, examples: 0)
    other.countMatch(story: "c", day: 1)
    tally.add(other)
    #expect(tally.stories.count == 2)
    #expect(tally.hasMoreStories)
  }

  @Test func theErrorOfAReaderEndsItAndProgressIsTold() throws {
    struct Failure: Error {}
    let plan = BacktestPlan(try rule("apple"), running: RuleSet())
    let broken = BacktestArticles(pieceCount: 9) { { piece, _ in if piece == 4 { throw Failure() } } }
    #expect(throws: Failure.self) { try Backtest.run(plan, over: broken, examples: 1, workers: 2) }
    let told = Mutex<[Int]>([])
    _ = try Backtest.run(plan, over: Self.fruit.inPieces, examples: 1, workers: 2) { pieces, _ in
      told.withLock { $0.append(pieces) }
    }
    #expect(told.withLock { $0.sorted() } == [1, 2, 3])
  }

  @Test func aRuleThatCannotBeCompiledIsTold() throws {
    var rules = try rule("apple")
    rules.rules[0].query = Expression(.list("gone"), at: 0..<0)
    #expect(!BacktestPlan(rules, running: RuleSet()).diagnostics.isEmpty)
  }
}
