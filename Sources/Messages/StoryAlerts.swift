import Alerts
import RuleLanguage

/// The alerts that people are told of in one message: those that one article of a story raised.
package struct StoryAlerts: Sendable, Equatable {
  /// Best first: by severity, then by the titles of their rules. At least one.
  package let alerts: [Alert]

  package var best: Alert { alerts[0] }

  /// `nil` where there are none.
  package init?(_ alerts: [Alert]) {
    guard !alerts.isEmpty else { return nil }
    self.alerts = alerts.sorted { a, b in
      if a.rule.severity != b.rule.severity { return a.rule.severity > b.rule.severity }
      return (a.rule.title, a.rule.id) < (b.rule.title, b.rule.id)
    }
  }

  /// - Parameter json: alerts as they are stored.
  /// - Throws: `MessageError` where one cannot be read, or there are none.
  package init(decoding json: [String]) throws(MessageError) {
    var alerts: [Alert] = []
    for line in json {
      do { alerts.append(try Alert(jsonLine: line)) } catch {
        throw MessageError("the stored alert cannot be read: \(error)")
      }
    }
    guard let story = StoryAlerts(alerts) else { throw MessageError("there is no alert to tell of") }
    self = story
  }
}
