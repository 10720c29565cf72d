import Alerts
import Pacing
import RuleLanguage
import SafeText

/// Messages that tell of no single article: notices, and alerts that were gathered.
extension StoryMessage {
  /// What stands in the place of the rules that found an article.
  package struct Collected: Sendable, Equatable {
    package let lines: [StyledLine]
    package let idLine: StyledLine
    /// Whether the lines are alerts, of which those that have no room can be looked up.
    package let areAlerts: Bool
  }

  /// A rule with what it found.
  private struct RuleGroup {
    let rule: Alert.Rule
    var alerts: [Alert]
  }

  /// - Parameter notice: shown as it is, whoever's words are in it.
  package init(_ notice: Notice) {
    let content = notice.notice
    self.init(
      headline: Self.shown(content.title), severity: content.severity, time: notice.time,
      collected: Collected(
        lines: (content.lines ?? []).flatMap { $0.split(separator: "\n") }.map { line in
          StyledLine(middle: [StyledRun(Self.shown(String(line)))])
        }, idLine: StyledLine(head: [StyledRun("notice "), StyledRun(Self.sign(notice.id), .code)]), areAlerts: false))
  }

  /// Alerts that were held back and are told together: by rule, the best first, a line each.
  ///
  /// - Parameter json: alerts and notices as they are stored. One that cannot be read is counted, so that it does not hold up the
  ///   others.
  package init(gathered json: [String], as gathering: Gathering) {
    let (alerts, notices, unread) = Self.read(json)
    let stories = Set(alerts.map { $0.story?.id ?? $0.id }).count
    let severity = (alerts.map(\.rule.severity) + notices.map(\.notice.severity)).max() ?? .info
    var lines = Self.groups(alerts).flatMap(Self.lines)
    lines += notices.map {
      StyledLine(
        head: [StyledRun($0.notice.severity.rawValue.uppercased(), .bold), StyledRun(" ")],
        middle: [StyledRun(Self.shown($0.notice.title))])
    }
    if unread > 0 { lines.append(StyledLine(head: [StyledRun("\(unread.counted("alert")) of another version")])) }
    let ofStories = stories == alerts.count ? "" : " of " + (stories == 1 ? "1 story" : "\(stories) stories")
    var counts = alerts.isEmpty && unread > 0 ? [] : [alerts.count.counted("alert") + ofStories]
    if !notices.isEmpty { counts.append(notices.count.counted("notice")) }
    if counts.isEmpty { counts.append(unread.counted("alert")) }
    self.init(
      headline: counts.joined(separator: ", ") + ", " + Self.reason(gathering), severity: severity,
      time: alerts.first?.time ?? "",
      collected: Collected(
        lines: lines, idLine: StyledLine(head: [StyledRun("watchword alerts shows them all")]), areAlerts: true))
  }

  private init(headline: String, severity: Severity, time: String, collected: Collected) {
    self.init(
      marks: [], headline: headline, severity: severity, hits: [], source: nil, published: nil, link: nil, counts: [],
      excerpts: [], changes: [], articleHash: "", time: time, collected: collected)
  }

  static func read(_ json: [String]) -> (alerts: [Alert], notices: [Notice], unread: Int) {
    var (alerts, notices, unread) = ([Alert](), [Notice](), 0)
    for line in json {
      do {
        if let notice = try Notice(jsonLine: line) {
          notices.append(notice)
        } else {
          alerts.append(try Alert(jsonLine: line))
        }
      } catch {
        unread += 1
      }
    }
    return (alerts, notices, unread)
  }

  static func reason(_ gathering: Gathering) -> String {
    switch gathering {
    case .digest: "gathered for the digest"
    case .quietHours: "held back in the quiet hours"
    case .limit: "more than are told at once"
    }
  }

  private static func groups(_ alerts: [Alert]) -> [RuleGroup] {
    var groups: [String: RuleGroup] = [:]
    for alert in alerts { groups[alert.rule.id, default: RuleGroup(rule: alert.rule, alerts: [])].alerts.append(alert) }
    return groups.values.sorted { a, b in
      if a.rule.severity != b.rule.severity { return a.rule.severity > b.rule.severity }
      return (a.rule.title, a.rule.id) < (b.rule.title, b.rule.id)
    }
  }

  private static func lines(_ group: RuleGroup) -> [StyledLine] {
    let head = StyledLine(
      head: [StyledRun(group.rule.severity.rawValue.uppercased(), .bold), StyledRun(" ")],
      middle: [StyledRun(shown(group.rule.title), .bold)],
      tail: [StyledRun(" "), StyledRun(sign(group.rule.id), .code), StyledRun(" (\(group.alerts.count))")])
    return [head]
      + group.alerts.map { alert in
        let mark = mark(of: alert.kind).map { $0.rawValue + ": " } ?? ""
        let facts = [alert.article.source].compactMap(\.self).map(shown) + (alert.story.map(Self.counts) ?? [])
        return StyledLine(
          head: [StyledRun("– " + mark)], middle: [StyledRun(shown(alert.article.title ?? alert.article.file))],
          tail: facts.isEmpty
            ? [] : [StyledRun(" (" + facts.joined(separator: ", ").shortened(toCharacters: 100) + ")")])
      }
  }
}
