import Hashing
import Messages
import Synchronization

/// Sends each alert by HTTP POST, with its id in the header `webhook-id` for the receiver to recognise repetitions.
///
/// An answer of 2xx is a delivery, whatever its body does then. Redirects are not followed. With signing secrets each
/// attempt is signed as Standard Webhooks has it (https://www.standardwebhooks.com).
package final class WebhookEndpoint: Endpoint {
  package let name: String
  /// Those of one article have to come together where they are told in one message.
  package var batchLimit: Int { tellsStories ? 256 : 16 }
  package var tellsStories: Bool { configuration.format.isForPeople }
  package var minimumInterval: Duration { configuration.format.minimumInterval ?? .zero }
  private let configuration: WebhookConfiguration
  private let handle: Mutex<CurlHandle?>
  private let exchange: HTTPExchange
  private let sentSecrets: SentSecrets
  /// Milliseconds since 1970.
  private let now: @Sendable () -> Int64

  /// No new request is begun after so much time with one batch.
  private static let batchTime: Duration = .seconds(30)

  package init(
    name: String, configuration: WebhookConfiguration, trace: DeliveryTrace? = nil,
    now: @escaping @Sendable () -> Int64 = { SystemDeliveryClock().now() }
  ) {
    self.name = name
    self.configuration = configuration
    self.now = now
    exchange = HTTPExchange(policy: configuration.server.policy, trace: trace)
    sentSecrets = configuration.sentSecrets
    handle = Mutex(nil)
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    handle.withLock { handle in
      if handle == nil { handle = CurlHandle(configuration, exchange: exchange) }
      let deadline = ContinuousClock.now + Self.batchTime
      var outcomes: [DeliveryOutcome] = []
      for message in batch.messages(ofStories: tellsStories)
      where outcomes.isEmpty || ContinuousClock.now < deadline {
        guard !exchange.isStopped, let outcome = attempt(message, handle: &handle) else { break }
        outcomes += message.map { _ in outcome }
        if outcome != .delivered { break }
      }
      return outcomes
    }
  }

  /// Lets go of the connection, so that a change of addresses or certificates is seen.
  package func reopen() { handle.withLock { $0 = nil } }

  package func stop() { exchange.stop() }

  /// `nil` where it was cut off by `stop()`.
  private func attempt(_ message: ArraySlice<PendingDelivery>, handle: inout CurlHandle?) -> DeliveryOutcome? {
    // A full stop would let the id and the time be read in two ways where they are signed.
    guard let first = message.first, WebhookConfiguration.isToken(first.alertID), !first.alertID.contains(".") else {
      return .refused(reason: "the alert's id cannot stand in a header")
    }
    let payload: Payload
    do {
      payload = try configuration.format.payload(
        message.map(\.json), gathering: tellsStories && message.count > 1 ? first.gathering : nil)
    } catch {
      return .refused(reason: error.description)
    }
    guard let result = handle?.post(payload.body, headers: headers(payload, id: Self.id(of: message))) else {
      return .failed(reason: "libcurl could not be set up for \(configuration.host)")
    }
    switch result {
    case .answered(let answer):
      return DeliveryOutcome(answer, from: configuration.host, hiding: sentSecrets, now: now())
    case .failed(let words): return .failed(reason: "\(configuration.host): \(words)")
    case .stopped: return nil
    }
  }

  /// That of the alert; of those that were gathered one that only these have, so that a receiver which drops what it had drops no alert
  /// that joined others.
  private static func id(of message: ArraySlice<PendingDelivery>) -> String {
    guard let first = message.first else { return "" }
    return first.gathering == nil || message.count == 1
      ? first.alertID : SHA256Digest(ofParts: message.map(\.alertID)).prefix(24)
  }

  private func headers(_ payload: Payload, id: String) -> [String] {
    // Without a value, `Expect:` keeps curl from asking first and waiting for a 100.
    let timestamp = now() / 1000
    var lines = [
      "Content-Type: \(payload.contentType)", "Expect:", "webhook-id: \(id)", "webhook-timestamp: \(timestamp)",
    ]
    let signatures = configuration.signingSecrets.map {
      $0.signature(id: id, timestamp: timestamp, body: payload.body)
    }
    if !signatures.isEmpty { lines.append("webhook-signature: \(signatures.joined(separator: " "))") }
    lines += payload.headers.map { "\($0.name): \($0.value)" }
    if let token = configuration.bearerToken { lines.append("Authorization: Bearer \(token)") }
    if let basic = configuration.basic { lines.append("Authorization: Basic \(basic.authorization)") }
    for header in configuration.headers {
      // curl takes `name:` as the wish to send no such header, and `name;` as one that is empty.
      lines.append(header.value.isBlank ? "\(header.name);" : "\(header.name): \(header.value)")
    }
    return lines
  }
}

extension String {
  fileprivate var isBlank: Bool { utf8.allSatisfy { $0 == UInt8(ascii: " ") } }
}
