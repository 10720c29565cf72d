import RuleLanguage

/// A message for an incoming webhook of Mattermost, with one attachment:
/// https://developers.mattermost.com/integrate/webhooks/incoming and …/reference/message-attachments
///
/// A post has at most 16,383 characters, which are code points; here all texts of a message together have no more.
struct MattermostMessage: Encodable {
  struct Attachment: Encodable {
    /// For notifications.
    let fallback: String
    /// `#rrggbb`.
    let color: String
    let title: String
    var titleLink: String?
    let text: String

    private enum CodingKeys: String, CodingKey {
      case fallback, color, title, text
      case titleLink = "title_link"
    }
  }

  let text: String
  let attachments: [Attachment]

  static let maximumText = 16_383
  static let markup = TextMarkup.markdown(.codePoints, signs: "\\`*_~|[]>#")
  /// Of titles that are links, and of notifications.
  private static let plain = TextMarkup(
    unit: .codePoints, escape: { $0.withoutMentions }, bold: "", code: "", quotation: "")
  private static let maximumSummary = 400
  private static let colourCharacters = 7

  init(_ message: StoryMessage) {
    let markup = Self.markup
    let summary = markup.text(message.summaryLine, limit: Self.maximumSummary)
    let fallback = Self.plain.text(message.summaryLine, limit: Self.maximumSummary)
    // There is no markup in a title that is a link.
    let titleMarkup = message.link == nil ? markup : Self.plain
    let title = titleMarkup.text(message.titleLine, limit: 2 * Self.maximumSummary)
    let hits = LineFitting(limit: message.roomForHits(4_000), size: markup.size, separator: 2).hits(of: message)
    let facts = markup.fitting(1_000).fitted([message.factLine].compactMap(\.self)) ?? []
    // Footers are cut at 300 characters, so the ids stand in the text.
    let ends = facts + [message.idLine]
    // A link is not counted by Mattermost, but has its room here all the same.
    let taken =
      [summary, fallback, title, message.link?.url ?? ""].map(markup.unit.count).reduce(0, +)
      + (hits + ends).map { markup.size($0) + 2 }.reduce(0, +) + Self.colourCharacters + 2
    let passages = LineFitting(limit: Self.maximumText - taken, size: markup.size, separator: 2)
      .fitted(message.changeLines + message.excerptLines)
    text = summary
    // Lines of a paragraph are joined, and a quotation goes on in the next line: so each is a paragraph.
    let paragraphs = (hits + (passages ?? []) + ends).map(markup.text).joined(separator: "\n\n")
    let digits = String(message.severity.colour, radix: 16)
    attachments = [
      Attachment(
        fallback: fallback, color: "#" + String(repeating: "0", count: 6 - digits.count) + digits, title: title,
        titleLink: message.link?.url, text: paragraphs)
    ]
  }
}
