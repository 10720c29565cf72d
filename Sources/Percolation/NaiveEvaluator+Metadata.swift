import Articles
import RuleLanguage
import TextAnalysis

/// The definition of conditions on metadata. What is unknown satisfies none.
extension NaiveReading {
  func isMet(_ condition: MetadataCondition) -> Bool {
    let metadata = article.article.metadata
    switch condition {
    case .text(let field, let alternatives):
      return values(field, metadata).contains { value in
        alternatives.contains { NaiveReading.isEqual(MetadataText.fold(value), elements($0)) }
      }
    case .published(let comparison, .day(let day)):
      guard let published = metadata.published else { return false }
      return compare(floorDays(published.secondsSince1970), comparison, Int64(day))
    case .published(let comparison, .age(let seconds)):
      guard let published = metadata.published else { return false }
      // In the future is as good as now.
      let (age, isTooFar) = arrival.subtractingReportingOverflow(max(published.secondsSince1970, -(1 << 60)))
      return compare(isTooFar ? 0 : max(0, age), comparison, Int64(seconds))
    case .words(let comparison, let count):
      let words = article.tokens.count { $0.zone == .title || $0.zone == .body }
      return compare(Int64(words), comparison, Int64(count))
    }
  }

  private func values(_ field: MetadataCondition.TextField, _ metadata: ArticleMetadata) -> [String] {
    switch field {
    case .source: [metadata.source].compactMap { $0 }
    case .author: [metadata.author].compactMap { $0 }
    case .lang: metadata.language.map(MetadataText.languageRanges) ?? []
    case .url: [metadata.url].compactMap { $0 }
    case .section: [metadata.section].compactMap { $0 }
    case .tag: metadata.tags
    }
  }

  private func elements(_ word: WordPattern) -> [QueryElement] {
    word.elements.map {
      switch $0 {
      case .text(let text): .text(MetadataText.fold(text))
      case .anyRun: .anyRun
      case .anyCharacter: .anyCharacter
      }
    }
  }

  /// The day in UTC, counted from 1970-01-01.
  private func floorDays(_ seconds: Int64) -> Int64 {
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    return rest < 0 ? days - 1 : days
  }

  private func compare(_ value: Int64, _ comparison: MetadataCondition.Comparison, _ limit: Int64) -> Bool {
    switch comparison {
    case .less: value < limit
    case .lessOrEqual: value <= limit
    case .greater: value > limit
    case .greaterOrEqual: value >= limit
    case .equal: value == limit
    }
  }
}
