import Articles
import RuleLanguage

/// The definition of `/regex/`.
extension NaiveReading {
  /// Searches the text of each zone by itself; under `lead:` that of the lead. A span is the tokens that a match touches.
  func evaluateRegex(_ pattern: RegexPattern, _ scope: Scope) -> Outcome {
    var spans: Set<TokenSpan> = []
    let isWhole = pattern.regex.forEachMatch(
      in: article.article.text, parts: Zone.allCases.compactMap { text(of: $0, scope) }, maximumBytes: limits.regexBytes
    ) { match in
      let touched = article.tokens.indices.filter { article.tokens[$0].utf8Range.overlaps(match) }
      if !touched.isEmpty { spans.insert(TokenSpan(Array(touched))) }
    }
    return Outcome(
      isTrue: !spans.isEmpty, spans: spans.sorted(),
      outlook: isWhole || !spans.isEmpty ? Outlook(!spans.isEmpty) : .maybe, isExact: isWhole, isTruncated: !isWhole)
  }

  /// What of a zone is in a scope, in bytes of the article's text.
  private func text(of zone: Zone, _ scope: Scope) -> Range<Int>? {
    let paragraphs = article.article.paragraphs
    let ranges = paragraphs.indices.filter { paragraphs[$0].zone == zone && scope.includes($0) }
      .map { paragraphs[$0].utf8Range }
    guard let first = ranges.first, let last = ranges.last else { return nil }
    return first.lowerBound..<last.upperBound
  }
}
