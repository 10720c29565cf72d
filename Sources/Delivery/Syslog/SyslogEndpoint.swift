import Glibc
import Synchronization

/// Tells a syslog server of each alert, by RFC 5424.
///
/// Syslog has no acknowledgements. Over TCP an alert counts as delivered when the server's machine has acknowledged it,
/// through a local socket when that has taken it, over UDP when it is sent and nobody has said that it cannot arrive.
package final class SyslogEndpoint: Endpoint {
  package let name: String
  package let batchLimit = 64
  private let configuration: SyslogConfiguration
  private let connection: Mutex<SyslogConnection>
  private let trace: DeliveryTrace?
  private let stopSignal = StopSignal()

  package convenience init(name: String, configuration: SyslogConfiguration, trace: DeliveryTrace? = nil) {
    self.init(name: name, configuration: configuration, patience: .seconds(10), trace: trace)
  }

  init(name: String, configuration: SyslogConfiguration, patience: Duration, trace: DeliveryTrace? = nil) {
    self.trace = trace
    self.name = name
    self.configuration = configuration
    connection = Mutex(SyslogConnection(server: configuration.server, patience: patience))
  }

  package func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    if batch.isEmpty || stopSignal.isOn { return [] }
    let host = Self.hostName()
    let messages = batch.map {
      SyslogMessage.bytes(
        of: $0, facility: configuration.facility, host: host, process: getpid(),
        limit: configuration.server.maximumMessageBytes)
    }
    trace?.willTellSyslog(configuration.server, messages)
    let (sent, failure) = connection.withLock { $0.send(messages, unless: stopSignal) }
    let outcomes = [DeliveryOutcome](repeating: .delivered, count: sent)
    // After all were sent, a failure says nothing of them.
    guard sent < batch.count, let reason = failure?.reason else { return outcomes }
    return outcomes + [.failed(reason: reason + advice)]
  }

  /// Lets go of the connection, so that a change of addresses is seen.
  package func reopen() { connection.withLock { $0.close() } }

  package func stop() { stopSignal.raise() }

  private var advice: String {
    switch configuration.server {
    case .unix: "; see whether a syslog daemon is running, and listens there for datagrams"
    case .udp, .tcp: "; see whether the server is up and listens there, and whether a firewall is in between"
    }
  }

  private static func hostName() -> String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
