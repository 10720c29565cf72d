/// Where a syslog server listens.
package enum SyslogServer: Sendable, Equatable, CustomStringConvertible {
  /// The path of a datagram socket.
  case unix(String)
  case udp(host: String, port: UInt16)
  case tcp(host: String, port: UInt16)

  /// How long a message may be, in bytes: what RFC 5424 wants every receiver to take, and more where nothing is lost
  /// with a packet.
  var maximumMessageBytes: Int {
    switch self {
    case .unix, .udp: 2048
    case .tcp: 8192
    }
  }

  package var description: String {
    switch self {
    case .unix(let path): path
    case .udp(let host, let port): "\(host), UDP port \(port)"
    case .tcp(let host, let port): "\(host), TCP port \(port)"
    }
  }
}

package struct SyslogConfiguration: Sendable, Equatable {
  let server: SyslogServer
  /// As RFC 5424 numbers them, 0 to 23.
  let facility: Int

  package init(server: SyslogServer, facility: Int) {
    self.server = server
    self.facility = min(max(facility, 0), 23)
  }
}
