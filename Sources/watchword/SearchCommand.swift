import AlertStore
import ArgumentParser
import Articles
import Backtesting
import Diagnostics
import Glibc
import Percolation
import RuleLanguage
import SafeText
import Settings
import TextIndex

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Find stored articles with a query.",
    discussion: """
      Finds articles that came in and are kept with the state, newest first, with the query language of rules: what it \
      finds is what a rule with that query would have matched. Reads the state while a daemon runs and when none does, \
      and changes nothing. Words of the articles are indexed by the daemon; what is not indexed yet is read.

      EXAMPLES
        watchword search uzbek*
        watchword search 'tashkent NEAR/5 (talks OR meeting)' --since 7d
        watchword search '$secret_services AND source:reuters' --limit 100
        watchword search 'name(Shavkat Mirziyoyev)' --since 2026-10-01 --until 2026-11-01 --count
        watchword search '"gas pipeline"' --json | jq -r .article.title

      Exit status, as grep's: 0 something was found, 1 nothing was, 2 an error.
      """)

  @OptionGroup var options: StateOptions

  @OptionGroup var rulesOptions: RulesOptions

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only articles that arrived since: an age (24h, 30d, 12w) or a date (2026-10-01).", valueName: "time"),
    transform: Moment.init)
  var since: Moment?

  @Option(
    name: .long, help: ArgumentHelp("Only articles that arrived before: an age or a date.", valueName: "time"),
    transform: Moment.init)
  var until: Moment?

  @Option(name: .long, help: ArgumentHelp("How many articles, from 1 to 10000.", valueName: "number"))
  var limit = 20

  @Flag(name: .long, help: "One JSON object a line.")
  var json = false

  @Flag(name: .long, help: "Only how many articles there are.")
  var count = false

  @Argument(help: "What to look for; in quotes, so that the shell leaves it alone.")
  var query: String

  func validate() throws {
    guard (1...10_000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 10000") }
    if let since, let until, since.milliseconds >= until.milliseconds {
      throw ValidationError("--until is not after --since, so no article can have arrived between")
    }
  }

  func run() throws {
    do {
      try search()
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    } catch let error as ArticleError {
      Terminal.tell("an article that is stored cannot be read: \(error.message)")
      throw ExitCode.error
    }
  }

  private func search() throws {
    let typed = try TypedQuery(query) { try rulesOptions.folder(options.settingsFile) }
    let ruleSet = RuleSet(rules: typed.rule.map { [$0] } ?? [], lists: typed.lists)
    let (index, more) = RuleIndex.build(ruleSet, sources: typed.sources)
    let diagnostics = typed.diagnostics + more
    DiagnosticOutput.tell(diagnostics, sources: typed.sources)
    guard let rule = typed.rule, !diagnostics.hasErrors, let state = options.folder() else { throw ExitCode.error }
    // Where a daemon wants the cores too, its articles come first.
    _ = nice(10)
    let reader = try AlertReader(stateFolder: state)
    let ids = try reader.textIDs()
    let arrived = (since?.milliseconds ?? .min)..<(until?.milliseconds ?? .max)
    let candidates = try SearchCandidates(
      NeededWords(of: rule, lists: typed.lists), index: openIndex(state), ids: ids, arrived: arrived
    ) { try reader.contentHashes(of: $0) }
    let articles = StoredArticles(state: state, ids: ids, arrived: arrived)
    var result = try ProgressBar.during { bar in
      try ArticleSearch.run(
        index, limit: count ? 0 : limit, counts: count, next: { candidates.next() }, openReader: articles.openReader
      ) { piece, count in bar?.show(fraction(piece, of: ids), "\(count) articles") }
    }
    if let problem = candidates.problem { Self.tell(problem) }
    try result.completeExamples { example in
      guard let origin = try reader.origin(ofArticle: example.articleID) else { return }
      (example.article.hash, example.article.file) = (origin.hash.hex, origin.path)
    }
    try tell(result)
    if result.count == 0 { throw ExitCode.failure }
  }

  /// `nil` where there is none that can be used; all articles are read then.
  private func openIndex(_ state: String) -> TextIndexReader? {
    do throws(TextIndexError) {
      return try TextIndexReader(stateFolder: state)
    } catch {
      if error.code != .none { Self.tell(error) }
      return nil
    }
  }

  private static func tell(_ problem: TextIndexError) {
    Terminal.writeError(
      "watchword: the index of texts is not used, so this takes longer and finds the same: \(problem)".safeToShow)
  }

  private func fraction(_ piece: SearchPiece, of ids: ClosedRange<Int64>?) -> Double {
    guard let ids else { return 1 }
    let place =
      switch piece {
      case .range(let range): range.lowerBound
      case .articles(let ids): ids.last ?? 0
      }
    return Double(ids.upperBound - place) / Double(max(1, ids.upperBound - ids.lowerBound))
  }

  private func tell(_ result: SearchResult) throws {
    if count {
      Terminal.writeOutput(json ? "{\"count\":\(result.count)}\n" : "\(result.count)\n")
    } else {
      let text = SearchText(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
      for example in result.examples {
        Terminal.writeOutput(json ? try SearchText.jsonLine(example) : text.text(example))
      }
      if result.examples.count == limit, Terminal.isErrorTerminal {
        Terminal.writeError("The newest \(limit); more with --limit, all counted with --count.")
      }
    }
    if result.uncertain > 0 {
      Terminal.writeError(
        "watchword: of \(result.uncertain) articles more it may be true: they have more places than are looked at, "
          + "and those do not decide")
    }
  }
}
