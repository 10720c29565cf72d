import TestServer
import Testing

@testable import Delivery

/// Where a webhook connects to. curl itself takes each name below `localhost` for this machine and asks no name server
/// (RFC 6761), so that such a name is one which leads to a private address, wherever the test runs.
@Suite(.timeLimit(.minutes(5))) struct WebhookConnectionTests {
  private func outcome(_ configuration: WebhookConfiguration) async -> DeliveryOutcome? {
    let endpoint = WebhookEndpoint(name: "e", configuration: configuration)
    return await offThread { endpoint.deliver(deliveries(["a"])) }.first
  }

  @Test func nameThatLeadsToAPrivateAddressIsNotConnectedTo() async throws {
    let server = try TestServer([.status(200)])
    defer { server.close() }
    let url = server.url(host: "hooks.localhost")
    guard case .failed(let reason, nil)? = await outcome(try WebhookConfiguration(url: url, version: "1")) else {
      Issue.record("it was no failure")
      return
    }
    #expect(reason.hasPrefix("hooks.localhost:\(server.port): its name leads to "))
    #expect(reason.contains("an address of this machine itself") && reason.contains("allow_private: yes"))
    #expect(server.connections == 0)
  }

  @Test func itIsWhereTheSettingsAllowIt() async throws {
    let server = try TestServer([.status(200)])
    defer { server.close() }
    let url = server.url(host: "hooks.localhost")
    let configuration = try WebhookConfiguration(url: url, allowsPrivateAddresses: true, version: "1")
    #expect(await outcome(configuration) == .delivered)
  }

  @Test(arguments: ["127.0.0.1", "127.1", "2130706433", "localhost", "[::ffff:127.0.0.1]"])
  func itIsWhereItStandsInTheURL(host: String) async throws {
    let server = try TestServer([.status(200)])
    defer { server.close() }
    #expect(await outcome(try WebhookConfiguration(url: server.url(host: host), version: "1")) == .delivered)
  }

  @Test func redirectLeadsNowhereElse() async throws {
    let other = try TestServer([.status(200)])
    let server = try TestServer([.redirect(to: other.url)])
    defer {
      server.close()
      other.close()
    }
    guard case .refused? = await outcome(try WebhookConfiguration(url: server.url, version: "1")) else {
      Issue.record("it was no refusal")
      return
    }
    #expect(other.connections == 0)
  }

  @Test func proxyIsConnectedToWhereverItIs() async throws {
    let proxy = try TestServer([.status(200)])
    defer { proxy.close() }
    let configuration = try WebhookConfiguration(
      url: "http://hooks.example.org/in", proxy: "http://us%40r:p%3Ass@proxy.localhost:\(proxy.port)", version: "1")
    #expect(await outcome(configuration) == .delivered)
    let request = try #require(proxy.requests.first)
    #expect(request.requestLine == "POST http://hooks.example.org/in HTTP/1.1")
    // us@r:p:ss
    #expect(request.headers["proxy-authorization"] == "Basic dXNAcjpwOnNz")
  }

  @Test func proxyThatRefusesHasNotAskedTheReceiver() async throws {
    let proxy = try TestServer([.answer(407, body: "who is us@r with p:ssword? dXNAcjpwOnNzd29yZA==")])
    defer { proxy.close() }
    let configuration = try WebhookConfiguration(
      url: "http://hooks.example.org/in", proxy: "http://us%40r:p%3Assword@127.0.0.1:\(proxy.port)", version: "1")
    guard case .failed(let reason, nil)? = await outcome(configuration) else {
      Issue.record("it was no failure")
      return
    }
    #expect(reason.hasSuffix("It said: who is *** with ***? ***"), "\(reason)")
  }

  @Test func trialKeepsTheSamePolicy() async throws {
    let server = try TestServer([.status(200)])
    defer { server.close() }
    func problem(_ configuration: WebhookConfiguration) async -> String? {
      await offThread { ConnectionTrial.problem(of: configuration.server, limit: .seconds(20)) }
    }
    let url = server.url(host: "hooks.localhost")
    let refused = await problem(try WebhookConfiguration(url: url, version: "1"))
    #expect(refused?.contains("allow_private: yes") == true)
    #expect(server.connections == 0)
    #expect(await problem(try WebhookConfiguration(url: url, allowsPrivateAddresses: true, version: "1")) == nil)
    #expect(await problem(try WebhookConfiguration(url: server.url, version: "1")) == nil)
  }

  @Test func userAndPasswordAreSent() async throws {
    let server = try TestServer([.answer(401, body: "no d\u{e9}sk:s3cret:x, ZMOpc2s6czNjcmV0Ong=")])
    defer { server.close() }
    let basic = try BasicCredentials(user: "désk", password: "s3cret:x")
    let outcome = await outcome(try WebhookConfiguration(url: server.url, basic: basic, version: "1"))
    #expect(server.requests.first?.headers["authorization"] == "Basic ZMOpc2s6czNjcmV0Ong=")
    #expect(outcome?.reason?.hasSuffix("It said: no désk:***, ***") == true, "\(String(describing: outcome))")
  }
}
