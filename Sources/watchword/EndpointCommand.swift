import ArgumentParser
import Control
import SafeText

struct EndpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "endpoint",
    abstract: "Look after those who are told.",
    discussion: """
      EXAMPLES
        watchword endpoint test desk            send it a test alert, and show how
        watchword endpoint on desk              tell an endpoint again that said that it is gone
      """,
    subcommands: [EndpointTestCommand.self, EndpointOnCommand.self])
}

struct EndpointOnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "on",
    abstract: "Tell an endpoint again that was switched off, or try one at once that fails.",
    discussion: """
      An endpoint that answers with HTTP status 410 wants to hear nothing any more, and is switched off; its alerts wait.

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
