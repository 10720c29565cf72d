import Alerts
import ArgumentParser
import Delivery
import Foundation
import Glibc
import Settings
import WatchwordDaemon

struct EndpointTestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Send an endpoint a test alert, and show all that is said.",
    discussion: """
      Goes from this command to the endpoint, whether a daemon runs or not and whether the endpoint is enabled or not: no \
      queue, no database, one attempt. The alert is of the kind test and says so to everybody. Shown are addresses, \
      certificates, request and answer, the dialogue with a mail server, a program's exit status: with secrets hidden. Run it as the \
      daemon's user, and with its environment where secrets come from there.

      EXAMPLES
        watchword endpoint test desk
        watchword endpoint test desk --settings /etc/watchword/watchword.yaml
        watchword endpoint test desk --json | jq -r .reason

      Exit status: 0 delivered, 1 not delivered, 2 an error in the settings, or there is no such endpoint.
      """)

  @OptionGroup var options: StateOptions

  @Argument(help: "The name of an endpoint.")
  var name: String

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func run() throws {
    guard let settings = loadSettings() else { throw ExitCode.error }
    guard settings.endpointNames.contains(name) else {
      Terminal.tell(
        "there is no endpoint \(name) in the settings; there are: \(settings.endpointNames.joined(separator: ", "))")
      throw ExitCode.error
    }
    let alert = Alert.test(of: name, milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
    let report: EndpointTestReport
    do {
      report = try test(alert, settings)
    } catch let error as ConfigurationError {
      Terminal.tell(error.description)
      throw ExitCode.error
    }
    let usesColour = Terminal.usesColour(isTerminal: Terminal.isOutputTerminal)
    Terminal.writeOutput(try json ? ControlOutput.json(report) : EndpointTestText(usesColour: usesColour).text(report))
    if ![.delivered, .shown].contains(report.outcome) { throw ExitCode.failure }
  }

  private func loadSettings() -> WatchwordSettings? {
    guard var settings = options.settingsFile.load() else { return nil }
    if let state = options.state { settings.state = state }
    return settings
  }

  private func test(_ alert: Alert, _ settings: WatchwordSettings) throws -> EndpointTestReport {
    let isEnabled = settings.isTold(name)
    let json = alert.jsonLine()
    switch name {
    case StdoutEndpoint.name:
      let isJSON = settings.stdout.format == .json
      let text = isJSON ? json + "\n" : AlertTextRenderer(usesColour: false).text(alert)
      let note =
        "The daemon writes this to its own standard output"
        + (settings.stdout.format == .auto ? "; as JSON where that is no terminal" : "")
      return EndpointTestReport(
        endpoint: name, type: name, isEnabled: isEnabled, alert: alert.id, note: note, wouldSend: text)
    case Settings.LogEndpoint.name:
      // Made by somebody else than the daemon's user, it might be closed to the daemon.
      guard access(settings.logPath, F_OK) == 0 else {
        return EndpointTestReport(
          endpoint: name, type: name, isEnabled: isEnabled, alert: alert.id,
          note: "The daemon makes the file \(settings.logPath), which is not there yet, and writes this to it",
          wouldSend: json + "\n")
      }
      let trial = EndpointTrial(ofLog: settings.logPath, alertID: alert.id, json: json)
      return EndpointTestReport(endpoint: name, type: name, isEnabled: isEnabled, alert: alert.id, trial)
    default:
      guard let endpoint = settings.namedEndpoints.first(where: { $0.name == name }) else { throw ExitCode.error }
      let configuration = try EndpointConfiguration(endpoint, version: Watchword.version)
      let trace = configuration.newTrace()
      let trial = EndpointTrial(
        of: configuration.endpoint(named: name, trace: trace), trace: trace, alertID: alert.id, json: json)
      return EndpointTestReport(
        endpoint: name, type: endpoint.kind.typeName, isEnabled: isEnabled, alert: alert.id, trial)
    }
  }
}
