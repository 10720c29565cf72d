import Alerts
import ArgumentParser
import Articles
import Diagnostics
import Foundation
import Hashing
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

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Folder of rule files, or one file (default: rules, unless there is a query).", valueName: "folder"))
  var rules: String?

  @Option(name: .long, help: "A query to use as a rule; it may use the lists of --rules.")
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
    let inputs = ScanInputs(files)
    if zones { return try show(inputs) }
    let (index, haveRulesErrors) = index()
    guard let index else { throw ExitCode.error }
    let scanner = Scanner(index: index)
    var verification = verify ? Verification(index, of: inputs) : nil
    let isJSON = format.isJSON(isTerminal: Terminal.isOutputTerminal)
    let renderer = AlertTextRenderer(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
    var (hasMatched, hasFailed) = (false, haveRulesErrors)
    for input in inputs {
      do {
        for result in try scanner.scan(input) {
          for alert in result.alerts {
            hasMatched = true
            Terminal.writeOutput(isJSON ? alert.jsonLine() + "\n" : renderer.text(alert))
          }
          for rule in result.findings.uncertain {
            let warning =
              "rule \(rule.id) may be true of it: it has more places than are looked at, and those do not decide"
            Terminal.writeError("watchword: \(input.name.safeToShow): \(warning)")
          }
          verification?.verify(result, of: input)
        }
      } catch {
        hasFailed = true
        Terminal.writeError("watchword: \(input.name.safeToShow): \(ScanFailure.message(of: error).safeToShow)")
      }
    }
    if let verification {
      Terminal.writeError(verification.report.summary)
      if verification.report.isAtFault { hasFailed = true }
    }
    if hasFailed { throw ExitCode.error }
    if !hasMatched { throw ExitCode.failure }
  }

  /// The rules to use, or nil where none can be used. Rules that are right are used although others are
  /// wrong, as in the daemon; the errors are told, and the exit status says so.
  private func index() -> (index: RuleIndex?, haveErrors: Bool) {
    let folder = rules ?? (query == nil ? "rules" : nil)
    let load = folder.map { RuleFolder.load($0) } ?? RuleFolder.load([])
    var diagnostics = load.diagnostics
    var sources = load.sources
    var ruleSet = load.ruleSet
    var isUsable = !ruleSet.rules.isEmpty || !load.hasErrors
    if let query {
      let typed = TypedQuery(query, lists: ruleSet.lists, listsMayBeWrong: load.hasErrors)
      sources[TypedQuery.file] = SourceText(query, file: TypedQuery.file)
      diagnostics += typed.diagnostics
      ruleSet.rules = typed.rule.map { [$0] } ?? []
      isUsable = typed.rule != nil
    }
    let (index, more) = RuleIndex.build(ruleSet, sources: sources)
    diagnostics += more
    DiagnosticOutput.tell(diagnostics, sources: sources)
    if query != nil && more.hasErrors { isUsable = false }
    return (isUsable ? index : nil, diagnostics.hasErrors)
  }

  private func show(_ inputs: ScanInputs) throws {
    var hasFailed = false
    for input in inputs {
      do {
        let decoder = ArticleDecoder(limits: ArticleLimits())
        let decoded = try decoder.decode(try input.read(), fileName: input.fileName, source: input.source)
        for article in decoded.articles {
          Terminal.writeOutput(ZoneListing(article, notes: decoded.notes, name: input.name).text)
        }
      } catch {
        hasFailed = true
        Terminal.writeError("watchword: \(input.name.safeToShow): \(ScanFailure.message(of: error).safeToShow)")
      }
    }
    if hasFailed { throw ExitCode.error }
  }
}

/// Reading, decoding, analysing and percolating one file after another.
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
  private let limits = ArticleLimits()

  init(index: RuleIndex) { percolator = Percolator(index) }

  func scan(_ input: ScanInput) throws -> [Result] {
    let bytes = try input.read()
    let decoded = try ArticleDecoder(limits: limits).decode(bytes, fileName: input.fileName, source: input.source)
    let hash = SHA256Digest(of: bytes.span).hex
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    return try decoded.articles.map {
      let analyzed = try TextAnalyzer().analyze($0, maximumTokens: limits.maximumTokens)
      let findings = percolator.findings(in: analyzed, arrival: now / 1000)
      let alerts = Alert.alerts(on: findings.matches, in: analyzed, articleHash: hash, file: input.name, time: now)
      return Result(article: analyzed, arrival: now / 1000, findings: findings, alerts: alerts)
    }
  }
}

/// Comparing what was found with the definition, one article after another, and telling what differs.
private struct Verification {
  private(set) var report: VerificationReport
  private let verifier: Verifier
  /// How many files there are, where a person looks on who may want to know how far it is.
  private let fileCount: Int?
  private var file = 0

  init(_ index: RuleIndex, of inputs: ScanInputs) {
    verifier = Verifier(index)
    report = VerificationReport(ruleCount: verifier.ruleCount)
    fileCount = Terminal.isErrorTerminal ? inputs.reduce(0) { count, _ in count + 1 } : nil
  }

  mutating func verify(_ result: Scanner.Result, of input: ScanInput) {
    file += 1
    let progress = fileCount.map { TerminalProgress("verifying \(file) of \($0)") }
    let differences = verifier.differences(result.findings, in: result.article, arrival: result.arrival)
    progress?.erase()
    for line in report.add(differences, file: input.name) { Terminal.writeError("watchword: \(line)") }
  }
}

enum ScanFailure {
  static func message(of error: any Error) -> String {
    switch error {
    case let error as ArticleError: error.message
    case let error as ScanInputError: error.message
    default: "\(error)"
    }
  }
}
