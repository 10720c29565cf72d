import Foundation
import Glibc
import TestServer
import TestSupport
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct WebhookEndpointTests {
  private static let secret = "s3cr3t-7f3a"

  private func endpoint(
    _ server: TestServer, total: Duration = .seconds(20), token: String? = nil,
    headers: [WebhookConfiguration.Header] = []
  ) throws -> WebhookEndpoint {
    WebhookEndpoint(
      name: "e",
      configuration: try WebhookConfiguration(
        url: server.url, headers: headers, bearerToken: token, timeouts: .init(total: total), version: "1.2.3"))
  }

  private func deliver(_ ids: [String], _ endpoint: WebhookEndpoint) async -> [DeliveryOutcome] {
    await offThread { endpoint.deliver(deliveries(ids)) }
  }

  @Test func postsTheAlertWithItsIdAndItsHeaders() async throws {
    let server = try TestServer([.status(204)])
    defer { server.close() }
    let endpoint = try endpoint(
      server, token: Self.secret,
      headers: [.init("X-Desk", "Central Asia: «тест»"), .init("X-Empty", ""), .init("X-Blank", "  ")])
    #expect(await deliver(["a1"], endpoint) == [.delivered])
    let request = try #require(server.requests.first)
    #expect(request.requestLine == "POST /hook HTTP/1.1")
    #expect(request.body == alertJSON("a1"))
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["webhook-id"] == "a1")
    #expect(request.headers["user-agent"] == "watchword/1.2.3")
    #expect(request.headers["authorization"] == "Bearer \(Self.secret)")
    #expect(request.headers["x-desk"] == "Central Asia: «тест»")
    #expect(request.headers["x-empty"] == "")
    #expect(request.headers["x-blank"] == "")
    #expect(request.headers["expect"] == nil)
    #expect(request.headers["transfer-encoding"] == nil)
  }

  @Test func connectionIsKeptForTheNextAlerts() async throws {
    let server = try TestServer([.status(200), .status(500), .status(202)])
    defer { server.close() }
    let endpoint = try endpoint(server)
    #expect(await deliver(["a", "b"], endpoint).count == 2)
    #expect(await deliver(alertIDs(16), endpoint).count == 16)
    #expect(server.requests.count == 18)
    #expect(server.connections == 1)
  }

  @Test func connectionThatTheServerClosedIsReplaced() async throws {
    let server = try TestServer([.statusThenClose(200), .status(200)])
    defer { server.close() }
    #expect(await deliver(["a", "b", "c"], try endpoint(server)) == [.delivered, .delivered, .delivered])
    #expect(server.connections == 2)
  }

  @Test func secondRequestCarriesOnlyItsOwnIdAndBody() async throws {
    let server = try TestServer([.status(200)])
    defer { server.close() }
    let long = delivery("long", json: #"{"id":"long","x":"\#(String(repeating: "x", count: 3_000_000))"}"#)
    let endpoint = try endpoint(server)
    #expect(await offThread { endpoint.deliver([long, delivery("short")]) } == [.delivered, .delivered])
    #expect(server.requests.map { $0.headers["webhook-id"] } == ["long", "short"])
    #expect(server.requests.map(\.body) == [long.json, alertJSON("short")])
  }

  @Test(arguments: [200, 201, 202, 204, 299])
  func every2xxIsADelivery(_ status: Int) async throws {
    let server = try TestServer([.statusThenClose(status)])
    defer { server.close() }
    #expect(await deliver(["a"], try endpoint(server)) == [.delivered])
  }

  @Test func redirectIsNotFollowed() async throws {
    let other = try TestServer([.status(200)])
    let server = try TestServer([.redirect(to: other.url)])
    defer {
      server.close()
      other.close()
    }
    #expect(
      await deliver(["a"], try endpoint(server)) == [
        .refused(
          reason: "127.0.0.1:\(server.port) answered with HTTP status 307: it points to another address, and is not "
            + "followed there; write the right one as the url")
      ])
    #expect(other.connections == 0)
  }

  @Test(arguments: [ServerAnswer.stalledBody(200), .endlessBody(200)])
  func acceptedAlertIsDeliveredWhateverTheBodyDoes(_ answer: ServerAnswer) async throws {
    let server = try TestServer([answer, .status(200)])
    defer { server.close() }
    #expect(await deliver(["a", "b"], try endpoint(server, total: .seconds(2))) == [.delivered, .delivered])
    #expect(server.requests.count == 2)
  }

  @Test func endlessBodyIsCutOffThoughThereIsTime() async throws {
    let server = try TestServer([.endlessBody(200)])
    defer { server.close() }
    #expect(await deliver(["a"], try endpoint(server, total: .seconds(10))) == [.delivered])
    // 64 KiB were read; what the kernel had taken from the server meanwhile is more, but has an end.
    #expect(await server.nextEnd() < 64 << 20)
  }

  @Test func nobodyListeningIsAFailure() async throws {
    let server = try TestServer([.status(200)])
    let endpoint = try endpoint(server)
    server.close()
    let outcomes = await deliver(["a"], endpoint)
    guard case .failed(let reason, _)? = outcomes.first else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(reason.hasPrefix("127.0.0.1:\(server.port): "))
  }

  @Test func environmentSetsNoProxyAndTheSettingsDo() async throws {
    let server = try TestServer([.status(200)])
    let proxy = try TestServer([.status(200)])
    defer {
      server.close()
      proxy.close()
    }
    // The environment names a dead proxy for localhost, and none for 127.0.0.1; see TestServer.
    let direct = try WebhookConfiguration(url: "http://localhost:\(server.port)/", version: "1")
    #expect(await deliver(["a"], WebhookEndpoint(name: "e", configuration: direct)) == [.delivered])
    #expect(server.requests.count == 1)
    let configuration = try WebhookConfiguration(
      url: server.url, proxy: "http://127.0.0.1:\(proxy.port)", version: "1")
    #expect(await deliver(["b"], WebhookEndpoint(name: "e", configuration: configuration)) == [.delivered])
    #expect(proxy.requests.map(\.requestLine) == ["POST \(server.url) HTTP/1.1"])
  }

  @Test func alertIdThatCannotBeAHeaderIsAFailureAndNotSent() async throws {
    let server = try TestServer([.status(200)])
    defer { server.close() }
    #expect(
      await deliver(["a\r\nX-Injected: yes"], try endpoint(server)) == [
        .refused(reason: "the alert's id cannot stand in a header")
      ])
    #expect(server.requests.isEmpty)
  }

  @Test func reasonsHoldNoSecret() async throws {
    let server = try TestServer([
      .status(500), .closeWithoutAnswer, .neverAnswer, .garbage, .redirect(to: "http://\(Self.secret).example/"),
      .endlessHeaders,
    ])
    let configuration = try WebhookConfiguration(
      url: "http://user:\(Self.secret)@127.0.0.1:\(server.port)/\(Self.secret)?token=\(Self.secret)",
      headers: [.init("X-Key", Self.secret)], timeouts: .init(total: .milliseconds(200)), version: "1")
    let endpoint = WebhookEndpoint(name: "e", configuration: configuration)
    var reasons: [String] = []
    for _ in 0..<6 { reasons += await deliver(["a"], endpoint).map { "\($0)" } }
    server.close()
    reasons += await deliver(["a"], endpoint).map { "\($0)" }
    #expect(reasons.count == 7)
    #expect(server.requests.last?.requestLine.contains(Self.secret) == true)
    for reason in reasons {
      #expect(reason.hasPrefix("failed") || reason.hasPrefix("refused") && reason.contains("status 307"))
      #expect(!reason.contains(Self.secret) && !reason.contains("user"))
    }
    var dumped = ""
    dump(configuration, to: &dumped)
    for text in ["\(configuration)", String(reflecting: configuration), dumped] {
      #expect(text.contains("127.0.0.1"))
      #expect(!text.contains(Self.secret))
    }
  }

  /// 500, then nothing, then 200, with a restart between: each alert at least once, always with the same id.
  @Test func alertsSurviveAFailingReceiverAndARestart() async throws {
    let server = try TestServer([.status(500), .neverAnswer, .closeWithoutAnswer, .status(200)])
    defer { server.close() }
    let clock = ManualClock()
    let outbox = MemoryOutbox()
    let sent = outbox.add(alertIDs(40), endpoint: "e")
    func queue() throws -> DeliveryQueue {
      DeliveryQueue(
        endpoint: try endpoint(server, total: .milliseconds(200)), outbox: outbox, clock: clock,
        generator: SplitMix64(seed: 9))
    }
    let before = try queue()
    #expect(await before.idle().pending == 40)
    #expect(server.requests.count == 3)
    #expect(await before.drained() == DrainReport(endpoint: "e", unrecorded: 0, isAbandoned: false))

    server.setAnswers([.neverAnswer, .status(500), .status(200)])
    let after = try queue()
    var rounds = 0
    while await after.idle().pending != 0, rounds < 100 {
      clock.advance(by: .seconds(10))
      rounds += 1
    }
    let accepted = server.requests.filter { $0.answer.isSuccess }
    #expect(Set(accepted.compactMap { $0.headers["webhook-id"] }) == Set(sent))
    for request in server.requests {
      #expect(request.headers["webhook-id"].map { request.body == alertJSON($0) } == true)
    }
    await after.drained()
  }
}
