import Diagnostics
import Foundation
import Settings
import Testing

@Suite struct SettingsFileTests {
  @Test func nothingSetGivesEveryDefault() {
    let load = SettingsFile.load(text: "")
    #expect(load.diagnostics.isEmpty)
    #expect(load.settings == WatchwordSettings())
    #expect(load.settings.archiveFolder == "state/archive")
    #expect(load.settings.logPath == "state/alerts.jsonl")
    #expect(load.settings.limits.articleBytes == 16 << 20)
    #expect(load.settings.endpointNames == ["stdout", "log"])
  }

  @Test(
    arguments: [
      "texts: 0d", "alerts: 12h", "ledger: 40000d", "archive: forever", "rejected: 90", "archive_size: 5KiB",
      "database_size: 1d", "archives: 90d",
    ])
  func nothingIsClearedAwayBecauseOfAMistake(_ line: String) {
    let load = SettingsFile.load(text: "keep:\n  \(line)\n")
    #expect(load.hasErrors)
    #expect(load.settings.keep == WatchwordSettings.Keep())
  }

  @Test func everySettingIsRead() throws {
    let text = """
      inbox: drop
      rules: /etc/rules
      require_tests: Yes
      state: var
      archive: done
      settle: 500ms
      sweep: 1h
      poll: 30s
      after: keep
      search: no
      old_after: 7d
      story_window: 12h
      corrections: words.yaml
      limits: {article_bytes: 512KiB, tokens: 1_000}
      keep:
        {texts: 365d, alerts: ever, ledger: 730d, archive: 90d, rejected: 1d, archive_size: 50GiB, database_size: 20GiB}
      retry: {first: 2s, longest: 1d}
      endpoints:
        stdout: {enabled: no, format: json}
        log: {path: log/a.jsonl, enabled: yes}
        desk:
          type: webhook
          url: https://example.org/hook?x=1
          bearer: {file: secrets/desk}
          headers: {X-Desk: night, X-Api-Key: {env: DESK_KEY}}
          timeout: 3s
          ca_file: ca.pem
          enabled: no
      """
    let load = SettingsFile.load(text: text, folder: "/etc/watchword")
    #expect(load.diagnostics.isEmpty)
    let settings = load.settings
    #expect(settings.inbox == "/etc/watchword/drop")
    #expect(settings.rules == "/etc/rules")
    #expect(settings.requireTests)
    #expect(settings.archiveFolder == "/etc/watchword/done")
    #expect(settings.settle == .milliseconds(500))
    #expect(settings.sweep == .seconds(3600))
    #expect(settings.poll == .seconds(30))
    #expect(settings.after == .keep)
    #expect(!settings.search)
    #expect(settings.oldAfter == .seconds(7 * 86_400))
    #expect(settings.storyWindow == .seconds(12 * 3600))
    #expect(settings.corrections?.hasSuffix("words.yaml") == true)
    #expect(settings.limits.articleBytes == 512 << 10)
    #expect(settings.limits.tokens == 1000)
    #expect(settings.keep.texts == .seconds(365 * 86_400))
    #expect(settings.keep.alerts == nil)
    #expect(settings.keep.ledger == .seconds(730 * 86_400))
    #expect(settings.keep.archive == .seconds(90 * 86_400))
    #expect(settings.keep.rejected == .seconds(86_400))
    #expect(settings.keep.archiveBytes == 50 << 30)
    #expect(settings.keep.databaseBytes == 20 << 30)
    #expect(settings.retry.first == .seconds(2))
    #expect(settings.retry.longest == .seconds(86_400))
    #expect(!settings.stdout.isEnabled)
    #expect(settings.stdout.format == .json)
    #expect(settings.logPath == "/etc/watchword/log/a.jsonl")
    #expect(
      settings.namedEndpoints == [
        NamedEndpoint(
          name: "desk",
          kind: .webhook(
            WebhookSettings(
              url: .inline("https://example.org/hook?x=1"),
              headers: [
                WebhookSettings.Header(name: "X-Desk", value: .inline("night")),
                WebhookSettings.Header(name: "X-Api-Key", value: .environment("DESK_KEY")),
              ], bearer: .file("/etc/watchword/secrets/desk"), timeout: .seconds(3),
              certificateAuthorityFile: "/etc/watchword/ca.pem")), isEnabled: false)
      ])
  }

  @Test func whatAnEndpointIsToldOf() {
    let load = SettingsFile.load(
      text: """
        endpoints:
          log: {only: {severity: high}}
          desk:
            type: webhook
            url: https://example.org/
            only: {tags: [energy, 'border*'], rules: ["uz-*"]}
            except: {sources: [tass], languages: [ru, uz]}
        """)
    #expect(load.diagnostics == [])
    #expect(load.settings.log.routing.only.severity == .high)
    let routing = load.settings.namedEndpoints.first?.routing
    #expect(routing?.only.tags == ["energy", "border*"])
    #expect(routing?.only.rules == ["uz-*"])
    #expect(routing?.except.sources == ["tass"])
    #expect(routing?.except.languages == ["ru", "uz"])
    #expect(load.settings.stdout.routing == RoutingSettings())
    for (text, code) in [
      ("{only: {severity: hihg}}", "wrong-value"), ("{except: {severity: high}}", "unknown-key"),
      ("{only: [high]}", "wrong-type"), ("{only: {tags: []}}", "wrong-value"),
    ] {
      #expect(SettingsFile.load(text: "endpoints:\n  log: \(text)\n").diagnostics.map(\.code) == [code], "\(text)")
    }
  }

  @Test func everythingAboutSecurityOfAWebhookIsRead() throws {
    let text = """
      endpoints:
        desk:
          type: webhook
          url: https://example.org
          basic:
            user: desk
            password: {file: /etc/desk.password}
          certificate: /etc/desk.pem
          key: /etc/desk.key
          signing_secrets:
            - file: /etc/new.secret
            - env: OLD_SECRET
          proxy: socks5h://proxy.example.org:1080
          allow_private: yes
        other:
          type: webhook
          url: https://example.org
          basic: {user: {env: USER}, password: {env: PASSWORD}}
          signing_secrets: {file: /etc/new.secret}
          proxy: {env: PROXY}
      """
    let load = SettingsFile.load(text: text)
    #expect(load.diagnostics == [])
    let url = SecretSource.inline("https://example.org")
    #expect(
      load.settings.namedEndpoints.map(\.kind) == [
        .webhook(
          WebhookSettings(
            url: url, basic: .init(user: .inline("desk"), password: .file("/etc/desk.password")),
            clientCertificate: "/etc/desk.pem", clientKey: "/etc/desk.key",
            signingSecrets: [.file("/etc/new.secret"), .environment("OLD_SECRET")],
            proxy: .inline("socks5h://proxy.example.org:1080"), allowsPrivateAddresses: true)),
        .webhook(
          WebhookSettings(
            url: url, basic: .init(user: .environment("USER"), password: .environment("PASSWORD")),
            signingSecrets: [.file("/etc/new.secret")], proxy: .environment("PROXY"))),
      ])
  }

  @Test func missingFileIsAnErrorWhenItWasNamed() {
    let load = SettingsFile.load("/nonexistent/watchword.yaml")
    #expect(load.diagnostics.map(\.code) == ["not-found"])
    #expect(load.source == nil)
  }

  @Test func defaultFileIsFoundOnlyWhereItIs() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("settings-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(SettingsFile.find(named: nil, in: folder.path) == nil)
    let file = folder.appendingPathComponent("watchword.yaml")
    try "inbox: drop\n".write(to: file, atomically: true, encoding: .utf8)
    #expect(SettingsFile.find(named: nil, in: folder.path) == file.path)
    #expect(SettingsFile.find(named: "other.yaml", in: folder.path) == "other.yaml")
    #expect(SettingsFile.load(file.path).settings.inbox == folder.path + "/drop")
  }

  // MARK: Secrets

  struct SecretCase: CustomTestStringConvertible, Sendable {
    var id: String
    var bytes: [UInt8]
    var value: String?
    var code: String?
    var testDescription: String { id }
  }

  @Test(arguments: [
    SecretCase(id: "plain", bytes: Array("hunter2".utf8), value: "hunter2"),
    SecretCase(id: "newline", bytes: Array("hunter2\r\n".utf8), value: "hunter2"),
    SecretCase(id: "empty", bytes: Array("\n".utf8), code: "empty"),
    SecretCase(id: "two-lines", bytes: Array("hunter2\nX: y".utf8), code: "not-one-line"),
    SecretCase(id: "invalid", bytes: [0x68, 0xFF], code: "not-utf8"),
    SecretCase(id: "large", bytes: [UInt8](repeating: 0x68, count: (64 << 10) + 1), code: "too-large"),
  ])
  func secretFileGivesOneLine(_ testCase: SecretCase) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("secret-\(UUID().uuidString)")
    try Data(testCase.bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    do {
      let value = try SecretSource.file(file.path).resolve()
      #expect(value == testCase.value)
    } catch {
      #expect(error.code == testCase.code)
      #expect(error.message.contains(file.path))
      #expect(!error.message.contains("hunter2"))
    }
  }

  @Test func missingVariableIsNamed() {
    let source = SecretSource.environment("WATCHWORD_TEST_NOT_SET")
    #expect(throws: SecretError.self) { try source.resolve() }
    do { _ = try source.resolve() } catch { #expect(error.message.contains("WATCHWORD_TEST_NOT_SET")) }
  }

  @Test func environmentGivesTheValue() throws {
    // Set before the run by every shell and test runner.
    #expect(try SecretSource.environment("PATH").resolve() == ProcessInfo.processInfo.environment["PATH"])
  }
}
