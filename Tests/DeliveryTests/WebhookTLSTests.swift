import TestServer
import TestSupport
import Testing

@testable import Delivery

/// Certificates are made on the spot; nothing of the system's authorities plays a part.
@Suite(.timeLimit(.minutes(5))) struct WebhookTLSTests {
  private static let name = "hooks.localhost"
  private let folder: TemporaryFolder
  private let authority: TestCertificate

  init() throws {
    folder = try TemporaryFolder()
    authority = try TestCertificate(in: folder.path, name: "Authority")
  }

  private func certificate(
    name: String = Self.name, validity: ClosedRange<Int> = -3600...3600
  ) throws -> TestCertificate {
    try TestCertificate(in: folder.path, name: name, issuer: authority, validity: validity)
  }

  private func outcome(
    _ tls: TestTLS, answer: ServerAnswer = .status(200), authority: String? = nil, client: TestCertificate? = nil,
    key: String? = nil
  ) async throws -> DeliveryOutcome? {
    let server = try TestServer([answer], tls: tls)
    defer { server.close() }
    let configuration = try WebhookConfiguration(
      url: server.url(host: Self.name), timeouts: .init(total: .seconds(20)), certificateAuthorityFile: authority,
      clientCertificate: client?.certificate, clientKey: key ?? client?.key, allowsPrivateAddresses: true, version: "1")
    let endpoint = WebhookEndpoint(name: "e", configuration: configuration)
    let outcome = await offThread { endpoint.deliver(deliveries(["a"])) }.first
    #expect(server.requests.isEmpty == (outcome != .delivered), "something was sent, or nothing")
    return outcome
  }

  private func failure(_ outcome: DeliveryOutcome?) -> String? {
    if case .failed(let reason, nil)? = outcome { reason } else { nil }
  }

  @Test func privateAuthorityIsTrustedWhereItIsNamed() async throws {
    #expect(try await outcome(TestTLS(certificate()), authority: authority.certificate) == .delivered)
  }

  @Test func itIsNotElsewhere() async throws {
    let reason = failure(try await outcome(TestTLS(certificate())))
    #expect(reason?.contains("of an authority that is not trusted here") == true, "\(reason ?? "")")
    #expect(reason?.contains("ca_file") == true)
  }

  @Test func otherAuthorityIsNotTrusted() async throws {
    let other = try TestCertificate(in: folder.path, name: "Other")
    let reason = failure(try await outcome(TestTLS(certificate()), authority: other.certificate))
    #expect(reason?.contains("of an authority that is not trusted here") == true, "\(reason ?? "")")
  }

  @Test func certificateForAnotherNameIsNotTaken() async throws {
    let tls = TestTLS(try certificate(name: "other.localhost"))
    let reason = failure(try await outcome(tls, authority: authority.certificate))
    #expect(reason?.contains("its certificate is for another name") == true, "\(reason ?? "")")
  }

  @Test func expiredCertificateIsNotTaken() async throws {
    let tls = TestTLS(try certificate(validity: -7200 ... -3600))
    let reason = failure(try await outcome(tls, authority: authority.certificate))
    #expect(reason?.contains("its certificate has expired") == true, "\(reason ?? "")")
  }

  @Test func certificateOfTheFutureIsNotTaken() async throws {
    let tls = TestTLS(try certificate(validity: 3600...7200))
    let reason = failure(try await outcome(tls, authority: authority.certificate))
    #expect(reason?.contains("is not valid yet") == true, "\(reason ?? "")")
  }

  @Test func authoritiesThatAreNotThereAreSaid() async throws {
    let reason = failure(try await outcome(TestTLS(certificate()), authority: folder("none.pem")))
    #expect(reason?.contains("the certificates in ca_file cannot be read") == true, "\(reason ?? "")")
  }

  @Test func serverThatAsksForACertificateGetsIt() async throws {
    let tls = TestTLS(try certificate(), clientAuthority: authority)
    let client = try certificate(name: "watchword")
    #expect(try await outcome(tls, authority: authority.certificate, client: client) == .delivered)
  }

  @Test func withoutOneItLetsNobodyIn() async throws {
    let tls = TestTLS(try certificate(), clientAuthority: authority)
    #expect(failure(try await outcome(tls, authority: authority.certificate)) != nil)
  }

  @Test func keyThatDoesNotFitIsSaid() async throws {
    let tls = TestTLS(try certificate(), clientAuthority: authority)
    let client = try certificate(name: "watchword")
    let other = try certificate(name: "other")
    for key in [other.key, folder("none.pem")] {
      let reason = failure(
        try await outcome(tls, authority: authority.certificate, client: client, key: key))
      #expect(reason?.contains("certificate and key") == true, "\(reason ?? "")")
    }
  }

  /// Nobody is asked for its password: there may be a terminal, and nobody at it.
  @Test func encryptedKeyIsSaid() async throws {
    let tls = TestTLS(try certificate(), clientAuthority: authority)
    let client = try TestCertificate(in: folder.path, name: "watchword", issuer: authority, password: "s3cret")
    let reason = failure(try await outcome(tls, authority: authority.certificate, client: client))
    #expect(reason?.contains("certificate and key") == true, "\(reason ?? "")")
  }

  @Test func trialSaysTheSame() async throws {
    let server = try TestServer([.status(200)], tls: TestTLS(try certificate()))
    defer { server.close() }
    func problem(_ authority: String?) async throws -> String? {
      let configuration = try WebhookConfiguration(
        url: server.url(host: Self.name), certificateAuthorityFile: authority, allowsPrivateAddresses: true,
        version: "1")
      return await offThread { ConnectionTrial.problem(of: configuration.server, limit: .seconds(20)) }
    }
    #expect(try await problem(authority.certificate) == nil)
    #expect(try await problem(nil)?.contains("ca_file") == true)
  }

  @Test func nothingIsSaidInPlainTextToAServerWithoutTLS() async throws {
    let server = try TestServer([.status(200)])
    defer { server.close() }
    let configuration = try WebhookConfiguration(
      url: "https://127.0.0.1:\(server.port)/", timeouts: .init(total: .milliseconds(500)), version: "1")
    let endpoint = WebhookEndpoint(name: "e", configuration: configuration)
    #expect(failure(await offThread { endpoint.deliver(deliveries(["a"])) }.first) != nil)
    #expect(server.requests.isEmpty)
  }
}
