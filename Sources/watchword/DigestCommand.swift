import AlertStore
import Alerts
import ArgumentParser
import Histories
import RuleLanguage
import SafeText

struct DigestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "digest",
    abstract: "Say what one was away for.",
    discussion: """
      All alerts since a time, by rule, the worst first, with a line for each story; those of which nobody was told have \
      the reason. Reads the state while a daemon runs and when none does.

      EXAMPLES
        watchword digest --missed --since 7d
        watchword digest --missed --since 2026-12-20 --owner anna
        watchword digest --missed --since 24h --json | jq .article.title

      Exit status: 0, also when there was nothing; 2 an error.
      """)

  @OptionGroup var options: StateOptions

  @Flag(name: .long, help: "What was told, or held back, meanwhile.")
  var missed = false

  @Option(
    name: .long, help: ArgumentHelp("Since when: an age (30m, 24h, 7d, 2w) or a date.", valueName: "time"),
    transform: Moment.init)
  var since: Moment

  @Option(name: .long, help: ArgumentHelp("Only of rules of this owner.", valueName: "name"))
  var owner: String?

  @Option(name: .long, help: ArgumentHelp("Only of the rule with this id.", valueName: "id"))
  var rule: String?

  @Flag(name: .long, help: "The alerts as they are stored, one JSON object a line.")
  var json = false

  /// More are not read by anybody.
  static let maximumAlerts = 10_000

  func validate() throws {
    guard missed else { throw ValidationError("say --missed, for what was told since a time") }
  }

  func run() throws {
    guard let state = options.folder() else { throw ExitCode.error }
    do {
      let reader = try AlertReader(stateFolder: state)
      let owned = try owner.map { try Self.rules(of: $0, reader) }
      var entries: [MissedDigest.Entry] = []
      var last: Int64 = 0
      while entries.count < Self.maximumAlerts {
        let page = try reader.alerts(since: since.milliseconds, rule: rule, after: last)
        guard let newest = page.last?.sequence else { break }
        last = newest
        for stored in page where stored.kind != nil && owned?.contains(stored.ruleID) ?? true {
          if json { Terminal.writeOutput(stored.json + "\n") }
          do { entries.append(.init(try Alert(jsonLine: stored.json), held: stored.held)) } catch {
            Terminal.writeError("watchword: alert \(stored.id.safeToShow) cannot be read by this version")
          }
        }
      }
      if !json {
        let usesColour = Terminal.usesColour(isTerminal: Terminal.isOutputTerminal)
        Terminal.writeOutput(MissedDigest(entries, usesColour: usesColour).text())
      }
      if entries.count >= Self.maximumAlerts {
        Terminal.writeError("watchword: there are more; ask for a shorter time, or for one rule")
      }
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    }
  }

  /// Ids of the rules in force that somebody answers for.
  private static func rules(of owner: String, _ reader: AlertReader) throws -> Set<String> {
    let definitions = RuleDefinitions(reading: try reader.loadDefinitions()) { error in
      Terminal.writeError("watchword: some rules cannot be read: \(error)")
    }
    return Set(definitions.rules.filter { $0.owner == owner }.map(\.id))
  }
}
