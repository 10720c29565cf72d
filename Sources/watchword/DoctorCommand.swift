import ArgumentParser
import Delivery
import Doctor
import SafeText
import Settings
import WatchwordDaemon

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what is wrong with an installation, and what to do.",
    discussion: """
      Looks at settings, rules, folders, permissions, disks, limits, the database, the archive, the clock and the \
      endpoints. Changes nothing, takes no lock, and works beside a running daemon and on what is broken. Run it as the \
      daemon's user: it says what that user may do.

      EXAMPLES
        watchword doctor
        watchword doctor --settings /etc/watchword/watchword.yaml
        watchword doctor --thorough             all pages of the database, all files of the archive with their bytes
        watchword doctor --network              also connect to the endpoints, without sending anything
        watchword doctor --json | jq 'select(.status != "ok")'

      Exit status: 0 all is well, 1 warnings, 2 errors.
      """)

  @OptionGroup var options: SettingsOptions

  @Flag(name: .long, help: "Look at all of the database and of the archive; reads both wholly.")
  var thorough = false

  @Flag(name: .long, help: "Try to connect to the endpoints; sends nothing.")
  var network = false

  @Flag(name: .long, help: "One JSON object a line.")
  var json = false

  func run() throws {
    let environment = self.environment()
    let findings = ProgressBar.during { bar in
      Doctor.run(environment) { number, name in bar?.show(Double(number) / Double(Doctor.checks.count), name) }
    }
    if json {
      for finding in findings { Terminal.writeOutput(try SafeJSON.line(finding) + "\n") }
    } else {
      let usesColour = Terminal.usesColour(isTerminal: Terminal.isOutputTerminal)
      Terminal.writeOutput(DoctorText(usesColour: usesColour).text(findings))
    }
    switch findings.map(\.status).max() {
    case .error: throw ExitCode.error
    case .warning: throw ExitCode.failure
    case .ok, nil: break
    }
  }

  /// Where things are, from the settings as far as they can be read.
  private func environment() -> DoctorEnvironment {
    let file = options.stateOptions.settingsFile.path
    let load = file.map { SettingsFile.load($0) }
    var settings = load?.settings ?? WatchwordSettings()
    if let inbox = options.inbox { settings.inbox = inbox }
    if let rules = options.rules { settings.rules = rules }
    if let state = options.stateOptions.state { settings.state = state }
    var environment = DoctorEnvironment(
      inbox: settings.inbox, rules: settings.rules, state: settings.state, archive: settings.archiveFolder)
    environment.settingsFile = file
    environment.settingsDiagnostics = load?.diagnostics ?? []
    environment.log = settings.log.isEnabled ? settings.logPath : nil
    environment.endpoints = settings.namedEndpoints.filter(\.isEnabled).map(Self.endpoint)
    environment.isThorough = thorough
    environment.usesNetwork = network
    return environment
  }

  /// All that an endpoint needs, checked as the daemon does.
  private static func endpoint(_ endpoint: NamedEndpoint) -> DoctorEnvironment.Endpoint {
    let configuration: Result<EndpointConfiguration, DoctorProblem>
    do {
      configuration = .success(try EndpointConfiguration(endpoint, version: Watchword.version))
    } catch {
      configuration = .failure(DoctorProblem((error as? ConfigurationError)?.description ?? "\(error)"))
    }
    return DoctorEnvironment.Endpoint(name: endpoint.name, configuration: configuration)
  }
}

/// Findings for people.
struct DoctorText {
  let usesColour: Bool

  func text(_ findings: [Finding]) -> String {
    var text = ""
    for finding in findings {
      text += "\(mark(finding.status))  \(finding.check.padded(to: 13)) \(finding.message.safeToShow)\n"
      if let advice = finding.advice { text += "\(String(repeating: " ", count: 23))→ \(advice.safeToShow)\n" }
    }
    let errors = findings.count { $0.status == .error }
    let warnings = findings.count { $0.status == .warning }
    return text
      + (errors + warnings == 0
        ? "all is well\n" : "\(errors.counted("error")), \(warnings.counted("warning"))\n")
  }

  private func mark(_ status: Finding.Status) -> String {
    let (word, style): (String, TerminalStyle) =
      switch status {
      case .ok: ("ok     ", .green)
      case .warning: ("warning", .boldYellow)
      case .error: ("error  ", .boldRed)
      }
    return TerminalText(usesColour: usesColour).styled(word, style)
  }
}

extension String {
  /// With spaces behind it, to a width.
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
