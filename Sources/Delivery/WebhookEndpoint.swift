import Messages
import Synchronization

/// Sends each alert by HTTP POST, with its id in the header `webhook-id` for the receiver to recognise repetitions.
///
/// An answer of 2xx is a delivery, whatever its body does then; all else is a failure. Redirects are not followed.
package final class WebhookEndpoint: Endpoint {
  package let name: String
  package let batchLimit = 16
  private let configuration: WebhookConfiguration
  private let handle: Mutex<CurlHandle?>
  private let exchange = HTTPExchange()

  /// No new request is begun after so much time with one batch.
  private static let batchTime: Duration = .seconds(30)

  package init(name: String, configuration: WebhookConfiguration) {
    self.name = name
    self.configuration = configuration
    handle = Mutex(nil)
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    handle.withLock { handle in
      if handle == nil { handle = CurlHandle(configuration, exchange: exchange) }
      let deadline = ContinuousClock.now + Self.batchTime
      var outcomes: [DeliveryOutcome] = []
      for message in batch.messages(ofStories: configuration.format.isForPeople)
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
    guard let first = message.first, WebhookConfiguration.isToken(first.alertID) else {
      return .refused(reason: "the alert's id cannot stand in a header")
    }
    let payload: Payload
    do {
      payload = try configuration.format.payload(message.map(\.json))
    } catch {
      return .refused(reason: error.description)
    }
    guard let result = handle?.post(payload.body, headers: headers(payload, id: first.alertID)) else {
      return .failed(reason: "libcurl could not be set up for \(configuration.host)")
    }
    switch result {
    case .answered(200...299): return .delivered
    case .answered(let status): return .failed(reason: "\(configuration.host) answered with HTTP status \(status)")
    case .failed(let words): return .failed(reason: "\(configuration.host): \(words)")
    case .stopped: return nil
    }
  }

  private func headers(_ payload: Payload, id: String) -> [String] {
    // Without a value, `Expect:` keeps curl from asking first and waiting for a 100.
    var lines = ["Content-Type: \(payload.contentType)", "Expect:", "webhook-id: \(id)"]
    lines += payload.headers.map { "\($0.name): \($0.value)" }
    if let token = configuration.bearerToken { lines.append("Authorization: Bearer \(token)") }
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
