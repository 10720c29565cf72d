import Delivery
import Messages
import Settings

extension EndpointConfiguration {
  /// Resolves secrets.
  ///
  /// - Parameter version: the program's.
  /// - Throws: `ConfigurationError`, which names the endpoint and holds no secret, for a secret that cannot be had or an
  ///   endpoint that cannot be reached as it is written.
  package init(_ endpoint: NamedEndpoint, version: String) throws {
    do {
      self =
        switch endpoint.kind {
        case .webhook(let webhook): .webhook(try WebhookConfiguration(webhook, version: version))
        case .mail(let mail): .mail(try MailConfiguration(mail))
        case .files(let folder): .files(folder: folder)
        case .exec(let exec): .exec(try ExecConfiguration(exec))
        case .journald: .journald
        case .syslog(let syslog): .syslog(SyslogConfiguration(syslog))
        }
    } catch let error as SecretError {
      throw ConfigurationError(description: "endpoint \(endpoint.name): \(error.message)")
    } catch let error as DeliveryConfigurationError {
      throw ConfigurationError(description: "endpoint \(endpoint.name): \(error.message)")
    }
  }
}

extension WebhookConfiguration {
  fileprivate init(_ webhook: WebhookSettings, version: String) throws {
    try self.init(
      url: webhook.url.resolve(),
      headers: webhook.headers.map { WebhookConfiguration.Header($0.name, try $0.value.resolve()) },
      bearerToken: webhook.bearer?.resolve(),
      timeouts: WebhookConfiguration.Timeouts(
        connect: min(.seconds(5), webhook.timeout), total: webhook.timeout, stalled: webhook.timeout),
      certificateAuthorityFile: webhook.certificateAuthorityFile, proxy: webhook.proxy?.resolve(),
      basic: webhook.basic.map { try BasicCredentials(user: $0.user.resolve(), password: $0.password.resolve()) },
      clientCertificate: webhook.clientCertificate, clientKey: webhook.clientKey,
      signingSecrets: webhook.signingSecrets.map { try SigningSecret($0.resolve()) },
      allowsPrivateAddresses: webhook.allowsPrivateAddresses, format: PayloadFormat(webhook.format), version: version)
  }
}

extension PayloadFormat {
  fileprivate init(_ format: WebhookFormat) {
    self =
      switch format {
      case .alert: .alert
      case .cloudEvents: .cloudEvents
      case .cloudEventsBinary: .cloudEventsBinary
      case .slack: .slack
      case .discord: .discord
      case .teams: .teams
      case .mattermost: .mattermost
      case .telegram(let chat): .telegram(chat: chat)
      case .ntfy(let topic): .ntfy(topic: topic)
      case .template(let template): .template(template)
      }
  }
}

extension ExecConfiguration {
  fileprivate init(_ exec: ExecSettings) throws {
    try self.init(
      command: exec.command,
      environment: exec.environment.map { ExecConfiguration.Variable($0.name, try $0.value.resolve()) },
      timeout: exec.timeout)
  }
}

extension SyslogConfiguration {
  fileprivate init(_ syslog: SyslogSettings) {
    let server: SyslogServer =
      switch syslog.server {
      case .unix(let path): .unix(path)
      case .udp(let host, let port): .udp(host: host, port: port)
      case .tcp(let host, let port): .tcp(host: host, port: port)
      }
    self.init(server: server, facility: syslog.facility.number)
  }
}
