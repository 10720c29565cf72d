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
      Reads files as the daemon does, but keeps no state and needs no daemon. A folder is read with its subfolders, whose
      first names the source as in the inbox; - is standard input.

      EXAMPLES
        watchword scan --rules rules seeds
        watchword scan --query 'tashkent NEAR/5 (talks OR meeting)' page.txt
        watchword scan --zones page.txt             what is taken for title, body, furniture
        curl --silent https://example.org/a.txt | watchword scan --rules rules -

      Exit status, as grep's: 0 something matched, 1 nothing did, 2 an error.
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

  @Argument(help: "Files, folders, or - for standard input.")
  var files: [String]

  func run() throws {
    let inputs = ScanInputs(files)
    if zones { return try show(inputs) }
    guard let index = try index() else { throw ExitCode.error }
    let scanner = Scanner(index: index)
    let isJSON = format.isJSON(isTerminal: Terminal.isOutputTerminal)
    let renderer = AlertTextRenderer(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
    var (hasMatched, hasFailed) = (false, false)
    for input in inputs {
      do {
        for alert in try scanner.scan(try input.read(), name: input.name, source: input.source) {
          hasMatched = true
          Terminal.writeOutput(isJSON ? alert.jsonLine() + "\n" : renderer.text(alert))
        }
      } catch {
        hasFailed = true
        Terminal.writeError("watchword: \(input.name.safeToShow): \(ScanFailure.message(of: error).safeToShow)")
      }
    }
    if hasFailed { throw ExitCode.error }
    if !hasMatched { throw ExitCode.failure }
  }

  /// The rules to use, or nil where they are wrong. Rules that are right are used although others are wrong, as in the
  /// daemon, but the exit status says so.
  private func index() throws -> RuleIndex? {
    var load = RuleLoad.nothing
    if let folder = rules ?? (query == nil ? "rules" : nil) { load = RuleFolder.load(folder) }
    var rules = load.ruleSet
    var diagnostics = load.diagnostics
    var sources = load.sources
    if let query {
      let parsed = QueryParser.parse(query, file: "--query")
      sources["--query"] = SourceText(query, file: "--query")
      diagnostics += parsed.diagnostics
      rules.rules = []
      if let expression = parsed.expression {
        diagnostics += Self.unknownLists(in: expression, rules.lists)
        rules.rules = [Rule(id: "query", title: query, query: expression, queryText: query, version: "query")]
      }
    }
    let (index, more) = RuleIndex.build(rules)
    diagnostics += more
    DiagnosticOutput.tell(diagnostics, sources: sources)
    return diagnostics.contains { $0.severity == .error } ? nil : index
  }

  private static func unknownLists(in expression: RuleLanguage.Expression, _ lists: [String: RuleList]) -> [Diagnostic]
  {
    expression.listNames.filter { lists[$0.name] == nil }.map {
      Diagnostic(
        "unknown-list", .error, "there is no list $\($0.name)", file: "--query", at: $0.utf8Range,
        hint: "name the folder that has it with --rules")
    }
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

extension RuleLoad {
  fileprivate static var nothing: RuleLoad { RuleFolder.load([]) }
}

/// Reading, decoding, analysing and percolating one file after another.
private struct Scanner {
  private let percolator: Percolator
  private let limits = ArticleLimits()

  init(index: RuleIndex) { percolator = Percolator(index) }

  /// The alerts that the daemon would raise, without a story.
  func scan(_ bytes: [UInt8], name: String, source: String?) throws -> [Alert] {
    let fileName = String(name[(name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex)...])
    let decoder = ArticleDecoder(limits: limits)
    let now = Int64(Date().timeIntervalSince1970 * 1000)
    return try decoder.decode(bytes, fileName: fileName == "-" ? "-.txt" : fileName, source: source).articles.flatMap {
      let analyzed = try TextAnalyzer().analyze($0, maximumTokens: limits.maximumTokens)
      let hash = SHA256Digest(of: bytes.span).hex
      return percolator.percolate(analyzed, arrival: now / 1000).map {
        Alert(match: $0, in: analyzed, articleHash: hash, file: name, time: now)
      }
    }
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
