import Settings
import Testing

/// Endpoints on the same machine, and syslog.
@Suite struct LocalEndpointSettingsTests {
  private func kind(_ properties: String) throws -> NamedEndpoint.Kind {
    let load = SettingsFile.load(text: "endpoints:\n  e:\n    \(properties)\n", folder: "/etc/watchword")
    #expect(load.diagnostics == [])
    return try #require(load.settings.namedEndpoints.first).kind
  }

  @Test func folderIsRelativeToTheSettings() throws {
    #expect(try kind("{type: files, folder: spool}") == .files(folder: "/etc/watchword/spool"))
    #expect(try kind("{type: files, folder: /var/spool/alerts}") == .files(folder: "/var/spool/alerts"))
  }

  @Test func programIsReadWithItsVariables() throws {
    #expect(try kind("{type: exec, command: [/bin/desk]}") == .exec(ExecSettings(command: ["/bin/desk"])))
    #expect(
      try kind(
        #"{type: exec, command: [/bin/desk, --quiet, no], timeout: 2m, env: {A: no, B_TOKEN: {file: t}, C: {env: D}}}"#)
        == .exec(
          ExecSettings(
            command: ["/bin/desk", "--quiet", "no"],
            environment: [
              .init(name: "A", value: .inline("no")), .init(name: "B_TOKEN", value: .file("/etc/watchword/t")),
              .init(name: "C", value: .environment("D")),
            ],
            timeout: .seconds(120))))
  }

  @Test func journalHasNoSettings() throws {
    #expect(try kind("{type: journald}") == .journald)
    #expect(SettingsFile.load(text: "endpoints: {e: {type: journald, path: /x}}").hasErrors)
  }

  @Test(
    arguments: [
      ("unix:/dev/log", SyslogSettings.Server.unix("/dev/log")),
      ("udp://logs.example.org", .udp(host: "logs.example.org", port: 514)),
      ("udp://192.0.2.1:1514", .udp(host: "192.0.2.1", port: 1514)),
      ("tcp://logs", .tcp(host: "logs", port: 601)), ("tcp://[2001:db8::1]", .tcp(host: "2001:db8::1", port: 601)),
      ("tcp://[fe80::1%eth0]:65535", .tcp(host: "fe80::1%eth0", port: 65535)),
    ])
  func syslogServerIsRead(text: String, server: SyslogSettings.Server) throws {
    #expect(
      try kind("{type: syslog, server: \"\(text)\", facility: Auth}") == .syslog(.init(server: server, facility: .auth))
    )
  }

  @Test func syslogNeedsNothing() throws {
    #expect(try kind("{type: syslog}") == .syslog(SyslogSettings(server: .unix("/dev/log"), facility: .local0)))
  }

  @Test(
    arguments: [
      "", "unix:", "unix:log", "unix:/" + String(repeating: "a", count: 200), "unix:/a b", "udp://", "udp://:514",
      "udp://a:", "udp://a:0", "udp://a:65536", "udp://a:-1", "udp://a:+1", "udp://a b", "udp://a/b", "udp://a@b",
      "tcp://[a]", "tcp://[::1", "tcp://[::1]601", "tcp://::1", "tls://a", "logs:514", "tcp://ä.example",
    ])
  func whatIsNoSyslogServerIsAMistake(text: String) {
    let load = SettingsFile.load(text: "endpoints: {e: {type: syslog, server: \"\(text)\"}}")
    #expect(load.hasErrors && load.settings.namedEndpoints.isEmpty)
  }

  @Test(
    arguments: [
      "command: []", "command: [desk]", "command: [./desk]", "command: [/]", #"command: ["/bin/a\0b"]"#, "command: ''",
      "command: [/bin/desk, {a: b}]",
    ])
  func whatIsNoCommandIsAMistake(line: String) {
    #expect(SettingsFile.load(text: "endpoints:\n  e:\n    type: exec\n    \(line)\n").hasErrors)
  }

  @Test(
    arguments: [
      "env: hunter2", "env: {DESK_PASSWORD: hunter2}", "env: [hunter2]", "env: {A: {file: a, env: hunter2}}",
      "command: hunter2", "command: [hunter2]", "env:\n      DESK_TOKEN: hunter2", "env:\n      2TOKEN: hunter2",
    ])
  func secretsInMistakesAreNotShown(lines: String) throws {
    let load = SettingsFile.load(text: "endpoints:\n  e:\n    type: exec\n    \(lines)\n")
    #expect(load.hasErrors)
    let shown = load.diagnostics.map { $0.message + ($0.hint ?? "") }.joined()
    let source = try #require(load.source)
    #expect(!shown.contains("hunter2"))
    #expect(!String(decoding: source.bytes, as: UTF8.self).contains("hunter2"))
  }
}
