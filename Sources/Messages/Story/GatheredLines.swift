import Alerts

/// What was gathered, in lines: each with when it was raised, in UTC.
struct GatheredLines {
  let ofNotices: [StyledLine]
  /// A line for each rule, which stands for no alert, and below it one for each story, which stands for the story's alerts.
  let ofAlerts: [(line: StyledLine, weight: Int)]

  /// A rule with what it found.
  private struct RuleGroup {
    let rule: Alert.Rule
    var alerts: [Alert]
  }

  init(alerts: [Alert], notices: [Notice]) {
    let times = (alerts.map(\.time) + notices.map(\.time)).compactMap(LineTime.init)
    // One day is that of the message.
    let showsDay = Set(times.map(\.day)).count > 1
    ofNotices = Self.worstFirst(notices).map { Self.line($0, showsDay: showsDay) }
    ofAlerts = Self.groups(alerts).flatMap { Self.lines($0, showsDay: showsDay) }
  }

  /// Of one severity in the order in which they came.
  private static func worstFirst(_ notices: [Notice]) -> [Notice] {
    notices.enumerated().sorted { a, b in
      (b.element.notice.severity, a.offset) < (a.element.notice.severity, b.offset)
    }.map(\.element)
  }

  private static func line(_ notice: Notice, showsDay: Bool) -> StyledLine {
    let content = notice.notice
    return StyledLine(
      head: [
        StyledRun(content.severity.rawValue.uppercased() + " NOTICE", .bold),
        StyledRun(" " + time(notice.time, showsDay: showsDay)),
      ], middle: [StyledRun(StoryMessage.shown(content.title))])
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
  private static func lines(_ group: RuleGroup, showsDay: Bool) -> [(line: StyledLine, weight: Int)] {
    let head = StyledLine(
      head: [StyledRun(group.rule.severity.rawValue.uppercased(), .bold), StyledRun(" ")],
      middle: [StyledRun(StoryMessage.shown(group.rule.title), .bold)],
      tail: [
        StyledRun(" "), StyledRun(StoryMessage.sign(group.rule.id), .code), StyledRun(" (\(group.alerts.count))"),
      ])
    var order: [String] = []
    var stories: [String: [Alert]] = [:]
    for alert in group.alerts.reversed() {
      let story = alert.story?.id ?? alert.id
      if stories[story] == nil { order.append(story) }
      stories[story, default: []].append(alert)
    }
    return [(head, 0)] + order.compactMap { stories[$0].flatMap { line($0, showsDay: showsDay) } }
  }

  /// - Parameter alerts: of one story, the newest first: what it says is shown, with the marks of all, so that a correction is
  ///   seen also where something was told after it.
  private static func line(_ alerts: [Alert], showsDay: Bool) -> (line: StyledLine, weight: Int)? {
    guard let alert = alerts.first else { return nil }
    let marks = StoryMessage.marks(of: alerts).map(\.rawValue).joined(separator: " · ")
    var facts = [alert.article.source].compactMap(\.self).map(StoryMessage.shown)
    facts += alert.story.map(StoryMessage.counts) ?? []
    if alerts.count > 1 { facts.append("told \(alerts.count) times") }
    let title = alert.article.title.map(StoryMessage.shown) ?? ""
    let line = StyledLine(
      head: [StyledRun("– " + time(alert.time, showsDay: showsDay) + (marks.isEmpty ? "" : marks + ": "))],
      middle: [StyledRun(title.isEmpty ? StoryMessage.shown(alert.article.file) : title)],
      tail: facts.isEmpty ? [] : [StyledRun(" (" + facts.joined(separator: ", ").shortened(toCharacters: 100) + ")")],
      link: alert.article.url.flatMap { ArticleLink($0) })
    return (line, alerts.count)
  }

  /// With a space behind it; empty where the time is none.
  private static func time(_ text: String, showsDay: Bool) -> String {
    LineTime(text).map { (showsDay ? $0.day + " " : "") + $0.minute + " " } ?? ""
  }
}

/// When an alert was raised, as a line says it.
private struct LineTime {
  /// `2025-12-19`.
  let day: String
  /// `14:05`.
  let minute: String

  /// `nil` for what is no time as alerts have it, `2025-12-19T14:05:30.123Z`.
  init?(_ text: String) {
    guard let match = text.prefixMatch(of: /([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}):/) else { return nil }
    day = String(match.1)
    minute = String(match.2)
  }
}
