import Articles
import Percolation
import RuleLanguage
import SafeText

/// What there is to know of a part, true or not: the article's values, counts and sums.
extension PartExplainer {
  func notes(on part: Expression, _ scope: Scope) -> [String] {
    switch part.kind {
    case .metadata(let condition): [value(for: condition)]
    case .atLeast(let least, let operand):
      count(least, reading.evaluate(operand, in: scope).spans)
    case .of(let least, let operands):
      ["\(operands.count { reading.evaluate($0, in: scope).isTrue }) of \(operands.count) are true, \(least) needed"]
    case .score(let least, let operands): [sum(least, operands, scope)]
    case .unless(_, let excluded) where excluded.givesSpans:
      reading.evaluate(excluded, in: reading.excluding(scope)).spans.isEmpty ? ["\(excluded.short) stands nowhere"] : []
    default: []
    }
  }

  private func count(_ least: Int, _ spans: [TokenSpan]) -> [String] {
    let counted = PartReading.counted(spans).count
    let overlap = counted < spans.count ? " (\(spans.count.counted("place")), those that overlap counted once)" : ""
    return ["\(counted) counted\(overlap), \(least) needed"]
  }

  private func sum(_ least: Int, _ operands: [WeightedOperand], _ scope: Scope) -> String {
    let weights = operands.filter { reading.evaluate($0.expression, in: scope).isTrue }.map(\.weight)
    let terms = weights.prefix(20).enumerated().map { index, weight in
      index == 0 ? "\(weight)" : weight < 0 ? " − \(-weight)" : " + \(weight)"
    }.joined()
    let sum = weights.reduce(0, +)
    let calculation = weights.count < 2 || weights.count > 20 ? "\(sum)" : "\(terms) = \(sum)"
    return "the score is \(calculation), \(least) needed"
  }

  // MARK: - Conditions

  private func value(for condition: MetadataCondition) -> String {
    let metadata = reading.article.article.metadata
    switch condition {
    case .text(let field, _):
      let values: [String] =
        switch field {
        case .source: [metadata.source].compactMap(\.self)
        case .author: [metadata.author].compactMap(\.self)
        case .lang: [metadata.language].compactMap(\.self)
        case .url: [metadata.url].compactMap(\.self)
        case .section: [metadata.section].compactMap(\.self)
        case .tag: metadata.tags
        }
      let name = Self.name(of: field)
      if values.isEmpty { return "the \(name) is unknown\(Self.hint(field))" }
      let shown = values.prefix(10).map { "“\($0.prefix(200))”" }.joined(separator: ", ")
      let from = field == .lang ? ", as the article’s front matter says" : ""
      return "the \(name) \(values.count == 1 ? "is" : "are") \(shown)\(values.count > 10 ? ", …" : "")\(from)"
    case .published(_, let moment):
      guard let published = metadata.published else { return "the date of publication is unknown" }
      guard case .age = moment else { return "published \(published.text)" }
      let (age, isTooFar) = arrival.subtractingReportingOverflow(published.secondsSince1970)
      return
        "published \(published.text), \(isTooFar ? "long" : Self.span(age)) \(age < 0 ? "after" : "before") arrival"
    case .words:
      let words = reading.article.tokens.count { $0.zone == .title || $0.zone == .body }
      return "title and body have \(words.counted("word"))"
    }
  }

  private static func name(of field: MetadataCondition.TextField) -> String {
    switch field {
    case .source, .author, .url, .section: field.rawValue
    case .lang: "language"
    case .tag: "tags"
    }
  }

  private static func hint(_ field: MetadataCondition.TextField) -> String {
    switch field {
    case .source: " (it is the first subfolder of the inbox, or of a folder named here)"
    case .author, .lang, .url, .section, .tag: ""
    }
  }

  private static func span(_ seconds: Int64) -> String {
    let seconds = seconds.magnitude
    if seconds >= 2 * 86_400 { return "\(seconds / 86_400) days" }
    if seconds >= 2 * 3_600 { return "\(seconds / 3_600) hours" }
    return "\(seconds / 60) minutes"
  }
}
