/// An endpoint of type `syslog`.
package struct SyslogSettings: Sendable, Equatable {
  /// How a server is reached, as its address begins.
  package enum Transport: String, CaseIterable, Sendable {
    case unix, udp, tcp
  }

  package enum Server: Sendable, Equatable {
    /// The path of a datagram socket.
    case unix(String)
    case udp(host: String, port: UInt16)
    case tcp(host: String, port: UInt16)
  }

  /// RFC 5424, 6.2.1, without that of the kernel.
  package enum Facility: String, CaseIterable, Sendable {
    case user, mail, daemon, auth, syslog, lpr, news, uucp, cron, authpriv, ftp
    case local0, local1, local2, local3, local4, local5, local6, local7

    package var number: Int {
      switch self {
      case .user: 1
      case .mail: 2
      case .daemon: 3
      case .auth: 4
      case .syslog: 5
      case .lpr: 6
      case .news: 7
      case .uucp: 8
      case .cron: 9
      case .authpriv: 10
      case .ftp: 11
      case .local0: 16
      case .local1: 17
      case .local2: 18
      case .local3: 19
      case .local4: 20
      case .local5: 21
      case .local6: 22
      case .local7: 23
      }
    }
  }

  package var server: Server
  package var facility: Facility

  package init(server: Server = .unix("/dev/log"), facility: Facility = .local0) {
    self.server = server
    self.facility = facility
  }
}
