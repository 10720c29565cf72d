import Alerts
import ArgumentParser
import Articles
import Diagnostics
import Foundation
import Percolation
import RuleLanguage
import SafeText
import TextAnalysis

struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan",
    abstract: "Show what would match in files, and where.",
    discussion: """
      Reads articles as the daemon does, with the default limits, but keeps no state and needs no daemon. A folder is \
      read with its subfolders, whose first names the source as in the inbox; - is standard input. Rules that are \
      right are used although others are wrong.

      EXAMPLES
        watchword scan --rules rules seeds
        watchword scan --query 'tashkent NEAR/5 (talks OR meeting)' page.txt
        watchword scan --zones page.txt         what is title, body, furniture
        watchword scan --verify --rules rules seeds   is the index right?
        curl -s https://example.org/a.txt | watchword scan --rules rules -

      With --verify every article is also evaluated by every rule on its own, as the rule language is defined, and any \
      difference is told. That is slow: its time is that of one rule on one article, times all rules, times all \
      articles.

      Exit status, as grep's: 0 something matched, 1 nothing did, 2 an error, with a file or with a rule, or a \
      difference.
      """)

  @OptionGroup var rulesOptions: RulesOptions

  @OptionGroup var settingsFile: SettingsFileOption

  @Option(name: .long, help: "A query to use as a rule; it may use the lists of the rules.")
  var query: String?

  @Option(name: .long, help: "How matches are written: auto, text or json.")
  var format: OutputFormat = .auto

  @Flag(name: .long, help: "Show the zones of each file instead: what is searched and what is not.")
  var zones = false

  @Flag(name: .long, help: "Compare with every rule evaluated on its own; slow where there are many.")
  var verify = false

  @Argument(help: "Files, folders, or - for standard input.")
  var files: [String]

  func validate() throws {
    if zones && verify { throw ValidationError("--verify is about rules, and --zones uses none; leave one out") }
  }

  func run() throws {
    let inputs = ArticleInputs(files)
    if zones { return try show(inputs) }
    let (index, haveRulesErrors) = try index()
    guard let index else { throw ExitCode.error }
    let scanner = Scanner(index: index)
    let isJSON = format.isJSON(isTerminal: Terminal.isOutputTerminal)
    let renderer = AlertTextRenderer(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
    var hasMatched = false
    var verification = verify ? Verification(index, of: inputs) : nil
    let isComplete = ProgressBar.during(isWanted: verify) { bar in
      inputs.forEachFile { file in
        let name = file.input.name
        for result in try scanner.scan(file) {
          for alert in result.alerts {
            hasMatched = true
            Terminal.writeOutput(isJSON ? alert.jsonLine() + "\n" : renderer.text(alert))
          }
          for rule in result.findings.uncertain {
            let warning =
              "rule \(rule.id) may be true of it: it has more places than are looked at, and those do not decide"
            Terminal.writeError("watchword: \(name.safeToShow): \(warning)")
          }
          verification?.verify(result, of: name, bar)
        }
        return true
      }
    }
    if let verification { Terminal.writeError(verification.report.summary) }
    let isWrong = verification?.report.isAtFault ?? false
    if haveRulesErrors || isWrong || !isComplete { throw ExitCode.error }
    if !hasMatched { throw ExitCode.failure }
  }

  /// The rules to use, or nil where none can be used. Rules that are right are used although others are
  /// wrong, as in the daemon; the errors are told, and the exit status says so.
  private func index() throws -> (index: RuleIndex?, haveErrors: Bool) {
    var ruleSet = RuleSet()
    var diagnostics: [Diagnostic]
    let sources: [String: SourceText]
    var isUsable: Bool
    if let query {
      let typed = try TypedQuery(query) { try rulesOptions.folder(settingsFile) }
      ruleSet = RuleSet(rules: typed.rule.map { [$0] } ?? [], lists: typed.lists)
      (diagnostics, sources) = (typed.diagnostics, typed.sources)
      isUsable = typed.rule != nil
    } else {
      let load = RuleFolder.load(try rulesOptions.folder(settingsFile))
      (ruleSet, diagnostics, sources) = (load.ruleSet, load.diagnostics, load.sources)
      isUsable = !ruleSet.rules.isEmpty || !load.hasErrors
    }
    let (index, more) = RuleIndex.build(ruleSet, sources: sources)
    diagnostics += more
    DiagnosticOutput.tell(diagnostics, sources: sources)
    if query != nil && more.hasErrors { isUsable = false }
    return (isUsable ? index : nil, diagnostics.hasErrors)
  }

  private func show(_ inputs: ArticleInputs) throws {
    let isComplete = inputs.forEachFile { file in
      for article in file.articles {
        Terminal.writeOutput(ZoneListing(article, notes: file.notes, name: file.input.name).text)
      }
      return true
    }
    if !isComplete { throw ExitCode.error }
  }
}

/// Analysing and percolating the articles of one file after another.
private struct Scanner {
  /// What one article gave.
  struct Result {
    let article: AnalyzedArticle
    /// In seconds since 1970.
    let arrival: Int64
    let findings: Findings
    /// Those that the daemon would raise, without a story.
    let alerts: [Alert]
  }

  private let percolator: Percolator

  init(index: RuleIndex) { percolator = Percolator(index) }

  func scan(_ file: ArticleFile) throws -> [Result] {
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    return try file.articles.map {
      let analyzed = try file.analyzed($0)
      let findings = percolator.findings(in: analyzed, arrival: now / 1000)
      let alerts = Alert.alerts(
        on: findings.matches, in: analyzed, articleHash: file.hash.hex, file: file.input.name, time: now)
      return Result(article: analyzed, arrival: now / 1000, findings: findings, alerts: alerts)
    }
  }
}

/// Comparing what was found with the definition, one article after another, and telling what differs.
private struct Verification {
  private(set) var report: VerificationReport
  private let verifier: Verifier
  /// How many files there are, where a person looks on who may want to know how far it is.
  private let fileCount: Int
  private var file = 0

  init(_ index: RuleIndex, of inputs: ArticleInputs) {
    verifier = Verifier(index)
    report = VerificationReport(ruleCount: verifier.ruleCount)
    fileCount = Terminal.isErrorTerminal ? inputs.reduce(0) { count, _ in count + 1 } : 0
  }

  /// The bar is gone when it returns, so that other lines can be written.
  mutating func verify(_ result: Scanner.Result, of name: String, _ bar: ProgressBar?) {
    file += 1
    bar?.show(Double(min(file, fileCount)) / Double(max(fileCount, 1)), "verifying \(file) of \(fileCount)")
    let differences = verifier.differences(result.findings, in: result.article, arrival: result.arrival)
    bar?.hide()
    for line in report.add(differences, file: name) { Terminal.writeError("watchword: \(line)") }
  }
}
