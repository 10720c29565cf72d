import Articles
import Percolation
import TextAnalysis

/// Makes the alerts on one article. What they have in common is made once: a hostile article may match every rule.
struct AlertBuilder {
  /// At most so many places of each part are told.
  private static let maximumSpans = 20
  /// An article's title, author and so on stand in each of its alerts: a longer one is cut there, and so marked.
  static let maximumTextBytes = 1_000
  /// A longer address is left out.
  static let maximumURLBytes = 4_096

  private let analyzed: AnalyzedArticle
  private let article: Alert.Article
  private let time: String
  /// Where each zone's text begins in the article's, by raw value.
  private let zoneStarts: [Int]

  init(_ analyzed: AnalyzedArticle, articleHash: String, file: String, time: Int64) {
    self.analyzed = analyzed
    let metadata = analyzed.article.metadata
    article = Alert.Article(
      hash: articleHash, file: file, title: Self.known(analyzed.article.title), source: Self.known(metadata.source),
      author: Self.known(metadata.author), url: metadata.url.flatMap(Self.usableURL),
      published: Self.known(metadata.published?.text), lang: Self.known(metadata.language))
    self.time = Alert.time(time)
    zoneStarts = Zone.allCases.map { analyzed.article.utf8Range(of: $0).lowerBound }
  }

  /// What a match has to say, before it is known to which story the article belongs.
  func alert(on match: Match) -> Alert {
    let rule = match.rule
    return Alert(
      id: Alert.id(rule: rule.id, articleHash: article.hash),
      time: time,
      kind: .new,
      rule: Alert.Rule(
        id: rule.id, title: rule.title, severity: rule.severity, tags: rule.tags.isEmpty ? nil : rule.tags,
        version: rule.version),
      article: article,
      story: nil,
      snippets: Self.nonEmpty(SnippetBuilder(match, in: analyzed).snippets()),
      parts: match.parts.map { part in
        Alert.Part(expression: part.expression, spans: Self.nonEmpty(part.spans.prefix(Self.maximumSpans).map(span)))
      })
  }

  private func span(_ span: TokenSpan) -> Alert.Span {
    let first = analyzed.tokens[span.first]
    let start = zoneStarts[Int(first.zone.rawValue)]
    return Alert.Span(
      zone: first.zone.name, from: Int(first.utf8Start) - start, to: Int(analyzed.tokens[span.last].utf8End) - start)
  }

  private static func known(_ text: String?) -> String? {
    guard let text, !text.isEmpty else { return nil }
    guard text.utf8.count > maximumTextBytes else { return text }
    var end = text.utf8.index(text.startIndex, offsetBy: maximumTextBytes)
    while text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
    return text[..<end] + "…"
  }

  /// Half an address leads somewhere else or nowhere.
  private static func usableURL(_ url: String) -> String? {
    url.isEmpty || url.utf8.count > maximumURLBytes ? nil : url
  }

  private static func nonEmpty<Element>(_ array: [Element]) -> [Element]? { array.isEmpty ? nil : array }
}

extension Alert {
  /// What matches have to say, in their order, before it is known to which story their article belongs. Costs nothing
  /// where there are none, as of most articles.
  ///
  /// - Parameters:
  ///   - articleHash: SHA-256 of the article's bytes, in hexadecimal.
  ///   - file: relative to the inbox, or as the person named it.
  ///   - time: when the alerts are raised, in milliseconds since 1970.
  package static func alerts(
    on matches: [Match], in analyzed: AnalyzedArticle, articleHash: String, file: String, time: Int64
  ) -> [Alert] {
    if matches.isEmpty { return [] }
    let builder = AlertBuilder(analyzed, articleHash: articleHash, file: file, time: time)
    return matches.map(builder.alert(on:))
  }
}
