import RuleLanguage
import SafeText

/// An alert as a person reads it on a terminal: severity, rule, headline, the sentences with the matched words marked.
///
/// Everything that came from an article or a rule file is made safe to show.
package struct AlertTextRenderer: Sendable {
  private let terminal: TerminalText

  package init(usesColour: Bool) { terminal = TerminalText(usesColour: usesColour) }

  /// Several lines, the last one ended.
  package func text(_ alert: Alert) -> String { text(ofArticle: [alert]) }

  /// What several rules say of one article: the rules, the worst first, and the article once.
  ///
  /// - Parameter alerts: at least one.
  package func text(ofArticle alerts: [Alert]) -> String {
    let alerts = alerts.sorted { a, b in
      if a.rule.severity != b.rule.severity { return a.rule.severity > b.rule.severity }
      return (a.rule.title, a.rule.id) < (b.rule.title, b.rule.id)
    }
    guard let best = alerts.first else { return "" }
    var lines = alerts.map { alert in
      let severity = styled(alert.rule.severity.rawValue.uppercased(), style(of: alert.rule.severity))
      let mark = mark(of: alert).map { styled($0, .bold) + "  " } ?? ""
      return "\(severity)  \(mark)\(styled(alert.rule.title.safeToShow, .bold))"
    }
    if let title = best.article.title { lines.append("  " + styled(title.safeToShow, .underlined)) }
    var told: Set<[UInt8]> = []
    lines += alerts.flatMap { $0.correction?.changes ?? [] }.flatMap(changeLines).filter {
      told.insert(Array($0.utf8)).inserted
    }
    lines += snippets(of: alerts).map { "  " + text($0) }
    lines.append("  " + styled(origin(of: best, alerts), .dim))
    return lines.joined(separator: "\n") + "\n\n"
  }

  /// Each passage once, with what all rules found in it.
  private func snippets(of alerts: [Alert]) -> [Alert.Snippet] {
    var snippets: [Alert.Snippet] = []
    for snippet in alerts.flatMap({ $0.snippets ?? [] }) {
      let known = snippets.firstIndex {
        $0.zone.utf8.elementsEqual(snippet.zone.utf8) && $0.text.utf8.elementsEqual(snippet.text.utf8)
      }
      guard let known else {
        snippets.append(snippet)
        continue
      }
      let marks = (snippets[known].marks + snippet.marks).filter { $0.count == 2 }.sorted { $0[0] < $1[0] }
      snippets[known].marks = marks.reduce(into: []) { merged, mark in
        if let last = merged.last, mark[0] <= last[1] {
          merged[merged.count - 1][1] = max(last[1], mark[1])
        } else {
          merged.append(mark)
        }
      }
    }
    return snippets
  }

  /// The same of alerts as they are stored: those of one article that stand side by side in one piece. What cannot be decoded,
  /// one of a newer version say, stays the line that it is: better raw than not at all, and escaped all the same.
  package func text(ofStored json: [String]) -> String {
    var result = ""
    var ofArticle: [Alert] = []
    func end() {
      if !ofArticle.isEmpty { result += text(ofArticle: ofArticle) }
      ofArticle = []
    }
    for line in json {
      do {
        if let notice = try Notice(jsonLine: line) {
          end()
          result += text(notice)
          continue
        }
        let alert = try Alert(jsonLine: line)
        if let last = ofArticle.last, last.article != alert.article { end() }
        ofArticle.append(alert)
      } catch {
        end()
        result += line.safeToShow + "\n"
      }
    }
    end()
    return result
  }

  package func text(ofStored json: String) -> String { text(ofStored: [json]) }

  /// Several lines, the last one ended.
  package func text(_ notice: Notice) -> String {
    let content = notice.notice
    let severity = styled(content.severity.rawValue.uppercased(), style(of: content.severity))
    var lines = ["\(severity)  \(styled("NOTICE", .bold))  \(styled(content.title.safeToShow, .bold))"]
    // What is laid out in lines, as mistakes in rules are, stays so.
    lines += (content.lines ?? []).flatMap { $0.split(separator: "\n") }.map { "  " + String($0).safeToShow }
    lines.append("  " + styled("notice \(notice.id.safeToShow)", .dim))
    return lines.joined(separator: "\n") + "\n\n"
  }

  /// One line, not ended: the zone where it is not the body, and the words with those that matched marked.
  package func text(_ snippet: Alert.Snippet) -> String { zoneLabel(snippet) + marked(snippet) }

  private func zoneLabel(_ snippet: Alert.Snippet) -> String {
    snippet.zone == "body" ? "" : styled("\(snippet.zone): ", .dim)
  }

  /// What sets an alert apart from one on something new.
  private func mark(of alert: Alert) -> String? {
    let kind: String? =
      switch alert.kind {
      case .new: nil
      case .correction: alert.correction?.isRetelling == true ? "AGAIN" : "CORRECTION"
      case .withdrawn: "WITHDRAWN"
      case .test: "TEST"
      }
    let marks = [kind, alert.old == true ? "OLD" : nil].compactMap(\.self)
    return marks.isEmpty ? nil : marks.joined(separator: " ")
  }

  private func changeLines(_ change: Alert.Correction.Change) -> [String] {
    let zone = change.zone == "body" ? "" : "\(change.zone) "
    return [("was", change.old), ("now", change.new)].compactMap { word, text in
      text.map { "  " + styled("\(zone)\(word): ".safeToShow, .dim) + $0.safeToShow }
    }
  }

  private func origin(of alert: Alert, _ alerts: [Alert]) -> String {
    var facts = [alert.article.file]
    if let published = alert.article.published { facts.append("published \(published)") }
    if let url = alert.article.url { facts.append(url) }
    if let story = alert.story {
      if let sources = story.sources, sources > 1 { facts.append("+" + (sources - 1).counted("source")) }
      if story.copies > 1 { facts.append("\(story.copies) copies") }
    }
    if let correction = alerts.lazy.compactMap(\.correction).first {
      facts.append("told before in alert \(correction.alert)")
    }
    facts.append("rule" + (alerts.count > 1 ? "s " : " ") + alerts.map(\.rule.id).joined(separator: ", "))
    facts.append("alert" + (alerts.count > 1 ? "s " : " ") + alerts.map(\.id).joined(separator: ", "))
    return facts.map(\.safeToShow).joined(separator: " · ")
  }

  private func marked(_ snippet: Alert.Snippet) -> String {
    // As they were stored: pairs.
    terminal.marked(
      snippet.text, snippet.marks.compactMap { $0.count == 2 && $0[0] < $0[1] ? $0[0]..<$0[1] : nil })
  }

  private func style(of severity: Severity) -> TerminalStyle {
    switch severity {
    case .info: .cyan
    case .low: .green
    case .medium: .boldBlue
    case .high: .boldRed
    case .critical: .whiteOnRed
    }
  }

  private func styled(_ text: String, _ style: TerminalStyle) -> String { terminal.styled(text, style) }
}
