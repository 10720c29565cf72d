import RuleLanguage

/// What a backtest has shown.
package struct BacktestReport: Sendable {
  /// How many articles were read.
  package let articles: Int
  /// By the day of arrival, counted from 1970-01-01 in UTC; days without are absent.
  package let articlesByDay: [Int: Int]
  /// In the order of the plan.
  package var rules: [BacktestRuleReport]

  init(_ plan: BacktestPlan, _ tally: BacktestTally) {
    articles = tally.articles
    articlesByDay = tally.articlesByDay
    rules = zip(plan.subjects, tally.rules).map(BacktestRuleReport.init)
  }

  /// Whether some rule matches some article.
  package var hasMatches: Bool { rules.contains { $0.matched.count > 0 } }

  /// Lets somebody who knows the articles complete the examples.
  package mutating func completeExamples(_ complete: (inout BacktestExample) throws -> Void) rethrows {
    for rule in rules.indices {
      for kind in BacktestRuleReport.kinds {
        for example in rules[rule][keyPath: kind].examples.indices {
          try complete(&rules[rule][keyPath: kind].examples[example])
        }
      }
    }
  }
}

/// Of one rule.
package struct BacktestRuleReport: Sendable {
  /// Articles of one kind.
  package struct Articles: Sendable, Encodable {
    package let count: Int
    /// The newest of them, newest first.
    package var examples: [BacktestExample]

    init(_ finds: Finds) {
      count = finds.count
      examples = finds.examples
    }
  }

  package let rule: RuleHead
  package let comparison: BacktestPlan.Comparison
  package var matched: Articles
  /// Different ones among those that match; where `hasMoreStories`, at least so many.
  package let stories: Int
  package let hasMoreStories: Bool
  /// By the day of arrival; days without are absent.
  package let matchedByDay: [Int: Int]
  /// Those that the running version does not find; without one, none.
  package var gained: Articles
  /// Those that only the running version finds.
  package var lost: Articles
  /// Those that would match only if datelines, captions and furniture were searched too.
  package var elsewhere: Articles
  /// How many articles have more places than are looked at, and those do not decide: the rule may match them too.
  package let uncertain: Int
  /// How many alerts the rule raised in that time; `nil` where nobody looked.
  package var alerted: Int?

  /// Those that both versions find.
  package var kept: Int { matched.count - gained.count }

  static var kinds: [WritableKeyPath<BacktestRuleReport, Articles>] { [\.matched, \.gained, \.lost, \.elsewhere] }

  init(_ subject: BacktestPlan.Subject, _ tally: RuleTally) {
    rule = subject.rule
    comparison = subject.comparison
    matched = Articles(tally.matched)
    stories = tally.stories.count
    hasMoreStories = tally.hasMoreStories
    matchedByDay = tally.matchedByDay
    gained = Articles(tally.gained)
    lost = Articles(tally.lost)
    elsewhere = Articles(tally.elsewhere)
    uncertain = tally.uncertain
  }
}
