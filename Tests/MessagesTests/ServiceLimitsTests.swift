import Testing

@testable import Messages

/// What each service publishes of its limits, and what is kept here. Where a limit says "characters", UTF-16 code units are
/// counted, but for Mattermost.
@Suite struct ServiceLimitsTests {
  struct Limit: Sendable, CustomTestStringConvertible {
    var what: String
    var kept: Int
    var published: Int
    /// Where it is published.
    var address: String

    init(_ what: String, _ kept: Int, _ published: Int, _ address: String) {
      (self.what, self.kept, self.published, self.address) = (what, kept, published, address)
    }

    var testDescription: String { what }
  }

  private static let embed = "https://discord.com/developers/docs/resources/message#embed-object-embed-limits"

  static let limits = [
    Limit(
      "Slack, header", SlackMessage.maximumHeader, 150,
      "https://docs.slack.dev/reference/block-kit/blocks/header-block"),
    Limit(
      "Slack, section", SlackMessage.maximumSection, 3_000,
      "https://docs.slack.dev/reference/block-kit/blocks/section-block"),
    Limit(
      "Discord, content", DiscordMessage.maximumContent, 2_000,
      "https://discord.com/developers/docs/resources/webhook#execute-webhook"),
    Limit("Discord, title", DiscordMessage.maximumTitle, 256, embed),
    Limit("Discord, description", DiscordMessage.maximumDescription, 4_096, embed),
    Limit("Discord, value of a field", DiscordMessage.maximumFieldValue, 1_024, embed),
    Limit("Discord, footer", DiscordMessage.maximumFooter, 2_048, embed),
    Limit("Discord, all of the embeds", DiscordMessage.maximumEmbeds, 6_000, embed),
    // "28 KB"; the smaller of its two readings.
    Limit(
      "Teams, message", TeamsMessage.maximumBytes, 28_000,
      "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook"),
    // PostMessageMaxRunesV2.
    Limit(
      "Mattermost, post", MattermostMessage.maximumText, 16_383,
      "https://github.com/mattermost/mattermost/blob/master/server/public/model/post.go"),
    Limit(
      "Telegram, text", TelegramMessage.maximumText, 4_096, "https://core.telegram.org/bots/api#sendmessage"),
    // Found by trying, not published by Telegram itself: those beyond are ignored.
    Limit(
      "Telegram, entities", TelegramMessage.maximumEntities, 100,
      "https://docs.python-telegram-bot.org/en/stable/telegram.constants.html"),
    Limit("ntfy, message", NtfyMessage.maximumMessage, 4_096, "https://docs.ntfy.sh/publish/#limitations"),
  ]

  @Test(arguments: limits) func limitIsThatWhichIsPublished(limit: Limit) {
    #expect(limit.kept == limit.published, "see \(limit.address)")
  }

  /// Milliseconds from one message to the next.
  static let paces: [(format: PayloadFormat, published: Int?, address: String)] = [
    (.slack, 1_000, "https://docs.slack.dev/apis/web-api/rate-limits"),
    (.discord, 400, "https://discord.com/developers/docs/topics/rate-limits"),
    // Four requests a second.
    (
      .teams, 250,
      "https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/add-incoming-webhook"
    ),
    (.telegram(chat: "1"), 1_000, "https://core.telegram.org/bots/faq"),
    (.telegram(chat: "-1"), 3_000, "https://core.telegram.org/bots/faq"),
    (.telegram(chat: "@desk"), 3_000, "https://core.telegram.org/bots/faq"),
    (.mattermost, nil, "https://docs.mattermost.com"), (.ntfy(topic: "desk"), nil, "https://docs.ntfy.sh/publish"),
  ]

  @Test(arguments: paces)
  func paceIsThatWhichIsPublished(format: PayloadFormat, published: Int?, address: String) {
    #expect(format.minimumInterval == published.map { .milliseconds($0) }, "see \(address)")
  }
}
