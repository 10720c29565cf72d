import Diagnostics
import RuleLanguage

/// Names in a rule's `notify` that are no endpoints of the settings.
enum UnknownEndpoints {
  static func findings(_ rules: [Rule], _ endpoints: [String]) -> [LintFinding] {
    let known = Set(endpoints)
    return rules.flatMap { rule in
      rule.head.notify.filter { !known.contains($0) }.map { name in
        let guess = Suggestion.closest(to: name, among: endpoints)
        return LintFinding(
          code: .unknownEndpoint,
          message: "the rule \"\(rule.head.id)\" notifies \"\(name)\", which is no endpoint in the settings",
          place: .init(rule.head, .endpoint(name)),
          hint: guess.map { "did you mean \($0)?" } ?? hint(endpoints))
      }
    }
  }

  private static func hint(_ endpoints: [String]) -> String {
    endpoints.isEmpty ? "the settings have no endpoints" : "the endpoints are: \(endpoints.joined(separator: ", "))"
  }
}
