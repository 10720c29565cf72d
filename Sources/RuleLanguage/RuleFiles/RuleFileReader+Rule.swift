import Languages
import StrictYAML

extension RuleFileReader {
  static let ruleKeys = [
    "id", "title", "severity", "tags", "match", "tests", "description", "owner", "status", "enabled", "references",
    "notify", "throttle", "when", "digest", "quiet", "again",
    "language",
  ]

  /// `nil` for a rule whose id cannot be read.
  mutating func rule(_ node: YAMLNode) -> WrittenRule? {
    let known = yaml.diagnostics.count
    guard let mapping = yaml.mapping(node, "a rule") else { return nil }
    yaml.checkKeys(of: mapping, in: "a rule", known: Self.ruleKeys)
    guard let id = id(in: mapping, of: node) else { return nil }
    let location = location(of: node.utf8Range)
    let language = mapping["language"].map { self.language($0) } ?? language
    let match = match(in: mapping, of: node, id: id, language)
    let isEnabled = mapping["enabled"].flatMap { yaml.flag($0, "\"enabled\"") } ?? true
    let testsNode = mapping["tests"]
    let tests = testsNode.map { readTests($0) } ?? []
    let properties = properties(in: mapping)
    let timing = timing(in: mapping)
    let isWrong = hasErrors(in: node.utf8Range, except: testsNode?.utf8Range, since: known)
    var rule: Rule?
    if let match, node.isComplete, !isWrong {
      rule = Rule(
        id: id.text, title: properties.title ?? id.text, description: properties.description, owner: properties.owner,
        severity: properties.severity ?? .medium, tags: properties.tags, status: properties.status ?? .stable,
        isEnabled: isEnabled, references: properties.references, notify: properties.notify, timing: timing,
        language: language, query: match.query, queryText: match.text, tests: tests, location: location)
    }
    return WrittenRule(
      name: id.text, nameRange: id.utf8Range, location: location, isEnabled: isEnabled, rule: rule,
      references: match?.references ?? [])
  }

  private mutating func id(in mapping: YAMLMapping, of node: YAMLNode) -> YAMLScalar? {
    guard let value = mapping["id"] else {
      reportMissing(
        "this rule has no id", in: node, at: yaml.firstLine(of: node),
        hint: "add a line such as id: uz-intelligence; it is the rule's name for ever")
      return nil
    }
    guard let scalar = yaml.text(value, "\"id\"") else { return nil }
    guard RuleName.isRuleID(scalar.text) else {
      if isMisread(scalar) { return nil }
      yaml.report(
        "bad-name", "\"\(YAMLReader.shortened(scalar.text))\" cannot be an id", at: scalar.utf8Range,
        hint: "use the letters a to z, digits, - _ and . only, at most \(RuleName.maximumBytes) of them")
      return nil
    }
    return scalar
  }

  /// A key that is missing; not where YAML broke off inside, which is told: what was written behind that is not known.
  mutating func reportMissing(_ message: String, in node: YAMLNode, at utf8Range: Range<Int>, hint: String) {
    if node.isComplete { yaml.report("missing-key", message, at: utf8Range, hint: hint) }
  }

  private struct MatchValue {
    var query: Expression
    var text: String
    var references: [ListReference]
  }

  private mutating func match(
    in mapping: YAMLMapping, of node: YAMLNode, id: YAMLScalar, _ language: LanguageCode?
  ) -> MatchValue? {
    guard let value = mapping["match"] else {
      reportMissing(
        "the rule \"\(id.text)\" has no \"match\"", in: node, at: id.utf8Range,
        hint: "add match: and what to look for")
      return nil
    }
    guard let scalar = yaml.text(value, "\"match\""), !isFolded(scalar, "\"match\"") else { return nil }
    let parsed = QueryParser.parse(scalar.text, file: file, language: language)
    report(parsed.diagnostics, of: scalar)
    guard let query = parsed.expression else { return nil }
    return MatchValue(query: query, text: scalar.text, references: references(in: query, of: scalar))
  }

  private struct Properties {
    var title: String?
    var description: String?
    var owner: String?
    var severity: Severity?
    var status: Rule.Status?
    var tags: [String] = []
    var references: [String] = []
    var notify: [String] = []
  }

  private mutating func properties(in mapping: YAMLMapping) -> Properties {
    var result = Properties()
    result.title = mapping["title"].flatMap { yaml.text($0, "\"title\"")?.text }
    result.description = mapping["description"].flatMap { yaml.text($0, "\"description\"")?.text }
    result.owner = mapping["owner"].flatMap { yaml.text($0, "\"owner\"")?.text }
    result.severity = mapping["severity"].flatMap { yaml.choice($0, "\"severity\"", of: Severity.self) }
    result.status = mapping["status"].flatMap { yaml.choice($0, "\"status\"", of: Rule.Status.self) }
    result.tags = texts("tags", item: "a tag", in: mapping)
    result.references = texts("references", item: "a reference", in: mapping)
    result.notify = texts("notify", item: "the name of an endpoint", in: mapping)
    return result
  }

  private mutating func texts(_ key: String, item: String, in mapping: YAMLMapping) -> [String] {
    mapping[key].map { yaml.texts($0, "\"\(key)\"", item: item).map(\.text) } ?? []
  }
}
