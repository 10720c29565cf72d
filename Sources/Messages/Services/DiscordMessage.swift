import RuleLanguage

/// A message for a webhook of Discord, with one embed: https://discord.com/developers/docs/resources/webhook#execute-webhook
///
/// Limits are in characters; UTF-16 code units are counted, which are never fewer.
struct DiscordMessage: Encodable {
  struct AllowedMentions: Encodable {
    /// Nobody, whatever the text says.
    let parse: [String] = []
  }

  struct Field: Encodable {
    let name: String
    let value: String
    let inline: Bool
  }

  struct Footer: Encodable { let text: String }

  struct Embed: Encodable {
    let title: String
    var url: String?
    var description: String?
    let color: Int
    let fields: [Field]
    let footer: Footer
  }

  let content: String
  let embeds: [Embed]
  let allowedMentions = AllowedMentions()

  private enum CodingKeys: String, CodingKey {
    case content, embeds
    case allowedMentions = "allowed_mentions"
  }

  static let maximumContent = 2_000
  static let maximumTitle = 256
  static let maximumDescription = 4_096
  static let maximumFieldValue = 1_024
  static let maximumFooter = 2_048
  /// Of titles, descriptions, names and values of fields, and footers together.
  static let maximumEmbeds = 6_000

  static let markup = TextMarkup.markdown(.utf16, signs: "\\`*_~|[]<>#")
  /// As long as is read at a glance.
  private static let maximumSummary = 400

  init(_ message: StoryMessage) {
    let markup = Self.markup
    content = markup.text(message.summaryLine, limit: Self.maximumSummary)
    let title = markup.text(message.titleLine, limit: Self.maximumTitle)
    // A footer is plain text.
    let footer = message.idLine.text
    let value = markup.fitting(Self.maximumFieldValue)
    // What was collected has no room in a field.
    let isCollected = message.collected != nil
    let collected = isCollected ? markup.fitting(Self.maximumDescription).hits(of: message) : []
    let hits = isCollected ? [] : value.hits(of: message)
    let facts = value.fitted([message.factLine].compactMap(\.self)) ?? []
    let fields = [
      Field(name: message.hits.count == 1 ? "Rule" : "Rules", value: markup.text(hits), inline: false),
      Field(name: "Source", value: markup.text(facts), inline: false),
    ].filter { !$0.value.isEmpty }
    let taken = ([title, footer] + fields.flatMap { [$0.name, $0.value] }).map(markup.unit.count).reduce(0, +)
    let passages = markup.fitting(min(Self.maximumDescription, Self.maximumEmbeds - taken))
      .fitted(message.changeLines + message.excerptLines)
    let description = markup.text(collected + (passages ?? []))
    embeds = [
      Embed(
        title: title, url: message.link?.url, description: description.isEmpty ? nil : description,
        color: message.severity.colour, fields: fields, footer: Footer(text: footer))
    ]
  }
}

extension Severity {
  /// Red, green, blue, eight bits each.
  var colour: Int {
    switch self {
    case .info: 0x9E_9E_9E
    case .low: 0x2E_7D_32
    case .medium: 0x15_65_C0
    case .high: 0xE6_51_00
    case .critical: 0xB7_1C_1C
    }
  }
}
