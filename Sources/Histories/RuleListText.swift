import Alerts
import RuleLanguage
import SafeText

/// Rules as a person reads them on a terminal: a table, and what is wrong below it.
package struct RuleListText: Sendable {
  private let terminal: TerminalText
  private let width: Int?

  /// - Parameter width: of the terminal; `nil`: nothing is cut.
  package init(usesColour: Bool, width: Int?) {
    terminal = TerminalText(usesColour: usesColour)
    self.width = width
  }

  /// Several lines, the last one ended.
  ///
  /// - Parameters:
  ///   - articles: how many the sample has.
  ///   - days: for which matches and alerts are counted.
  package func text(_ rules: [RuleLine], articles: Int, days: Int) -> String {
    let hasFurniture = rules.contains { $0.elsewhere != nil }
    var columns: [TextTable.Column] = [
      .init(heading: "RULE", leastWidth: 12), .init(heading: "STATE"), .init(heading: "SEVERITY"),
      .init(heading: "STATUS"), .init(heading: "OWNER", leastWidth: 5), .init(heading: "LAST HIT"),
      .init(heading: "MATCHES", isNumber: true), .init(heading: "ALERTS", isNumber: true),
      .init(heading: "COST", isNumber: true),
    ]
    if hasFurniture { columns.append(.init(heading: "ELSEWHERE", isNumber: true)) }
    let hasVerdicts = rules.contains { $0.verdicts != nil }
    if hasVerdicts { columns.append(.init(heading: "FALSE ALERTS")) }
    columns.append(.init(heading: "PLACE", leastWidth: 10, keepsEnd: true))
    var table = TextTable(columns)
    table.rows = rules.map { cells($0, articles, hasFurniture: hasFurniture, hasVerdicts: hasVerdicts) }
    var lines = table.lines(terminal, width: width)
    let advice = rules.compactMap { line in
      line.rule.standing.advice.map { "\(terminal.styled(line.rule.id.safeToShow, .bold)): \($0)" }
    }
    if !advice.isEmpty { lines += [""] + advice }
    lines += [""] + summary(rules, articles, days: days, hasFurniture: hasFurniture)
    return lines.joined(separator: "\n") + "\n"
  }

  private func cells(
    _ line: RuleLine, _ articles: Int, hasFurniture: Bool, hasVerdicts: Bool
  ) -> [TextTable.Cell] {
    let (rule, head) = (line.rule, line.rule.head)
    var cells: [TextTable.Cell] = [
      .init(text: rule.id.safeToShow, style: .bold), state(rule), .init(text: head?.severity.rawValue ?? "-"),
      .init(text: head?.status.rawValue ?? "-"), .init(text: head?.owner?.safeToShow ?? "-"),
      line.lastHitMilliseconds.map { .init(text: String(Alert.time($0).prefix(10))) }
        ?? .init(text: "never", style: .boldYellow),
      .init(text: "\(line.matches)"), .init(text: "\(line.alerts)"),
      .init(text: line.cost(articles: articles).map(Self.tenths) ?? "-"),
    ]
    if hasFurniture { cells.append(.init(text: line.elsewhere.map(String.init) ?? "-")) }
    if hasVerdicts {
      let style: TerminalStyle = line.verdicts?.isDoubtful == true ? .boldYellow : .plain
      cells.append(.init(text: line.verdicts?.text ?? "-", style: style))
    }
    cells.append(.init(text: "\(rule.location.file):\(rule.location.line)".safeToShow, style: .dim))
    return cells
  }

  private func state(_ rule: StandingRule) -> TextTable.Cell {
    switch rule.standing {
    case .running: rule.head?.isEnabled == false ? .init(text: "off", style: .dim) : .init(text: "running")
    case .changed, .new, .gone: .init(text: rule.standing.rawValue, style: .boldYellow)
    case .older, .wrong: .init(text: rule.standing.rawValue, style: .boldRed)
    }
  }

  private static func tenths(_ number: Double) -> String {
    let tenths = Int((min(number, 1e12) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private func summary(_ rules: [RuleLine], _ articles: Int, days: Int, hasFurniture: Bool) -> [String] {
    let never = rules.count { $0.lastHitMilliseconds == nil }
    var lines = ["\(rules.count.counted("rule")), \(never) never hit; matches and alerts of \(days.counted("day"))"]
    if rules.contains(where: { $0.verdicts != nil }) {
      lines.append("false alerts: of those that somebody judged with watchword ack")
    }
    guard articles > 0 else { return lines }
    lines.append("cost: steps of work an article, over the newest \(articles.counted("article"))")
    if hasFurniture {
      lines.append("elsewhere: of these, how many more would match if datelines, captions and furniture were searched")
    }
    return lines
  }
}
