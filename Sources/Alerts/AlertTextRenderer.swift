import RuleLanguage
import SafeText

/// An alert as a person reads it on a terminal: severity, rule, headline, the sentences with the matched words marked.
///
/// Everything that came from an article or a rule file is made safe to show.
package struct AlertTextRenderer: Sendable {
  private let usesColour: Bool

  package init(usesColour: Bool) { self.usesColour = usesColour }

  /// Several lines, the last one ended.
  package func text(_ alert: Alert) -> String {
    let severity = styled(alert.rule.severity.rawValue.uppercased(), style(of: alert.rule.severity))
    var lines = ["\(severity)  \(styled(alert.rule.title.safeToShow, .bold))"]
    if let title = alert.article.title { lines.append("  " + styled(title.safeToShow, .underlined)) }
    lines += (alert.snippets ?? []).map { "  " + text($0) }
    lines.append("  " + styled(origin(of: alert), .dim))
    return lines.joined(separator: "\n") + "\n\n"
  }

  /// The same of an alert as it is stored. What cannot be decoded, one of a newer version say, stays the line that it is:
  /// better raw than not at all, and escaped all the same.
  package func text(ofStored json: String) -> String {
    do {
      return text(try Alert(jsonLine: json))
    } catch {
      return json.safeToShow + "\n"
    }
  }

  /// One line, not ended: the zone where it is not the body, and the words with those that matched marked.
  package func text(_ snippet: Alert.Snippet) -> String { zoneLabel(snippet) + marked(snippet) }

  private func zoneLabel(_ snippet: Alert.Snippet) -> String {
    snippet.zone == "body" ? "" : styled("\(snippet.zone): ", .dim)
  }

  private func origin(of alert: Alert) -> String {
    var facts = [alert.article.file]
    if let published = alert.article.published { facts.append("published \(published)") }
    if let url = alert.article.url { facts.append(url) }
    if let copies = alert.story?.copies, copies > 1 { facts.append("\(copies) copies") }
    facts.append("rule \(alert.rule.id)")
    facts.append("alert \(alert.id)")
    return facts.map(\.safeToShow).joined(separator: " · ")
  }

  /// The snippet with its marks in colour or, without colour, in square brackets.
  private func marked(_ snippet: Alert.Snippet) -> String {
    let bytes = Array(snippet.text.utf8)
    var result = ""
    var end = 0
    func piece(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self).safeToShow }
    for mark in snippet.marks where mark.count == 2 && mark[0] >= end && mark[1] > mark[0] && mark[1] <= bytes.count {
      result += piece(end..<mark[0])
      let word = piece(mark[0]..<mark[1])
      result += usesColour ? styled(word, .mark) : "[\(word)]"
      end = mark[1]
    }
    return result + piece(end..<bytes.count)
  }

  private enum Style: String {
    case bold = "1"
    case dim = "2"
    case underlined = "4"
    case mark = "1;33"
    case info = "36"
    case low = "32"
    case medium = "1;34"
    case high = "1;31"
    case critical = "1;97;41"
  }

  private func style(of severity: Severity) -> Style {
    switch severity {
    case .info: .info
    case .low: .low
    case .medium: .medium
    case .high: .high
    case .critical: .critical
    }
  }

  private func styled(_ text: String, _ style: Style) -> String {
    usesColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }
}
