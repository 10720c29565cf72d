import Articles
import Foundation
import Percolation
import TextAnalysis

extension Alert {
  /// At most so many places of each part are told.
  private static let maximumSpans = 20

  /// What a match has to say, before it is known to which story its article belongs.
  ///
  /// - Parameters:
  ///   - articleHash: SHA-256 of the article's bytes, in hexadecimal.
  ///   - file: relative to the inbox, or as the person named it.
  ///   - time: milliseconds since 1970.
  package init(match: Match, in analyzed: AnalyzedArticle, articleHash: String, file: String, time: Int64) {
    let rule = match.rule
    let article = analyzed.article
    let metadata = article.metadata
    func known(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
    self.init(
      id: Alert.id(rule: rule.id, articleHash: articleHash),
      time: Alert.time(time),
      kind: .new,
      rule: Rule(
        id: rule.id, title: rule.title, severity: rule.severity, tags: rule.tags.isEmpty ? nil : rule.tags,
        version: rule.version),
      article: Article(
        hash: articleHash, file: file, title: known(article.title), source: known(metadata.source),
        author: known(metadata.author), url: known(metadata.url), published: metadata.published?.text,
        lang: known(metadata.language)),
      story: nil,
      snippets: Self.nonEmpty(SnippetBuilder(match, in: analyzed).snippets()),
      parts: match.parts.map { part in
        let spans = part.spans.prefix(Self.maximumSpans).map { Span($0, in: analyzed) }
        return Part(expression: part.expression, spans: Self.nonEmpty(spans))
      })
  }

  /// A moment as alerts tell it: ISO 8601 with milliseconds, UTC.
  package static func time(_ millisecondsSince1970: Int64) -> String {
    // The milliseconds are put in here: formatting a Date would cut them from a rounded Double.
    let seconds = (millisecondsSince1970 / 1000) - (millisecondsSince1970 % 1000 < 0 ? 1 : 0)
    let milliseconds = millisecondsSince1970 - seconds * 1000
    let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    let digits = String(milliseconds)
    return whole.dropLast() + "." + String(repeating: "0", count: 3 - digits.count) + digits + "Z"
  }

  private static func nonEmpty<Element>(_ array: [Element]) -> [Element]? { array.isEmpty ? nil : array }
}

extension Alert.Span {
  fileprivate init(_ span: TokenSpan, in analyzed: AnalyzedArticle) {
    let zone = analyzed.tokens[span.first].zone
    let start = analyzed.article.utf8Range(of: zone).lowerBound
    self.init(
      zone: zone.name, from: Int(analyzed.tokens[span.first].utf8Start) - start,
      to: Int(analyzed.tokens[span.last].utf8End) - start)
  }
}
