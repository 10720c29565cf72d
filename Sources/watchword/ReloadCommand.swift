import ArgumentParser
import Control
import SafeText

struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Have the daemon read rules and settings again.",
    discussion: """
      Does what HUP does, waits until it is done, and shows what was wrong. What is wrong keeps its last good version.

      EXAMPLES
        watchword reload
        watchword reload --state /var/lib/watchword

      Exit status: 0 all is right, 1 rules or settings are wrong, 2 no daemon answers.
      """)

  @OptionGroup var options: StateOptions

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func run() throws {
    let report = try ControlOutput.ask("reload", options, patience: .seconds(310), as: ReloadReport.self)
    if json {
      Terminal.writeOutput(try ControlOutput.json(report))
    } else {
      for message in report.messages {
        // Laid out in lines by the daemon, which shows the mistake where it is.
        let lines = message.text.split(separator: "\n", omittingEmptySubsequences: false)
        Terminal.writeError(lines.map { String($0).safeToShow }.joined(separator: "\n"))
      }
      if report.furtherMessages > 0 {
        Terminal.writeError("and \(report.furtherMessages) more; watchword check shows all")
      }
      if !report.areSettingsRight {
        Terminal.writeError(
          "watchword: error: the settings are wrong, and those in force stay; watchword check shows why")
      }
      let older = report.runningOnLastGood
      Terminal.writeOutput(
        "\(report.rules.counted("rule")) in force" + (older > 0 ? ", \(older) of them in an older version" : "") + "\n")
    }
    if report.hasErrors { throw ExitCode.failure }
  }
}

struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Have the daemon look through the inbox now.",
    discussion: """
      It does so by itself every minute, or as often as the settings say (sweep). Returns when it has begun.

      EXAMPLES
        watchword sweep

      Exit status: 0 it has begun, 2 no daemon answers.
      """)

  @OptionGroup var options: StateOptions

  func run() throws {
    let report = try ControlOutput.ask("sweep", options, patience: .seconds(20), as: SweepReport.self)
    Terminal.writeOutput("looking through \(report.inbox.safeToShow)\n")
  }
}
