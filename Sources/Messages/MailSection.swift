import Alerts
import RuleLanguage

/// The alerts of a mail that one article raised, in the words that its text and its HTML both show: each in one line,
/// bounded, and safe to show.
struct MailSection {
  struct Piece: Equatable {
    let text: String
    let isMarked: Bool
  }

  struct Quote {
    /// Where it stands, unless it is the body.
    let zone: String?
    let pieces: [Piece]
  }

  struct Change {
    /// `was` or `now`, with the zone where it is not the body.
    let label: String
    let text: String
  }

  /// A line of what was gathered, or of a notice.
  struct Line {
    var before = ""
    let text: String
    var after = ""
    /// What `text` leads to, as `MailSection.url`.
    var url: String?
  }

  struct Entry {
    let severity: Severity
    let rule: String
    /// CORRECTION, OLD and the like.
    let marks: [String]
    let changes: [Change]
    let quotes: [Quote]
    /// Ids, for those who look it up.
    let origin: String
  }

  let title: String
  /// Source, author, date.
  let credits: [String]
  /// One below the other.
  let lines: [Line]
  /// http or https, ASCII without spaces and quotes.
  let url: String?
  let entries: [Entry]
  /// What is known of the story, and the file.
  let origin: [String]

  init(title: String, lines: [Line] = [], origin: [String]) {
    self.title = title
    self.lines = lines
    credits = []
    url = nil
    entries = []
    self.origin = origin
  }

  static let maximumTitleCharacters = 500
  static let maximumTextCharacters = 2000

  /// In the order of the best alert of each article.
  static func sections(of story: StoryAlerts) -> [MailSection] {
    var order: [String] = []
    var alerts: [String: [Alert]] = [:]
    for alert in story.alerts {
      if alerts[alert.article.hash] == nil { order.append(alert.article.hash) }
      alerts[alert.article.hash, default: []].append(alert)
    }
    return order.compactMap { alerts[$0].flatMap { MailSection($0) } }
  }

  private init?(_ alerts: [Alert]) {
    guard let best = alerts.first else { return nil }
    let article = best.article
    title = (article.title ?? article.file).oneLine(atMost: Self.maximumTitleCharacters)
    credits = [article.source, article.author, article.published.map { "published \($0)" }].compactMap { text in
      text.map { $0.oneLine(atMost: 200) }
    }
    lines = []
    url = article.url.flatMap(Self.link)
    entries = alerts.map(Entry.init)
    var origin: [String] = []
    if let story = best.story {
      if let sources = story.sources, sources > 1 { origin.append("\(sources) sources") }
      if story.copies > 1 { origin.append("\(story.copies) copies") }
    }
    origin.append("file \(article.file.oneLine(atMost: 200))")
    self.origin = origin
  }

  /// An address that a reader may click on, or `nil`.
  static func link(_ url: String) -> String? {
    let isWeb = ["http://", "https://"].contains { url.utf8.count > $0.count && url.lowercased().hasPrefix($0) }
    let isPlain = url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"'<>\\`".utf8.contains($0) }
    return isWeb && isPlain && url.utf8.count <= 2000 ? url : nil
  }
}

extension MailSection.Entry {
  fileprivate init(_ alert: Alert) {
    severity = alert.rule.severity
    rule = alert.rule.title.oneLine(atMost: 300)
    marks = MailSubject.marks(of: [alert])
    changes = (alert.correction?.changes ?? []).flatMap { change in
      let zone = change.zone == "body" ? "" : change.zone.oneLine(atMost: 50) + " "
      return [("was", change.old), ("now", change.new)].compactMap { word, text in
        text.map { MailSection.Change(label: zone + word, text: $0.oneLine(atMost: MailSection.maximumTextCharacters)) }
      }
    }
    quotes = (alert.snippets ?? []).map(MailSection.Quote.init)
    var facts = ["alert \(alert.id)", "rule \(alert.rule.id)"]
    if let correction = alert.correction { facts.append("told before in alert \(correction.alert)") }
    origin = facts.map { $0.oneLine(atMost: 200) }.joined(separator: " · ")
  }
}

extension MailSection.Quote {
  /// Marks that are empty, overlap one before them or reach over the end of the text are none.
  fileprivate init(_ snippet: Alert.Snippet) {
    zone = snippet.zone == "body" ? nil : snippet.zone.oneLine(atMost: 50)
    let bytes = Array(snippet.text.utf8)
    var pieces: [MailSection.Piece] = []
    var end = 0
    func add(_ range: Range<Int>, isMarked: Bool) {
      let text = String(decoding: bytes[range], as: UTF8.self).cleaned(atMost: MailSection.maximumTextCharacters)
      if !text.isEmpty { pieces.append(MailSection.Piece(text: text, isMarked: isMarked)) }
    }
    for mark in snippet.marks.prefix(100)
    where mark.count == 2 && mark[0] >= end && mark[0] < mark[1] && mark[1] <= bytes.count {
      add(end..<mark[0], isMarked: false)
      add(mark[0]..<mark[1], isMarked: true)
      end = mark[1]
    }
    add(end..<bytes.count, isMarked: false)
    self.pieces = pieces
  }
}

extension MailSection {
  /// A notice, or what was gathered.
  init(_ message: StoryMessage) {
    let more = message.hitLines.count - Self.maximumLines
    let rest = more > 0 ? [message.furtherHits(more)] : []
    self.init(
      title: message.headline, lines: (message.hitLines.prefix(Self.maximumLines) + rest).map(Line.init),
      origin: [message.idLine.text])
  }

  private static let maximumLines = 300
}

extension MailSection.Line {
  fileprivate init(_ line: StyledLine) {
    func text(_ runs: [StyledRun]) -> String { runs.map(\.text).joined() }
    self.init(
      before: text(line.head), text: text(line.middle), after: text(line.tail), url: line.link?.url)
  }
}
