import Alerts
import RuleLanguage
import SafeText

/// What a system log, a program or a file's name is told of an alert, beside the alert itself.
///
/// Made of any stored alert: of one that cannot be read, by a newer version say, only its id is known. Every text is safe
/// to show and stands on one line, whoever wrote the article.
package struct LogFields: Sendable, Equatable {
  package let alert: String
  /// When it was raised, as in the alert: ISO 8601 with milliseconds, UTC.
  package let time: String?
  package let kind: String?
  package let rule: String?
  package let severity: String?
  /// SHA-256 of the article's bytes, in hexadecimal.
  package let article: String?
  package let file: String?
  package let source: String?
  package let story: String?
  package let url: String?
  /// Of a notice alone.
  package let code: String?
  package let endpoint: String?
  /// As syslog counts it: 2 for critical to 6 for info; 5 where the severity is not known.
  package let priority: Int
  /// For people: severity, rule, title of the article.
  package let line: String

  /// - Parameter json: the alert as it is stored.
  package init(alertID: String, json: String) {
    alert = alertID.safeToShow
    if let notice = Notice.ifReadable(json) {
      let content = notice.notice
      (article, file, story, url) = (nil, nil, nil, nil)
      (code, endpoint) = (content.code.rawValue, content.endpoint?.safeToShow)
      (time, kind, rule) = (notice.time.safeToShow, Notice.kind, content.rule?.safeToShow)
      (severity, source, priority) = (
        content.severity.rawValue, content.source?.safeToShow, content.severity.logPriority
      )
      line = "\(content.severity.rawValue.uppercased()) NOTICE: \(content.title.safeToShow)"
      return
    }
    (code, endpoint) = (nil, nil)
    guard let stored = try? Alert(jsonLine: json) else {
      (time, kind, rule, severity, article, file, source, story, url) = (nil, nil, nil, nil, nil, nil, nil, nil, nil)
      priority = 5
      line = "alert \(alert), which this version of the program cannot read"
      return
    }
    time = stored.time.safeToShow
    kind = stored.kind.rawValue
    rule = stored.rule.id.safeToShow
    severity = stored.rule.severity.rawValue
    article = stored.article.hash.safeToShow
    file = stored.article.file.safeToShow
    source = stored.article.source?.safeToShow
    story = stored.story?.id.safeToShow
    url = stored.article.url?.safeToShow
    priority = stored.rule.severity.logPriority
    line = Self.line(of: stored)
  }

  private static func line(of alert: Alert) -> String {
    let marks = [StoryMessage.mark(of: alert), alert.old == true ? .old : nil].compactMap(\.self).map(\.rawValue)
    let head = ([alert.rule.severity.rawValue.uppercased()] + marks).joined(separator: " ")
    let title = alert.article.title ?? alert.article.file
    return "\(head): \(alert.rule.title.safeToShow): \(title.safeToShow)"
  }
}

extension Severity {
  /// RFC 5424, 6.2.1.
  fileprivate var logPriority: Int {
    switch self {
    case .critical: 2
    case .high: 3
    case .medium: 4
    case .low: 5
    case .info: 6
    }
  }
}
