import Diagnostics
import RuleLanguage

/// Names in a rule's `notify` that are no endpoints of the settings.
enum UnknownEndpoints {
  static func warnings(on load: RuleLoad, endpoints: [String]) -> [Diagnostic] {
    load.ruleSet.rules.flatMap { rule in
      rule.notify.filter { !endpoints.contains($0) }.map { name in
        let guess = Suggestion.closest(to: name, among: endpoints)
        return Diagnostic(
          WarningCode.unknownEndpoint.rawValue, .warning,
          "the rule \"\(rule.id)\" notifies \"\(name)\", which is no endpoint in the settings",
          file: rule.location.file, at: place(of: name, in: rule, load.sources[rule.location.file]),
          hint: guess.map { "did you mean \($0)?" } ?? "the endpoints are: \(endpoints.joined(separator: ", "))")
      }
    }
  }

  /// Where the name stands behind the rule's `notify`; otherwise where the rule begins.
  private static func place(of name: String, in rule: Rule, _ source: SourceText?) -> Range<Int> {
    guard let source else { return 0..<0 }
    let line = source.lineRange(rule.location.line)
    let rest = source.bytes[line.lowerBound...]
    guard let key = rest.firstRange(of: Array("notify".utf8)),
      let found = source.bytes[key.upperBound...].firstRange(of: Array(name.utf8))
    else { return line }
    return found
  }
}
