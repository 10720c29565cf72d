import AlertStore
import Alerts
import ArgumentParser
import Glibc
import SafeText

struct AlertsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "alerts",
    abstract: "List what was told, and follow what comes.",
    discussion: """
      Reads the state while a daemon runs and when none does. Copies of a story that came later are counted.

      EXAMPLES
        watchword alerts --since 24h
        watchword alerts --since 2025-04-24 --rule uz-intelligence-cooperation
        watchword alerts --follow
        watchword alerts --json | jq -r .article.title

      Exit status: 0, also when there is nothing to list; 2 an error.
      """)

  @OptionGroup var options: StateOptions

  @Option(
    name: .long,
    help: ArgumentHelp("Only those raised since: an age (30m, 24h, 7d, 2w) or a date (2025-04-24).", valueName: "time"),
    transform: Moment.init)
  var since: Moment?

  @Option(name: .long, help: ArgumentHelp("Only those of the rule with this id.", valueName: "id"))
  var rule: String?

  @Flag(name: .long, help: "One JSON object a line.")
  var json = false

  @Flag(name: .long, help: "Go on with what comes, until interrupted.")
  var follow = false

  func run() throws {
    guard let state = options.folder() else { throw ExitCode.error }
    do {
      let reader = try AlertReader(stateFolder: state)
      let renderer = AlertTextRenderer(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal))
      var last: Int64 = 0
      while true {
        let version = try reader.dataVersion()
        while true {
          let alerts = try reader.alerts(since: since?.milliseconds, rule: rule, after: last)
          guard let newest = alerts.last?.sequence else { break }
          for alert in alerts {
            Terminal.writeOutput(json ? alert.json + "\n" : renderer.text(ofStored: alert.json))
            if !json, let held = alert.held { Terminal.writeOutput("  nobody was told: \(held.safeToShow)\n\n") }
          }
          last = newest
        }
        guard follow else { return }
        // Another process commits; SQLite has no way to be told of it, only a number that is cheap to look at.
        while try reader.dataVersion() == version { usleep(100_000) }
      }
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    }
  }
}
