import Alerts
import SafeText

/// The same for programs.
package enum RuleTestJSON {
  private struct Line: Encodable {
    var type = "test"
    var rule: String
    var file: String
    var line: Int
    var article: String?
    var title: String?
    var expected: String
    var result: String
    var found: String
    var places: Int?
    var snippets: [Alert.Snippet]?
  }

  private struct Total: Encodable {
    let type = "summary"
    let summary: RuleTestSummary

    private enum CodingKeys: String, CodingKey { case type }

    func encode(to encoder: any Encoder) throws {
      try summary.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(type, forKey: .type)
    }
  }

  /// One object a test, each on a line that is ended; absent values are left out.
  package static func lines(_ results: [RuleTestResult], path: (String) -> String) throws -> String {
    try results.map { result in
      let (article, title): (String?, String?) =
        switch result.test.input {
        case .article(let path): (path, nil)
        case .text(let title, _): (nil, title.isEmpty ? nil : title)
        }
      return try json(
        Line(
          rule: result.ruleID, file: path(result.test.location.file), line: result.test.location.line,
          article: article, title: title, expected: result.expected, result: word(for: result.verdict),
          found: result.found, places: result.places, snippets: result.snippets.isEmpty ? nil : result.snippets))
    }.joined()
  }

  package static func line(_ summary: RuleTestSummary) throws -> String { try json(Total(summary: summary)) }

  private static func word(for verdict: RuleTestResult.Verdict) -> String {
    switch verdict {
    case .passed: "passed"
    case .failed: "failed"
    case .unreadable, .unusableRule: "error"
    }
  }

  private static func json(_ value: some Encodable) throws -> String {
    try SafeJSON.line(value) + "\n"
  }
}
