import Diagnostics
import RuleLanguage
import RuleTesting

/// The setting `require_tests`: a rule that fails a test of its own is refused.
package enum RequiredTests {
  /// The rules in force that fail, each with one diagnostic at the first test that does. Rules that cannot be compiled
  /// are none of them: they are told of as such.
  ///
  /// - Parameters:
  ///   - folder: of the rules.
  ///   - sources: of the rule files, by their names.
  package static func refusals(_ ruleSet: RuleSet, folder: String, sources: [String: SourceText]) -> [RuleRefusal] {
    let rules = ruleSet.rules.filter { $0.isEnabled && !$0.tests.isEmpty }
    guard !rules.isEmpty else { return [] }
    let tester = RuleTester(RuleSet(rules: rules, lists: ruleSet.lists), folder: RuleFolder.base(of: folder))
    let failed = tester.results.filter { !$0.hasPassed && $0.verdict != .unusableRule }
    let byRule = Dictionary(grouping: failed, by: \.ruleID)
    return rules.compactMap { rule in
      guard let results = byRule[rule.id] else { return nil }
      return RuleRefusal(location: rule.location, diagnostic: diagnostic(results, of: rule, in: sources))
    }
  }

  private static func diagnostic(
    _ results: [RuleTestResult], of rule: Rule, in sources: [String: SourceText]
  ) -> Diagnostic {
    let (first, more) = (results[0], results.count - 1)
    let what =
      switch first.verdict {
      case .unreadable: first.found
      default: "expected is \(first.expected), found was \(first.found)"
      }
    let others = more == 0 ? "" : "; it fails \(more) more"
    return Diagnostic(
      "failed-test", .error, "the rule \"\(rule.id)\" fails this test: \(what)\(others)",
      file: rule.location.file, at: place(of: first.test, in: sources[rule.location.file]),
      hint: "correct the rule or the test; watchword test shows more")
  }

  /// The line in which the test begins, without the white space before it.
  private static func place(of test: RuleTest, in source: SourceText?) -> Range<Int> {
    guard let line = source?.lineRange(test.location.line), let bytes = source?.bytes else { return 0..<0 }
    let start = line.first { bytes[$0] != UInt8(ascii: " ") } ?? line.lowerBound
    return start..<line.upperBound
  }
}
