/// What an endpoint is and how it is reached, checked and with its secrets resolved.
package enum EndpointConfiguration: Sendable, Equatable {
  case webhook(WebhookConfiguration)

  package func endpoint(named name: String) -> any Endpoint {
    switch self {
    case .webhook(let webhook): WebhookEndpoint(name: name, configuration: webhook)
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
    }
  }
}
