import ArgumentParser
import Control
import SafeText

struct EndpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoint",
    abstract: "Look after those who are told.",
    discussion: """
      EXAMPLES
        watchword endpoint on desk              try an endpoint again at once
      """,
    subcommands: [EndpointOnCommand.self])
}

struct EndpointOnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "on",
    abstract: "Try an endpoint again at once that fails, or is switched off.",
    discussion: """
      What waits for it is due at once. For when a receiver has been mended.

      EXAMPLES
        watchword endpoint on desk

      Exit status: 0 it is told again, 2 no daemon answers or there is no such endpoint.
      """)

  @OptionGroup var options: StateOptions

  @Argument(help: "The name of an endpoint.")
  var name: String

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func run() throws {
    let report = try ControlOutput.ask(
      "endpoint-on", EndpointRequest(endpoint: name), options, patience: .seconds(60), as: EndpointReport.self)
    let waiting = report.pending == 1 ? "1 alert waits" : "\(report.pending) alerts wait"
    Terminal.writeOutput(
      try json
        ? ControlOutput.json(report)
        : "\(report.endpoint.safeToShow) \(report.wasOff ? "is switched on" : "was not switched off"); \(waiting) for it\n"
    )
  }
}
