import AlertStore
import ArgumentParser
import Control
import SafeText
import Settings
import WatchwordDaemon

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "How the daemon is, and what is wrong now.",
    discussion: """
      Asks the daemon that runs on the state; where none answers, it says so and shows what the database says. What is \
      wrong comes first, with what to do. Times are UTC.

      EXAMPLES
        watchword status
        watchword status --state /var/lib/watchword
        watchword status --json | jq .files
        watchword status >/dev/null || notify-the-admin

      Exit status: 0 all is well; 1 something is wrong now, and also that no daemon runs; 2 it cannot be told.
      """)

  @OptionGroup var options: StateOptions

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func run() throws {
    guard let settings = options.settings() else { throw ExitCode.error }
    let report = try report(settings)
    let usesColour = Terminal.usesColour(isTerminal: Terminal.isOutputTerminal)
    Terminal.writeOutput(
      json
        ? try ControlOutput.json(report) : StatusText(usesColour: usesColour).text(report))
    if !report.problems.isEmpty { throw ExitCode.failure }
  }

  private func report(_ settings: WatchwordSettings) throws -> StatusReport {
    do throws(ControlError) {
      return try ControlClient.ask("status", stateFolder: settings.state, patience: .seconds(20), as: StatusReport.self)
    } catch {
      guard error.has(.noDaemon) || error.has(.stopping) else {
        Terminal.tell(error.message)
        throw ExitCode.error
      }
    }
    do {
      return try StatusReport(
        withoutDaemonOn: settings.state, archive: settings.archiveFolder, version: Watchword.version)
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    }
  }
}

/// What commands that ask the daemon have in common.
enum ControlOutput {
  /// One line that can go to a terminal.
  static func json(_ value: some Encodable) throws -> String {
    String(decoding: try ControlCoding.encoder.encode(value), as: UTF8.self).escapedAsJSON() + "\n"
  }

  /// The daemon's answer; what is wrong is told.
  ///
  /// - Throws: `ExitCode` 2.
  static func ask<Value: Decodable>(
    _ name: String, _ options: StateOptions, patience: Duration, as type: Value.Type
  ) throws -> Value {
    try ask(name, Optional<Int>.none, options, patience: patience, as: type)
  }

  /// The same with something to say.
  static func ask<Value: Decodable>(
    _ name: String, _ arguments: (some Encodable & Sendable)?, _ options: StateOptions, patience: Duration,
    as type: Value.Type
  ) throws -> Value {
    guard let settings = options.settings() else { throw ExitCode.error }
    do throws(ControlError) {
      return try ControlClient.ask(name, arguments, stateFolder: settings.state, patience: patience, as: type)
    } catch {
      Terminal.tell(error.message)
      throw ExitCode.error
    }
  }
}
