import Delivery
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
      certificateAuthorityFile: webhook.certificateAuthorityFile, version: version)
  }
}
