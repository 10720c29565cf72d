/// What an endpoint is and how it is reached, checked and with its secrets resolved.
package enum EndpointConfiguration: Sendable, Equatable {
  case webhook(WebhookConfiguration)
  case mail(MailConfiguration)

  package func endpoint(named name: String) -> any Endpoint {
    switch self {
    case .webhook(let webhook): WebhookEndpoint(name: name, configuration: webhook)
    case .mail(let mail): MailEndpoint(name: name, configuration: mail)
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
    }
  }
}
