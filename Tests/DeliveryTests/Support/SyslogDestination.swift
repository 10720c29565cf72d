import Synchronization
import TestSupport

@testable import Delivery

/// A syslog server, whose messages do not have the alerts' JSON: that is remembered by their ids.
final class SyslogDestination: Destination {
  let endpoint: any Endpoint
  private let receiver: SyslogReceiver
  private let folder: TemporaryFolder
  private let remembering: RememberingEndpoint

  enum Kind { case unix, udp, tcp }

  init(_ kind: Kind) throws {
    folder = try TemporaryFolder()
    receiver =
      switch kind {
      case .unix: SyslogReceiver(.unix(path: folder("log")), reads: true)
      case .udp: SyslogReceiver(.udp)
      case .tcp: SyslogReceiver(.tcp)
      }
    let configuration = SyslogConfiguration(server: receiver.server, facility: 16)
    remembering = RememberingEndpoint(SyslogEndpoint(name: "e", configuration: configuration))
    endpoint = remembering
  }

  deinit { receiver.stop() }

  func arrived() -> [String] {
    receiver.texts.map { text in
      let id = text.firstMatch(of: /\[watchword@32473 alert="([^"]*)"/).map { String($0.1) } ?? "?"
      return remembering.json[id] ?? "?"
    }
  }

  func breakDown() { receiver.stop() }
  func repair() { receiver.start() }
}

final class RememberingEndpoint: Endpoint {
  private let endpoint: any Endpoint
  private let seen = Mutex<[String: String]>([:])

  init(_ endpoint: any Endpoint) { self.endpoint = endpoint }

  var json: [String: String] { seen.withLock { $0 } }
  var name: String { endpoint.name }
  var batchLimit: Int { endpoint.batchLimit }

  func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    seen.withLock { seen in for delivery in batch { seen[delivery.alertID] = delivery.json } }
    return endpoint.deliver(batch)
  }

  func reopen() { endpoint.reopen() }
  func stop() { endpoint.stop() }
}
