import Alerts
import Articles
import Diagnostics
import Percolation
import RuleLanguage
import StrictYAML
import TextAnalysis

/// Runs the tests that stand in rule files: asks the engine about each test's article.
package struct RuleTester {
  /// What the tests gave, in the order of rules and of tests in a rule.
  package private(set) var results: [RuleTestResult] = []
  /// Of rules with tests, those that cannot be compiled and what else there is to tell of them.
  package let diagnostics: [Diagnostic]
  package let rulesWithTests: Int
  package let rulesWithoutTests: Int

  private let percolator: Percolator
  private let compiled: Set<String>
  private static let limits = ArticleLimits()

  /// Runs all tests. Rules that are switched off are tested as if they were not. An article is read and looked at once,
  /// however many tests ask about it; one article is in memory at a time.
  ///
  /// - Parameters:
  ///   - folder: what the files of rules are relative to.
  ///   - sources: of the rule files, by their names: diagnostics tell their places in these.
  package init(_ ruleSet: RuleSet, folder: String, sources: [String: SourceText] = [:]) {
    var rules = ruleSet.rules.filter { !$0.tests.isEmpty }
    for index in rules.indices { rules[index].isEnabled = true }
    rulesWithTests = rules.count
    rulesWithoutTests = ruleSet.rules.count - rules.count
    let (index, diagnostics) = RuleIndex.build(RuleSet(rules: rules, lists: ruleSet.lists), sources: sources)
    self.diagnostics = diagnostics
    compiled = Set(index.rules.map(\.id))
    // A test may ask for more places than an alert tells.
    percolator = Percolator(index, limits: EvaluationLimits(spansPerPart: RuleTest.maximumPlaces))
    run(rules, folder: folder)
  }

  private mutating func run(_ rules: [Rule], folder: String) {
    // What is one article is read and analyzed once.
    var byArticle: [ArticleOfTest: [Int]] = [:]
    for rule in rules {
      for test in rule.tests {
        if case .article(let path) = test.input {
          let article = ArticleOfTest(path: Self.path(path, of: test, in: folder), source: test.source)
          byArticle[article, default: []].append(results.count)
        }
        results.append(RuleTestResult(ruleID: rule.id, test: test, verdict: .unusableRule))
      }
    }
    for (article, tests) in byArticle { judge(tests, from: article.source) { try Self.read(article.path) } }
    for index in results.indices {
      guard case .text(let title, let text) = results[index].test.input else { continue }
      judge([index], from: results[index].test.source) { Article(title: title, body: Self.paragraphs(of: text)) }
    }
  }

  /// Judges tests that have one article.
  private mutating func judge(_ tests: [Int], from source: String?, _ read: () throws -> Article) {
    let tests = tests.filter { compiled.contains(results[$0].ruleID) }
    guard !tests.isEmpty else { return }
    do {
      var article = try read()
      article.metadata.source = source
      let analyzed = try TextAnalyzer().analyze(article, maximumTokens: Self.limits.maximumTokens)
      // Ages are measured from the day of publication, so that a test says the same in a year.
      let arrival = analyzed.article.metadata.published?.secondsSince1970 ?? 0
      let matches = percolator.percolate(analyzed, arrival: arrival)
      let byRule = Dictionary(matches.map { ($0.rule.id, $0) }, uniquingKeysWith: { first, _ in first })
      for test in tests {
        do {
          try judge(test, byRule[results[test].ruleID], in: analyzed)
        } catch {
          results[test].verdict = .unreadable(Self.message(of: error))
        }
      }
    } catch {
      for test in tests { results[test].verdict = .unreadable(Self.message(of: error)) }
    }
  }

  private mutating func judge(_ index: Int, _ match: Match?, in analyzed: AnalyzedArticle) throws(ArticleError) {
    let places = match.map { Set($0.parts.flatMap(\.spans)).count }
    let isMet: Bool
    switch results[index].test.expectation {
    case .match: isMet = match != nil
    case .noMatch: isMet = match == nil
    case .places(let count): isMet = places == count
    case .words(let text):
      if let match { isMet = try MatchedWords(match, in: analyzed).contain(text) } else { isMet = false }
    }
    results[index].places = places
    results[index].verdict = isMet ? .passed : .failed
    if !isMet, let match {
      let alerts = Alert.alerts(on: [match], in: analyzed, articleHash: "", file: "", time: 0)
      results[index].snippets = alerts.first?.snippets ?? []
    }
  }

  // MARK: Articles

  private static func path(_ path: String, of test: RuleTest, in folder: String) -> String {
    if path.hasPrefix("/") { return path }
    let file = test.location.file
    let subfolder = file.lastIndex(of: "/").map { file[...$0] } ?? ""
    return "\(folder)/\(subfolder)\(path)"
  }

  private static func read(_ path: String) throws -> Article {
    let bytes = try TextFile.read(path, maximumBytes: limits.maximumFileBytes)
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    let decoded = try ArticleDecoder(limits: limits).decode(bytes, fileName: String(name))
    guard let article = decoded.articles.first else { throw NoArticle() }
    return article
  }

  /// Of a text in a rule file: an empty line ends a paragraph.
  static func paragraphs(of text: String) -> [String] {
    text.split(separator: "\n\n").map(String.init)
  }

  private struct ArticleOfTest: Hashable {
    let path: String
    let source: String?
  }

  private struct NoArticle: Error {}

  private static func message(of error: any Error) -> String {
    switch error {
    case is NoArticle: "the file has no article"
    case let error as FileError: error.message
    case let error as ArticleError: error.message
    default: "\(error)"
    }
  }
}
