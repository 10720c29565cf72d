import Diagnostics
import RuleLanguage

/// A query from the command line as a rule, with the lists that it uses.
struct TypedQuery {
  static let file = "--query"

  /// `nil` where the query is wrong.
  let rule: Rule?
  let lists: [String: RuleList]
  /// What is wrong with the query; and with rules and lists that nobody asks for only where that may be why.
  let diagnostics: [Diagnostic]
  let sources: [String: SourceText]

  /// - Parameter folder: where the lists are; asked only for a query that uses some.
  init(_ text: String, listsIn folder: () throws -> String) rethrows {
    let parsed = QueryParser.parse(text, file: Self.file)
    let names = parsed.expression?.listNames ?? []
    let load = names.isEmpty ? RuleFolder.load([]) : RuleFolder.load(try folder())
    lists = load.ruleSet.lists
    let unknown = names.filter { load.ruleSet.lists[$0.name] == nil }.map {
      Diagnostic(
        "undefined-list", .error, "there is no list $\($0.name)", file: Self.file, at: $0.utf8Range,
        hint: load.hasErrors
          ? "a list with a mistake in it cannot be used: see what else is reported"
          : "name the folder that has it with --rules")
    }
    sources = load.sources.merging([Self.file: SourceText(text, file: Self.file)]) { _, new in new }
    let others = unknown.isEmpty ? [] : load.diagnostics.filter { $0.severity == .error }
    diagnostics = others + parsed.diagnostics + unknown
    guard let expression = parsed.expression, unknown.isEmpty else {
      rule = nil
      return
    }
    rule = Rule(
      id: "query", title: text, query: expression, queryText: text,
      location: SourceLocation(file: Self.file, line: 1), version: "query")
  }
}
