import Diagnostics
import Percolation
import RuleLanguage
import TextAnalysis

/// Looks for what is right as it is written, and yet hardly what its author means.
///
/// For people who ask (`watchword check`); the daemon does not.
package struct RuleLinter {
  /// Articles that tell which words are common and what rules cost.
  package struct Sample {
    package let articles: [AnalyzedArticle]
    /// When they arrived, in seconds since 1970.
    package let arrival: Int64

    package init(articles: [AnalyzedArticle], arrival: Int64) {
      self.articles = articles
      self.arrival = arrival
    }
  }

  /// One kind of warning, and how it is looked for.
  private typealias Check = (code: WarningCode, findings: () -> [LintFinding])

  /// Warnings on rules, those aside that are silenced where they stand; and on what is there to silence them and does not.
  /// By file and place.
  ///
  /// - Parameters:
  ///   - index: of the same rules.
  ///   - sample: `nil` where there are no articles; then nothing is said of what rules cost.
  ///   - endpoints: the names that `notify` may have; `nil` where they are not known.
  package static func warnings(
    on load: RuleLoad, _ index: RuleIndex, sample: Sample? = nil, endpoints: [String]? = nil
  ) -> [Diagnostic] {
    let checks = checks(load, index, sample: sample, endpoints: endpoints)
    var placer = LintPlacer(sources: load.sources)
    let diagnostics = checks.flatMap { $0.findings() }.map { placer.diagnostic($0) }
    var allowances = Allowances(sources: load.sources)
    _ = allowances.parted(load.silenced)
    var told = allowances.parted(diagnostics).told
    let looked = WarningCode.toldByReading.union(checks.map(\.code))
    told += allowances.parted(allowances.warnings(looked: looked)).told
    let sorted = told.enumerated().sorted { a, b in
      (a.element.file, a.element.utf8Range.lowerBound, a.offset)
        < (b.element.file, b.element.utf8Range.lowerBound, b.offset)
    }
    return shortened(sorted.map(\.element))
  }

  /// All that there is to look for, by what is known.
  private static func checks(
    _ load: RuleLoad, _ index: RuleIndex, sample: Sample?, endpoints: [String]?
  ) -> [Check] {
    let ruleSet = load.ruleSet
    let lists = ruleSet.lists.values.sorted {
      ($0.location.file, $0.location.line) < ($1.location.file, $1.location.line)
    }
    let items = lists.flatMap { list in list.items.indices.map { LintSubject(list, item: $0) } }
    let subjects = ruleSet.rules.map { LintSubject($0) } + items
    var collected = Forms(lists: ruleSet.lists)
    let roots = ruleSet.rules.map { collected.form(of: $0.query) }
    var exclusions = Exclusions()
    for subject in subjects { exclusions.collect(subject, &collected) }
    let forms = collected
    var checks: [Check] = [
      (.impossibleWord, { ImpossibleWords.findings(subjects) }),
      (.containedRule, { ContainedRules.findings(ruleSet.rules, roots, forms) }),
      (.excludesItself, { [exclusions] in exclusions.findings(forms) }),
      (.prefixFindsNothing, { EmptyPrefixes.findings(ruleSet) }),
      (.broadWildcard, { BroadWildcards.findings(subjects, sample?.articles ?? []) }),
      (.sentenceInPhrase, { SentencesInPhrases.findings(subjects) }),
      (.mixedAlphabets, { MixedAlphabets.findings(subjects) }),
      (.untestedRule, { UntestedRules.findings(ruleSet.rules) }),
    ]
    // A rule that is wrong may use what nobody else uses.
    if !load.hasErrors { checks.append((.unusedList, { UnusedLists.findings(ruleSet, lists) })) }
    if let sample, !sample.articles.isEmpty {
      checks.append((.costlyRule, { CostlyRules.findings(ruleSet, index, sample) }))
    }
    if let endpoints {
      checks.append((.unknownEndpoint, { UnknownEndpoints.findings(ruleSet.rules, endpoints) }))
    }
    return checks
  }

  /// Warnings of one code that are told of one file.
  private static let maximumPerFile = 20

  /// Of many warnings of one code on one file the first, and how many more there are.
  private static func shortened(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    struct Kind: Hashable {
      let file: String
      let code: String
    }
    var counts: [Kind: Int] = [:]
    for diagnostic in diagnostics where diagnostic.severity == .warning {
      counts[Kind(file: diagnostic.file, code: diagnostic.code), default: 0] += 1
    }
    var told: [Kind: Int] = [:]
    return diagnostics.compactMap { diagnostic in
      guard diagnostic.severity == .warning else { return diagnostic }
      let kind = Kind(file: diagnostic.file, code: diagnostic.code)
      told[kind, default: 0] += 1
      let (number, count) = (told[kind] ?? 0, counts[kind] ?? 0)
      if number <= maximumPerFile || count == maximumPerFile + 1 { return diagnostic }
      guard number == maximumPerFile + 1 else { return nil }
      return Diagnostic(
        diagnostic.code, .warning, "the file has \(count - maximumPerFile) more warnings of this kind",
        file: diagnostic.file, at: diagnostic.utf8Range,
        hint: "mend those above first; # allow: \(diagnostic.code) in the file's first line silences all of them")
    }
  }
}
