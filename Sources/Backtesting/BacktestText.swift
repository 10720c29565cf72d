import Alerts
import SafeText

/// What a backtest has shown, in words for people. What comes from a rule file or an article is made safe to show.
package struct BacktestText: Sendable {
  private let usesColour: Bool
  private let snippets: AlertTextRenderer

  package init(usesColour: Bool) {
    self.usesColour = usesColour
    snippets = AlertTextRenderer(usesColour: usesColour)
  }

  /// All of it, the last line ended.
  ///
  /// - Parameter period: which articles were read, such as "since 2026-10-24".
  package func text(_ report: BacktestReport, period: String) -> String {
    var lines = ["\(Self.count(report.articles, "article")) arrived \(period)", ""]
    for rule in report.rules { lines += self.lines(rule, report) + [""] }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(_ result: BacktestRuleReport, _ report: BacktestReport) -> [String] {
    var lines = [heading(result)]
    lines.append("  " + styled(headline(result, of: report.articles), .bold))
    lines.append("  " + comparison(result))
    if let alerted = result.alerted {
      lines.append("  \(Self.count(alerted, "alert")) \(alerted == 1 ? "was" : "were") raised in that time")
    }
    if result.elsewhere.count > 0 {
      lines.append(
        "  \(result.elsewhere.count.grouped) more would match if datelines, captions and furniture were searched too")
    }
    if result.uncertain > 0 {
      lines.append(
        "  of \(Self.count(result.uncertain, "article")) it may be true: more places than are looked at, and those do not decide"
      )
    }
    if result.matched.count > 0 { lines += chart(result, report) }
    if case .changed = result.comparison {
      lines += examples(result.gained, "Gained", .gained) + examples(result.lost, "Lost", .lost)
    }
    lines += examples(result.matched, "Would match", .plain)
    lines += examples(result.elsewhere, "Only in datelines, captions or furniture", .plain)
    return lines
  }

  private func heading(_ result: BacktestRuleReport) -> String {
    let rule = result.rule
    let title = rule.title == rule.id ? "" : "  " + rule.title.safeToShow
    return styled(rule.id.safeToShow, .underlined) + title
  }

  private func headline(_ result: BacktestRuleReport, of articles: Int) -> String {
    let matched = result.matched.count
    guard matched > 0 else { return "no article would match" }
    let stories = (result.hasMoreStories ? "at least " : "") + Self.count(result.stories, "story", "stories")
    return "\(matched.grouped) of \(Self.count(articles, "article")) would match "
      + "(\(Self.percent(matched, of: articles))), \(stories)"
  }

  private func comparison(_ result: BacktestRuleReport) -> String {
    switch result.comparison {
    case .new: return "new: no version of it is running"
    case .unchanged: return "unchanged: this is the version that is running"
    case .changed(let version):
      let gained = styled("\(result.gained.count.grouped) gained", result.gained.count > 0 ? .gained : .plain)
      let lost = styled("\(result.lost.count.grouped) lost", result.lost.count > 0 ? .lost : .plain)
      return "against the running version \(version.safeToShow): \(gained), \(lost), \(result.kept.grouped) kept"
    }
  }

  private func chart(_ result: BacktestRuleReport, _ report: BacktestReport) -> [String] {
    let chart = BacktestChart(articles: report.articlesByDay, matched: result.matchedByDay)
    return ["", "  Per \(chart.unit.rawValue) (UTC)"] + chart.rows.map { "    " + $0.withoutTrailingSpaces }
  }

  private func examples(_ articles: BacktestRuleReport.Articles, _ name: String, _ style: Style) -> [String] {
    if articles.examples.isEmpty { return [] }
    let count = articles.examples.count
    let which = count < articles.count ? ", the newest \(count.grouped) of \(articles.count.grouped)" : ""
    return ["", "  " + styled(name, style) + which] + articles.examples.flatMap(lines)
  }

  private func lines(_ example: BacktestExample) -> [String] {
    // As `2026-11-22 13:45`.
    let time = String(example.arrived.prefix(16)).replacing("T", with: " ")
    var facts = [time]
    if let source = example.article.source { facts.append(source.safeToShow) }
    facts.append((example.article.title ?? "(no title)").safeToShow)
    var lines = ["    " + facts.joined(separator: "  ")]
    for snippet in example.snippets ?? [] { lines.append("      " + snippets.text(snippet)) }
    lines.append("      " + styled(example.article.file.safeToShow, .dim))
    return lines
  }

  private enum Style: String {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case underlined = "4"
    case gained = "32"
    case lost = "31"
  }

  private func styled(_ text: String, _ style: Style) -> String {
    usesColour && style != .plain ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  static func count(_ number: Int, _ noun: String, _ nouns: String? = nil) -> String {
    "\(number.grouped) \(number == 1 ? noun : nouns ?? noun + "s")"
  }

  /// With one digit behind the point; never 0 for something, nor 100 for less than all.
  static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "0 %" }
    if part == whole { return "100 %" }
    let tenths = Int((Double(part) * 1000 / Double(whole)).rounded())
    if tenths == 0 { return "under 0.1 %" }
    let shown = min(tenths, 999)
    return "\(shown / 10).\(shown % 10) %"
  }
}

extension String {
  fileprivate var withoutTrailingSpaces: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
