/// An endpoint that has its name from the person who wrote the settings.
package struct NamedEndpoint: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case webhook(WebhookSettings)
  }

  package var name: String
  package var kind: Kind
  package var isEnabled: Bool
  package var routing = RoutingSettings()

  package init(name: String, kind: Kind, isEnabled: Bool = true) {
    self.name = name
    self.kind = kind
    self.isEnabled = isEnabled
  }
}

/// An endpoint of type `webhook`: HTTP POST to a URL.
package struct WebhookSettings: Sendable, Equatable {
  package struct Header: Sendable, Equatable {
    package var name: String
    package var value: SecretSource

    package init(name: String, value: SecretSource) {
      self.name = name
      self.value = value
    }
  }

  /// http or https; checked at load where it is inline, otherwise by who resolves it.
  package var url: SecretSource
  package var headers: [Header]
  /// For `Authorization: Bearer …`. Never inline.
  package var bearer: SecretSource?
  /// For one attempt as a whole.
  package var timeout: Duration
  package var certificateAuthorityFile: String?

  package init(
    url: SecretSource, headers: [Header] = [], bearer: SecretSource? = nil, timeout: Duration = .seconds(10),
    certificateAuthorityFile: String? = nil
  ) {
    self.url = url
    self.headers = headers
    self.bearer = bearer
    self.timeout = timeout
    self.certificateAuthorityFile = certificateAuthorityFile
  }
}
