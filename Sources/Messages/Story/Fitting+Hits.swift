/// The lines of a message that are a list.
extension LineFitting {
  /// Of the room for what was gathered, this part stays for alerts, however many notices there are.
  private static let partOfAlerts = 4
  /// No line of many takes more than this part of the room.
  private static let partOfALine = 4
  /// A link that takes more room than this, in the unit of the limit, is left out: it would take that of other lines.
  private static let maximumLink = 400

  /// The rules that found an article, or what was collected, as much of it as fits, and how much more there is.
  ///
  /// Notices among alerts come first and have their room before these have any.
  func hits(of message: StoryMessage) -> [StyledLine] {
    guard let collected = message.collected else {
      return fitted(message.hitLines, atMost: StoryMessage.maximumHits, rest: message.furtherHits)
    }
    func ofNotices(_ all: Int) -> Int { collected.lines.isEmpty ? all : all - all / Self.partOfAlerts }
    let notices = LineFitting(limit: ofNotices(limit), size: size, separator: separator)
      .fitted(
        collected.notices.map(bounded), atMost: ofNotices(StoryMessage.maximumCollected),
        rest: StoryMessage.furtherNotices)
    let taken = notices.map { size($0) + separator }.reduce(0, +)
    let lines = LineFitting(limit: limit - taken, size: size, separator: separator)
      .fitted(
        collected.lines.map(bounded), atMost: StoryMessage.maximumCollected - notices.count, rest: message.furtherHits)
    return notices + lines
  }

  /// The line without a link that is too long, and short enough to stand among others.
  private func bounded(_ line: StyledLine) -> StyledLine {
    var unlinked = line
    unlinked.link = nil
    let line = size(line) - size(unlinked) <= Self.maximumLink ? line : unlinked
    let limit = limit / Self.partOfALine
    var short = unlinked
    short.tail = []
    return line.shortened(to: limit, size: size) ?? short.shortened(to: limit, size: size)
      ?? StyledLine(head: line.head)
  }
}
