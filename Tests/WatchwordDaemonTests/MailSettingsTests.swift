import MailAddresses
import Settings
import TestSupport
import Testing
import WatchwordDaemon

@testable import Delivery

@Suite struct MailSettingsTests {
  private func configuration(_ mail: MailSettings) throws -> MailConfiguration? {
    let endpoint = NamedEndpoint(name: "desk", kind: .mail(mail))
    if case .mail(let configuration) = try EndpointConfiguration(endpoint, version: "1") { return configuration }
    return nil
  }

  private func settings(_ encryption: MailSettings.Encryption, server: String) throws -> MailSettings {
    MailSettings(
      server: try MailServer(server), encryption: encryption, from: try MailAddress("a@example.org"),
      to: [try MailAddress("b@example.org")], subjectPrefix: "[x]", timeout: .seconds(7),
      certificateAuthorityFile: "/ca.pem")
  }

  @Test func whatIsSetIsWhatIsDone() throws {
    let folder = try TemporaryFolder()
    try "hunter2\n".write(toFile: folder("password"), atomically: true, encoding: .utf8)
    var mail = try settings(.required, server: "smtp://mail.example.org")
    mail.user = .inline("desk")
    mail.password = .file(folder("password"))
    let configuration = try #require(try configuration(mail))
    #expect(configuration.login == MailConfiguration.Login(user: "desk", password: "hunter2"))
    #expect(configuration.server.url == "smtp://mail.example.org:587")
    #expect(configuration.envelope.from.address == "a@example.org")
    #expect(configuration.envelope.to.map(\.address) == ["b@example.org"])
    #expect(configuration.envelope.subjectPrefix == "[x]")
    #expect(configuration.timeout == .seconds(7))
    #expect(configuration.certificateAuthorityFile == "/ca.pem")
    mail.password = .file(folder("none"))
    #expect { try self.configuration(mail) } throws: {
      "\($0)".contains("endpoint desk") && !"\($0)".contains("hunter2")
    }
  }

  @Test func encryptionIsWhatTheSettingsSay() throws {
    let cases: [(MailSettings.Encryption, String, MailConfiguration.Encryption)] = [
      (.required, "smtp://a", .required), (.opportunistic, "smtp://a", .opportunistic), (.none, "smtp://a", .none),
      (.cleartext, "smtp://a", .none), (.required, "smtps://a", .required), (.none, "smtps://a", .required),
    ]
    for (set, server, expected) in cases {
      #expect(try configuration(settings(set, server: server))?.encryption == expected)
    }
  }
}
