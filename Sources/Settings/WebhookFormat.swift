import MessageTemplates

/// How alerts are laid out for a webhook.
package enum WebhookFormat: Sendable, Equatable {
  case alert, cloudEvents, cloudEventsBinary, slack, discord, teams, mattermost
  /// A number, or `@name` of a channel.
  case telegram(chat: String)
  case ntfy(topic: String)
  case template(MessageTemplate)

  /// Whether a service shows it to people.
  package var tellsPeople: Bool {
    switch self {
    case .slack, .discord, .teams, .mattermost, .telegram, .ntfy: true
    case .alert, .cloudEvents, .cloudEventsBinary, .template: false
    }
  }

  /// As it is named in settings.
  package enum Name: String, Sendable, CaseIterable {
    case alert, cloudevents
    case cloudEventsBinary = "cloudevents-binary"
    case slack, discord, teams, mattermost, telegram, ntfy, template

    /// Keys that are of this format alone.
    var keys: [String] {
      switch self {
      case .telegram: ["chat"]
      case .ntfy: ["topic"]
      case .template: ["template", "content_type"]
      case .alert, .cloudevents, .cloudEventsBinary, .slack, .discord, .teams, .mattermost: []
      }
    }

    /// Those that are types of endpoints too.
    static let types: [Name] = [.slack, .discord, .teams, .mattermost, .telegram, .ntfy]
    /// The keys of all.
    static var allKeys: [String] { allCases.flatMap(\.keys) }
  }
}
