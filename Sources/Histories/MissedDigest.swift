import AlertStore
import Alerts
import RuleLanguage
import SafeText

/// What was told in a time, for somebody who was away: by rule, the best first, a line for each story.
package struct MissedDigest: Sendable {
  package struct Entry: Sendable, Equatable {
    package let alert: Alert
    /// Why nobody was told of it; `nil` where somebody was.
    package let held: String?

    package init(_ alert: Alert, held: String?) {
      self.alert = alert
      self.held = held
    }
  }

  private struct Group {
    let rule: Alert.Rule
    /// The newest first.
    var entries: [Entry]
  }

  /// The newest first.
  private let entries: [Entry]
  private let terminal: TerminalText

  /// - Parameter entries: in the order in which they were raised.
  package init(_ entries: [Entry], usesColour: Bool) {
    self.entries = entries.reversed()
    terminal = TerminalText(usesColour: usesColour)
  }

  /// Several lines, the last one ended.
  package func text() -> String {
    var lines: [String] = []
    for group in groups() {
      let severity = group.rule.severity.rawValue.uppercased()
      lines.append("\(severity)  \(terminal.styled(group.rule.title.safeToShow, .bold))  (\(group.entries.count))")
      lines += group.entries.map(line)
      lines.append("")
    }
    let stories = Set(entries.map { $0.alert.story?.id ?? $0.alert.id }).count
    let held = entries.count { $0.held != nil }
    let more = held > 0 ? "; nobody was told of \(held)" : ""
    lines.append("\(entries.count.counted("alert")) of \(stories == 1 ? "1 story" : "\(stories) stories")\(more)")
    return lines.joined(separator: "\n") + "\n"
  }

  private func groups() -> [Group] {
    var groups: [String: Group] = [:]
    for entry in entries {
      groups[entry.alert.rule.id, default: Group(rule: entry.alert.rule, entries: [])].entries.append(entry)
    }
    return groups.values.sorted { a, b in
      if a.rule.severity != b.rule.severity { return a.rule.severity > b.rule.severity }
      return (a.rule.title, a.rule.id) < (b.rule.title, b.rule.id)
    }
  }

  private func line(_ entry: Entry) -> String {
    let (alert, article) = (entry.alert, entry.alert.article)
    let kind = alert.kind == .new ? "" : alert.kind.rawValue.uppercased() + ": "
    var facts = [article.source, article.url].compactMap(\.self)
    if let sources = alert.story?.sources, sources > 1 { facts.append("+" + (sources - 1).counted("source")) }
    facts.append("alert \(alert.id)")
    if let held = entry.held { facts.append("nobody was told: \(held)") }
    let time = String(alert.time.prefix(16)).replacing("T", with: " ")
    return "  \(time)  \(kind)\((article.title ?? article.file).safeToShow)\n"
      + "                    " + terminal.styled(facts.map(\.safeToShow).joined(separator: " · "), .dim)
  }
}
