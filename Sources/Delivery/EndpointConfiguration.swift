/// What an endpoint is and how it is reached, checked and with its secrets resolved.
package enum EndpointConfiguration: Sendable, Equatable {
  case webhook(WebhookConfiguration)
  case files(folder: String)
  case exec(ExecConfiguration)
  case journald
  case syslog(SyslogConfiguration)

  package func endpoint(named name: String) -> any Endpoint {
    switch self {
    case .webhook(let webhook): WebhookEndpoint(name: name, configuration: webhook)
    case .files(let folder): FilesEndpoint(name: name, folder: folder)
    case .exec(let exec): ExecEndpoint(name: name, configuration: exec)
    case .journald: JournalEndpoint(name: name)
    case .syslog(let syslog): SyslogEndpoint(name: name, configuration: syslog)
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
    case .webhook: nil
    }
  }

  /// A server that is connected to for a delivery.
  package struct Server: Sendable, Equatable {
    package let url: String
    /// PEM; instead of the system's authorities.
    package let certificateAuthorityFile: String?
  }

  /// `nil` for what is reached otherwise.
  package var server: Server? {
    switch self {
    case .webhook(let webhook):
      Server(url: webhook.url, certificateAuthorityFile: webhook.certificateAuthorityFile)
    case .files, .exec, .journald, .syslog: nil
    }
  }
}
