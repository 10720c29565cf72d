/// An alert as people read it without any markup: for templates.
enum PlainText {
  /// In bytes of UTF-8.
  private static let maximumBytes = 16 << 10

  static func text(_ message: StoryMessage) -> String {
    let ends = [message.factLine, message.link.map { StyledLine(head: [StyledRun($0.url)]) }, message.idLine]
    let lines = [message.titleLine] + message.hitLines + message.changeLines + message.excerptLines
    return markup.text(markup.fitting(maximumBytes).fitted(lines + ends.compactMap(\.self)) ?? [])
  }

  /// The best passage in one line.
  static func snippet(_ message: StoryMessage) -> String? {
    message.excerpts.first.map { $0.runs.map(\.text).joined() }
  }

  private static let markup = TextMarkup.none(.utf8)
}
