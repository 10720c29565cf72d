import Alerts
import SafeText

/// What a run of tests has shown, in words for people. What comes from a rule file or an article is made safe to show.
package struct RuleTestReport: Sendable {
  private let terminal: TerminalText
  private let snippets: AlertTextRenderer
  package private(set) var summary = RuleTestSummary()

  package init(usesColour: Bool) {
    terminal = TerminalText(usesColour: usesColour)
    snippets = AlertTextRenderer(usesColour: usesColour)
  }

  /// Takes note of the tests of some rules.
  ///
  /// - Parameter path: where a rule file is, as the person would open it.
  /// - Returns: what to tell of those that did not pass; each several lines, with an empty one behind them.
  package mutating func add(_ tester: RuleTester, path: (String) -> String) -> String {
    summary.add(tester)
    return tester.results.filter { !$0.hasPassed }.map { text($0, path: path) }.joined()
  }

  private func text(_ result: RuleTestResult, path: (String) -> String) -> String {
    let location = result.test.location
    let kind = result.verdict == .failed ? "failed" : "error"
    var lines = [
      "\(terminal.styled("\(path(location.file)):\(location.line)".safeToShow, .bold)): \(terminal.styled(kind, .boldRed)): "
        + "\(result.ruleID.safeToShow): \(result.name.safeToShow)",
      "  expected  \(result.expected.safeToShow)",
      "  found     \(result.found.safeToShow)",
    ]
    lines += result.snippets.map { "    \(snippets.text($0))" }
    return lines.joined(separator: "\n") + "\n\n"
  }

  /// One line for the end, without its end.
  package var total: String {
    terminal.styled(summary.text, summary.tests == 0 ? .bold : summary.isAllRight ? .boldGreen : .boldRed)
  }
}

/// The counts of a run of tests.
package struct RuleTestSummary: Sendable, Equatable, Encodable {
  package private(set) var tests = 0
  package private(set) var passed = 0
  package private(set) var failed = 0
  /// Whose article could not be read, or whose rule could not be compiled.
  package private(set) var errors = 0
  package private(set) var rules = 0
  package private(set) var rulesWithoutTests = 0

  private enum CodingKeys: String, CodingKey {
    case tests, passed, failed, errors, rules
    case rulesWithoutTests = "rules_without_tests"
  }

  package init() {}

  mutating func add(_ tester: RuleTester) {
    rules += tester.rulesWithTests + tester.rulesWithoutTests
    rulesWithoutTests += tester.rulesWithoutTests
    for result in tester.results {
      tests += 1
      switch result.verdict {
      case .passed: passed += 1
      case .failed: failed += 1
      case .unreadable, .unusableRule: errors += 1
      }
    }
  }

  package var isAllRight: Bool { passed == tests }

  /// `5 tests of 3 rules: 4 passed, 1 failed; 1 rule has no tests`
  package var text: String {
    var parts = ["\(passed) passed"]
    if failed > 0 { parts.append("\(failed) failed") }
    if errors > 0 { parts.append("\(errors) could not be run") }
    let tested = (rules - rulesWithoutTests).counted("rule")
    let text = "\(tests.counted("test")) of \(tested): \(parts.joined(separator: ", "))"
    guard rulesWithoutTests > 0 else { return text }
    return text
      + "; \(rulesWithoutTests.counted("rule")) \(rulesWithoutTests == 1 ? "has" : "have") no tests"
  }
}
