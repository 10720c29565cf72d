extension RuleDefinitions {
  /// The rules with these ids as they are in force, with the lists that they use and with their versions; without those
  /// that cannot be read any more, as after a change of the language.
  package func ruleSet(ofRules ids: Set<String>) -> RuleSet {
    let definitions = Dictionary(lists.map { ($0.name, $0) }) { first, _ in first }
    var ruleSet = RuleSet()
    var unusable: Set<String> = []
    /// Whether a list and all that it uses are there. None contains itself: they were in force.
    func add(_ name: String) -> Bool {
      if ruleSet.lists[name] != nil { return true }
      guard !unusable.contains(name), let list = definitions[name]?.rebuilt() else { return false }
      ruleSet.lists[name] = list
      let isUsable = list.items.allSatisfy { $0.expression.listNames.allSatisfy { add($0.name) } }
      if !isUsable {
        ruleSet.lists[name] = nil
        unusable.insert(name)
      }
      return isUsable
    }
    for definition in rules where ids.contains(definition.id) {
      guard let rule = definition.rebuilt(), rule.query.listNames.allSatisfy({ add($0.name) }) else { continue }
      ruleSet.rules.append(rule)
    }
    RuleVersions.set(in: &ruleSet)
    return ruleSet
  }
}
