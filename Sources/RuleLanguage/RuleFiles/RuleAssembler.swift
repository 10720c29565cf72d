import Diagnostics

/// Puts the rules and lists of all files together: names are unique, references lead somewhere, no list contains
/// itself, and what is wrong now runs on in its last good version.
struct RuleAssembler {
  let files: [WrittenFile]
  /// The last good version of everything, by name.
  let lastGoodRules: [String: RuleDefinitions.RuleDefinition]
  let lastGoodLists: [String: RuleDefinitions.ListDefinition]
  /// Whether a file may define more than what was read from it.
  let mayHaveMore: (String) -> Bool
  var diagnostics: [Diagnostic] = []

  /// What one name stands for now.
  struct ListCandidate {
    enum Origin {
      /// As the file has it.
      case written
      /// The last good version, of a list that is wrong or in a file that cannot be read.
      case carried
      /// The last good version of a list that is gone; only last good rules may still need it.
      case gone
    }

    var list: RuleList
    var origin: Origin
    /// Each name once.
    var references: [String]

    init(_ list: RuleList, _ origin: Origin) {
      self.list = list
      self.origin = origin
      references = Set(list.items.flatMap { $0.expression.listNames.map(\.name) }).sorted()
    }
  }

  /// Of all files, each name once.
  var writtenLists: [String: WrittenList] = [:]
  var candidates: [String: ListCandidate] = [:]
  private var suggestionCount = 0
  private static let maximumSuggestions = 100

  init(files: [WrittenFile], lastGood: RuleDefinitions?, mayHaveMore: @escaping (String) -> Bool) {
    self.files = files
    self.mayHaveMore = mayHaveMore
    lastGoodRules = Dictionary(lastGood?.rules.map { ($0.id, $0) } ?? [], uniquingKeysWith: { first, _ in first })
    lastGoodLists = Dictionary(lastGood?.lists.map { ($0.name, $0) } ?? [], uniquingKeysWith: { first, _ in first })
  }

  struct Result {
    var ruleSet = RuleSet()
    var runningOnLastGood: [String] = []
  }

  mutating func assemble() -> Result {
    let lists = unique(
      files.flatMap(\.lists), kind: "list", code: "duplicate-list", lastGood: lastGoodLists.mapValues(\.location.file))
    writtenLists = Dictionary(lists.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    resolveLists()
    let written = files.flatMap(\.rules)
    var result = Result()
    let rules = unique(
      written, kind: "rule", code: "duplicate-rule", lastGood: lastGoodRules.mapValues(\.location.file))
    resolve(rules, into: &result)
    if !lastGoodRules.isEmpty { carryRulesOfBrokenFiles(written: Set(written.map(\.name)), into: &result) }
    result.ruleSet.lists = listsInForce(for: result.ruleSet.rules)
    if !lastGoodRules.isEmpty || files.count > 1 {
      result.ruleSet.rules.sort { a, b in
        (a.head.location.file, a.head.location.line) < (b.head.location.file, b.head.location.line)
      }
    }
    result.runningOnLastGood.sort()
    return result
  }

  // MARK: Names

  /// One of each name: that of the file in which the last good one stands, otherwise the first. The others are
  /// reported.
  private mutating func unique<Item: Written>(
    _ items: [Item], kind: String, code: String, lastGood lastGoodFiles: [String: String]
  ) -> [Item] {
    var chosen: [String: Int] = [:]
    chosen.reserveCapacity(items.count)
    for index in items.indices {
      let name = items[index].name
      guard let other = chosen[name] else {
        chosen[name] = index
        continue
      }
      let isKnown = items[index].location.file == lastGoodFiles[name]
      if isKnown, items[other].location.file != lastGoodFiles[name] { chosen[name] = index }
    }
    if chosen.count == items.count { return items }
    for index in items.indices {
      guard let winner = chosen[items[index].name], winner != index else { continue }
      reportSecond(items[index], first: items[winner], kind: kind, code: code)
    }
    return items.indices.filter { chosen[items[$0].name] == $0 }.map { items[$0] }
  }

  private mutating func reportSecond(_ item: some Written, first: some Written, kind: String, code: String) {
    let isSameFile = item.location.file == first.location.file
    let place = isSameFile ? "" : "; the other one stands in \(first.location.file):\(first.location.line)"
    diagnostics.append(
      Diagnostic(
        code, .error, "there is a second \(kind) \"\(item.name)\"\(place)", file: item.location.file,
        at: item.nameRange,
        secondary: isSameFile ? Diagnostic.Label(utf8Range: first.nameRange, message: "this one is used") : nil,
        hint: "give one of the two another name, or delete it"))
  }

  // MARK: Rules

  private mutating func resolve(_ rules: [WrittenRule], into result: inout Result) {
    result.ruleSet.rules.reserveCapacity(rules.count)
    for written in rules {
      let isUsable = checkReferences(written.references, in: written.location.file)
      if let rule = written.rule, isUsable {
        result.ruleSet.rules.append(rule)
        continue
      }
      guard let definition = lastGoodRules[written.name], var rule = definition.rebuilt(), hasItsLists(rule) else {
        continue
      }
      rule.isEnabled = rule.isEnabled && written.isEnabled
      result.ruleSet.rules.append(rule)
      result.runningOnLastGood.append(rule.id)
      diagnostics.append(
        Diagnostic(
          "last-good", .warning, "the rule \"\(rule.id)\" runs on in its last good version",
          file: written.location.file,
          at: written.nameRange, hint: "correct it, and the version written here takes over"))
    }
  }

  /// Reports what a rule or list names and cannot have. One diagnostic a list.
  mutating func checkReferences(_ references: [ListReference], in file: String) -> Bool {
    var told: Set<String> = []
    var isUsable = true
    for reference in references where candidates[reference.name].map({ $0.origin == .gone }) ?? true {
      isUsable = false
      guard told.insert(reference.name).inserted else { continue }
      if writtenLists[reference.name] != nil {
        diagnostics.append(
          Diagnostic(
            "broken-list", .error, "the list \"\(reference.name)\" is wrong, so this cannot be used", file: file,
            at: reference.utf8Range, hint: "correct the list; its mistake is told where it stands"))
      } else {
        diagnostics.append(
          Diagnostic(
            "undefined-list", .error, "there is no list \"\(reference.name)\"", file: file, at: reference.utf8Range,
            hint: listHint(for: reference.name)))
      }
    }
    return isUsable
  }

  private mutating func listHint(for name: String) -> String? {
    // Comparing with every list is worth it for a person's mistakes, not for thousands.
    guard suggestionCount < Self.maximumSuggestions else { return nil }
    suggestionCount += 1
    let names = writtenLists.keys.sorted()
    if let near = Suggestion.closest(to: name, among: names) { return "did you mean $\(near)?" }
    return names.isEmpty
      ? "add it under lists:"
      : "the lists are \(names.prefix(20).joined(separator: ", "))\(names.count > 20 ? ", …" : "")"
  }

  private func hasItsLists(_ rule: Rule) -> Bool {
    rule.query.listNames.allSatisfy { candidates[$0.name] != nil }
  }

  private mutating func carryRulesOfBrokenFiles(written: Set<String>, into result: inout Result) {
    var carried: [String: [String]] = [:]
    for definition in lastGoodRules.values where !written.contains(definition.id) {
      let file = definition.location.file
      guard mayHaveMore(file), let rule = definition.rebuilt(), hasItsLists(rule) else { continue }
      result.ruleSet.rules.append(rule)
      result.runningOnLastGood.append(rule.id)
      carried[file, default: []].append(rule.id)
    }
    for (file, ids) in carried.sorted(by: { $0.key < $1.key }) {
      let names = ids.sorted().prefix(20).joined(separator: ", ") + (ids.count > 20 ? ", …" : "")
      diagnostics.append(
        Diagnostic(
          "last-good", .warning,
          "\(ids.count) \(ids.count == 1 ? "rule" : "rules") of this file run"
            + "\(ids.count == 1 ? "s" : "") on in the last good version: \(names)", file: file, at: 0..<0,
          hint: "correct the file, and what is written in it takes over"))
    }
  }
}
