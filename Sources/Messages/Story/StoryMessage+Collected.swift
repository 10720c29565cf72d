import Alerts
import Pacing
import RuleLanguage
import SafeText

/// Messages that tell of no single article: notices, and alerts that were gathered.
extension StoryMessage {
  /// What stands in the place of the rules that found an article.
  package struct Collected: Sendable, Equatable {
    /// Notices among alerts, the worst first; they stand before all else.
    package let notices: [StyledLine]
    package let lines: [StyledLine]
    /// How many alerts, or lines of a notice, each of `lines` stands for.
    package let weights: [Int]
    package let idLine: StyledLine
    /// `alert`, or `line`.
    package let noun: String

    init(
      notices: [StyledLine] = [], _ lines: [(line: StyledLine, weight: Int)], idLine: StyledLine, noun: String
    ) {
      self.notices = notices
      self.lines = lines.map(\.line)
      weights = lines.map(\.weight)
      self.idLine = idLine
      self.noun = noun
    }

    /// How many the last lines stand for.
    func weight(ofLast count: Int) -> Int { weights.suffix(count).reduce(0, +) }
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

  /// Alerts that were held back and are told together: notices, and the alerts by rule, the best first, a line each.
  ///
  /// - Parameter json: alerts and notices as they are stored. One that cannot be read is counted, so that it does not hold up the
  ///   others.
  package init(gathered json: [String], as gathering: Gathering) {
    let (alerts, notices, unread) = Self.read(json)
    let lines = GatheredLines(alerts: alerts, notices: notices)
    let severity = (alerts.map(\.rule.severity) + notices.map(\.notice.severity)).max() ?? .info
    var ofAlerts = lines.ofAlerts
    if unread > 0 {
      ofAlerts.append((StyledLine(head: [StyledRun("\(unread.counted("alert")) of another version")]), unread))
    }
    let note = StyledLine(head: [StyledRun("watchword alerts shows them all · times are UTC")])
    self.init(
      headline: Self.counts(alerts, notices: notices.count, unread: unread) + ", " + Self.reason(gathering),
      severity: severity, time: alerts.first?.time ?? notices.first?.time ?? "",
      collected: Collected(notices: lines.ofNotices, ofAlerts, idLine: note, noun: "alert"))
  }

  /// `3 alerts of 2 stories, 1 notice`. Alerts that cannot be read are counted where there are no others.
  private static func counts(_ alerts: [Alert], notices: Int, unread: Int) -> String {
    let stories = Set(alerts.map { $0.story?.id ?? $0.id }).count
    let ofStories = stories == alerts.count ? "" : " of " + (stories == 1 ? "1 story" : "\(stories) stories")
    var counts: [String] = []
    if !alerts.isEmpty {
      counts.append(alerts.count.counted("alert") + ofStories)
    } else if unread > 0 || notices == 0 {
      counts.append(unread.counted("alert"))
    }
    if notices > 0 { counts.append(notices.counted("notice")) }
    return counts.joined(separator: ", ")
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
}
