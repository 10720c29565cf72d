import Articles
import RuleLanguage
import TextAnalysis

/// A metadata condition, its texts folded and ready to be compared.
enum CompiledCondition: Sendable {
  case text(MetadataCondition.TextField, [Glob])
  case published(MetadataCondition.Comparison, MetadataCondition.Moment)
  case words(MetadataCondition.Comparison, Int)

  init(_ condition: MetadataCondition) {
    switch condition {
    case .text(let field, let alternatives):
      self = .text(field, alternatives.map { Glob($0.foldedMetadata) })
    case .published(let comparison, let moment): self = .published(comparison, moment)
    case .words(let comparison, let count): self = .words(comparison, count)
    }
  }

  /// - Parameter wordCount: of title and body.
  func isMet(_ metadata: ArticleMetadata, wordCount: Int, arrival: Int64) -> Bool {
    switch self {
    case .text(let field, let globs):
      return Self.values(field, metadata).contains { value in
        let characters = Array(value)
        return globs.contains { $0.matches(characters) }
      }
    case .published(let comparison, let moment):
      guard let published = metadata.published?.secondsSince1970 else { return false }
      return Self.isMet(published, comparison, moment, arrival: arrival)
    case .words(let comparison, let count):
      return comparison.holds(wordCount, count...count)
    }
  }

  private static func values(_ field: MetadataCondition.TextField, _ metadata: ArticleMetadata) -> [String] {
    func one(_ value: String?) -> [String] { value.map { [MetadataText.fold($0)] } ?? [] }
    switch field {
    case .source: return one(metadata.source)
    case .author: return one(metadata.author)
    case .url: return one(metadata.url)
    case .section: return one(metadata.section)
    case .tag: return metadata.tags.map(MetadataText.fold)
    case .lang:
      guard let language = metadata.language else { return [] }
      return MetadataText.languageRanges(language).map(MetadataText.fold)
    }
  }

  private static func isMet(
    _ published: Int64, _ comparison: MetadataCondition.Comparison, _ moment: MetadataCondition.Moment, arrival: Int64
  ) -> Bool {
    switch moment {
    case .day(let day):
      // A day is all its seconds: equal to any of them, less than the first, greater than the last.
      let (start, isTooFar) = day.multipliedReportingOverflow(by: 86_400)
      guard !isTooFar, let published = Int(exactly: published) else { return false }
      let (end, endsTooFar) = start.addingReportingOverflow(86_399)
      return comparison.holds(published, start...(endsTooFar ? Int.max : end))
    case .age(let seconds):
      let (age, isTooOld) = arrival.subtractingReportingOverflow(published)
      let past = isTooOld ? (published < 0 ? Int64.max : 0) : max(0, age)
      return comparison.holds(Int(past), seconds...seconds)
    }
  }
}

extension MetadataCondition.Comparison {
  /// Compares a value with all of a range.
  fileprivate func holds(_ value: Int, _ range: ClosedRange<Int>) -> Bool {
    switch self {
    case .less: value < range.lowerBound
    case .lessOrEqual: value <= range.upperBound
    case .greater: value > range.upperBound
    case .greaterOrEqual: value >= range.lowerBound
    case .equal: range.contains(value)
    }
  }
}

extension WordPattern {
  /// The elements in the form in which metadata is compared.
  fileprivate var foldedMetadata: [QueryElement] {
    elements.map { element in
      if case .text(let text) = element { .text(MetadataText.fold(text)) } else { QueryElement(element) }
    }
  }
}
