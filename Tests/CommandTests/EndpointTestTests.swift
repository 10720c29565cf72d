import AlertSchema
import BlockingTests
import DaemonHarness
import Foundation
import TestServer
import Testing

/// `watchword endpoint test`: one alert, from the command to the endpoint.
@Suite(.blocking, .timeLimit(.minutes(5))) struct EndpointTestTests {
  private struct Report: Decodable {
    struct Line: Decodable {
      let direction: String
      let text: String
    }
    let endpoint: String
    let type: String
    let enabled: Bool
    let alert: String
    let outcome: String
    let reason: String?
    let milliseconds: Int
    let exchange: [Line]
  }

  private func write(_ text: String, to name: String, _ folder: WorkFolder) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
  }

  private func endpoint(_ yaml: String) -> String { "endpoints:\n  desk: \(yaml)\n" }

  @Test func webhookIsSentAMarkedAlert() throws {
    try withWorkFolder { folder in
      let server = try TestServer([.answer(202, body: "token s3cr3t-token \u{1B}[2J")])
      defer { server.close() }
      try write("s3cr3t-token", to: "token", folder)
      try folder.writeSettings(endpoint("{type: webhook, url: \"\(server.url)\", bearer: {file: token}, enabled: no}"))
      let outcome = try Outcome(["endpoint", "test", "desk"], in: folder)
      #expect(outcome.status == 0)
      for part in [
        "desk, of type webhook", "(enabled: no)", "> POST /*** HTTP/1.1", "> Authorization: Bearer ***",
        "< HTTP/1.1 202 Said", #"< token *** \u{1b}[2J"#, "delivered after ",
      ] { #expect(outcome.printed(part), "\(part)") }
      #expect(!outcome.printed("s3cr3t-token") && !outcome.printed("\u{1B}"))
      let request = try #require(server.requests.first)
      let alert = try #require(try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
      #expect(alert["kind"] as? String == "test")
      #expect(alert["id"] as? String == request.headers["webhook-id"])
      #expect(try JSONSchema.ofAlerts().problems(in: JSONValue(request.body)) == [])
      #expect(server.requests.count == 1)
      #expect(folder.files(below: "state").isEmpty, "the outbox has nothing of it")
    }
  }

  @Test func reportIsForProgramsToo() throws {
    try withWorkFolder { folder in
      let server = try TestServer([.answer(403, body: "no")])
      defer { server.close() }
      let url = "http://127.0.0.1:\(server.port)/services/T0SECRET1/B0SECRET2"
      try folder.writeSettings(endpoint("{type: slack, url: \"\(url)\"}"))
      let outcome = try Outcome(["endpoint", "test", "desk", "--json"], in: folder)
      #expect(outcome.status == 1)
      let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output.joined().utf8))
      #expect(report.endpoint == "desk" && report.type == "slack" && report.enabled)
      #expect(report.outcome == "refused" && report.reason?.contains("403") == true)
      #expect(report.exchange.contains { $0.direction == "sent" && $0.text.contains("TEST · INFO: Test by Watchword") })
      #expect(report.exchange.last?.text == "no")
      #expect(!outcome.printed("SECRET"))
    }
  }

  /// Who knows it reads along: it stands in the message, and the server repeats it in its answer.
  @Test(arguments: ["s3cr3t-newsroom", "x7"]) func topicOfNtfyIsHidden(topic: String) throws {
    try withWorkFolder { folder in
      let server = try TestServer([.answer(429, body: #"{"code":42901,"topic":"\#(topic)"}"#)])
      defer { server.close() }
      try folder.writeSettings(endpoint("{type: ntfy, url: \"http://127.0.0.1:\(server.port)\", topic: \(topic)}"))
      for arguments in [["endpoint", "test", "desk"], ["endpoint", "test", "desk", "--json"]] {
        let outcome = try Outcome(arguments, in: folder)
        #expect(outcome.status == 1 && outcome.printed("42901") && outcome.printed("TEST"))
        #expect(!outcome.printed("\"\(topic)") && !outcome.said(topic))
      }
      #expect(server.requests.allSatisfy { $0.body.contains(#""topic":"\#(topic)""#) } && server.requests.count == 2)
    }
  }

  @Test func mailIsSent() throws {
    try withWorkFolder { folder in
      let login = Data("\0desk\0s3cr3t-password".utf8).base64EncodedString()
      let server = try SMTPTestServer(
        SMTPScript([
          "EHLO": .say("250-test.example\r\n250 AUTH PLAIN"), "AUTH": .say("334 "), login.uppercased(): .say("235 ok"),
        ]))
      defer { server.close() }
      try write("s3cr3t-password", to: "password", folder)
      try folder.writeSettings(
        endpoint(
          "{type: mail, server: \"\(server.url)\", tls: cleartext, user: desk, password: {file: password}, "
            + "from: w@example.org, to: [d@example.org]}"))
      let outcome = try Outcome(["endpoint", "test", "desk"], in: folder)
      #expect(outcome.status == 0)
      for part in [
        "< 220 test.example", "> AUTH PLAIN", "> (hidden)", "> RCPT TO:<d@example.org>", "> Subject: TEST INFO",
      ] {
        #expect(outcome.printed(part), "\(part)")
      }
      for secret in ["s3cr3t", login] { #expect(!outcome.printed(secret)) }
      #expect(server.mails.count == 1)
    }
  }

  @Test func programAndFolderAreTried() throws {
    try withWorkFolder { folder in
      try folder.writeSettings(endpoint(#"{type: exec, command: [/bin/sh, -c, "echo no >&2; exit 65"]}"#))
      let exec = try Outcome(["endpoint", "test", "desk"], in: folder)
      #expect(exec.status == 1)
      #expect(exec.printed("< no") && exec.printed("* exit status 65") && exec.printed("refused after"))
      try FileManager.default.createDirectory(atPath: "\(folder.path)/told", withIntermediateDirectories: false)
      try folder.writeSettings(endpoint("{type: files, folder: told}"))
      let files = try Outcome(["endpoint", "test", "desk"], in: folder)
      #expect(files.status == 0)
      let name = try #require(folder.files(below: "told").first { $0.hasSuffix(".json") })
      #expect(files.printed(name.split(separator: "/").last.map { String($0) } ?? name))
    }
  }

  @Test func standardEndpointsAreTried() throws {
    try withWorkFolder { folder in
      try folder.writeSettings("endpoints:\n  log: {path: told.jsonl}\n")
      let missing = try Outcome(["endpoint", "test", "log"], in: folder)
      #expect(missing.status == 0 && missing.printed("is not there yet") && missing.printed("nothing was sent"))
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/told.jsonl"), "the daemon's user makes it")
      try write("", to: "told.jsonl", folder)
      #expect(try Outcome(["endpoint", "test", "log"], in: folder).status == 0)
      let line = try #require(try folder.lines(of: "told.jsonl").first)
      #expect(line.contains(#""kind":"test""#))
      let stdout = try Outcome(["endpoint", "test", "stdout"], in: folder)
      #expect(stdout.status == 0 && stdout.printed("> INFO  TEST  ") && stdout.printed("nothing was sent"))
    }
  }

  @Test func whatIsWrongIsSaid() throws {
    try withWorkFolder { folder in
      try folder.writeSettings(
        "endpoints:\n  desk: {type: webhook, url: \"http://127.0.0.1:1/\", bearer: {env: NOT_SET_HERE}}\n"
          + "  dead: {type: webhook, url: \"http://127.0.0.1:1/\"}\n")
      let unknown = try Outcome(["endpoint", "test", "de\u{1B}sk"], in: folder)
      #expect(unknown.status == 2 && unknown.said("there are: stdout, log, desk, dead"))
      let secret = try Outcome(["endpoint", "test", "desk"], in: folder)
      #expect(secret.status == 2 && secret.said("NOT_SET_HERE"))
      let dead = try Outcome(["endpoint", "test", "dead"], in: folder)
      #expect(dead.status == 1 && dead.printed("failed after") && dead.printed("tried again"))
      try folder.writeSettings("endpoints:\n  desk: {type: nothing}\n")
      #expect(try Outcome(["endpoint", "test", "desk"], in: folder).status == 2)
    }
  }
}
