import AlertStore
import Alerts
import ArgumentParser
import Articles
import Backtesting
import Diagnostics
import Glibc
import RuleLanguage
import SafeText
import Settings
import WatchwordDaemon

struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "Show what a rule would have found in the articles that came in.",
    discussion: """
      Asks a rule, or all rules of a file (a name with a / or ending in .yaml or .yml), about the articles that are kept with the state: how many would match, when, \
      and examples; and what a rule that is changed gains and loses against the version that is running. Reads the \
      state while a daemon runs and when none does, and changes nothing. A file may use the lists of the rules folder.

      EXAMPLES
        watchword backtest uz-cooperation
        watchword backtest draft.yaml --since 90d
        watchword backtest --query 'tashkent NEAR/5 (talks OR meeting)'
        watchword backtest draft.yaml --since 2026-10-01 --until 2026-11-01
        watchword backtest draft.yaml --json | jq '.rules[].matched'

      Exit status, as grep's: 0 something matches, 1 nothing does, 2 an error, also one in a single rule of the file.
      """)

  @OptionGroup var options: StateOptions

  @OptionGroup var rulesOptions: RulesOptions

  @Option(name: .long, help: "A query to use as a rule; it may use the lists of the rules.")
  var query: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only articles that arrived since: an age (24h, 30d, 12w) or a date (2026-10-01); default: 30d.",
      valueName: "time"),
    transform: Moment.init)
  var since: Moment?

  @Option(
    name: .long, help: ArgumentHelp("Only articles that arrived before: an age or a date.", valueName: "time"),
    transform: Moment.init)
  var until: Moment?

  @Option(name: .long, help: ArgumentHelp("How many examples of each kind, at most 1000.", valueName: "number"))
  var examples = 5

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  @Argument(help: ArgumentHelp("The id of a rule, or a rule file.", valueName: "rule|file"))
  var rule: String?

  func validate() throws {
    if (rule == nil) == (query == nil) { throw ValidationError("give the id of a rule, a rule file, or a --query") }
    guard (0...1000).contains(examples) else { throw ValidationError("--examples is a number from 0 to 1000") }
    if let since, since.milliseconds > Moment().milliseconds {
      throw ValidationError("--since lies in the future, so no article can have arrived since")
    }
    if since == nil, let until, until.milliseconds <= Self.defaultStart {
      throw ValidationError("--until is before the default of --since, 30d; give an earlier --since")
    }
    if let since, let until, since.milliseconds >= until.milliseconds {
      throw ValidationError("--until is not after --since, so no article can have arrived between")
    }
  }

  /// Thirty days ago.
  private static var defaultStart: Int64 { Moment().milliseconds - 30 * 86_400_000 }

  func run() throws {
    let needsSettings = options.state == nil || rulesOptions.rules == nil
    guard let settings = needsSettings ? options.settingsFile.load() : WatchwordSettings() else {
      throw ExitCode.error
    }
    do {
      try run(state: options.state ?? settings.state, folder: rulesOptions.rules ?? settings.rules)
    } catch let failure as RuleChoice.Failure {
      failure.tell()
      throw ExitCode.error
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    } catch let error as ArticleError {
      Terminal.tell("an article that is stored cannot be read: \(error.message)")
      throw ExitCode.error
    }
  }

  private func run(state: String, folder: String) throws {
    // Where a daemon wants the cores too, its articles come first.
    _ = nice(10)
    let reader = try AlertReader(stateFolder: state)
    let chosen =
      try query.map { BacktestRules(query: $0, folder: folder) } ?? BacktestRules(named: rule ?? "", folder: folder)
    let plan = BacktestPlan(chosen.ruleSet, running: query == nil ? try chosen.running(reader) : RuleSet())
    let diagnostics = chosen.diagnostics + plan.diagnostics
    DiagnosticOutput.tell(diagnostics, sources: chosen.sources)
    guard !plan.subjects.isEmpty else {
      if !diagnostics.hasErrors { Terminal.writeError("watchword: \((rule ?? "").safeToShow) has no rules") }
      throw ExitCode.error
    }
    let from = since?.milliseconds ?? Self.defaultStart
    let to = until?.milliseconds ?? Moment().milliseconds
    let period = from..<max(from, to)
    var report = try report(plan, reader, state: state, period: period)
    try complete(&report, reader, period: period)
    let (start, end) = (Alert.time(from), Alert.time(to))
    if json {
      Terminal.writeOutput(try BacktestJSON.line(report, since: start, until: end))
    } else {
      let text = BacktestText(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
      let words = "between \(Self.minute(start)) and \(Self.minute(end)) (UTC)"
      Terminal.writeOutput(text.text(report, period: words))
    }
    if diagnostics.hasErrors { throw ExitCode.error }
    if !report.hasMatches { throw ExitCode.failure }
  }

  private func report(
    _ plan: BacktestPlan, _ reader: AlertReader, state: String, period: Range<Int64>
  ) throws -> BacktestReport {
    let articles = StoredArticles(state: state, ids: try reader.articleIDs(), arrived: period).inPieces
    return try ProgressBar.during { bar in
      try Backtest.run(plan, over: articles, examples: examples) { pieces, count in
        bar?.show(Double(pieces) / Double(articles.pieceCount), "\(count) articles")
      }
    }
  }

  /// What the state knows besides: the files that examples came in, and how many alerts were raised.
  private func complete(_ report: inout BacktestReport, _ reader: AlertReader, period: Range<Int64>) throws {
    try report.completeExamples { example in
      guard let origin = try reader.origin(ofArticle: example.articleID) else { return }
      (example.article.hash, example.article.file) = (origin.hash.hex, origin.path)
    }
    guard query == nil else { return }
    let alerts = try reader.alertCounts(in: period)
    for index in report.rules.indices { report.rules[index].alerted = alerts[report.rules[index].rule.id] ?? 0 }
  }

  /// `2026-11-22 13:45` of a time in ISO 8601.
  private static func minute(_ time: String) -> String { String(time.prefix(16)).replacing("T", with: " ") }
}
