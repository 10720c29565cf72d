import Messages
import TestServer
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct MailEndpointTests {
  private func deliver(_ batch: [PendingDelivery], to endpoint: MailEndpoint) async -> [DeliveryOutcome] {
    await offThread { endpoint.deliver(batch) }
  }

  private func endpoint(
    _ server: SMTPTestServer, to: [String] = ["desk@example.org"], timeout: Duration = .seconds(30)
  ) throws -> MailEndpoint {
    MailEndpoint(
      name: "e", configuration: try mailConfiguration(server, to: to, timeout: timeout), now: { 1_795_400_000_000 })
  }

  private func alert(_ id: String, story: String = "s") -> PendingDelivery {
    PendingDelivery(
      sequence: 1, alertID: id, endpoint: "e", attempts: 0, storyID: story, json: wholeAlert(id, story: story))
  }

  private func failure(_ outcomes: [DeliveryOutcome]) -> String? {
    if outcomes.count == 1, case .failed(let reason, _) = outcomes[0] { reason } else { nil }
  }

  private func refusal(_ outcomes: [DeliveryOutcome]) -> String? {
    if outcomes.count == 1, case .refused(let reason) = outcomes[0] { reason } else { nil }
  }

  @Test func aStoryIsOneMail() async throws {
    let server = try SMTPTestServer()
    let endpoint = try endpoint(server, to: ["desk@example.org", "night@example.org"])
    let batch = [alert("a"), alert("b"), alert("c", story: "t")]
    #expect(await deliver(batch, to: endpoint) == [.delivered, .delivered, .delivered])
    #expect(server.mails.count == 2)
    #expect(server.connections == 1)
    let first = try #require(server.mails.first)
    #expect(first.from == "watchword@example.org")
    #expect(first.recipients == ["desk@example.org", "night@example.org"])
    let configuration = try mailConfiguration(server, to: first.recipients)
    let story = try StoryAlerts(decoding: batch[..<2].map(\.json))
    let text = MailMessage(story, configuration.envelope, time: 1_795_400_000_000).text
    #expect(first.text == text)
    #expect(server.commands.contains("MAIL FROM:<watchword@example.org> SIZE=\(text.utf8.count)"))
    endpoint.stop()
    server.close()
  }

  @Test func dotsAndLineEndsArriveAsTheyWere() async throws {
    let server = try SMTPTestServer()
    let text = ".\r\n..\r\n.x\r\n\r\nFrom a\r\nx.\r\n" + String(repeating: "..y\r\n", count: 20_000)
    let configuration = try mailConfiguration(server)
    let result = await offThread {
      SMTPHandle(configuration, exchange: SMTPExchange())?.send(text, to: ["desk@example.org"])
    }
    #expect(result == .taken)
    #expect(server.mails.map(\.text) == [text])
    #expect(server.mails.first?.wire.hasPrefix("..\r\n...\r\n..x\r\n\r\nFrom a\r\n") == true)
    server.close()
  }

  // MARK: What servers say

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var script: SMTPScript
    /// What is tried again; otherwise refused for good.
    let isFailure: Bool
    let says: String
    let timeout: Duration

    init(
      _ name: String, _ isFailure: Bool, _ says: String, timeout: Duration = .seconds(30),
      _ change: (inout SMTPScript) -> Void
    ) {
      testDescription = name
      self.timeout = timeout
      (self.isFailure, self.says) = (isFailure, says)
      script = SMTPScript()
      change(&script)
    }
  }

  static let cases = [
    Case("greeting", true, "did not greet: 554 go away") { $0.greeting = .say("554 go away") },
    Case("greeting, in lines", true, "did not greet: 421 go away now") { $0.greeting = .say("421-go away\r\n421 now") },
    Case("no greeting", true, "127.0.0.1") { $0.greeting = .drop },
    Case("hello", true, "did not take our greeting: 550 who are you") {
      $0.answers["EHLO"] = .say("502 no")
      $0.answers["HELO"] = .say("550 who are you")
    },
    Case("sender for now", true, "did not take the sender: 451 later") { $0.answers["MAIL"] = .say("451 later") },
    Case("sender", true, "did not take the sender: 550 not you") { $0.answers["MAIL"] = .say("550 not you") },
    Case("size", false, "did not take the sender: 552 5.3.4 too big") {
      $0.answers["MAIL"] = .say("552 5.3.4 too big")
    },
    Case("all recipients for now", true, "did not take the recipients: 452 full") {
      $0.answers["RCPT"] = .say("452 full")
    },
    Case("all recipients", true, "did not take the recipients: 550 nobody here") {
      $0.answers["RCPT"] = .say("550 nobody here")
    },
    Case("data", true, "did not take the mail: 554 no") { $0.answers["DATA"] = .say("554 no") },
    Case("mail for now", true, "did not take the mail: 451 later") { $0.message = .say("451 later") },
    Case("mail", false, "did not take the mail: 554 5.7.1 spam") { $0.message = .say("554 5.7.1 spam") },
    Case("no answer to the mail", true, "127.0.0.1") { $0.message = .drop },
    Case("hung up in the middle", true, "127.0.0.1") { $0.dropsAfter = 100 },
    Case("flood", true, "says too much") { $0.answers["MAIL"] = .flood },
    Case("control characters", true, "did not take the sender: 550 \\u{1b}[31mred") {
      $0.answers["MAIL"] = .say("550 \u{1b}[31mred")
    },
    Case("no replies", true, "imeout", timeout: .seconds(1)) { $0.greeting = .say("hello there, no number") },
  ]

  @Test(arguments: cases) func answersBecomeOutcomes(_ given: Case) async throws {
    let server = try SMTPTestServer(given.script)
    let endpoint = try endpoint(server, timeout: given.timeout)
    let outcomes = await deliver([alert("a"), alert("b", story: "t")], to: endpoint)
    let reason = try #require(given.isFailure ? failure(outcomes) : refusal(outcomes), "\(outcomes)")
    #expect(reason.contains(given.says))
    #expect(server.mails.isEmpty)
    // The next attempt is not spoilt by this one.
    server.setScript(SMTPScript())
    #expect(await deliver([alert("a")], to: endpoint) == [.delivered])
    #expect(server.mails.count == 1)
    endpoint.stop()
    server.close()
  }

  @Test func silenceIsWaitedForNoLongerThanTheTimeout() async throws {
    let server = try SMTPTestServer(SMTPScript(["MAIL": .silence]))
    let endpoint = try endpoint(server, timeout: .seconds(1))
    let outcomes = await deliver([alert("a")], to: endpoint)
    let reason = try #require(failure(outcomes), "\(outcomes)")
    #expect(reason.contains("imeout"))
    server.close()
  }

  @Test func whatCannotBeReadIsRefused() async throws {
    let server = try SMTPTestServer()
    let outcomes = await deliver([delivery("a")], to: try endpoint(server))
    let reason = try #require(refusal(outcomes), "\(outcomes)")
    #expect(reason.contains("cannot be read"))
    #expect(server.connections == 0)
    server.close()
  }

  // MARK: Encryption and login

  @Test func nothingIsSentInClearTextWhereItMustNot() async throws {
    let server = try SMTPTestServer()
    let configuration = try mailConfiguration(server, encryption: .required)
    let outcomes = await deliver([alert("a")], to: MailEndpoint(name: "e", configuration: configuration))
    let reason = try #require(failure(outcomes), "\(outcomes)")
    #expect(reason.contains("STARTTLS"))
    #expect(server.commands.allSatisfy { $0.hasPrefix("EHLO ") || $0 == "QUIT" })
    server.close()
  }

  @Test func aLoginThatIsRefusedIsTriedAgainAndNotTold() async throws {
    // \0desk\0hunter2
    let answer = "AGRlc2sAaHVudGVyMg=="
    var script = SMTPScript(["AUTH": .say("334 "), answer.uppercased(): .say("535 5.7.8 no, not with hunter2")])
    script.answers["EHLO"] = .say("250-test.example\r\n250 AUTH PLAIN")
    let server = try SMTPTestServer(script)
    let configuration = try mailConfiguration(server, login: .init(user: "desk", password: "hunter2"))
    let endpoint = MailEndpoint(name: "e", configuration: configuration)
    let outcomes = await deliver([alert("a")], to: endpoint)
    let reason = try #require(failure(outcomes), "\(outcomes)")
    #expect(reason.contains("did not take the login: 535"))
    #expect(!reason.contains("hunter2"))
    #expect(server.commands.contains(answer))
    script.answers[answer.uppercased()] = .say("235 welcome")
    server.setScript(script)
    #expect(await deliver([alert("a")], to: endpoint) == [.delivered])
    server.close()
  }

  @Test func secretsAreNotDescribed() throws {
    let server = try SMTPTestServer()
    let configuration = try mailConfiguration(server, login: .init(user: "desk", password: "hunter2"))
    let endpoint = EndpointConfiguration.mail(configuration)
    var dumped = ""
    dump(endpoint, to: &dumped)
    for text in ["\(configuration)", "\(endpoint)", String(reflecting: endpoint), dumped] {
      #expect(!text.contains("hunter2"))
    }
    #expect(endpoint.server?.url == server.url)
    server.close()
  }

  // MARK: Some recipients

  @Test func whoHasItIsNotToldAgain() async throws {
    let server = try SMTPTestServer(SMTPScript(["b@example.org": .say("452 mailbox full")]))
    let endpoint = try endpoint(server, to: ["a@example.org", "b@example.org", "c@example.org"])
    let outcomes = await deliver([alert("x")], to: endpoint)
    let reason = try #require(failure(outcomes), "\(outcomes)")
    #expect(reason.contains("b@example.org: 452 mailbox full"))
    #expect(reason.contains("1 of 3"))
    #expect(server.mails.map(\.recipients) == [["a@example.org", "c@example.org"]])
    server.setScript(SMTPScript())
    #expect(await deliver([alert("x")], to: endpoint) == [.delivered])
    #expect(server.mails.last?.recipients == ["b@example.org"])
    // Others go to all, and so does this one, once it is told again on purpose.
    for id in ["y", "x"] {
      #expect(await deliver([alert(id)], to: endpoint) == [.delivered])
      #expect(server.mails.last?.recipients == ["a@example.org", "b@example.org", "c@example.org"])
    }
    endpoint.stop()
    server.close()
  }

  @Test func whoIsNotThereKeepsItFromNobodyElse() async throws {
    let server = try SMTPTestServer(SMTPScript(["b@example.org": .say("550 no such user")]))
    let endpoint = try endpoint(server, to: ["a@example.org", "b@example.org"])
    for _ in 0..<2 {
      let outcomes = await deliver([alert("x")], to: endpoint)
      let reason = try #require(refusal(outcomes), "\(outcomes)")
      #expect(reason.contains("b@example.org: 550 no such user"))
      #expect(reason.contains("1 of 2"))
    }
    #expect(server.mails.map(\.recipients) == [["a@example.org"]])
    endpoint.stop()
    server.close()
  }

  @Test func anAlertThatJoinsOneThatSomeHaveHadBringsThemNothingTwice() async throws {
    let server = try SMTPTestServer(SMTPScript(["b@example.org": .say("452 later")]))
    let endpoint = try endpoint(server, to: ["a@example.org", "b@example.org"])
    _ = await deliver([alert("x")], to: endpoint)
    server.setScript(SMTPScript())
    let batch = ["x", "y", "z"].map { alert($0) }
    #expect(await deliver(batch, to: endpoint) == [.delivered, .delivered, .delivered])
    let both = ["a@example.org", "b@example.org"]
    #expect(server.mails.map(\.recipients) == [["a@example.org"], ["b@example.org"], both])
    endpoint.stop()
    server.close()
  }

  // MARK: The connection

  @Test func stopEndsAWaitForAServerThatNeverAnswers() async throws {
    let server = try SMTPTestServer(SMTPScript(["DATA": .silence]))
    let endpoint = try endpoint(server)
    async let outcomes = deliver([alert("a"), alert("b", story: "t")], to: endpoint)
    await server.nextSilence()
    let start = ContinuousClock.now
    endpoint.stop()
    #expect(await outcomes == [])
    // curl looks once a second; without the stop it would take the whole 30.
    #expect(ContinuousClock.now - start < .seconds(20))
    server.close()
  }

  @Test func aServerThatSaysNoGoodbyeIsLeft() async throws {
    let server = try SMTPTestServer(SMTPScript(["QUIT": .silence]))
    let endpoint = try endpoint(server)
    #expect(await deliver([alert("a")], to: endpoint) == [.delivered])
    let start = ContinuousClock.now
    await offThread { endpoint.stop() }
    #expect(ContinuousClock.now - start < .seconds(20))
    await server.nextEnd()
    server.close()
  }

  @Test func aConnectionThatWasClosedMeanwhileIsMadeAnew() async throws {
    let server = try SMTPTestServer()
    let endpoint = try endpoint(server)
    #expect(await deliver([alert("a")], to: endpoint) == [.delivered])
    server.hangUp()
    await server.nextEnd()
    #expect(await deliver([alert("b")], to: endpoint) == [.delivered])
    endpoint.reopen()
    await server.nextEnd()
    #expect(server.commands.last == "QUIT")
    #expect(await deliver([alert("c")], to: endpoint) == [.delivered])
    #expect(server.mails.map(\.connection) == [1, 2, 3])
    endpoint.stop()
    await server.nextEnd()
    server.close()
  }

  @Test func theTrialGreetsAndSendsNothing() async throws {
    let server = try SMTPTestServer(SMTPScript(["EHLO": .say("250-test.example\r\n250 AUTH PLAIN")]))
    let login = MailConfiguration.Login(user: "desk", password: "hunter2")
    let plain = EndpointConfiguration.mail(try mailConfiguration(server, login: login)).server
    let encrypted = EndpointConfiguration.mail(try mailConfiguration(server, encryption: .required)).server
    let problems = await offThread {
      [plain, encrypted].map { $0.flatMap { ConnectionTrial.problem(of: $0, limit: .seconds(20)) } }
    }
    #expect(problems == [nil, "it does not begin to encrypt (STARTTLS)"])
    #expect(server.commands.allSatisfy { $0.hasPrefix("EHLO ") || $0 == "QUIT" })
    var script = SMTPScript()
    script.greeting = .say("554 go away")
    server.setScript(script)
    let refusal = await offThread { plain.flatMap { ConnectionTrial.problem(of: $0, limit: .seconds(20)) } }
    #expect(refusal == "it did not greet: 554 go away")
    server.close()
  }
}
