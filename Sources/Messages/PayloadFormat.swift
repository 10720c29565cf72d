import Alerts
import MessageTemplates
import Pacing

/// How alerts are laid out for a receiver.
package enum PayloadFormat: Sendable, Equatable {
  /// The alert as it is stored: one JSON object.
  case alert
  /// An event of CloudEvents 1.0, all of it JSON.
  case cloudEvents
  /// The same with its attributes as headers and the alert as it is stored as body.
  case cloudEventsBinary
  /// What a template makes of an alert.
  case template(MessageTemplate)
  /// An incoming webhook of Slack.
  case slack
  /// A webhook of Discord.
  case discord
  /// A webhook of Microsoft Teams, made with Workflows.
  case teams
  /// An incoming webhook of Mattermost.
  case mattermost
  /// The method `sendMessage` of Telegram's Bot API. The chat: a number, or `@name` of a channel.
  case telegram(chat: String)
  /// The root of an ntfy server.
  case ntfy(topic: String)

  /// Whether one message tells people of all the alerts that an article raised; programs get one an alert.
  package var isForPeople: Bool {
    switch self {
    case .alert, .cloudEvents, .cloudEventsBinary, .template: false
    case .slack, .discord, .teams, .mattermost, .telegram, .ntfy: true
    }
  }

  /// From one message to the next, by what the service says of itself; `nil` where it says nothing, or leaves it to who runs it.
  /// Answers of 429 can still come: others may write to the same channel.
  package var minimumInterval: Duration? {
    switch self {
    case .alert, .cloudEvents, .cloudEventsBinary, .template, .mattermost, .ntfy: nil
    // https://docs.slack.dev/apis/web-api/rate-limits: one a second, with short bursts.
    case .slack: .seconds(1)
    // https://discord.com/developers/docs/topics/rate-limits: by headers; webhooks have 5 in 2 seconds.
    case .discord: .milliseconds(400)
    // https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors: 4 a second.
    case .teams: .milliseconds(250)
    // https://core.telegram.org/bots/faq: one a second in a chat, 20 a minute in a group or channel.
    case .telegram(let chat): chat.hasPrefix("-") || chat.hasPrefix("@") ? .seconds(3) : .seconds(1)
    }
  }

  /// - Parameters:
  ///   - alerts: as they are stored; one, or, where it is for people, those of one story, or a notice.
  ///   - gathering: why alerts of several stories are told together, where it is for people.
  /// - Throws: `MessageError` where these alerts can never be sent so.
  package func payload(_ alerts: [String], gathering: Gathering? = nil) throws(MessageError) -> Payload {
    switch self {
    case .alert: Payload(body: try Self.only(alerts))
    case .cloudEvents: try CloudEvent(Self.only(alerts)).structured()
    case .cloudEventsBinary: try CloudEvent(Self.only(alerts)).binary()
    case .template(let template): try Self.payload(template, of: Self.only(alerts))
    case .slack: try Self.payload(SlackMessage(Self.message(alerts, gathering)))
    case .discord: try Self.payload(DiscordMessage(Self.message(alerts, gathering)))
    case .teams: try Self.payload(TeamsMessage(Self.message(alerts, gathering)))
    case .mattermost: try Self.payload(MattermostMessage(Self.message(alerts, gathering)))
    case .telegram(let chat): try Self.payload(TelegramMessage(Self.message(alerts, gathering), chat: chat))
    case .ntfy(let topic): try Self.payload(NtfyMessage(Self.message(alerts, gathering), topic: topic))
    }
  }

  private static func payload(_ template: MessageTemplate, of alert: String) throws(MessageError) -> Payload {
    let message = try message([alert], nil)
    let fields = try Notice.asAlert(alert) ?? alert
    do {
      let body = try template.render(
        fields, text: PlainText.text(message), snippet: PlainText.snippet(message))
      return Payload(contentType: template.contentType, body: body)
    } catch {
      throw MessageError(error.description)
    }
  }

  private static func only(_ alerts: [String]) throws(MessageError) -> String {
    guard let alert = alerts.first, alerts.count == 1 else {
      throw MessageError("one message has \(alerts.count) alerts instead of one")
    }
    return alert
  }

  private static func message(
    _ alerts: [String], _ gathering: Gathering?
  ) throws(MessageError) -> StoryMessage {
    if let gathering { return StoryMessage(gathered: alerts, as: gathering) }
    if alerts.count == 1, let notice = Notice.ifReadable(alerts[0]) { return StoryMessage(notice) }
    return StoryMessage(try StoryAlerts(decoding: alerts))
  }

  private static func payload(_ message: some Encodable) throws(MessageError) -> Payload {
    Payload(body: try MessageJSON.text(message))
  }
}
