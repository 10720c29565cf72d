import Languages

package enum Severity: String, Sendable, CaseIterable, Comparable, Codable {
  case info, low, medium, high, critical

  package static func < (a: Severity, b: Severity) -> Bool {
    allCases.firstIndex(of: a)! < allCases.firstIndex(of: b)!
  }
}

/// Where a rule or list was written.
package struct SourceLocation: Sendable, Hashable, Codable {
  /// As the person would name it: relative to the rules folder.
  package var file: String
  /// Counted from 1.
  package var line: Int

  package init(file: String, line: Int) {
    self.file = file
    self.line = line
  }
}

/// What there is to tell of a rule, without its syntax tree: all that is kept of it once it is compiled.
package struct RuleHead: Sendable, Equatable {
  package var id: String
  package var title: String
  package var description: String?
  package var owner: String?
  package var severity: Severity
  package var tags: [String]
  package var status: Rule.Status
  package var isEnabled: Bool
  package var references: [String]
  /// Names of endpoints; empty means every endpoint.
  package var notify: [String]
  package var timing: AlertTiming
  /// Of `word~` in the query: what the rule says, or else its file.
  package var language: LanguageCode?
  /// The query as its author wrote it.
  package var queryText: String
  package var location: SourceLocation
  /// 12 hexadecimal digits that change when the query, or a list it uses, changes.
  package var version: String

  /// The syntax tree, read from `queryText` and `language` again: the same that it gave before. `nil` where the text is no query.
  package func parsedQuery() -> Expression? { QueryParser.tree(of: queryText, language: language) }
}

/// A rule as its file has it. What is told of it, its `head`, can be asked of the rule itself.
@dynamicMemberLookup
package struct Rule: Sendable, Equatable {
  package enum Status: String, Sendable, CaseIterable, Codable { case experimental, test, stable, deprecated }

  package var head: RuleHead
  /// What `queryText` says.
  package var query: Expression
  package var tests: [RuleTest]

  package init(head: RuleHead, query: Expression, tests: [RuleTest] = []) {
    self.head = head
    self.query = query
    self.tests = tests
  }

  package init(
    id: String, title: String, description: String? = nil, owner: String? = nil, severity: Severity = .medium,
    tags: [String] = [], status: Status = .stable, isEnabled: Bool = true, references: [String] = [],
    notify: [String] = [], timing: AlertTiming = AlertTiming(), language: LanguageCode? = nil, query: Expression,
    queryText: String, tests: [RuleTest] = [],
    location: SourceLocation = SourceLocation(file: "", line: 1), version: String = ""
  ) {
    let head = RuleHead(
      id: id, title: title, description: description, owner: owner, severity: severity, tags: tags, status: status,
      isEnabled: isEnabled, references: references, notify: notify, timing: timing, language: language,
      queryText: queryText, location: location, version: version)
    self.init(head: head, query: query, tests: tests)
  }

  package subscript<Value>(dynamicMember path: WritableKeyPath<RuleHead, Value>) -> Value {
    get { head[keyPath: path] }
    set { head[keyPath: path] = newValue }
  }
}

/// A named list of expressions that stands for the OR of them. Every item gives spans.
package struct RuleList: Sendable, Equatable {
  package struct Item: Sendable, Equatable {
    package var text: String
    package var expression: Expression

    package init(text: String, expression: Expression) {
      self.text = text
      self.expression = expression
    }
  }

  package var name: String
  /// Of `word~` in its items: what the list says, or else its file.
  package var language: LanguageCode?
  package var items: [Item]
  package var location: SourceLocation

  package init(
    name: String, language: LanguageCode? = nil, items: [Item],
    location: SourceLocation = SourceLocation(file: "", line: 1)
  ) {
    self.name = name
    self.language = language
    self.items = items
    self.location = location
  }
}

/// All rules and lists that are right. Every list that a rule or list names is here, and no list contains itself.
package struct RuleSet: Sendable, Equatable {
  /// In the order of files and of rules in a file; ids are unique.
  package var rules: [Rule]
  package var lists: [String: RuleList]

  package init(rules: [Rule] = [], lists: [String: RuleList] = [:]) {
    self.rules = rules
    self.lists = lists
  }

  /// How many rules are in force.
  package var enabledRuleCount: Int { rules.count(where: \.isEnabled) }
  /// By rules that are in force.
  package var endpointsNamed: Set<String> {
    rules.reduce(into: []) { if $1.isEnabled { $0.formUnion($1.head.notify) } }
  }
}
