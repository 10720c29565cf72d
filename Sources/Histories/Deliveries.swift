import AlertStore
import Alerts
import SafeText

/// A delivery as a person reads it on a terminal.
package struct DeliveryText: Sendable {
  private let terminal: TerminalText

  package init(_ terminal: TerminalText) { self.terminal = terminal }

  /// With what it delivers; one line, not ended.
  package func line(_ record: DeliveryRecord) -> String {
    [
      HistoryText.time(record.raisedMilliseconds), record.alertID.safeToShow,
      record.ruleID.isEmpty ? "(notice)" : record.ruleID.safeToShow,
      text(record.delivery),
    ].joined(separator: "  ")
  }

  /// One line, not ended.
  package func text(_ delivery: StoredDelivery) -> String {
    let name = delivery.endpoint.safeToShow + ": "
    switch delivery.state {
    case "delivered":
      let time = delivery.endedMilliseconds.map { " " + HistoryText.time($0) } ?? ""
      let tries = delivery.attempts == 1 ? "at the first attempt" : "at attempt \(delivery.attempts)"
      let error = delivery.lastError.map { "; before that: \($0.safeToShow)" } ?? ""
      return name + terminal.styled("delivered", .green) + "\(time), \(tries)\(error)"
    case "pending" where delivery.attempts == 0 && delivery.gathering != nil:
      let time = delivery.nextAttemptMilliseconds.map { " until \(HistoryText.time($0))" } ?? ""
      return name + terminal.styled("waits", .boldYellow) + time + Self.reason(delivery.gathering ?? "")
    case "pending" where delivery.attempts == 0: return name + terminal.styled("not tried yet", .boldYellow)
    case "pending":
      let next = delivery.nextAttemptMilliseconds.map { ", next \(HistoryText.time($0))" } ?? ""
      let error = delivery.lastError.map { "; last error: \($0.safeToShow)" } ?? ""
      return name + terminal.styled("not delivered", .boldRed)
        + " after \(delivery.attempts.counted("attempt"))\(next)\(error)"
    case "dead":
      let time = delivery.endedMilliseconds.map { " " + HistoryText.time($0) } ?? ""
      let error = delivery.lastError.map { ": \($0.safeToShow)" } ?? ""
      return name + terminal.styled("given up", .boldRed) + "\(time), \(delivery.attempts.counted("attempt"))\(error)"
    default:
      let error = delivery.lastError.map { ", last error: \($0.safeToShow)" } ?? ""
      return name + "\(delivery.state.safeToShow), \(delivery.attempts.counted("attempt"))\(error)"
    }
  }

  /// Why it is told with others.
  private static func reason(_ gathering: String) -> String {
    switch gathering {
    case "digest": " for its digest"
    case "quiet-hours": ", when its quiet hours end"
    case "limit": ": more came than it is told at once"
    default: " (\(gathering.safeToShow))"
    }
  }
}

/// A delivery for programs.
package struct DeliveryJSON: Encodable, Sendable {
  let alert: String
  let rule: String
  let raised: String
  let endpoint: String
  let state: String
  let attempts: Int
  let ended: String?
  let nextAttempt: String?
  let gathering: String?
  let lastError: String?

  private enum CodingKeys: String, CodingKey {
    case alert, rule, raised, endpoint, state, attempts, ended, gathering
    case nextAttempt = "next_attempt"
    case lastError = "last_error"
  }

  package init(_ record: DeliveryRecord) {
    let delivery = record.delivery
    alert = record.alertID
    rule = record.ruleID
    raised = Alert.time(record.raisedMilliseconds)
    endpoint = delivery.endpoint
    state = delivery.state
    attempts = delivery.attempts
    ended = delivery.endedMilliseconds.map(Alert.time)
    // 0: at once.
    nextAttempt = delivery.nextAttemptMilliseconds.flatMap { $0 > 0 ? Alert.time($0) : nil }
    gathering = delivery.gathering
    lastError = delivery.lastError
  }
}
