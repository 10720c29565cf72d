import Alerts
import Articles
import CLinux
import Diagnostics
import Material
import Percolation
import RuleLanguage
import TextAnalysis

/// All that the benchmark knows of the engine's interface stands in this file.
struct LoadedRules: Sendable {
  let index: RuleIndex

  var count: Int { index.ruleCount }

  /// What the daemon does with its rules folder.
  ///
  /// - Throws: `Failure`, if anything is wrong with a rule.
  init(folder: String) throws {
    index = try Self.load(folder)
    watchword_return_free_memory()
  }

  private static func load(_ folder: String) throws -> RuleIndex {
    let load = RuleFolder.load(folder)
    let (index, diagnostics) = RuleIndex.build(load.ruleSet)
    if let problem = (load.diagnostics + diagnostics).first(where: { $0.severity == .error }) {
      throw Failure("\(problem.file): \(problem.message)")
    }
    return index
  }
}

extension Article {
  init(_ text: ArticleText) { self.init(title: text.title, body: text.paragraphs) }
}

/// Asks the engine about articles as a worker of the daemon does. One for each thread.
final class Engine {
  private let analyzer = TextAnalyzer()
  private var analyzed = AnalyzedArticle()
  private let percolator: Percolator

  init(_ rules: LoadedRules) { percolator = Percolator(rules.index) }

  /// Rules that an anchor and the test beside it did not rule out, over all articles so far.
  var candidates: Int { percolator.statistics.candidates }

  /// From an article's text to the set of matching rules: how many they are.
  func countMatches(_ article: Article) throws -> Int {
    try analyzer.analyze(article, into: &analyzed)
    return percolator.matchingRules(in: analyzed, arrival: 0).count
  }

  /// Has the rules screened by how rare their words were in the articles so far.
  func learn() {
    var frequencies = TermFrequencies()
    frequencies.count(percolator.index)
    frequencies.add(percolator.takeSample())
    percolator.adopt(percolator.index.screened(by: frequencies))
  }

  /// From the set of matching rules to alerts, with the places of what matched and the text around them.
  ///
  /// - Returns: how many alerts, and the nanoseconds they took.
  func makeAlerts(_ article: Article) throws -> (count: Int, nanoseconds: Double) {
    try analyzer.analyze(article, into: &analyzed)
    let start = Clock.thread.now
    let matches = percolator.findings(in: analyzed, arrival: 0).matches
    let alerts = Alert.alerts(on: matches, in: analyzed, articleHash: "0", file: "article.txt", time: 0)
    let elapsed = Clock.thread.now - start
    guard alerts.count == matches.count, alerts.allSatisfy({ $0.snippets != nil }) else {
      throw Failure("an alert has no snippet")
    }
    return (matches.count, elapsed)
  }
}
