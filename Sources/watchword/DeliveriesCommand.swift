import AlertStore
import ArgumentParser
import Control
import Histories
import SafeText

struct DeliveriesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliveries",
    abstract: "List which alerts which endpoint has had, and which not.",
    discussion: """
      Reads the state while a daemon runs and when none does. A delivery is pending, delivered, or dead: given up, or \
      refused by the receiver. What is dead is kept; watchword redeliver tries it again.

      EXAMPLES
        watchword deliveries --failed
        watchword deliveries --endpoint desk --since 24h
        watchword deliveries --failed --json | jq -r .last_error

      Exit status: 0, also when there is nothing to list; 2 an error.
      """)

  @OptionGroup var options: StateOptions

  @Flag(name: .long, help: "Only those that are dead, and those that failed and are tried again.")
  var failed = false

  @Option(name: .long, help: ArgumentHelp("Only those to the endpoint with this name.", valueName: "name"))
  var endpoint: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Only of alerts raised since: an age (30m, 24h, 7d, 2w) or a date.", valueName: "time"),
    transform: Moment.init)
  var since: Moment?

  @Option(name: .long, help: ArgumentHelp("The newest so many, 1 to 100000.", valueName: "count"))
  var limit = 100

  @Flag(name: .long, help: "One JSON object a line.")
  var json = false

  func validate() throws {
    guard (1...100_000).contains(limit) else { throw ValidationError("--limit wants a number from 1 to 100000") }
  }

  func run() throws {
    guard let state = options.folder() else { throw ExitCode.error }
    do {
      let reader = try AlertReader(stateFolder: state)
      let records = try reader.deliveries(
        DeliveryQuestion(endpoint: endpoint, since: since?.milliseconds, onlyFailed: failed, limit: limit))
      let text = DeliveryText(TerminalText(usesColour: Terminal.usesColour(isTerminal: Terminal.isOutputTerminal)))
      for record in records {
        Terminal.writeOutput(try json ? SafeJSON.line(DeliveryJSON(record)) + "\n" : text.line(record) + "\n")
      }
      if records.isEmpty, !json, Terminal.isOutputTerminal {
        Terminal.writeError(failed ? "no delivery has failed" : "no deliveries")
      }
    } catch let error as AlertStoreError {
      Terminal.tell(error.message)
      throw ExitCode.error
    }
  }
}

struct RedeliverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redeliver",
    abstract: "Have alerts delivered again.",
    discussion: """
      Of one alert, or all of an endpoint since a time: what was given up or refused, and, without --failed, what was \
      delivered too. The receiver gets them with the ids that they had; the alert log does not write those again that stand \
      in its last part.

      EXAMPLES
        watchword redeliver 54b70a5a04b4e9a7e2bb1b23
        watchword redeliver --endpoint desk --since 24h
        watchword redeliver --endpoint desk --failed

      Exit status: 0 they are due, 1 there was nothing to deliver, 2 no daemon answers.
      """)

  @OptionGroup var options: StateOptions

  @Argument(help: "The id of an alert.")
  var alert: String?

  @Option(name: .long, help: ArgumentHelp("Only to the endpoint with this name.", valueName: "name"))
  var endpoint: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Only alerts raised since: an age (30m, 24h, 7d, 2w) or a date.", valueName: "time"),
    transform: Moment.init)
  var since: Moment?

  @Flag(name: .long, help: "Only what was given up or refused.")
  var failed = false

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func validate() throws {
    guard alert != nil || endpoint != nil else {
      throw ValidationError("name an alert, or an endpoint with --endpoint; watchword deliveries lists both")
    }
    guard alert != nil || since != nil || failed else {
      throw ValidationError("say since when with --since, or --failed for what was given up or refused")
    }
    guard alert == nil || since == nil else {
      throw ValidationError("--since goes with --endpoint, not with one alert")
    }
  }

  func run() throws {
    let request = RedeliverRequest(
      alert: alert, endpoint: endpoint, since: since?.milliseconds, onlyFailed: failed)
    let report = try ControlOutput.ask(
      "redeliver", request, options, patience: .seconds(310), as: RedeliverReport.self)
    Terminal.writeOutput(
      try json
        ? ControlOutput.json(report)
        : "\(report.deliveries == 1 ? "1 delivery is" : "\(report.deliveries) deliveries are") due again\n")
    if report.deliveries == 0 { throw ExitCode.failure }
  }
}
