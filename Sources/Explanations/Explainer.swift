import Articles
import Diagnostics
import Percolation
import RuleLanguage
import TextAnalysis

/// Says why a rule is true of an article, or why it is not.
///
/// Whether a part is true, and where it is found, the definition of the rule language says (the naive evaluator), part by
/// part; the index is asked for the whole. Should both ever differ, the explanation says so.
package struct Explainer {
  private let rule: Rule
  private let lists: [String: RuleList]
  private let percolator: Percolator
  private let showsAll: Bool
  /// Of lists with more items those that the article has nowhere are left out first.
  var fewItems = ListCandidates.fewItems
  /// In articles with more words those that have nothing to do with the rule are left out first.
  var fewWords = 20_000

  /// - Parameters:
  ///   - rule: also one that is switched off.
  ///   - lists: all that there are.
  ///   - showsAll: every part, item and place, and not the first ones.
  /// - Throws: what keeps the rule from being compiled.
  package init(
    _ rule: Rule, lists: [String: RuleList], showsAll: Bool = false, limits: EvaluationLimits = EvaluationLimits()
  ) throws(Refusal) {
    self.rule = rule
    self.lists = lists
    self.showsAll = showsAll
    var enabled = rule
    enabled.isEnabled = true
    let (index, diagnostics) = RuleIndex.build(RuleSet(rules: [enabled], lists: lists))
    if index.ruleCount == 0 { throw Refusal(diagnostics: diagnostics) }
    percolator = Percolator(index, limits: limits)
  }

  /// Why a rule cannot be explained.
  package struct Refusal: Error {
    package let diagnostics: [Diagnostic]
  }

  /// - Parameters:
  ///   - file: as the person named it.
  ///   - arrival: when the article arrived, in seconds since 1970.
  package func explain(_ article: AnalyzedArticle, file: String, arrival: Int64) -> Explanation {
    let isLong = article.tokens.count > fewWords
    let candidates = ListCandidates(rule.query, lists, article, percolator.limits, fewItems: isLong ? 0 : fewItems)
    let all = PartReading(article, arrival: arrival, lists: candidates.lists, limits: percolator.limits)
    let reading = isLong ? all.limited(to: RelevantWords.find(rule.query, candidates.lists, in: article)) : all
    let part = PartExplainer(
      reading, lists: lists, candidates: candidates, words: ClosestWords(all), arrival: arrival, isLong: isLong,
      showsAll: showsAll)
    let outcome = reading.evaluate(rule.query, in: reading.titleAndBody)
    let tree = part.node(rule.query, reading.titleAndBody, isNeeded: true)
    let verdict = Verdict(
      isTrue: outcome.isTrue, isUncertain: !outcome.isTrue && outcome.isUncertain, isTruncated: outcome.isTruncated,
      parts: outcome.isTrue ? reading.matchParts(of: rule.query) : [])
    var notes: [String] = []
    if !rule.isEnabled { notes.append("the rule is switched off (enabled: no): the daemon does not use it") }
    if verdict.isUncertain {
      notes.append("not all of the article could be looked at; what was not might make the rule true")
    }
    if isLong, !outcome.isTrue {
      notes.append(
        "the article is very long: not all that is near is looked for, such as inflections and parts of phrases")
    }
    if part.words.hasGivenUp { notes.append("there is too much here to compare all words; nearer ones may exist") }
    return Explanation(
      rule: rule.head, file: file, title: article.article.title.isEmpty ? nil : article.article.title,
      isMatch: verdict.isTrue, isUncertain: verdict.isUncertain, notes: notes,
      disagreement: verdict.difference(from: percolator.findings(in: article, arrival: arrival)), tree: tree)
  }
}

/// What the definition says of a whole rule.
struct Verdict {
  var isTrue: Bool
  var isUncertain: Bool
  var isTruncated: Bool
  var parts: [Match.Part]

  /// Where an index that holds only this rule says something else; `nil` where it says the same.
  func difference(from findings: Findings) -> String? {
    switch (isTrue, findings.matches.first) {
    case (true, nil): "by the definition the rule is true of the article, and the index has missed it"
    case (false, _?): "by the definition the rule is not true of the article, and the index says it is"
    case (false, nil):
      isUncertain == findings.uncertain.isEmpty
        ? "the index and the definition do not agree on whether limits kept the rule from being decided" : nil
    case (true, let match?):
      match.parts != parts || match.isTruncated != isTruncated
        ? "the rule is true of the article, but the index and the definition find other places" : nil
    }
  }
}
