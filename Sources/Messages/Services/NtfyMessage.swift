import RuleLanguage

/// A message published as JSON to the root of an ntfy server: https://docs.ntfy.sh/publish/#publish-as-json
///
/// A message has at most 4,096 bytes of UTF-8; a longer one becomes a file attached to it.
struct NtfyMessage: Encodable {
  let topic: String
  let title: String
  let message: String
  /// 1 to 5, 5 the most urgent.
  let priority: Int
  /// Words of ours, some of which ntfy shows as emoji.
  let tags: [String]
  /// Opened when the notification is tapped.
  var click: String?

  static let maximumMessage = 4_096
  static let maximumTitle = 250

  static let markup = TextMarkup.none(.utf8)

  init(_ story: StoryMessage, topic: String) {
    let markup = Self.markup
    self.topic = topic
    title = markup.text(story.titleLine, limit: Self.maximumTitle)
    priority = story.severity.ntfyPriority
    tags =
      [story.severity >= .high ? "rotating_light" : "newspaper", story.severity.rawValue]
      + story.marks.map { $0.rawValue.lowercased() }
    click = story.link?.url
    let ids = story.idLine
    let hits = markup.fitting(story.roomForHits(1_200)).hits(of: story)
    let facts = markup.fitting(300).fitted([story.factLine].compactMap(\.self)) ?? []
    let taken = (hits + facts + [ids]).map { markup.size($0) + 1 }.reduce(0, +)
    let passages = markup.fitting(Self.maximumMessage - taken).fitted(story.changeLines + story.excerptLines)
    message = markup.text(hits + (passages ?? []) + facts + [ids])
  }
}

extension Severity {
  fileprivate var ntfyPriority: Int {
    switch self {
    case .info: 1
    case .low: 2
    case .medium: 3
    case .high: 4
    case .critical: 5
    }
  }
}
