import Delivery
import OperatingSystem
import SafeText
import Settings

/// What became of a test alert, for programs; `EndpointTestText` says the same to people.
struct EndpointTestReport: Encodable {
  enum Outcome: String, Encodable {
    case delivered, failed, refused, gone
    /// Nothing was sent: the daemon alone can.
    case shown
  }

  struct Line: Encodable {
    let direction: DeliveryTrace.Direction
    let text: String
  }

  let endpoint: String
  let type: String
  let enabled: Bool
  /// The test alert's id.
  let alert: String
  let outcome: Outcome
  /// Why it was not delivered.
  let reason: String?
  /// What would become of an alert that a rule raises, and what to do.
  let advice: String?
  /// How long it took.
  let milliseconds: Int64
  let exchange: [Line]

  init(endpoint: String, type: String, isEnabled: Bool, alert: String, _ trial: EndpointTrial) {
    self.endpoint = endpoint
    self.type = type
    enabled = isEnabled
    self.alert = alert
    (outcome, advice) =
      switch trial.outcome {
      case .delivered: (.delivered, nil)
      case .failed: (.failed, "An alert would wait and be tried again; watchword status shows it.")
      case .refused:
        (
          .refused,
          "An alert would be given up: it stays among the dead letters until watchword redeliver tries it again."
        )
      case .gone: (.gone, "The endpoint would be switched off until watchword endpoint on \(endpoint).")
      }
    reason = trial.outcome.reason
    milliseconds = trial.duration.wholeMilliseconds
    exchange = trial.lines.map { Line(direction: $0.direction, text: $0.text) }
  }

  /// Of an endpoint that nothing is sent to from here.
  init(endpoint: String, type: String, isEnabled: Bool, alert: String, note: String, wouldSend text: String) {
    self.endpoint = endpoint
    self.type = type
    enabled = isEnabled
    self.alert = alert
    (outcome, reason, advice, milliseconds) = (.shown, nil, nil, 0)
    let lines = text.split(separator: "\n").map { Line(direction: .sent, text: String($0)) }
    exchange = [Line(direction: .note, text: note)] + lines
  }
}

/// A report as a person reads it on a terminal: what was said, line by line, and how it ended. Whoever wrote the lines, they are made
/// safe to show.
struct EndpointTestText {
  private let terminal: TerminalText

  init(usesColour: Bool) { terminal = TerminalText(usesColour: usesColour) }

  func text(_ report: EndpointTestReport) -> String {
    var lines = ["\(report.endpoint), of type \(report.type); test alert \(report.alert)".safeToShow]
    if !report.enabled {
      lines.append("It is not enabled in the settings (enabled: no): no alert goes there until it is.")
    }
    lines.append("")
    lines += report.exchange.map(line)
    lines += ["", result(report)]
    if let advice = report.advice { lines.append(advice.safeToShow) }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ line: EndpointTestReport.Line) -> String {
    let text = line.text.safeToShow
    switch line.direction {
    case .note: return terminal.styled("* \(text)", .dim)
    case .sent: return text.isEmpty ? ">" : "> \(text)"
    case .received: return text.isEmpty ? "<" : terminal.styled("< \(text)", .cyan)
    }
  }

  private func result(_ report: EndpointTestReport) -> String {
    let (word, style): (String, TerminalStyle) =
      switch report.outcome {
      case .shown: ("nothing was sent", .bold)
      case .delivered: ("delivered", .boldGreen)
      case .failed: ("failed", .boldRed)
      case .refused: ("refused", .boldRed)
      case .gone: ("gone", .boldRed)
      }
    let time = report.outcome == .shown ? "" : " after \(report.milliseconds) ms"
    let reason = report.reason.map { ": " + $0.safeToShow } ?? ""
    return "\(terminal.styled(word, style))\(time)\(reason)"
  }
}

extension NamedEndpoint.Kind {
  /// As it stands behind `type:`, where a service can also be told by a webhook of its format.
  var typeName: String {
    switch self {
    case .webhook(let webhook):
      switch webhook.format {
      case .slack: "slack"
      case .discord: "discord"
      case .teams: "teams"
      case .mattermost: "mattermost"
      case .telegram: "telegram"
      case .ntfy: "ntfy"
      case .alert, .cloudEvents, .cloudEventsBinary, .template: "webhook"
      }
    case .mail: "mail"
    case .files: "files"
    case .exec: "exec"
    case .journald: "journald"
    case .syslog: "syslog"
    }
  }
}
