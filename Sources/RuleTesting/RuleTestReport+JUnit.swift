import Alerts
import SafeText

/// The same as JUnit's XML, which build servers read: a suite a rule file, a class a rule.
package enum RuleTestJUnit {
  private struct Suite {
    var file: String
    var results: [RuleTestResult]
  }

  /// A whole document.
  package static func document(_ runs: [(results: [RuleTestResult], path: (String) -> String)]) -> String {
    let suites = runs.flatMap { run in
      Dictionary(grouping: run.results, by: \.test.location.file).sorted { $0.key < $1.key }
        .map { Suite(file: run.path($0.key), results: $0.value) }
    }
    let all = counts(suites.flatMap(\.results))
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"watchword\"\(all)>\n"
      + suites.map(text).joined() + "</testsuites>\n"
  }

  private static func counts(_ results: [RuleTestResult]) -> String {
    let failures = results.count { $0.verdict == .failed }
    let errors = results.count { !$0.hasPassed } - failures
    return " tests=\"\(results.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
  }

  private static func text(_ suite: Suite) -> String {
    "  <testsuite\(attribute("name", suite.file))\(counts(suite.results))>\n"
      + suite.results.map { text($0, file: suite.file) }.joined() + "  </testsuite>\n"
  }

  private static func text(_ result: RuleTestResult, file: String) -> String {
    let line = result.test.location.line
    let start =
      "    <testcase\(attribute("name", "\(result.name) (line \(line))"))\(attribute("classname", result.ruleID))"
      + "\(attribute("file", file)) line=\"\(line)\""
    guard !result.hasPassed else { return start + "/>\n" }
    let hasFailed = result.verdict == .failed
    let element = hasFailed ? "failure" : "error"
    let message = hasFailed ? "expected \(result.expected), found \(result.found)" : result.found
    let snippets = AlertTextRenderer(usesColour: false)
    let details =
      ["\(file):\(line)", "expected  \(result.expected)", "found     \(result.found)"]
      + result.snippets.map { "  " + snippets.text($0) }
    return start + ">\n      <\(element)\(attribute("message", message))>"
      + escaped(details.joined(separator: "\n")) + "</\(element)>\n    </testcase>\n"
  }

  private static func attribute(_ name: String, _ value: String) -> String { " \(name)=\"\(escaped(value))\"" }

  /// Characters that XML 1.0 cannot hold, and those that are not safe to show, are written out as `\u{1b}`.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "&#10;"
      case _ where scalar.isUnsafeToShow: result += scalar.escapedToShow
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
