import Diagnostics
import RuleLanguage

/// A query from the command line as a rule.
struct TypedQuery {
  static let file = "--query"

  /// `nil` where the query is wrong.
  let rule: Rule?
  let diagnostics: [Diagnostic]

  init(_ text: String, lists: [String: RuleList], listsMayBeWrong: Bool) {
    let parsed = QueryParser.parse(text, file: Self.file)
    let unknown = (parsed.expression?.listNames ?? []).filter { lists[$0.name] == nil }.map {
      Diagnostic(
        "unknown-list", .error, "there is no list $\($0.name)", file: Self.file, at: $0.utf8Range,
        hint: listsMayBeWrong
          ? "a list with a mistake in it cannot be used: see what else is reported"
          : "name the folder that has it with --rules")
    }
    diagnostics = parsed.diagnostics + unknown
    guard let expression = parsed.expression, unknown.isEmpty else {
      rule = nil
      return
    }
    rule = Rule(
      id: "query", title: text, query: expression, queryText: text,
      location: SourceLocation(file: Self.file, line: 1), version: "query")
  }
}
