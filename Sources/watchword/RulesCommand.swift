import AlertStore
import ArgumentParser
import Articles
import Glibc
import Histories
import RuleLanguage
import SafeText
import Settings

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List the rules: how they stand, what they find, what they cost.",
    discussion: """
      Every rule that runs or that a rule file has: running; off; changed, new or gone on disk and not loaded yet; \
      older, where its file has it wrong and its last good version runs; wrong, where none does. Beside that when it \
      matched last, articles matched and alerts raised in thirty days, and the steps of work that it takes for an \
      article. Reads the state while a daemon runs and when none does.

      EXAMPLES
        watchword rules
        watchword rules --sort last             what has never matched first
        watchword rules --owner desk --sort cost
        watchword rules --rule 'uz-*' --furniture
        watchword rules --json | jq 'select(.standing != "running").id'

      Exit status: 0, also when there is nothing to list; 2 an error.
      """)

  static let days = 30

  @OptionGroup var options: StateOptions

  @OptionGroup var rulesOptions: RulesOptions

  @Option(
    name: .long,
    help: ArgumentHelp("Only rules with this id, in which * stands for anything; several times.", valueName: "id"))
  var rule: [String] = []

  @Option(name: .long, help: ArgumentHelp("Only those of this owner.", valueName: "name"))
  var owner: String?

  @Option(name: .long, help: "Only those of this status: experimental, test, stable, deprecated.")
  var status: Rule.Status?

  @Option(
    name: .long,
    help: "The order: file, id, hits, alerts, last, cost, furniture, severity (the most first; last: never first).")
  var sort: RuleLine.Order = .file

  @Option(
    name: .long,
    help: ArgumentHelp("Cost is measured over the newest so many articles; 0: not at all.", valueName: "number"))
  var articles = 1_000

  @Flag(
    name: .long, help: "In how many of these a rule would find more in datelines, captions and furniture.")
  var furniture = false

  @Flag(name: .long, help: "One JSON object a line.")
  var json = false

  func validate() throws {
    guard (0...100_000).contains(articles) else { throw ValidationError("--articles is a number from 0 to 100000") }
    if furniture && articles == 0 { throw ValidationError("--furniture needs articles to look at") }
    if sort == .furniture && !furniture { throw ValidationError("--sort furniture needs --furniture") }
  }

  func run() throws {
    guard var settings = options.settings(isNeeded: options.state == nil || rulesOptions.rules == nil) else {
      throw ExitCode.error
    }
    if let state = options.state { settings.state = state }
    if let rules = rulesOptions.rules { settings.rules = rules }
    do {
      try run(settings)
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    } catch let error as ArticleError {
      Terminal.tell("an article that is stored cannot be read: \(error.message)")
      throw ExitCode.error
    }
  }

  private func run(_ settings: WatchwordSettings) throws {
    // Where a daemon wants the cores too, its articles come first.
    _ = nice(10)
    let reader = try AlertReader(stateFolder: settings.state)
    let loaded = try RulesAsTheyStand(settings, reader)
    let chosen = loaded.rules.filter(isChosen)
    let sample = try RuleSample(
      articles, of: loaded.running, state: settings.state, reader, looksElsewhere: furniture)
    let lines = try RuleHitCounts(reader, days: Self.days, rules: chosen.map(\.id)).lines(chosen, sample)
    let sorted = lines.enumerated().sorted { a, b in
      if sort.precedes(a.element, b.element) { return true }
      return !sort.precedes(b.element, a.element) && a.offset < b.offset
    }.map(\.element)
    if json {
      for line in sorted { Terminal.writeOutput(try line.json(articles: sample.articleCount)) }
    } else {
      let text = RuleListText(
        usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal), width: Terminal.outputWidth)
      Terminal.writeOutput(text.text(sorted, articles: sample.articleCount, days: Self.days))
    }
    if loaded.mistakes > 0 {
      Terminal.writeError(
        "watchword: \(loaded.mistakes.counted("mistake")) in \(settings.rules.safeToShow); watchword check shows more")
    }
  }

  private func isChosen(_ standing: StandingRule) -> Bool {
    if let owner, standing.head?.owner != owner { return false }
    if let status, standing.head?.status != status { return false }
    return rule.isEmpty || rule.contains { fnmatch($0, standing.id, 0) == 0 }
  }
}

extension Rule.Status: ExpressibleByArgument {}
extension RuleLine.Order: ExpressibleByArgument {}

extension StateOptions {
  /// The settings; the defaults where they are not needed; `nil` where they are needed and wrong, which has been told.
  fileprivate func settings(isNeeded: Bool) -> WatchwordSettings? {
    isNeeded ? settingsFile.load() : WatchwordSettings()
  }
}
