import Foundation
import Settings
import Testing

@Suite struct WebhookFormatDocumentTests {
  /// What Endpoints.md shows of webhooks and services can be copied.
  @Test func settingsShownAreRight() throws {
    let document = try String(contentsOfFile: packageFolder + "/Documentation/Endpoints.md", encoding: .utf8)
    for name in ["webhook", "slack", "discord", "teams", "mattermost", "telegram", "ntfy", "cloudevents", "templates"] {
      let section = try #require(document.split(separator: "\n## ").first { $0.hasPrefix(name + "\n") })
      let blocks = section.matches(of: /(?m)^```yaml\n((?s:.*?))^```$/).map { String($0.1) }
      #expect(!blocks.isEmpty, "\(name)")
      for block in blocks {
        let load = SettingsFile.load(text: block)
        #expect(load.diagnostics.isEmpty, "\(name): \(load.diagnostics)")
        #expect(!load.settings.namedEndpoints.isEmpty)
      }
    }
  }
}
