/// What an endpoint is and how it is reached, checked and with its secrets resolved.
package enum EndpointConfiguration: Sendable, Equatable {
  case webhook(WebhookConfiguration)
  case mail(MailConfiguration)
  case files(folder: String)
  case exec(ExecConfiguration)
  case journald
  case syslog(SyslogConfiguration)

  /// - Parameter trace: where it writes what it says and hears; see `newTrace()`.
  package func endpoint(named name: String, trace: DeliveryTrace? = nil) -> any Endpoint {
    switch self {
    case .webhook(let webhook): WebhookEndpoint(name: name, configuration: webhook, trace: trace)
    case .mail(let mail): MailEndpoint(name: name, configuration: mail, trace: trace)
    case .files(let folder): FilesEndpoint(name: name, folder: folder, trace: trace)
    case .exec(let exec): ExecEndpoint(name: name, configuration: exec, trace: trace)
    case .journald: JournalEndpoint(name: name, trace: trace)
    case .syslog(let syslog): SyslogEndpoint(name: name, configuration: syslog, trace: trace)
    }
  }

  /// What has to be on this machine for a delivery, by its path.
  package enum LocalNeed: Sendable, Equatable {
    case folder(String)
    case program(String)
    case socket(String)
  }

  package var localNeed: LocalNeed? {
    switch self {
    case .files(let folder): .folder(folder)
    case .exec(let exec): .program(exec.program)
    case .journald: .socket(JournalCalls.socketPath)
    case .syslog(let syslog): if case .unix(let path) = syslog.server { .socket(path) } else { nil }
    case .webhook, .mail: nil
    }
  }

  /// A server that is connected to for a delivery.
  package struct Server: Sendable, Equatable {
    package let url: String
    /// PEM; instead of the system's authorities.
    package let certificateAuthorityFile: String?
    /// PEM files by which the server recognises Watchword; the key may stand in the certificate's.
    package var clientCertificate: String? = nil
    package var clientKey: String? = nil
    /// A URL. Without one there is none, whatever the environment says.
    var proxy: String? = nil
    var policy = ConnectionPolicy.anywhere
    /// Of a server that takes mail.
    var mail: MailConfiguration? = nil
  }

  /// `nil` for what is reached otherwise.
  package var server: Server? {
    switch self {
    case .webhook(let webhook): webhook.server
    case .mail(let mail):
      Server(url: mail.server.url, certificateAuthorityFile: mail.certificateAuthorityFile, mail: mail)
    case .files, .exec, .journald, .syslog: nil
    }
  }
}
