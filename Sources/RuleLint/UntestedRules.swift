import RuleLanguage

/// Rules without a test.
enum UntestedRules {
  static func findings(_ rules: [Rule]) -> [LintFinding] {
    rules.filter(\.tests.isEmpty).map { rule in
      LintFinding(
        code: .untestedRule, message: "the rule \"\(rule.head.id)\" has no test", place: .init(rule.head),
        hint: "add tests: with one article that it must find and one that it must not, and run watchword test")
    }
  }
}
