import Languages

/// Rules and lists in force, as texts: enough to rebuild every one of them later without its file.
///
/// Kept with the state, so that a rule that becomes wrong runs on in its last good version, also after a restart.
package struct RuleDefinitions: Sendable, Equatable, Codable {
  package struct RuleDefinition: Sendable, Equatable, Codable {
    package var id: String
    package var title: String
    package var description: String?
    package var owner: String?
    package var severity: Severity
    package var tags: [String]
    package var status: Rule.Status
    package var isEnabled: Bool
    package var references: [String]
    package var notify: [String]
    /// `nil` where nothing is said.
    package var timing: AlertTiming?
    /// A `LanguageCode`.
    package var language: String?
    package var queryText: String
    package var location: SourceLocation

    package init(_ rule: Rule) {
      id = rule.id
      title = rule.title
      description = rule.description
      owner = rule.owner
      severity = rule.severity
      tags = rule.tags
      status = rule.status
      isEnabled = rule.isEnabled
      references = rule.references
      notify = rule.notify
      timing = rule.timing.isEmpty ? nil : rule.timing
      language = rule.language?.text
      queryText = rule.queryText
      location = rule.location
    }

    /// `nil` where the query is no longer a right one, as after a change of the language.
    func rebuilt() -> Rule? {
      let language = language.flatMap(LanguageCode.init)
      let parsed = QueryParser.parse(queryText, file: location.file, language: language)
      guard let query = parsed.expression, !parsed.diagnostics.hasErrors else {
        return nil
      }
      return Rule(
        id: id, title: title, description: description, owner: owner, severity: severity, tags: tags, status: status,
        isEnabled: isEnabled, references: references, notify: notify, timing: timing ?? AlertTiming(),
        language: language, query: query, queryText: queryText, location: location)
    }
  }

  package struct ListDefinition: Sendable, Equatable, Codable {
    package var name: String
    /// A `LanguageCode`.
    package var language: String?
    package var items: [String]
    package var location: SourceLocation

    package init(_ list: RuleList) {
      name = list.name
      language = list.language?.text
      items = list.items.map(\.text)
      location = list.location
    }

    func rebuilt() -> RuleList? {
      let language = language.flatMap(LanguageCode.init)
      var rebuilt: [RuleList.Item] = []
      for text in items {
        let parsed = QueryParser.parseListItem(text, file: location.file, language: language)
        guard let expression = parsed.expression, !parsed.diagnostics.hasErrors else {
          return nil
        }
        rebuilt.append(RuleList.Item(text: text, expression: expression))
      }
      return RuleList(name: name, language: language, items: rebuilt, location: location)
    }
  }

  package var rules: [RuleDefinition]
  /// In the order of their names.
  package var lists: [ListDefinition]

  package init(rules: [RuleDefinition] = [], lists: [ListDefinition] = []) {
    self.rules = rules
    self.lists = lists
  }

  package init(_ ruleSet: RuleSet) {
    rules = ruleSet.rules.map(RuleDefinition.init)
    lists = ruleSet.lists.values.sorted { $0.name < $1.name }.map(ListDefinition.init)
  }
  /// Those of several files together; no name is in two of them.
  package init(joining parts: [RuleDefinitions]) {
    rules = parts.flatMap(\.rules)
    lists = parts.flatMap(\.lists).sorted { $0.name < $1.name }
  }

  /// What each file has, by its name.
  package var byFile: [String: RuleDefinitions] {
    var files = Dictionary(grouping: rules, by: \.location.file).mapValues { RuleDefinitions(rules: $0) }
    for list in lists { files[list.location.file, default: RuleDefinitions()].lists.append(list) }
    return files
  }
}
