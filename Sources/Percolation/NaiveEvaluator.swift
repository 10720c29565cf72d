import Articles
import RuleLanguage
import TextAnalysis

/// Evaluates every rule on its own, straight from the definition of the query language, as plainly as possible.
///
/// It is that definition in code: what the engine gives must be equal. It shares nothing with the engine but values,
/// word forms, the text of parts and `EvaluationLimits`. Slow, and recursive in the depth of the rules; meant for rules
/// that an index could be built from.
package struct NaiveEvaluator {
  /// Where is searched: the paragraphs that the zone prefixes around leave.
  struct Scope {
    let includes: (_ paragraph: Int) -> Bool
    let isPrefixed: Bool
  }

  /// What an expression gives on an article.
  struct Outcome {
    var isTrue: Bool
    var spans: [TokenSpan] = []
    /// Without limits.
    var outlook: Outlook
    /// Whether the spans are those without limits.
    var isExact = true
    /// As `EvaluationLimits` says.
    var isPlain = false
    /// Of this expression or any inside.
    var isTruncated: Bool = false
  }

  let ruleSet: RuleSet
  let limits: EvaluationLimits

  package init(_ ruleSet: RuleSet, limits: EvaluationLimits = EvaluationLimits()) {
    self.ruleSet = ruleSet
    self.limits = limits
  }

  /// The rules that are true of an article, in their order, and why.
  ///
  /// - Parameter arrival: when the article arrived, in seconds since 1970.
  package func percolate(_ article: AnalyzedArticle, arrival: Int64) -> [Match] {
    findings(in: article, arrival: arrival).matches
  }

  /// The rules that are true of an article, and those that might be were there no limits.
  ///
  /// - Parameter arrival: as above.
  package func findings(in article: AnalyzedArticle, arrival: Int64) -> Findings {
    let reading = NaiveReading(article, arrival: arrival, lists: ruleSet.lists, limits: limits)
    var findings = Findings()
    for rule in ruleSet.rules where rule.isEnabled {
      let outcome = reading.evaluate(rule.query, reading.titleAndBody)
      if outcome.isTrue {
        let parts = reading.parts(of: rule.query)
        findings.matches.append(Match(rule: rule.head, parts: parts, isTruncated: outcome.isTruncated))
      } else if outcome.outlook != .no {
        findings.uncertain.append(rule.head)
      }
    }
    return findings
  }
}

/// One article, read naively.
struct NaiveReading {
  typealias Scope = NaiveEvaluator.Scope
  typealias Outcome = NaiveEvaluator.Outcome

  let article: AnalyzedArticle
  let arrival: Int64
  let lists: [String: RuleList]
  let limits: EvaluationLimits
  /// For each position; `nil` for tokens too long to be looked for.
  let forms: [WordForm?]

  init(_ article: AnalyzedArticle, arrival: Int64, lists: [String: RuleList], limits: EvaluationLimits) {
    self.article = article
    self.arrival = arrival
    self.lists = lists
    self.limits = limits
    forms = article.tokens.map { token in
      if token.utf8Range.count > EvaluationLimits.wordBytes { return nil }
      return WordForm(surface: article.article.substring(token.utf8Range))
    }
  }

  // MARK: - True or false

  func evaluate(_ expression: Expression, _ scope: Scope) -> Outcome {
    switch expression.kind {
    case .and(let operands):
      let outcomes = operands.map { evaluate($0, scope) }
      return Outcome(
        isTrue: outcomes.allSatisfy(\.isTrue), outlook: .all(outcomes.map(\.outlook)),
        isTruncated: outcomes.contains(where: \.isTruncated))
    case .or(let operands) where !expression.givesSpans:
      let outcomes = operands.map { evaluate($0, scope) }
      return Outcome(
        isTrue: outcomes.contains(where: \.isTrue), outlook: .any(outcomes.map(\.outlook)),
        isTruncated: outcomes.contains(where: \.isTruncated))
    case .not(let operand):
      let outcome = evaluate(operand, scope)
      return Outcome(isTrue: !outcome.isTrue, outlook: outcome.outlook.negated, isTruncated: outcome.isTruncated)
    case .metadata(let condition):
      return Outcome(isTrue: isMet(condition), outlook: Outlook(isMet(condition)))
    case .atLeast(let count, let operand):
      return evaluateCount(count, operand, scope)
    case .of(let count, let operands):
      return evaluateSum(count, operands.map { WeightedOperand($0, 1) }, scope)
    case .score(let threshold, let operands):
      return evaluateSum(threshold, operands, scope)
    default:
      return evaluateSpans(expression, scope)
    }
  }

  /// The largest sub-expressions with spans, and conditions, that are true and neither under NOT nor of a weight below 0,
  /// in the order of the query; of ATLEAST the places that were counted.
  func parts(of expression: Expression) -> [Match.Part] {
    switch expression.kind {
    case .and(let operands): return operands.flatMap(parts)
    case .or(let operands) where !expression.givesSpans:
      return operands.filter { evaluate($0, titleAndBody).isTrue }.flatMap(parts)
    case .not: return []
    case .of(_, let operands):
      return operands.filter { evaluate($0, titleAndBody).isTrue }.flatMap(parts)
    case .score(_, let operands):
      return operands.filter { $0.weight > 0 && evaluate($0.expression, titleAndBody).isTrue }
        .flatMap { parts(of: $0.expression) }
    case .atLeast(_, let operand):
      let spans = Self.counted(evaluate(operand, titleAndBody).spans).prefix(limits.spansPerPart)
      return [Match.Part(expression: PartText.of(expression), spans: Array(spans))]
    default:
      let spans = evaluate(expression, titleAndBody).spans.prefix(limits.spansPerPart)
      return [Match.Part(expression: PartText.of(expression), spans: Array(spans))]
    }
  }

  // MARK: - Zones

  /// What is searched without a prefix.
  var titleAndBody: Scope { Scope(includes: isInTitleOrBody, isPrefixed: false) }

  /// Whether the token at a position is in a scope.
  func isInside(_ scope: Scope, _ position: Int) -> Bool { scope.includes(Int(article.tokens[position].paragraph)) }

  private func isInTitleOrBody(_ paragraph: Int) -> Bool {
    article.article.paragraphs[paragraph].zone == .title || article.article.paragraphs[paragraph].zone == .body
  }

  /// A prefix inside a prefix searches what both name.
  func prefixed(_ selector: ZoneSelector, in outer: Scope) -> Scope {
    Scope(
      includes: { isIn($0, selector) && (!outer.isPrefixed || outer.includes($0)) }, isPrefixed: true)
  }

  /// What UNLESS excludes must not stand in title and body, nor in the zones of the prefix around it.
  func excluding(_ outer: Scope) -> Scope {
    Scope(includes: { isInTitleOrBody($0) || outer.includes($0) }, isPrefixed: outer.isPrefixed)
  }

  private func isIn(_ paragraph: Int, _ selector: ZoneSelector) -> Bool {
    let zone = article.article.paragraphs[paragraph].zone
    switch selector {
    case .any: return true
    case .title: return zone == .title
    case .body: return zone == .body
    case .lead: return paragraph == article.article.paragraphs.firstIndex { $0.zone == .body }
    case .dateline: return zone == .dateline
    case .caption: return zone == .caption
    case .furniture: return zone == .furniture
    }
  }
}
