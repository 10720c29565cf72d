import Articles
import Corrections
import Delivery
import Routing
import Glibc
import Inbox
import Percolation
import RuleLanguage
import Synchronization
import TestSupport
import Testing
import TextAnalysis

@testable import WatchwordDaemon

private func rule(_ id: String, _ query: String, version: String = "1") throws -> Rule {
  Rule(
    id: id, title: id, query: try #require(QueryParser.parse(query).expression), queryText: query,
    location: SourceLocation(file: "fruit.yaml", line: 3), version: version)
}

/// Every article is checked.
private let always: SelfCheckStateMachine.Limits = {
  var limits = SelfCheckStateMachine.Limits()
  limits.articles = 1
  limits.rest = 0
  return limits
}()

@Suite struct SelfCheckTests {
  private let messages = Messages()
  private let article: AnalyzedArticle

  init() throws {
    article = try TextAnalyzer().analyze(Article(title: "Fruit", body: ["An apple lies on the table."]))
  }

  /// Hands findings over, and waits for the check.
  private func check(_ selfCheck: SelfCheck, _ index: RuleIndex, _ tamper: (inout Findings) -> Void = { _ in }) {
    var findings = Percolator(index).findings(in: article, arrival: 0)
    tamper(&findings)
    selfCheck.matched(article, findings, index, arrival: 0, file: "reuters/a.txt", hash: "cafe")
    selfCheck.queue.sync {}
  }

  @Test func agreementIsCountedAndNotTold() throws {
    let index = RuleIndex.build(RuleSet(rules: [try rule("apple", "apple"), try rule("plum", "plum")])).index
    let selfCheck = SelfCheck(log: messages.log, limits: always)
    for _ in 0..<3 { check(selfCheck, index) }
    #expect(selfCheck.counts == SelfCheck.Counts(articles: 3, rules: 6, differences: 0))
    #expect(messages.all.isEmpty)
  }

  @Test func aMissedRuleIsToldOnceWithFileAndRule() throws {
    let index = RuleIndex.build(RuleSet(rules: [try rule("apple", "apple"), try rule("table", "table")])).index
    let selfCheck = SelfCheck(log: messages.log, limits: always)
    for _ in 0..<3 { check(selfCheck, index) { $0.matches.removeLast() } }
    #expect(selfCheck.counts == SelfCheck.Counts(articles: 3, rules: 6, differences: 3))
    let message = try #require(messages.all.first)
    #expect(messages.all.count == 1)
    #expect(message.level == .error)
    for part in [
      "‘table’", "fruit.yaml:3", "reuters/a.txt", "cafe", "the index has missed it", "missing or wrong",
      "please report it with the article and the rule",
    ] { #expect(message.text.contains(part), "\(part) in \(message.text)") }
    // Another rule is another fault.
    check(selfCheck, index) { $0.matches.removeFirst() }
    #expect(messages.all.count == 2)
    #expect(messages.all.last?.text.contains("‘apple’") == true)
  }

  @Test func aRuleThatWasChangedIsToldOfAgain() throws {
    let selfCheck = SelfCheck(log: messages.log, limits: always)
    for version in ["1", "1", "2"] {
      let index = RuleIndex.build(RuleSet(rules: [try rule("apple", "apple", version: version)])).index
      check(selfCheck, index) { $0.matches = [] }
    }
    #expect(messages.all.count == 2)
  }

  @Test func whatIsFoundWithoutBeingThereIsToldThoughItsTurnIsFar() throws {
    let rules = try (0..<1_000).map { try rule("r\($0)", $0 == 900 ? "apple" : "plum\($0)") }
    let index = RuleIndex.build(RuleSet(rules: rules)).index
    let selfCheck = SelfCheck(log: messages.log, limits: always, turn: 0)
    check(selfCheck, index) { findings in
      findings.matches = [Match(rule: rules[500].head, parts: [])] + findings.matches
    }
    #expect(messages.all.map(\.text).filter { $0.contains("‘r500’") && $0.contains("is not true") }.count == 1)
    #expect(selfCheck.counts.rules == 200)
  }

  /// A rule that an index never finds is met when it has its turn.
  @Test func everyRuleIsMetInTime() throws {
    let rules = try (0..<1_000).map { try rule("r\($0)", $0 == 900 ? "apple" : "plum\($0)") }
    // As an update leaves it: numbers of rules that are gone, and new ones behind.
    let built = RuleIndex.build(RuleSet(rules: rules)).index
    let update = built.updated(removing: ["r1", "r2"], adding: [try rule("r900", "apple AND table")], lists: [:])
    let index = try #require(update).index
    let selfCheck = SelfCheck(log: messages.log, limits: always, turn: 950)
    for _ in 0..<6 { check(selfCheck, index) { $0.matches = [] } }
    #expect(messages.all.count == 1)
    #expect(messages.all.first?.text.contains("‘r900’") == true)
    #expect(selfCheck.counts.rules >= 999)
  }

  @Test func onlyOneIsUnderWayAndTheOthersAreLetGo() throws {
    let index = RuleIndex.build(RuleSet(rules: [try rule("apple", "apple")])).index
    let findings = Percolator(index).findings(in: article, arrival: 0)
    let selfCheck = SelfCheck(log: messages.log, limits: always)
    selfCheck.queue.suspend()
    for _ in 0..<100 { selfCheck.matched(article, findings, index, arrival: 0, file: "a.txt", hash: "cafe") }
    let isIdle = Mutex(false)
    selfCheck.whenIdle {
      #expect(selfCheck.counts.articles == 1)
      isIdle.withLock { $0 = true }
    }
    #expect(!isIdle.withLock { $0 })
    selfCheck.queue.resume()
    selfCheck.queue.sync {}
    #expect(isIdle.withLock { $0 })
    #expect(selfCheck.counts.articles == 1)
  }

  /// Nobody is told of more rules than can be looked at.
  @Test func whatIsToldIsBounded() throws {
    let count = SelfCheck.maximumTold + 10
    let rules = try (0..<count).map { try rule("r\($0)", "apple") }
    let index = RuleIndex.build(RuleSet(rules: rules)).index
    let selfCheck = SelfCheck(log: messages.log, limits: always)
    for _ in 0..<count / 150 { check(selfCheck, index) { $0.matches = [] } }
    #expect(selfCheck.counts.differences >= count)
    #expect(messages.all.count == SelfCheck.maximumTold + 1)
    #expect(messages.all.last?.text.contains("further ones are not told") == true)
  }

  /// The whole way from a file: what a worker does with an article leads to a check.
  @Test func aWorkerHandsItsArticlesOver() throws {
    let folder = try TemporaryFolder()
    let file = try #require(fopen(folder("fruit.txt"), "w"))
    fputs("Fruit\n\nAn apple lies on the table.\n", file)
    fclose(file)
    let index = RuleIndex.build(RuleSet(rules: [try rule("apple", "apple"), try rule("plum", "plum")])).index
    let selfCheck = SelfCheck(log: messages.log)
    let rules = RulesInForce(index: index, endpoints: Routes())
    let worker = PercolationWorker(
      readers: [.inbox: InboxReader(folder: try BaseFolder(path: folder.path))], rules: rules,
      anchors: AnchorKeeper(rules: rules), limits: ArticleLimits(), selfCheck: selfCheck,
      corrections: try #require(CorrectionWords.load(nil).words), oldAfter: .seconds(3_600))
    let path = try #require(InboxPath("fruit.txt"))
    for _ in 0..<2 {
      guard case .record = worker.look(at: Arrival(path)) else {
        Issue.record("the file was not read")
        return
      }
      selfCheck.queue.sync {}
    }
    // The first after the start, and not the next.
    #expect(selfCheck.counts == SelfCheck.Counts(articles: 1, rules: 2, differences: 0))
    #expect(messages.all.isEmpty)
  }
}
