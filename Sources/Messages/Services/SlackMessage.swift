import SafeText

/// A message for an incoming webhook of Slack, in blocks: https://docs.slack.dev/reference/block-kit/blocks
///
/// Limits are in characters; UTF-16 code units are counted, after escaping, which are never fewer.
struct SlackMessage: Encodable {
  struct Text: Encodable {
    let type: String
    let text: String
    /// Names of emoji stay names; of plain text alone.
    var emoji: Bool?
    /// Slack makes no links and mentions of its own; of marked-up text alone.
    var verbatim: Bool?

    static func plain(_ text: String) -> Text { Text(type: "plain_text", text: text, emoji: false) }
    static func markup(_ text: String) -> Text { Text(type: "mrkdwn", text: text, verbatim: true) }
  }

  struct Block: Encodable {
    let type: String
    var text: Text?
    var elements: [Text]?

    static func section(_ text: String) -> Block? {
      text.isEmpty ? nil : Block(type: "section", text: .markup(text))
    }
  }

  /// For notifications, and where blocks are not shown.
  let text: String
  let blocks: [Block]
  let mrkdwn = true
  let unfurlLinks = false
  let unfurlMedia = false

  private enum CodingKeys: String, CodingKey {
    case text, blocks, mrkdwn
    case unfurlLinks = "unfurl_links"
    case unfurlMedia = "unfurl_media"
  }

  static let maximumHeader = 150
  static let maximumSection = 3_000
  /// As long as is read at a glance, far within what Slack takes.
  private static let maximumFallback = 400

  /// Slack knows no escape for its signs, so look-alikes take their places.
  static let markup = TextMarkup(
    unit: .utf16, escape: { lookAlikes(in: entities(in: $0.withoutMentions)) }, bold: "*", code: "`", quotation: ">",
    link: { "<\(entities(in: $1))|\($0)>" })
  /// Of plain text.
  private static let plain = TextMarkup(
    unit: .utf16, escape: { entities(in: $0.withoutMentions) }, bold: "", code: "", quotation: "")

  init(_ message: StoryMessage) {
    let markup = Self.markup
    let section = markup.fitting(Self.maximumSection)
    text = markup.text(message.summaryLine, limit: Self.maximumFallback)
    let hits = markup.fitting(message.roomForHits(Self.maximumSection)).hits(of: message)
    let passages = section.fitted(message.changeLines + message.excerptLines) ?? []
    let facts = section.fitted([message.factLine].compactMap(\.self)) ?? []
    let context = [Self.link(message), markup.text(facts), markup.text(message.idLine)].compactMap(\.self)
    let header = Block(type: "header", text: .plain(Self.plain.text(message.titleLine, limit: Self.maximumHeader)))
    let ends: [Block?] = [
      .section(markup.text(passages)),
      Block(type: "context", elements: context.filter { !$0.isEmpty }.map(Text.markup)),
    ]
    let blocks: [Block?] = [header] + Self.sections(hits) + ends
    self.blocks = blocks.compactMap(\.self)
  }

  /// In as few sections as hold them.
  private static func sections(_ lines: [StyledLine]) -> [Block?] {
    var sections: [String] = []
    for text in lines.map(markup.text) {
      if let last = sections.last, markup.unit.count(last) + 1 + markup.unit.count(text) <= maximumSection {
        sections[sections.count - 1] = last + "\n" + text
      } else {
        sections.append(text)
      }
    }
    return sections.map(Block.section)
  }

  private static func link(_ message: StoryMessage) -> String? {
    guard let link = message.link else { return nil }
    let text = "<\(entities(in: link.url))|Open the article>"
    return MessageUnit.utf16.count(text) <= maximumSection ? text : nil
  }

  /// https://docs.slack.dev/messaging/formatting-message-text#escaping
  private static func entities(in text: String) -> String {
    text.replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      default: nil
      }
    }
  }

  private static func lookAlikes(in text: String) -> String {
    text.replacingScalars { scalar in
      switch scalar {
      case "*": "\u{2217}"
      case "_": "\u{FF3F}"
      case "~": "\u{223C}"
      case "`": "\u{02CB}"
      default: nil
      }
    }
  }
}
