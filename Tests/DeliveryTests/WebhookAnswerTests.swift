import TestServer
import Testing

@testable import Delivery

/// What becomes of an alert by what a server answers.
@Suite(.timeLimit(.minutes(5))) struct WebhookAnswerTests {
  /// 2026-11-18 12:00:00 UTC.
  private static let now: Int64 = 1_795_003_200_000

  private func outcomes(
    _ answers: [ServerAnswer], secrets: [WebhookConfiguration.Header] = [], path: String = "/hook"
  ) async throws -> [DeliveryOutcome] {
    let server = try TestServer(answers)
    defer { server.close() }
    let configuration = try WebhookConfiguration(
      url: "http://127.0.0.1:\(server.port)\(path)", headers: secrets, timeouts: .init(total: .seconds(20)),
      version: "1")
    let endpoint = WebhookEndpoint(name: "e", configuration: configuration, now: { Self.now })
    return await offThread { endpoint.deliver(deliveries(["a"])) }
  }

  private func outcome(_ answer: ServerAnswer) async throws -> DeliveryOutcome? {
    try await outcomes([answer]).first
  }

  @Test(arguments: [300, 301, 302, 304, 307, 308, 400, 401, 403, 404, 405, 409, 413, 415, 422, 451, 499])
  func answerThatNoNewAttemptChangesIsARefusalThatNamesIt(_ status: Int) async throws {
    guard case .refused(let reason)? = try await outcome(.answer(status, body: "")) else {
      Issue.record("it is no refusal")
      return
    }
    #expect(reason.contains("answered with HTTP status \(status)"))
    #expect(!reason.contains("It said"))
  }

  @Test(arguments: [407, 408, 425, 429, 500, 501, 502, 503, 504, 507, 599])
  func answerThatANewAttemptMayChangeIsAFailure(_ status: Int) async throws {
    guard case .failed(let reason, nil)? = try await outcome(.answer(status, body: "")) else {
      Issue.record("it is no failure, or has a time")
      return
    }
    #expect(reason.contains("answered with HTTP status \(status)"))
  }

  @Test func goneIsGone() async throws {
    guard case .gone(let reason)? = try await outcome(.answer(410)) else {
      Issue.record("it is not gone")
      return
    }
    #expect(reason.contains("410") && reason.contains("wants no alerts any more") && reason.hasSuffix("It said: ok"))
  }

  @Test(arguments: [408, 425, 429, 500, 502, 503])
  func timeOfTheNextAttemptIsHeard(_ status: Int) async throws {
    let outcome = try await outcome(.answer(status, headers: ["rEtRy-AfTeR:  120  "]))
    guard case .failed(_, .seconds(120)?)? = outcome else {
      Issue.record("\(String(describing: outcome))")
      return
    }
  }

  @Test func timeMayBeADate() async throws {
    let outcome = try await outcome(.answer(503, headers: ["Retry-After: Wed, 18 Nov 2026 12:01:30 GMT"]))
    guard case .failed(_, .seconds(90)?)? = outcome else {
      Issue.record("\(String(describing: outcome))")
      return
    }
  }

  @Test func refusalHasNoTime() async throws {
    guard case .refused? = try await outcome(.answer(404, headers: ["Retry-After: 120"])) else {
      Issue.record("it is no refusal")
      return
    }
  }

  @Test func lastHeadersCount() async throws {
    let early = "HTTP/1.1 103 Early Hints\r\nRetry-After: 7\r\nLink: </x>\r\n\r\n"
    let outcome = try await outcome(.raw(early + "HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nno"))
    guard case .failed(let reason, nil)? = outcome else {
      Issue.record("\(String(describing: outcome))")
      return
    }
    #expect(reason.hasSuffix("HTTP status 503. It said: no"))
    let accepted = try await self.outcome(.raw(early + "HTTP/1.1 202 Fine\r\nContent-Length: 0\r\n\r\n"))
    #expect(accepted == .delivered)
  }

  @Test func trailersAreNoHeaders() async throws {
    let head = "HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\nRetry-After: 5\r\n\r\n2\r\nno\r\n0\r\n"
    let outcome = try await outcome(.raw(head + "Retry-After: 9\r\n\r\n"))
    guard case .failed(let reason, .seconds(5)?)? = outcome else {
      Issue.record("\(String(describing: outcome))")
      return
    }
    #expect(reason.hasSuffix("It said: no"))
  }

  @Test func whatIsSaidIsToldInOneSafeLine() async throws {
    let body = "  bad\r\n\tsecret\u{1b}[2J \u{202e}gnp\u{0} «ключ»  \n"
    let outcome = try await outcome(.answer(401, body: body))
    let words = #"It said: bad secret\u{1b}[2J \u{202e}gnp\u{0} «ключ»"#
    #expect(outcome?.reason?.hasSuffix(words) == true, "\(String(describing: outcome))")
  }

  @Test func notMoreIsToldThanIsRead() async throws {
    let outcome = try await outcome(.answer(400, body: String(repeating: "ў", count: 5000)))
    #expect(outcome?.reason?.hasSuffix("It said: \(String(repeating: "ў", count: 150))…") == true)
    #expect(try await outcome2(.endlessBody(400)) != nil)
  }

  private func outcome2(_ answer: ServerAnswer) async throws -> String? {
    let reason = try await outcome(answer)?.reason
    return reason.flatMap { $0.contains("It said: endless endless") && $0.utf8.count < 600 ? $0 : nil }
  }

  @Test func whatIsRepeatedOfTheRequestIsCovered() async throws {
    let key = "k3y/with&signs=\"x\""
    let body =
      #"no POST /in/T0PSECRET42?token=abcd%2Fef (abcd/ef) with {"key":"k3y\/with&signs=\"x\""} K3Y%2FWITH%26SIGNS%3D%22X%22"#
    let outcomes = try await outcomes(
      [.answer(404, body: body)], secrets: [.init("X-Key", key)], path: "/in/T0PSECRET42?token=abcd%2Fef")
    let reason = try #require(outcomes.first?.reason)
    #expect(reason.hasSuffix(#"It said: no POST *** (***) with {"key":"***"} ***"#), "\(reason)")
  }

  @Test func tokenInAHeaderIsCoveredWithoutItsScheme() async throws {
    let outcomes = try await outcomes(
      [.answer(403, body: "TOK3N-9f2c of night shift is unknown")],
      secrets: [.init("Authorization", "Token tok3n-9f2c"), .init("X-Desk", "night shift")])
    #expect(outcomes.first?.reason?.hasSuffix("It said: *** of *** is unknown") == true, "\(outcomes)")
  }
}
