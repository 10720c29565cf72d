import Articles
import Percolation
import RuleLanguage
import TextAnalysis

/// Makes the alerts on one article. What they have in common is made once: a hostile article may match every rule.
struct AlertBuilder {
  /// At most so many places of each part are told.
  private static let maximumSpans = 20

  private let analyzed: AnalyzedArticle
  private let article: Alert.Article
  private let time: String
  /// Where each zone's text begins in the article's, by raw value.
  private let zoneStarts: [Int]
  private let isOld: Bool

  /// - Parameter oldAfter: after how many seconds an article counts as old; `nil` for never.
  init(_ analyzed: AnalyzedArticle, articleHash: String, file: String, time: Int64, oldAfter: Int64? = nil) {
    self.analyzed = analyzed
    let metadata = analyzed.article.metadata
    article = Alert.Article(
      hash: articleHash, file: file, title: analyzed.article.title, source: metadata.source, author: metadata.author,
      url: metadata.url, published: metadata.published?.text, lang: metadata.language)
    self.time = Alert.time(time)
    isOld = oldAfter.map { analyzed.article.isOlder(than: $0, at: time) } ?? false
    zoneStarts = Zone.allCases.map { analyzed.article.utf8Range(of: $0).lowerBound }
  }

  /// What a match has to say, before it is known to which story the article belongs.
  func alert(on match: Match) -> Alert { draft(on: match).alert }

  func draft(on match: Match) -> AlertDraft {
    let rule = match.rule
    let told = SnippetBuilder(match, in: analyzed).toldSentences()
    let alert = Alert(
      id: Alert.id(rule: rule.id, articleHash: article.hash),
      time: time,
      kind: .new,
      old: isOld ? true : nil,
      correction: nil,
      rule: Alert.Rule(rule),
      article: article,
      story: nil,
      snippets: Self.nonEmpty(told.map(\.snippet)),
      parts: match.parts.map { part in
        Alert.Part(expression: part.expression, spans: Self.nonEmpty(part.spans.prefix(Self.maximumSpans).map(span)))
      })
    return AlertDraft(alert: alert, sentences: told.map(\.sentence))
  }

  private func span(_ span: TokenSpan) -> Alert.Span {
    let first = analyzed.tokens[span.first]
    let start = zoneStarts[Int(first.zone.rawValue)]
    return Alert.Span(
      zone: first.zone.name, from: Int(first.utf8Start) - start, to: Int(analyzed.tokens[span.last].utf8End) - start)
  }

  private static func nonEmpty<Element>(_ array: [Element]) -> [Element]? { array.isEmpty ? nil : array }
}

/// An alert on a match, before it is known to which story the article belongs, and what it shows.
package struct AlertDraft: Sendable {
  package let alert: Alert
  /// Of each of the alert's snippets the number of the sentence that it shows.
  package let sentences: [UInt32]
}

extension Alert {
  /// What matches have to say, in their order, before it is known to which story their article belongs. Costs nothing
  /// where there are none, as of most articles.
  ///
  /// - Parameters:
  ///   - articleHash: SHA-256 of the article's bytes, in hexadecimal.
  ///   - file: relative to the inbox, or as the person named it.
  ///   - time: when the alerts are raised, in milliseconds since 1970.
  ///   - oldAfter: for how many seconds an article may have been published without being marked old; `nil` for ever.
  package static func drafts(
    on matches: [Match], in analyzed: AnalyzedArticle, articleHash: String, file: String, time: Int64,
    oldAfter: Int64? = nil
  ) -> [AlertDraft] {
    if matches.isEmpty { return [] }
    let builder = AlertBuilder(analyzed, articleHash: articleHash, file: file, time: time, oldAfter: oldAfter)
    return matches.map(builder.draft(on:))
  }

  /// The alerts of `drafts`, where what they show does not matter.
  package static func alerts(
    on matches: [Match], in analyzed: AnalyzedArticle, articleHash: String, file: String, time: Int64
  ) -> [Alert] {
    drafts(on: matches, in: analyzed, articleHash: articleHash, file: file, time: time).map(\.alert)
  }
}

extension Alert.Rule {
  package init(_ head: RuleHead) {
    self.init(
      id: head.id, title: head.title, severity: head.severity, tags: head.tags.isEmpty ? nil : head.tags,
      version: head.version)
  }
}

extension Alert.Article {
  /// An article's title, author and so on stand in each of its alerts: a longer one is cut there, and so marked.
  static let maximumTextBytes = 1_000
  /// A longer address is left out: half of one leads somewhere else or nowhere.
  static let maximumURLBytes = 4_096

  static func usable(_ url: String?) -> String? {
    url.flatMap { $0.isEmpty || $0.utf8.count > maximumURLBytes ? nil : $0 }
  }

  /// A text as alerts show it: nothing where it is empty, and cut between scalars where it is too long, because one character
  /// may be as long as an article.
  package static func known(_ text: String?) -> String? {
    guard let text, !text.isEmpty else { return nil }
    guard text.utf8.count > maximumTextBytes else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: maximumTextBytes)
    while text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
    return text[..<end] + "…"
  }
}

extension Article {
  /// Whether it was published more than so many seconds before a moment, in milliseconds since 1970. Of a bare date its
  /// first second counts, as in `published:`; an article of unknown date is not old.
  package func isOlder(than seconds: Int64, at milliseconds: Int64) -> Bool {
    guard let published = metadata.published?.secondsSince1970 else { return false }
    let (age, overflow) = (milliseconds / 1000).subtractingReportingOverflow(published)
    return !overflow && age > seconds
  }
}
