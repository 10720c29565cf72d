import Foundation
import TestServer
import TestSupport
import Testing

@testable import Delivery

/// What one sees who tries an endpoint: all that was said, and no secret of it, wherever it stands and however it is spelled.
@Suite(.timeLimit(.minutes(5))) struct DeliveryTraceTests {
  private func attempt(_ configuration: EndpointConfiguration, json: String = wholeAlert("a1")) async -> EndpointTrial {
    let trace = configuration.newTrace()
    let endpoint = configuration.endpoint(named: "e", trace: trace)
    let trial = await offThread { EndpointTrial(of: endpoint, trace: trace, alertID: "a1", json: json) }
    endpoint.stop()
    return trial
  }

  private func text(_ trial: EndpointTrial) -> String {
    trial.lines.map { "\($0.direction.rawValue) \($0.text)" }.joined(separator: "\n") + (trial.outcome.reason ?? "")
  }

  private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  private func expect(_ text: String, hides secrets: [String], sourceLocation: SourceLocation = #_sourceLocation) {
    for secret in secrets {
      #expect(!text.lowercased().contains(secret.lowercased()), "\(secret) in: \(text)", sourceLocation: sourceLocation)
    }
  }

  // MARK: HTTP

  /// Whatever was sent comes back in headers and body, as it is and encoded.
  @Test(arguments: [200, 403, 503]) func requestAndAnswerAreShownWithoutSecrets(status: Int) async throws {
    let signing = base64("the signing secret of this test")
    let secrets = [
      "t0ken-bearer", "k3y-header", "T024PATH-part", "q-valu3", "us3r-url", "pa55-url", signing,
      base64("us3r-url:pa55-url"),
    ]
    let back = secrets.joined(separator: " ")
    let server = try TestServer([
      .answer(
        status, headers: ["X-Back: \(back)", "Set-Cookie: c00kie=1", "Location: /T024PATH-part"],
        body: back + "\u{1B}[2J")
    ])
    defer { server.close() }
    let url = "http://us3r-url:pa55-url@127.0.0.1:\(server.port)/services/T024PATH-part?key=q-valu3"
    let configuration = try WebhookConfiguration(
      url: url, headers: [.init("X-Key", "k3y-header"), .init("X-Short", "abc")], bearerToken: "t0ken-bearer",
      signingSecrets: [SigningSecret("whsec_" + signing)], version: "1.2")
    let trial = await attempt(.webhook(configuration))
    let text = text(trial)
    expect(text, hides: secrets + ["c00kie", "X-Short: abc", "services"])
    for part in [
      "note Connected to 127.0.0.1", "sent POST /*** HTTP/1.1", "sent Host: 127.0.0.1:\(server.port)",
      "sent User-Agent: watchword/1.2", "sent Authorization: Bearer ***", "sent X-Key: ***", "sent X-Short: ***",
      "sent webhook-id: a1", "sent webhook-signature: v1,", #"sent {"article":"#,
      "received HTTP/1.1 \(status) Said", "received X-Back: *** ", "received Set-Cookie: ***",
    ] { #expect(text.contains(part), "\(part) in: \(text)") }
    #expect((trial.outcome == .delivered) == (status == 200))
    #expect(server.requests.first?.headers["x-key"] == "k3y-header", "only what is shown is without it")
  }

  @Test func basicIsHidden() async throws {
    let server = try TestServer([.answer(401, body: "no: " + base64("desk-user:pa55word") + " pa55word")])
    defer { server.close() }
    let configuration = try WebhookConfiguration(
      url: server.url, basic: BasicCredentials(user: "desk-user", password: "pa55word"), version: "1")
    let trial = await attempt(.webhook(configuration))
    expect(text(trial), hides: ["pa55word", base64("desk-user:pa55word")])
    #expect(text(trial).contains("sent Authorization: Basic ***"))
    #expect(trial.outcome.reason?.contains("401") == true)
  }

  @Test(arguments: ["http", "https"]) func proxyIsShownWithoutItsPassword(scheme: String) async throws {
    let back = base64("us3r:pa55proxy")
    let proxy = try TestServer([.answer(407, headers: ["X-Back: \(back)"], body: "pa55proxy")])
    defer { proxy.close() }
    let configuration = try WebhookConfiguration(
      url: "\(scheme)://hooks.example.org/in/T024PATH-part", proxy: "http://us3r:pa55proxy@127.0.0.1:\(proxy.port)",
      version: "1")
    let text = text(await attempt(.webhook(configuration)))
    expect(text, hides: ["pa55proxy", back, "T024PATH"])
    let line =
      scheme == "http" ? "POST http://hooks.example.org/*** HTTP/1.1" : "CONNECT hooks.example.org:443 HTTP/1.1"
    #expect(text.contains("sent \(line)"), "\(text)")
    #expect(text.contains("sent Proxy-Authorization: Basic ***"))
  }

  @Test func certificateAndVersionOfTLSAreShown() async throws {
    let folder = try TemporaryFolder()
    let authority = try TestCertificate(in: folder.path, name: "Authority")
    let tls = TestTLS(try TestCertificate(in: folder.path, name: "hooks.localhost", issuer: authority))
    let server = try TestServer([.status(200)], tls: tls)
    defer { server.close() }
    let configuration = try WebhookConfiguration(
      url: server.url(host: "hooks.localhost"), certificateAuthorityFile: authority.certificate,
      allowsPrivateAddresses: true, version: "1")
    let trial = await attempt(.webhook(configuration))
    #expect(trial.outcome == .delivered)
    for part in [
      "note SSL connection using TLSv1.", "note subject: CN=hooks.localhost", "note issuer: CN=Authority",
      "note expire date: ",
    ] { #expect(text(trial).contains(part), "\(part) in \(text(trial))") }
  }

  @Test func certificateThatIsNotTrustedIsSaid() async throws {
    let folder = try TemporaryFolder()
    let tls = TestTLS(try TestCertificate(in: folder.path, name: "hooks.localhost"))
    let server = try TestServer([.status(200)], tls: tls)
    defer { server.close() }
    let configuration = try WebhookConfiguration(
      url: server.url(host: "hooks.localhost"), allowsPrivateAddresses: true, version: "1")
    let text = text(await attempt(.webhook(configuration)))
    #expect(text.contains("note SSL certificate problem"), "\(text)")
    #expect(text.contains("ca_file"))
  }

  @Test func longAnswerIsShownToItsBeginning() async throws {
    let server = try TestServer([.answer(200, body: String(repeating: "endless ", count: 6000))])
    defer { server.close() }
    let trial = await attempt(.webhook(try WebhookConfiguration(url: server.url, version: "1")))
    #expect(trial.lines.filter { $0.direction == .received }.reduce(0) { $0 + $1.text.utf8.count } <= 16 << 10)
    #expect(trial.lines.last?.text.hasSuffix("more bytes received, not shown") == true)
  }

  // MARK: Words

  @Test(arguments: [
    "Server auth using Basic with user 'us3r'", "TLSv1.3 (OUT), TLS handshake, Client hello (1):", "anything new",
  ])
  func curlsOtherWordsAreNotPassedOn(words: String) { #expect(CurlWords.shown("  " + words) == nil) }

  @Test(arguments: [
    ("POST / HTTP/1.1", "POST / HTTP/1.1"), ("POST /a?b=c HTTP/1.1", "POST /*** HTTP/1.1"),
    ("POST http://u:p@h/a HTTP/1.1", "POST http://h/*** HTTP/1.1"), ("POST /a b HTTP/1.1", "***"), ("", "***"),
  ])
  func targetOfARequestIsHidden(line: String, shown: String) {
    let head = String(decoding: RequestHead.shown(Array((line + "\r\n\r\n").utf8)), as: UTF8.self)
    #expect(head.split(separator: "\r\n").first.map { String($0) } ?? "" == shown)
  }

  @Test func secretInTwoPiecesIsHidden() {
    let trace = DeliveryTrace(hiding: SentSecrets(["t0psecret"]))
    trace.received(Array("a t0p".utf8))
    trace.received(Array("secret b\r\nc".utf8))
    #expect(trace.lines.map(\.text) == ["a *** b", "c"])
  }

  // MARK: Mail

  @Test(arguments: ["PLAIN", "LOGIN", "PLAIN again"]) func dialogueIsShownWithoutTheLogin(mechanism: String)
    async throws
  {
    let (user, password) = ("desk", "pa55word-mail")
    let hidden = [password, "\0\(user)\0\(password)"].map(base64) + [password]
    let word = String(mechanism.prefix(5))
    var script = SMTPScript(["EHLO": .say("250-test.example\r\n250 AUTH \(word)")])
    if mechanism == "PLAIN again" { script.answers["AUTH"] = .say("535 no \(hidden.joined(separator: " and "))") }
    if mechanism == "LOGIN" {
      script.answers["AUTH"] = .say("334 VXNlcm5hbWU6")
      script.answers[base64(user).uppercased()] = .say("334 UGFzc3dvcmQ6")
      script.answers[base64(password).uppercased()] = .say("235 ok")
    } else if mechanism == "PLAIN" {
      script.answers["AUTH"] = .say("334 ")
      script.answers[hidden[1].uppercased()] = .say("235 ok")
    }
    let server = try SMTPTestServer(script)
    defer { server.close() }
    let trial = await attempt(.mail(try mailConfiguration(server, login: .init(user: user, password: password))))
    let text = text(trial)
    expect(text, hides: hidden)
    #expect(text.contains("received 220 test.example ESMTP"), "\(text)")
    #expect(text.contains("sent AUTH \(word)"))
    #expect((trial.outcome == .delivered) == (mechanism != "PLAIN again"), "\(trial.outcome)")
    if mechanism != "PLAIN again" {
      #expect(text.contains("sent MAIL FROM:<watchword@example.org>") && text.contains("sent (hidden)"))
      #expect(text.contains("sent Subject: ") && text.contains("received 250 taken"))
    }
    #expect(server.commands.contains { $0.hasPrefix("AUTH") })
  }

  // MARK: This machine

  @Test func programIsShownWithoutItsEnvironment() async throws {
    let exec = try ExecConfiguration(
      command: ["/bin/sh", "-c", "read -r line; echo $TOKEN >&2; echo second >&2; exit 3"],
      environment: [.init("TOKEN", "s3cr3t-env")])
    let trial = await attempt(.exec(exec))
    expect(text(trial), hides: ["s3cr3t-env"])
    #expect(trial.lines.first?.text.hasPrefix(#"runs "/bin/sh" "-c""#) == true)
    #expect(trial.lines.suffix(3).map(\.text) == ["***", "second", "exit status 3"])
    #expect(text(trial).contains(#"sent {"article""#) && text(trial).contains("TOKEN"))
  }

  @Test func fileIsNamed() async throws {
    let folder = try TemporaryFolder()
    let trial = await attempt(.files(folder: folder.path))
    #expect(trial.outcome == .delivered)
    #expect(trial.lines.first?.text == "the file \(folder.path)/20261123T020525.267Z-a1.json")
    #expect(contents("\(folder.path)/20261123T020525.267Z-a1.json").hasPrefix(#"{"article""#))
  }

  @Test func syslogMessageIsShown() async throws {
    let receiver = SyslogReceiver(.udp)
    let trial = await attempt(.syslog(SyslogConfiguration(server: receiver.server, facility: 1)))
    #expect(trial.outcome == .delivered)
    #expect(trial.lines.first?.text.hasPrefix("tells the syslog server at ") == true)
    #expect(text(trial).contains("sent <"))
  }

  @Test func journalsFieldsAreShown() async {
    let trace = EndpointConfiguration.journald.newTrace()
    let journal = MemoryJournal()
    let endpoint = JournalEndpoint(name: "e", calls: journal.calls, patience: .seconds(30), trace: trace)
    let trial = await offThread { EndpointTrial(of: endpoint, trace: trace, alertID: "a1", json: wholeAlert("a1")) }
    #expect(trial.outcome == .delivered && journal.entries.count == 1)
    #expect(text(trial).contains("note tells the journal at /run/systemd/journal/socket"))
    #expect(text(trial).contains("sent PRIORITY=4") && text(trial).contains("sent WATCHWORD_ALERT=a1"))
  }
}
