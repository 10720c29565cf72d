import Alerts
import Pacing
import RuleLanguage
import SafeText

/// Messages that tell of no single article: notices, and alerts that were gathered.
extension StoryMessage {
  /// What stands in the place of the rules that found an article.
  package struct Collected: Sendable, Equatable {
    package let lines: [StyledLine]
    /// How many alerts, or lines of a notice, each line stands for.
    package let weights: [Int]
    package let idLine: StyledLine
    /// `alert`, or `line`.
    package let noun: String

    init(_ lines: [(line: StyledLine, weight: Int)], idLine: StyledLine, noun: String) {
      self.lines = lines.map(\.line)
      weights = lines.map(\.weight)
      self.idLine = idLine
      self.noun = noun
    }

    /// How many the last lines stand for.
    func weight(ofLast count: Int) -> Int { weights.suffix(count).reduce(0, +) }
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
        (content.lines ?? []).flatMap { $0.split(separator: "\n") }.map { line in
          (StyledLine(middle: [StyledRun(Self.shown(String(line)))]), 1)
        }, idLine: StyledLine(head: [StyledRun("notice "), StyledRun(Self.sign(notice.id), .code)]), noun: "line"))
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
      let line = StyledLine(
        head: [StyledRun($0.notice.severity.rawValue.uppercased(), .bold), StyledRun(" ")],
        middle: [StyledRun(Self.shown($0.notice.title))])
      return (line, 1)
    }
    if unread > 0 {
      lines.append((StyledLine(head: [StyledRun("\(unread.counted("alert")) of another version")]), unread))
    }
    let ofStories = stories == alerts.count ? "" : " of " + (stories == 1 ? "1 story" : "\(stories) stories")
    var counts = alerts.isEmpty && unread > 0 ? [] : [alerts.count.counted("alert") + ofStories]
    if !notices.isEmpty { counts.append(notices.count.counted("notice")) }
    if counts.isEmpty { counts.append(unread.counted("alert")) }
    self.init(
      headline: counts.joined(separator: ", ") + ", " + Self.reason(gathering), severity: severity,
      time: alerts.first?.time ?? "",
      collected: Collected(
        lines, idLine: StyledLine(head: [StyledRun("watchword alerts shows them all")]), noun: "alert"))
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

  /// The rule, and a line for each story, the newest first.
  private static func lines(_ group: RuleGroup) -> [(line: StyledLine, weight: Int)] {
    let head = StyledLine(
      head: [StyledRun(group.rule.severity.rawValue.uppercased(), .bold), StyledRun(" ")],
      middle: [StyledRun(shown(group.rule.title), .bold)],
      tail: [StyledRun(" "), StyledRun(sign(group.rule.id), .code), StyledRun(" (\(group.alerts.count))")])
    var order: [String] = []
    var stories: [String: [Alert]] = [:]
    for alert in group.alerts.reversed() {
      let story = alert.story?.id ?? alert.id
      if stories[story] == nil { order.append(story) }
      stories[story, default: []].append(alert)
    }
    return [(head, 0)] + order.compactMap { stories[$0].flatMap(line) }
  }

  /// - Parameter alerts: of one story, the newest first.
  private static func line(_ alerts: [Alert]) -> (line: StyledLine, weight: Int)? {
    guard let alert = alerts.first else { return nil }
    let mark = mark(of: alert).map { $0.rawValue + ": " } ?? ""
    var facts = [alert.article.source].compactMap(\.self).map(shown) + (alert.story.map(Self.counts) ?? [])
    if alerts.count > 1 { facts.append("told \(alerts.count) times") }
    let line = StyledLine(
      head: [StyledRun("– " + mark)], middle: [StyledRun(shown(alert.article.title ?? alert.article.file))],
      tail: facts.isEmpty ? [] : [StyledRun(" (" + facts.joined(separator: ", ").shortened(toCharacters: 100) + ")")])
    return (line, alerts.count)
  }
}
