import RuleLanguage
import SafeText

/// An Adaptive Card in the envelope of a webhook of Teams (a workflow):
/// https://adaptivecards.io/explorer and https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors
///
/// All texts are in `RichTextBlock`s, whose runs have no markup. A whole message has at most 28 KB, of UTF-8 here.
struct TeamsMessage: Encodable {
  struct TextRun: Encodable {
    let type = "TextRun"
    let text: String
    var weight: String?
    var size: String?
    var color: String?
    var fontType: String?
    var isSubtle: Bool?
    var highlight: Bool?
    var selectAction: Action?
  }

  struct TextBlock: Encodable {
    let type = "RichTextBlock"
    let inlines: [TextRun]
    var spacing: String?
  }

  struct Action: Encodable {
    let type = "Action.OpenUrl"
    /// On a button.
    var title: String?
    let url: String
  }

  struct Width: Encodable { let width = "Full" }

  struct Card: Encodable {
    let schema = "http://adaptivecards.io/schemas/adaptive-card.json"
    let type = "AdaptiveCard"
    let version = "1.4"
    let fallbackText: String
    let msteams = Width()
    let body: [TextBlock]
    var actions: [Action]?

    private enum CodingKeys: String, CodingKey {
      case type, version, fallbackText, msteams, body, actions
      case schema = "$schema"
    }
  }

  struct Attachment: Encodable {
    let contentType = "application/vnd.microsoft.card.adaptive"
    let content: Card
  }

  let type = "message"
  let attachments: [Attachment]

  static let maximumBytes = 28_000
  /// What JSON has around a run of text, around a block of them, and around all of these, at the most.
  private static let runBytes = 90
  private static let linkBytes = 60
  private static let blockBytes = 60
  private static let envelopeBytes = 600

  init(_ message: StoryMessage) {
    func fitting(_ limit: Int) -> LineFitting { LineFitting(limit: limit, size: Self.size) }
    let title = fitting(2_000).fitted([message.titleLine]) ?? []
    let summary = TextMarkup.none(.utf8).text(message.summaryLine, limit: 400)
    let hits = fitting(message.roomForHits(8_000)).hits(of: message)
    let facts = fitting(1_500).fitted([message.factLine].compactMap(\.self)) ?? []
    // In one run, which takes less than a run for each id.
    let ids = StyledLine(head: [StyledRun(message.idLine.text)])
    let taken =
      (title + hits + facts + [ids]).map(Self.size).reduce(0, +) + Self.jsonBytes(Self.inert(summary))
      + (message.link?.url.utf8.count ?? 0) + Self.envelopeBytes
    let passages = fitting(Self.maximumBytes - taken).fitted(message.changeLines + message.excerptLines) ?? []
    let body =
      title.map { Self.block($0, title: message.severity) } + hits.map { Self.block($0) }
      + passages.map { Self.block($0) } + facts.map { Self.block($0, isSubtle: true) }
      + [Self.block(ids, isSubtle: true)]
    let actions = message.link.map { [Action(title: "Open the article", url: $0.url)] }
    attachments = [
      Attachment(content: Card(fallbackText: Self.inert(summary), body: body, actions: actions))
    ]
  }

  private static func block(_ line: StyledLine, title: Severity? = nil, isSubtle: Bool? = nil) -> TextBlock {
    func run(_ run: StyledRun, link: ArticleLink? = nil) -> TextRun {
      TextRun(
        text: inert(run.text), weight: title != nil || run.style == .bold ? "Bolder" : nil,
        size: title == nil ? nil : "Large", color: title.map(colour), fontType: run.style == .code ? "Monospace" : nil,
        isSubtle: isSubtle, highlight: line.isQuotation && run.style == .bold ? true : nil,
        selectAction: link.map { Action(url: $0.url) })
    }
    let runs = line.head.map { run($0) } + line.middle.map { run($0, link: line.link) } + line.tail.map { run($0) }
    return TextBlock(
      inlines: runs.filter { !$0.text.isEmpty }, spacing: isSubtle == true || title != nil ? nil : "Small")
  }

  private static func colour(_ severity: Severity) -> String {
    switch severity {
    case .info, .low: "Default"
    case .medium: "Accent"
    case .high: "Warning"
    case .critical: "Attention"
    }
  }

  /// Cards have functions in double braces, for dates and times.
  private static func inert(_ text: String) -> String {
    text.withoutMentions.replacingScalars { $0 == "{" ? "{\u{200B}" : nil }
  }

  /// In bytes of JSON, no fewer than there will be.
  private static func size(_ line: StyledLine) -> Int {
    let links = line.link.map { line.middle.count * (linkBytes + jsonBytes($0.url)) } ?? 0
    return line.runs.map { runBytes + jsonBytes(inert($0.text)) }.reduce(blockBytes + links, +)
  }

  private static func jsonBytes(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar {
      case "\"", "\\": sum + 2
      default: sum + (scalar.isUnsafeToShow ? 12 : UTF8.width(scalar))
      }
    }
  }
}
