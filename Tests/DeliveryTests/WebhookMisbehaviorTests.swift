import TestServer
import Testing

@testable import Delivery

/// Servers that break the rules. Each attempt ends in its time, with a reason.
@Suite(.timeLimit(.minutes(5))) struct WebhookMisbehaviorTests {
  private func endpoint(_ server: TestServer, total: Duration = .seconds(20)) throws -> WebhookEndpoint {
    WebhookEndpoint(
      name: "e",
      configuration: try WebhookConfiguration(url: server.url, timeouts: .init(total: total), version: "1"))
  }

  private func deliver(_ ids: [String], _ endpoint: WebhookEndpoint) async -> [DeliveryOutcome] {
    await offThread { endpoint.deliver(deliveries(ids)) }
  }

  private func expectFailure(_ answer: ServerAnswer, words: String, total: Duration) async throws {
    let server = try TestServer([answer])
    defer { server.close() }
    let outcomes = await deliver(["a", "b"], try endpoint(server, total: total))
    #expect(outcomes.count == 1)
    guard case .failed(let reason, nil)? = outcomes.first else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(reason.hasSuffix(words), "\(reason)")
    #expect(reason.hasPrefix("127.0.0.1:\(server.port)"))
  }

  @Test(arguments: [
    (ServerAnswer.closeWithoutAnswer, "Server returned nothing (no headers, no data)"),
    (.halfClosed, "Server returned nothing (no headers, no data)"), (.garbage, "what it answered is no HTTP"),
    (.endlessHeaders, "it answered with more than 64 KiB of headers"),
    (.reset(after: ""), "Failure when receiving data from the peer"),
    (.reset(after: "HTTP/1.1 200 Said\r\nContent-"), "Failure when receiving data from the peer"),
    (.raw("HTTP/1.1 2"), "no answer came within the time; see timeout"),
  ])
  func brokenAnswerIsAFailure(_ answer: ServerAnswer, words: String) async throws {
    let isAwaited = if case .raw = answer { true } else { false }
    try await expectFailure(answer, words: words, total: isAwaited ? .milliseconds(200) : .seconds(20))
  }

  @Test(arguments: [ServerAnswer.neverAnswer, .halfHeaders, .slowHeaders])
  func answerThatDoesNotComeIsAFailureAfterTheTimeout(_ answer: ServerAnswer) async throws {
    try await expectFailure(
      answer, words: "no answer came within the time; see timeout", total: .milliseconds(200))
  }

  @Test(arguments: [ServerAnswer.stalledBody(503), .endlessBody(503), .reset(after: "HTTP/1.1 503 Busy\r\n\r\n")])
  func statusCountsWhateverTheBodyDoes(_ answer: ServerAnswer) async throws {
    let server = try TestServer([answer])
    defer { server.close() }
    guard case .failed(let reason, nil)? = await deliver(["a"], try endpoint(server, total: .milliseconds(500))).first
    else {
      Issue.record("it was no failure")
      return
    }
    #expect(reason.contains("answered with HTTP status 503"))
  }

  @Test func acceptedAlertIsDeliveredThoughTheConnectionIsReset() async throws {
    let server = try TestServer([.reset(after: "HTTP/1.1 200 Said\r\nContent-Length: 9\r\n\r\nx"), .status(200)])
    defer { server.close() }
    #expect(await deliver(["a", "b"], try endpoint(server)) == [.delivered, .delivered])
    #expect(server.requests.map { $0.headers["webhook-id"] } == ["a", "b"])
  }

  /// It said that the connection would go on, and closed it all the same.
  @Test func connectionThatVanishesBetweenAlertsLosesAndDoublesNothing() async throws {
    let server = try TestServer([.statusThenVanish(200)])
    defer { server.close() }
    let endpoint = try endpoint(server)
    let ids = alertIDs(50)
    for batch in stride(from: 0, to: ids.count, by: 10) {
      let batch = Array(ids[batch..<batch + 10])
      #expect(await deliver(batch, endpoint) == batch.map { _ in .delivered })
    }
    #expect(server.requests.compactMap { $0.headers["webhook-id"] } == ids)
    #expect(server.connections == 50)
  }

  /// The server had the alert and may or may not have taken it: it comes again, by the same id.
  @Test func connectionThatBreaksBeforeTheAnswerBringsTheSameAlertAgain() async throws {
    let server = try TestServer([.status(200), .closeWithoutAnswer, .status(200)])
    defer { server.close() }
    #expect(await deliver(["a", "b"], try endpoint(server)) == [.delivered, .delivered])
    #expect(server.requests.map { $0.headers["webhook-id"] } == ["a", "b", "b"])
    #expect(Set(server.requests.map(\.body)) == [alertJSON("a"), alertJSON("b")])
  }

  /// A receiver that lets go of each connection that it kept, just when the next alert comes: for months.
  @Test func connectionsThatAreFoundClosedAgainAndAgainFailNothing() async throws {
    let ids = alertIDs(30)
    let server = try TestServer([.status(200)] + ids.dropFirst().flatMap { _ in [.closeWithoutAnswer, .status(200)] })
    defer { server.close() }
    let endpoint = try endpoint(server)
    #expect(await deliver(Array(ids[..<15]), endpoint) == ids[..<15].map { _ in .delivered })
    #expect(await deliver(Array(ids[15...]), endpoint) == ids[15...].map { _ in .delivered })
    #expect(server.connections == 30)
    #expect(server.requests.filter(\.answer.isSuccess).compactMap { $0.headers["webhook-id"] } == ids)
  }

  @Test func secondAnswerToOneRequestIsNotTakenForThatOfTheNext() async throws {
    let twice = "HTTP/1.1 200 Said\r\nContent-Length: 2\r\n\r\nok" + "HTTP/1.1 200 Said\r\nContent-Length: 2\r\n\r\nok"
    let server = try TestServer([.raw(twice), .status(500)])
    defer { server.close() }
    let outcomes = await deliver(["a", "b"], try endpoint(server, total: .seconds(2)))
    #expect(outcomes.first == .delivered)
    #expect(outcomes.last != .delivered, "the alert was taken for delivered by an answer to another")
  }
}
