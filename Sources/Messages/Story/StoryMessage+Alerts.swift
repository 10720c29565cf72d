import Alerts
import SafeText

extension StoryMessage {
  private static let maximumExcerpts = 6
  private static let maximumChanges = 8
  private static let maximumHeadline = 300
  private static let maximumTitle = 200
  /// Of an id, a source, a date.
  private static let maximumWord = 100

  package init(_ story: StoryAlerts) {
    let best = story.best
    let alerts = story.alerts
    marks = Self.marks(of: alerts)
    severity = best.rule.severity
    hits = alerts.map { Self.hit($0, best: best) }
    headline = Self.known(best.article.title)?.shortened(toCharacters: Self.maximumHeadline) ?? hits[0].title
    source = Self.word(best.article.source)
    published = Self.word(best.article.published)
    link = best.article.url.flatMap { ArticleLink($0) }
    counts = best.story.map(Self.counts) ?? []
    articleHash = Self.sign(best.article.hash)
    time = Self.word(best.time) ?? ""
    excerpts = Self.excerpts(of: alerts, title: best.article.title)
    changes = Self.changes(of: alerts)
  }

  private static func known(_ text: String?) -> String? { text.map(\.shown).flatMap { $0.isEmpty ? nil : $0 } }

  /// One line of bounded length that is safe to show.
  static func shown(_ text: String) -> String { (known(text) ?? "").shortened(toCharacters: maximumHeadline) }

  private static func word(_ text: String?) -> String? { known(text)?.shortened(toCharacters: maximumWord) }

  /// Ids have these signs only; whatever is stored, nothing else is told as one.
  static func sign(_ text: String) -> String {
    let signs = text.unicodeScalars.filter {
      $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0))
    }
    return String(String.UnicodeScalarView(signs.prefix(maximumWord)))
  }

  private static func hit(_ alert: Alert, best: Alert) -> Hit {
    // Of a story's later version or copy its own title is said.
    let isOther = alert.article.hash != best.article.hash && alert.article.title != best.article.title
    let other = isOther ? known(alert.article.title).map { ": " + $0 } ?? "" : ""
    return Hit(
      ruleID: sign(alert.rule.id),
      title: ((known(alert.rule.title) ?? sign(alert.rule.id)) + other).shortened(toCharacters: maximumTitle),
      severity: alert.rule.severity, mark: mark(of: alert), alertID: sign(alert.id),
      earlierAlertID: alert.correction.map { sign($0.alert) })
  }

  /// Those of any of the alerts, each once, the most important first.
  static func marks(of alerts: [Alert]) -> [Mark] {
    let marks = Set(alerts.compactMap { mark(of: $0) } + (alerts.contains { $0.old == true } ? [.old] : []))
    return Mark.allCases.filter(marks.contains)
  }

  static func mark(of alert: Alert) -> Mark? {
    switch alert.kind {
    case .new: nil
    case .correction: alert.correction?.isRetelling == true ? .again : .correction
    case .withdrawn: .withdrawn
    case .test: .test
    }
  }

  static func counts(_ story: Alert.Story) -> [String] {
    var counts: [String] = []
    if let sources = story.sources, sources > 1 { counts.append("+" + (sources - 1).counted("source")) }
    if story.copies > 1 { counts.append("\(story.copies) copies") }
    return counts
  }

  /// Each passage once, with what all rules found in it. The title is not repeated.
  private static func excerpts(of alerts: [Alert], title: String?) -> [Excerpt] {
    var found: [(snippet: Alert.Snippet, marks: [[Int]])] = []
    for snippet in alerts.flatMap({ $0.snippets ?? [] }) {
      if snippet.zone == "title", let title, Array(snippet.text.utf8) == Array(title.utf8) { continue }
      if let index = found.firstIndex(where: {
        $0.snippet.zone == snippet.zone && Array($0.snippet.text.utf8) == Array(snippet.text.utf8)
      }) {
        found[index].marks += snippet.marks
      } else if found.count < maximumExcerpts {
        found.append((snippet, snippet.marks))
      }
    }
    return found.compactMap { snippet, marks in
      let runs = runs(of: snippet.text, marks: marks)
      // Of white space alone there is nothing to tell.
      guard runs.contains(where: { !$0.text.shown.isEmpty }) else { return nil }
      return Excerpt(zone: word(snippet.zone) ?? "body", runs: runs)
    }
  }

  /// - Parameter marks: as they are stored, pairs of UTF-8 byte offsets; what is none is left out. A character is bold as a whole.
  static func runs(of text: String, marks: [[Int]]) -> [StyledRun] {
    var ranges =
      marks.compactMap { $0.count == 2 && $0[0] < $0[1] ? $0[0]..<$0[1] : nil }
      .sorted { $0.lowerBound < $1.lowerBound }[...]
    var runs: [StyledRun] = []
    var piece = ""
    var style = StyledRun.Style.plain
    func end() {
      if !piece.isEmpty { runs.append(StyledRun(piece.shownPiece, style)) }
      piece = ""
    }
    var (offset, markedUpTo) = (0, 0)
    for character in text.prefix(String.maximumCharacters) {
      let next = offset + character.utf8.count
      while let range = ranges.first, range.lowerBound < next {
        markedUpTo = max(markedUpTo, range.upperBound)
        ranges.removeFirst()
      }
      let now = offset < markedUpTo ? StyledRun.Style.bold : .plain
      if now != style { end() }
      style = now
      piece.append(character)
      offset = next
    }
    end()
    return runs
  }

  private static func changes(of alerts: [Alert]) -> [Change] {
    var changes: [Change] = []
    for change in alerts.flatMap({ $0.correction?.changes ?? [] }) {
      let shown = Change(zone: word(change.zone) ?? "body", old: known(change.old), new: known(change.new))
      if shown.old == nil, shown.new == nil { continue }
      if changes.count < maximumChanges, !changes.contains(shown) { changes.append(shown) }
    }
    return changes
  }
}
