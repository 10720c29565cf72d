import Foundation
import MessageTemplates
import TestSupport
import Testing

@testable import Settings

@Suite struct WebhookFormatTests {
  private func format(_ lines: String, url: String = "https://example.org/hook") -> WebhookFormat? {
    let load = SettingsFile.load(text: "endpoints:\n  desk: {url: \(url), \(lines)}\n", file: "watchword.yaml")
    guard !load.hasErrors, case .webhook(let webhook)? = load.settings.namedEndpoints.first?.kind else { return nil }
    return webhook.format
  }

  @Test func servicesAreTypesAndFormats() {
    #expect(format("type: webhook") == .alert)
    for name in ["type: ", "type: webhook, format: "] {
      #expect(format(name + "slack") == .slack)
      #expect(format(name + "discord") == .discord)
      #expect(format(name + "teams") == .teams)
      #expect(format(name + "mattermost") == .mattermost)
      #expect(format(name + "ntfy, topic: desk", url: "https://ntfy.sh") == .ntfy(topic: "desk"))
      #expect(format(name + "telegram, chat: -100123", url: "{env: BOT}") == .telegram(chat: "-100123"))
    }
    #expect(format("type: webhook, format: cloudevents") == .cloudEvents)
    #expect(format("type: webhook, format: cloudevents-binary") == .cloudEventsBinary)
    #expect(format("type: cloudevents") == nil)
  }

  /// A template is read with the settings, from a file beside them, and again when they are read again.
  @Test func templatesAreReadWithTheSettings() throws {
    let folder = try TemporaryFolder()
    let text = "endpoints:\n  desk: {type: webhook, url: https://example.org/, template: desk.mustache}\n"
    try text.write(toFile: folder("watchword.yaml"), atomically: true, encoding: .utf8)
    for template in ["{\"id\": \"{{id}}\"}", "{\"title\": \"{{article.title}}\"}"] {
      try template.write(toFile: folder("desk.mustache"), atomically: true, encoding: .utf8)
      let load = SettingsFile.load(folder("watchword.yaml"))
      #expect(load.diagnostics.isEmpty)
      guard case .webhook(let webhook)? = load.settings.namedEndpoints.first?.kind else {
        return #expect(Bool(false), "no webhook")
      }
      #expect(webhook.format == .template(try MessageTemplate(template)))
    }
    try "{\n\"id\": \"{{idd}}\"}".write(toFile: folder("desk.mustache"), atomically: true, encoding: .utf8)
    let mistake = SettingsFile.load(folder("watchword.yaml")).diagnostics.first
    #expect(mistake?.message.hasPrefix("desk.mustache:2: ") == true)
    #expect(mistake?.hint?.hasPrefix("did you mean \"id\"?") == true)
  }
}
