import Foundation
import Hashing
import Synchronization
import TestServer
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct WebhookSigningTests {
  /// The example that Standard Webhooks publishes with its libraries.
  private static let published = (
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    timestamp: Int64(1_614_265_330),
    body: #"{"test": 2432232314}"#, signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
  )

  private func secret(_ byte: UInt8, count: Int = 32) throws -> SigningSecret {
    try SigningSecret("whsec_" + Data(repeating: byte, count: count).base64EncodedString())
  }

  private func code(ofSecret text: String) -> DeliveryConfigurationError? {
    do throws(DeliveryConfigurationError) {
      _ = try SigningSecret(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func publishedExampleIsSignedLikewise() throws {
    let example = Self.published
    let secret = try SigningSecret(example.secret)
    #expect(secret.signature(id: example.id, timestamp: example.timestamp, body: example.body) == example.signature)
    #expect(
      secret.signature(id: example.id, timestamp: example.timestamp + 1, body: example.body) != example.signature)
  }

  /// RFC 4231, test cases 1, 2 and 6.
  @Test(arguments: [
    (
      Array(repeating: UInt8(0x0b), count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      Array(repeating: UInt8(0xaa), count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func codesAreThoseOfTheStandard(key: [UInt8], message: String, code: String) {
    let bytes = HMACSHA256.code(of: Array(message.utf8).span, key: key.span)
    #expect(SHA256Digest(bytes: bytes)?.hex == code)
  }

  @Test(arguments: 24...64) func secretOfTheRightLengthIsTaken(count: Int) throws { _ = try secret(7, count: count) }

  @Test(arguments: [
    "", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "whsec_n0t base64 at all!",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_", "whsec_aGVsbG8gd29ybGQ=",
    "whsec_" + Data(repeating: 7, count: 23).base64EncodedString(),
    "whsec_" + Data(repeating: 7, count: 65).base64EncodedString(), "whsec_whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  ])
  func anythingElseIsAMistakeThatShowsNothing(text: String) {
    let error = code(ofSecret: text)
    #expect(error?.code == "invalid-signing-secret")
    let secret = text.split(separator: "_").last.map { String($0) } ?? ""
    #expect(secret.count < 6 || secret == "whsec" || error?.message.contains(secret) == false)
  }

  @Test func printingASecretShowsNothing() throws {
    let secret = try SigningSecret(Self.published.secret)
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), dumped] {
      #expect(!text.contains("MfKQ") && !text.contains("49, 242"))
    }
  }

  /// `attempts`: when each is made, in milliseconds.
  private func requests(_ secrets: [SigningSecret], attempts: [Int64]) async throws -> [ServerRequest] {
    let server = try TestServer([.status(500), .status(200)])
    defer { server.close() }
    let configuration = try WebhookConfiguration(url: server.url, signingSecrets: secrets, version: "1")
    let time = Mutex(Int64(0))
    let endpoint = WebhookEndpoint(name: "e", configuration: configuration, now: { time.withLock { $0 } })
    for attempt in attempts {
      time.withLock { $0 = attempt }
      _ = await offThread { endpoint.deliver(deliveries(["a1"])) }
    }
    return server.requests
  }

  @Test func everyAttemptIsSignedAnew() async throws {
    let secret = try secret(1)
    let requests = try await requests([secret], attempts: [1_614_265_330_999, 1_614_265_400_000])
    #expect(requests.map { $0.headers["webhook-id"] } == ["a1", "a1"])
    #expect(requests.map { $0.headers["webhook-timestamp"] } == ["1614265330", "1614265400"])
    #expect(
      requests.map { $0.headers["webhook-signature"] }
        == [1_614_265_330, 1_614_265_400].map {
          secret.signature(id: "a1", timestamp: $0, body: alertJSON("a1"))
        })
  }

  @Test func eachSecretSignsInItsOrder() async throws {
    let secrets = [try secret(1), try secret(2)]
    let request = try #require(try await requests(secrets, attempts: [5_000]).first)
    let signatures = secrets.map { $0.signature(id: "a1", timestamp: 5, body: alertJSON("a1")) }
    #expect(request.headers["webhook-signature"] == signatures.joined(separator: " "))
  }

  @Test func withoutSecretsThereIsATimeAndNoSignature() async throws {
    let request = try #require(try await requests([], attempts: [5_000]).first)
    #expect(request.headers["webhook-timestamp"] == "5")
    #expect(request.headers["webhook-signature"] == nil)
  }

  @Test func idThatCouldBeReadInTwoWaysIsNotSent() async throws {
    let server = try TestServer([.status(200)])
    defer { server.close() }
    let endpoint = WebhookEndpoint(name: "e", configuration: try WebhookConfiguration(url: server.url, version: "1"))
    let outcomes = await offThread { endpoint.deliver(deliveries(["a.1"])) }
    #expect(outcomes == [.refused(reason: "the alert's id cannot stand in a header")])
    #expect(server.requests.isEmpty)
  }
}
