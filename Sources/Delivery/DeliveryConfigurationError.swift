/// Why an endpoint cannot be set up as the settings have it. Holds no secret.
package struct DeliveryConfigurationError: Error, Sendable, Equatable {
  /// Stable name, in kebab-case: `duplicate-endpoint`, `invalid-url`, `invalid-header`, `reserved-header`,
  /// `too-many-headers`, `invalid-token`, `invalid-path`, `invalid-basic`, `invalid-signing-secret`, `too-many-secrets`,
  /// `invalid-recipients`, `invalid-login`.
  package let code: String
  /// For the person who wrote the settings: what is wrong and what to do.
  package let message: String

  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }
}
