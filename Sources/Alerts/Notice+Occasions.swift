import RuleLanguage

/// What the notices say whose occasion the store decides.
extension Notice {
  /// - Parameter first: the alert by which its recipients heard of the story first; `nil` where it cannot be read.
  package static func moreCopies(
    ofStory story: String, first: Alert?, copies: Int, sources: Int, milliseconds: Int64
  ) -> Notice {
    let headline = first.map { $0.article.title ?? $0.rule.title } ?? "story \(story)"
    var lines = first.map { ["told first in alert \($0.id), rule \($0.rule.id)"] } ?? []
    lines.append("story \(story)")
    return Notice(
      Content(
        code: .moreCopies, severity: first?.rule.severity ?? .info,
        title: "\(copies) articles from \(sources) sources by now: \(headline)", lines: lines),
      occasion: "\(story) \(copies) \(first?.id ?? "")", milliseconds: milliseconds)
  }

  /// - Parameters:
  ///   - about: what it silenced, for people.
  ///   - held: the newest of the alerts that it held back, newest first.
  ///   - count: how many there were.
  package static func silenceEnded(
    _ id: Int64, about: String, comment: String?, held: [Alert], count: Int, milliseconds: Int64
  ) -> Notice {
    var lines = held.map {
      "\($0.rule.severity.rawValue): \($0.article.title ?? $0.rule.title) (rule \($0.rule.id), alert \($0.id))"
    }
    if count > held.count { lines.append("and \(count - held.count) more") }
    let what = count == 0 ? "held nothing back" : "held back \(count) alert\(count == 1 ? "" : "s")"
    return Notice(
      Content(
        code: .silenceEnded, severity: held.map(\.rule.severity).max() ?? .info,
        title: "Silence \(id) has ended (\(about)\(comment.map { ": \($0)" } ?? "")); it \(what)", lines: lines),
      occasion: "\(id) \(milliseconds)", milliseconds: milliseconds)
  }
}
