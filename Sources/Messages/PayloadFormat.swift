/// How alerts are laid out for a receiver.
package enum PayloadFormat: Sendable, Equatable {
  /// The alert as it is stored: one JSON object.
  case alert

  /// Whether one message tells people of all the alerts that an article raised; programs get one an alert.
  package var isForPeople: Bool {
    switch self {
    case .alert: false
    }
  }

  /// - Parameter alerts: as they are stored; one, or, where it is for people, those of one story.
  /// - Throws: `MessageError` where these alerts can never be sent so.
  package func payload(_ alerts: [String]) throws(MessageError) -> Payload {
    switch self {
    case .alert:
      guard alerts.count == 1 else { throw MessageError("one message has \(alerts.count) alerts instead of one") }
      return Payload(body: alerts[0])
    }
  }
}
