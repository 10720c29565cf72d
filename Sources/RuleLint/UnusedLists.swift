import RuleLanguage

/// Lists that no rule uses, neither itself nor through other lists. Rules that are switched off count: they may come
/// back.
enum UnusedLists {
  static func findings(_ ruleSet: RuleSet, _ lists: [RuleList]) -> [LintFinding] {
    var used: Set<String> = []
    var next = ruleSet.rules.flatMap { $0.query.listNames.map(\.name) }
    var users: [String: String] = [:]
    while let name = next.popLast() {
      guard used.insert(name).inserted, let list = ruleSet.lists[name] else { continue }
      for item in list.items { next += item.expression.listNames.map(\.name) }
    }
    for list in lists where !used.contains(list.name) {
      for item in list.items {
        for (name, _) in item.expression.listNames where users[name] == nil { users[name] = list.name }
      }
    }
    return lists.filter { !used.contains($0.name) }.map { list in
      let user = users[list.name]
      return LintFinding(
        code: .unusedList,
        message: user.map { "only the list \"\($0)\" uses the list \"\(list.name)\", and no rule uses that one" }
          ?? "no rule uses the list \"\(list.name)\"",
        place: .init(list), hint: "write $\(list.name) in a rule, or delete the list")
    }
  }
}
