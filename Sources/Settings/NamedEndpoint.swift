import Pacing

/// An endpoint that has its name from the person who wrote the settings.
package struct NamedEndpoint: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case webhook(WebhookSettings)
    case mail(MailSettings)
    case files(folder: String)
    case exec(ExecSettings)
    case journald
    case syslog(SyslogSettings)

    /// Whether what it is told is for people to read.
    package var tellsPeople: Bool {
      switch self {
      case .mail: true
      case .webhook(let webhook): webhook.format.tellsPeople
      case .files, .exec, .journald, .syslog: false
      }
    }
  }

  package var name: String
  package var kind: Kind
  package var isEnabled: Bool
  package var routing = RoutingSettings()
  /// Empty where it does not tell people.
  package var pacing = EndpointPacing()

  package init(name: String, kind: Kind, isEnabled: Bool = true) {
    self.name = name
    self.kind = kind
    self.isEnabled = isEnabled
  }
}

/// An endpoint of type `webhook`, or of a service that is told by one: HTTP POST to a URL.
package struct WebhookSettings: Sendable, Equatable {
  package struct Header: Sendable, Equatable {
    package var name: String
    package var value: SecretSource

    package init(name: String, value: SecretSource) {
      self.name = name
      self.value = value
    }
  }

  /// User and password as HTTP's scheme `Basic` sends them.
  package struct Basic: Sendable, Equatable {
    package var user: SecretSource
    /// Never inline.
    package var password: SecretSource

    package init(user: SecretSource, password: SecretSource) {
      self.user = user
      self.password = password
    }
  }

  /// http or https; checked at load where it is inline, otherwise by who resolves it.
  package var url: SecretSource
  package var headers: [Header]
  package var format: WebhookFormat
  /// For `Authorization: Bearer …`. Never inline.
  package var bearer: SecretSource?
  /// For one attempt as a whole.
  package var timeout: Duration
  package var certificateAuthorityFile: String?
  /// Not beside `bearer`.
  package var basic: Basic?
  package var clientCertificate: String?
  /// `nil` where it stands in the certificate's file.
  package var clientKey: String?
  /// Never inline.
  package var signingSecrets: [SecretSource]
  package var proxy: SecretSource?
  /// Whether the url's name may lead to an address that is not public.
  package var allowsPrivateAddresses: Bool

  package init(
    url: SecretSource, headers: [Header] = [], bearer: SecretSource? = nil, timeout: Duration = .seconds(10),
    certificateAuthorityFile: String? = nil, basic: Basic? = nil, clientCertificate: String? = nil,
    clientKey: String? = nil, signingSecrets: [SecretSource] = [], proxy: SecretSource? = nil,
    allowsPrivateAddresses: Bool = false, format: WebhookFormat = .alert
  ) {
    self.format = format
    self.url = url
    self.headers = headers
    self.bearer = bearer
    self.timeout = timeout
    self.certificateAuthorityFile = certificateAuthorityFile
    self.basic = basic
    self.clientCertificate = clientCertificate
    self.clientKey = clientKey
    self.signingSecrets = signingSecrets
    self.proxy = proxy
    self.allowsPrivateAddresses = allowsPrivateAddresses
  }
}
