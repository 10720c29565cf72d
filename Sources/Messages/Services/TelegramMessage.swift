import RuleLanguage

/// A message by the Bot API's `sendMessage`: https://core.telegram.org/bots/api#sendmessage
///
/// What is bold or a link is told beside the text (`entities`), so that nothing in the text is markup. A text has at most
/// 4,096 characters; lengths and places are in UTF-16 code units.
struct TelegramMessage: Encodable {
  struct Entity: Encodable {
    let type: String
    let offset: Int
    let length: Int
    var url: String?
  }

  struct LinkPreview: Encodable {
    let isDisabled = true

    private enum CodingKeys: String, CodingKey { case isDisabled = "is_disabled" }
  }

  let chatID: String
  let text: String
  let entities: [Entity]
  let linkPreview = LinkPreview()

  private enum CodingKeys: String, CodingKey {
    case text, entities
    case chatID = "chat_id"
    case linkPreview = "link_preview_options"
  }

  static let maximumText = 4_096
  /// More are not looked at.
  static let maximumEntities = 100
  /// Of the addresses of all links together, in bytes; a link beyond is none. All entities of a message have about 9,500.
  static let maximumLinks = 6_000

  init(_ message: StoryMessage, chat: String) {
    chatID = chat
    var writer = Writer()
    // In a text of entities no address stands as text: what would become one is broken.
    func size(_ line: StyledLine) -> Int { Writer.size(line) }
    var title = message.titleLine
    title.middle = title.middle.map { StyledRun($0.text, .bold) }
    title.link = message.link
    let facts = LineFitting(limit: 500, size: size).fitted([message.factLine].compactMap(\.self)) ?? []
    let hits = LineFitting(limit: message.roomForHits(1_200), size: size).hits(of: message)
    let ends = facts + [message.idLine]
    let taken = ([title] + hits + ends).map { size($0) + 1 }.reduce(0, +)
    let passages = LineFitting(limit: Self.maximumText - taken, size: size)
      .fitted(message.changeLines + message.excerptLines)
    for line in [title] + hits + (passages ?? []) + ends { writer.write(line) }
    text = writer.text
    // Those of the title stand first, those of ids last; of many marks the last are left out.
    entities = Array(writer.entities.prefix(Self.maximumEntities))
  }

  private struct Writer {
    var text = ""
    var entities: [Entity] = []
    private var length = 0
    private var linkBytes = 0

    static func size(_ line: StyledLine) -> Int { line.runs.map { written($0).utf16.count }.reduce(0, +) }

    private static func written(_ run: StyledRun) -> String {
      run.style == .code ? run.text : run.text.withoutMentions
    }

    mutating func write(_ line: StyledLine) {
      if !text.isEmpty { append("\n") }
      let start = length
      for run in line.head { write(run) }
      let middle = length
      for run in line.middle { write(run) }
      if let link = line.link, length > middle, linkBytes + link.url.utf8.count <= TelegramMessage.maximumLinks {
        linkBytes += link.url.utf8.count
        entities.append(Entity(type: "text_link", offset: middle, length: length - middle, url: link.url))
      }
      for run in line.tail { write(run) }
      if line.isQuotation, length > start {
        entities.append(Entity(type: "blockquote", offset: start, length: length - start))
      }
    }

    private mutating func write(_ run: StyledRun) {
      let offset = length
      append(Self.written(run))
      guard length > offset else { return }
      switch run.style {
      case .plain: break
      case .bold: entities.append(Entity(type: "bold", offset: offset, length: length - offset))
      case .code: entities.append(Entity(type: "code", offset: offset, length: length - offset))
      }
    }

    private mutating func append(_ piece: String) {
      text += piece
      length += piece.utf16.count
    }
  }
}
