import Delivery
import Foundation
import Settings
import TestSupport
import Testing
import WatchwordDaemon

/// From what the settings say of an endpoint to what is delivered with.
@Suite struct EndpointConfigurationTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func secret(_ name: String, _ text: String) throws -> SecretSource {
    try (text + "\n").write(toFile: folder(name), atomically: true, encoding: .utf8)
    return .file(folder(name))
  }

  private func configuration(_ webhook: WebhookSettings) throws -> EndpointConfiguration {
    try EndpointConfiguration(NamedEndpoint(name: "desk", kind: .webhook(webhook)), version: "1")
  }

  @Test func everythingAboutAWebhookIsCarriedOver() throws {
    let signing = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    let made = try configuration(
      WebhookSettings(
        url: secret("url", "https://example.org/in"), headers: [.init(name: "X-Desk", value: .inline("night"))],
        timeout: .seconds(3), certificateAuthorityFile: "/ca.pem",
        basic: .init(user: .inline("desk"), password: secret("password", "s3cret")), clientCertificate: "/a.pem",
        clientKey: "/a.key", signingSecrets: [secret("signing", signing)],
        proxy: secret("proxy", "http://u:p@proxy.example.org:3128"), allowsPrivateAddresses: true))
    let expected = try WebhookConfiguration(
      url: "https://example.org/in", headers: [.init("X-Desk", "night")],
      timeouts: .init(connect: .seconds(3), total: .seconds(3), stalled: .seconds(3)),
      certificateAuthorityFile: "/ca.pem", proxy: "http://u:p@proxy.example.org:3128",
      basic: BasicCredentials(user: "desk", password: "s3cret"), clientCertificate: "/a.pem", clientKey: "/a.key",
      signingSecrets: [SigningSecret(signing)], allowsPrivateAddresses: true, version: "1")
    #expect(made == .webhook(expected))
    #expect(try configuration(WebhookSettings(url: .inline("https://example.org/in"))) != .webhook(expected))
  }

  @Test(arguments: ["s3cret", "whsec_s3cret", "whsec_czNjcmV0"])
  func wrongSigningSecretIsSaidWithTheEndpointAndWithoutTheSecret(text: String) throws {
    let webhook = WebhookSettings(
      url: .inline("https://example.org/"), signingSecrets: [try secret("signing", text)])
    let error = try #require(
      #expect(throws: ConfigurationError.self) { try configuration(webhook) })
    #expect(error.description.hasPrefix("endpoint desk: a signing secret "))
    #expect(!error.description.contains("s3cret") && !error.description.contains("czNj"))
  }

  @Test func missingSecretIsSaidWithItsFile() throws {
    let webhook = WebhookSettings(
      url: .inline("https://example.org/"), signingSecrets: [.file(folder("none"))])
    let error = #expect(throws: ConfigurationError.self) { try configuration(webhook) }
    #expect(error?.description.contains(folder("none")) == true)
  }
}
