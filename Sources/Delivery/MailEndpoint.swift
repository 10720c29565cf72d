import Foundation
import Alerts
import MailAddresses
import Messages
import Synchronization

/// Tells people of each story by one mail to all recipients.
///
/// The server can refuse an alert for good only once it has seen it: with 5xx to the mail itself, or to its size. 5xx
/// before that speaks of the settings (the login, the sender, all recipients): the alerts wait until the owner has mended
/// them. Where only some recipients are not taken, the others get the mail, and the alert does not count as delivered; when it
/// is tried again, it goes to those alone who have not had it.
package final class MailEndpoint: Endpoint {
  package let name: String
  /// Those of one article have to come together: they are told in one mail.
  package let batchLimit = 256
  package let tellsStories = true

  private struct State: ~Copyable {
    var handle: SMTPHandle?
    /// The recipients who have had an alert that others still lack, by its id. Of this run of the program.
    var had: [String: Set<String>] = [:]
  }

  private let configuration: MailConfiguration
  private let state: Mutex<State>
  private let exchange: SMTPExchange
  /// Milliseconds since 1970.
  private let now: @Sendable () -> Int64

  /// No new mail is begun after so much time with one batch.
  private static let batchTime: Duration = .seconds(30)
  /// Of more alerts it is not remembered who had them: better twice than growing without bound.
  static let maximumRememberedAlerts = 1000

  package init(
    name: String, configuration: MailConfiguration, trace: DeliveryTrace? = nil,
    now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }
  ) {
    self.name = name
    self.configuration = configuration
    self.now = now
    exchange = SMTPExchange(trace: trace)
    state = Mutex(State())
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    state.withLock { state in
      let deadline = ContinuousClock.now + Self.batchTime
      var outcomes: [DeliveryOutcome] = []
      let messages = batch.messages(ofStories: true).flatMap { Self.parts(of: $0, state.had) }
      for message in messages where outcomes.isEmpty || ContinuousClock.now < deadline {
        guard !exchange.isStopped, let outcome = attempt(message, &state) else { break }
        outcomes += message.map { _ in outcome }
        if outcome != .delivered { break }
      }
      if exchange.isStopped { state.handle = nil }
      return outcomes
    }
  }

  /// Lets go of the connection, so that a change of addresses or certificates is seen.
  package func reopen() { state.withLock { $0.handle = nil } }

  package func stop() {
    exchange.stop()
    // While it delivers, the delivery does it.
    _ = state.withLockIfAvailable { $0.handle = nil }
  }

  /// `nil` where it was cut off by `stop()`.
  private func attempt(_ message: ArraySlice<PendingDelivery>, _ state: inout State) -> DeliveryOutcome? {
    let mail: MailMessage
    do {
      mail = try self.mail(message)
    } catch {
      return .refused(reason: error.description)
    }
    if state.handle == nil { state.handle = SMTPHandle(configuration, exchange: exchange) }
    let alerts = message.map(\.alertID)
    let recipients = recipients(lacking: alerts, state.had)
    guard let result = state.handle?.send(mail.text, to: recipients) else {
      return .failed(reason: "libcurl could not be set up for \(configuration.server.hostAndPort)")
    }
    let dialogue = exchange.dialogue
    switch result {
    case .stopped: return nil
    case .failed(let words):
      let isSettled = recipients.count < configuration.envelope.to.count && isRefusedByAll(recipients, dialogue)
      return isSettled ? .refused(reason: missing(recipients, dialogue)) : outcome(words, dialogue)
    case .taken:
      let taken = zip(recipients, dialogue.recipients).filter { $1?.isSuccess == true }.map { recipient, _ in recipient
      }
      guard taken.count < recipients.count else {
        for alert in alerts { state.had[alert] = nil }
        return .delivered
      }
      remember(taken, alerts, &state.had)
      let missing = missing(recipients, dialogue)
      let isSettled = dialogue.recipients.allSatisfy { $0?.isSuccess == true || $0?.isPermanent == true }
      return isSettled ? .refused(reason: missing) : .failed(reason: missing)
    }
  }

  private func mail(_ message: ArraySlice<PendingDelivery>) throws(MessageError) -> MailMessage {
    let (envelope, json) = (configuration.envelope, message.map(\.json))
    if let gathering = message.first?.gathering, message.count > 1 {
      return MailMessage(gathered: json, ids: message.map(\.alertID), as: gathering, envelope, time: now())
    }
    if json.count == 1, let notice = Notice.ifReadable(json[0]) { return MailMessage(notice, envelope, time: now()) }
    return MailMessage(try StoryAlerts(decoding: json), envelope, time: now())
  }

  // MARK: Who had what

  /// What joined an alert that some recipients have had already is told apart from it, in its order: they would have it twice.
  private static func parts(
    of message: ArraySlice<PendingDelivery>, _ had: [String: Set<String>]
  ) -> [ArraySlice<PendingDelivery>] {
    var parts: [ArraySlice<PendingDelivery>] = []
    var rest = message
    while let first = rest.first {
      let part = rest.prefix { had[$0.alertID] == had[first.alertID] }
      parts.append(part)
      rest = rest[part.endIndex...]
    }
    return parts
  }

  /// Those who lack one of the alerts, so everybody, unless an attempt before reached some.
  private func recipients(lacking alerts: [String], _ had: [String: Set<String>]) -> [String] {
    let all = configuration.envelope.to.map(\.address)
    let lacking = all.filter { recipient in alerts.contains { had[$0]?.contains(recipient) != true } }
    return lacking.isEmpty ? all : lacking
  }

  private func remember(_ recipients: [String], _ alerts: [String], _ had: inout [String: Set<String>]) {
    if had.count + alerts.count > Self.maximumRememberedAlerts { had = [:] }
    for alert in alerts { had[alert, default: []].formUnion(recipients) }
  }

  // MARK: What the server says

  private func isRefusedByAll(_ recipients: [String], _ dialogue: SMTPDialogue) -> Bool {
    dialogue.recipients.count == recipients.count && dialogue.recipients.allSatisfy { $0?.isPermanent == true }
  }

  /// - Parameter words: curl's.
  private func outcome(_ words: String, _ dialogue: SMTPDialogue) -> DeliveryOutcome {
    guard let reply = dialogue.reply, !reply.isSuccess else {
      return .failed(reason: "\(configuration.server.hostAndPort): \(words)")
    }
    let reason = "\(configuration.server.hostAndPort) \(dialogue.step.refusal): \(text(of: reply))"
    let isOfThisMail = dialogue.step == .message && reply.isPermanent || dialogue.step == .sender && reply.code == 552
    return isOfThisMail ? .refused(reason: reason) : .failed(reason: reason)
  }

  /// Names the first few who are not told.
  private func missing(_ recipients: [String], _ dialogue: SMTPDialogue) -> String {
    let missing = zip(recipients, dialogue.recipients).filter { $1?.isSuccess != true }
    let told = configuration.envelope.to.count - missing.count
    let words = missing.prefix(3).map { recipient, reply in "\(recipient): \(reply.map(text) ?? "no answer")" }
    let more = missing.count > 3 ? "; and \(missing.count - 3) more" : ""
    return
      "\(configuration.server.hostAndPort) did not take \(missing.count) of \(missing.count + told) recipients, the "
      + "others have it: " + words.joined(separator: "; ") + more
  }

  private func text(of reply: SMTPDialogue.Reply) -> String {
    reply.text(hiding: configuration.secretTexts)
  }
}
