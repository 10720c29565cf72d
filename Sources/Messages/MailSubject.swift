import Alerts

/// What a mail's subject says: kind, severity, rule, headline.
enum MailSubject {
  /// Of rule and headline, in characters. Lists of mails show about as much.
  static let maximumRuleCharacters = 60
  static let maximumCharacters = 150

  /// One line with single spaces, as short as people can read at a glance.
  static func text(of story: StoryAlerts, prefix: String?) -> String {
    let best = story.best
    var words = [prefix.map { $0.oneLine(atMost: 60) }].compactMap(\.self).filter { !$0.isEmpty }
    words += marks(of: story.alerts)
    words.append(best.rule.severity.rawValue.uppercased())
    words.append(best.rule.title.oneLine(atMost: maximumRuleCharacters))
    if story.alerts.count > 1 { words.append("(+\(story.alerts.count - 1))") }
    let head = words.joined(separator: " ")
    guard let title = best.article.title?.oneLine(atMost: maximumCharacters), !title.isEmpty else { return head }
    return "\(head): \(title)".oneLine(atMost: maximumCharacters)
  }

  /// Of a notice, or of what was gathered.
  static func text(of message: StoryMessage, prefix: String?) -> String {
    let words = [
      prefix.map { $0.oneLine(atMost: 60) } ?? "", message.severity.rawValue.uppercased() + ":", message.headline,
    ]
    return words.filter { !$0.isEmpty }.joined(separator: " ").oneLine(atMost: maximumCharacters)
  }

  /// What sets alerts apart from those on something new, each once.
  static func marks(of alerts: [Alert]) -> [String] {
    let known = Set(alerts.compactMap(StoryMessage.mark))
    let marks = [StoryMessage.Mark.test, .withdrawn, .correction, .again].filter(known.contains).map(\.rawValue)
    return marks + (alerts.allSatisfy { $0.old == true } ? ["OLD"] : [])
  }
}
