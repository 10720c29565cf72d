import Diagnostics
import Percolation
import RuleLanguage
import TestSupport
import Testing

@testable import RandomRules

/// Random rules that are changed as a person changes them, and the index that follows.
struct ChangingRules {
  private(set) var index: RuleIndex
  private var lists: [String: RuleList]
  private var rules: [String: Rule]
  private var made: RandomRules
  private var random: SplitMix64
  private var nextID: Int

  init(count: Int, seed: UInt64) {
    random = SplitMix64(seed: seed)
    made = RandomRules(SplitMix64(seed: random.next()))
    let ruleSet = made.makeRuleSet(rules: count)
    lists = ruleSet.lists
    rules = Dictionary(uniqueKeysWithValues: ruleSet.rules.map { ($0.id, $0) })
    nextID = count
    let diagnostics: [Diagnostic]
    (index, diagnostics) = RuleIndex.build(ruleSet)
    #expect(diagnostics.allSatisfy { $0.severity == .warning }, "\(diagnostics)")
  }

  /// The rules of the index, in its order: those changed stand last.
  var ruleSet: RuleSet { RuleSet(rules: index.rules.compactMap { rules[$0.id] }, lists: lists) }

  /// Anchors by what was counted.
  mutating func screen(_ sample: TermSample) {
    var frequencies = TermFrequencies()
    frequencies.count(index)
    frequencies.add(sample)
    index = index.screened(by: frequencies)
  }

  /// Takes some rules away, replaces some, adds some, and perhaps changes a list.
  mutating func change() {
    let ids = rules.keys.sorted()
    var removed: Set<String> = []
    var changed: [String: Rule] = [:]
    for id in ids {
      switch random.below(10) {
      case 0: removed.insert(id)
      case 1: changed[id] = made.rule(id)
      case 2:
        var disabled = made.rule(id)
        disabled.isEnabled = random.chance(50)
        changed[id] = disabled
      default: break
      }
    }
    for _ in 0..<1 + random.below(3) {
      changed["r\(nextID)"] = made.rule("r\(nextID)")
      nextID += 1
    }
    if random.chance(50) {
      let name = random.pick(lists.keys.sorted())
      lists[name] = made.makeList(name)
      for id in ids where !removed.contains(id) && changed[id] == nil && uses(rules[id]?.query, name) {
        changed[id] = rules[id]
      }
    }
    for id in removed { rules[id] = nil }
    for (id, rule) in changed { rules[id] = rule }
    let added = changed.keys.sorted().compactMap { changed[$0] }
    guard let updated = index.updated(removing: removed, adding: added, lists: lists) else {
      Issue.record("too much has changed")
      return
    }
    #expect(updated.diagnostics.allSatisfy { $0.severity == .warning }, "\(updated.diagnostics)")
    index = updated.index
    #expect(Set(index.rules.map(\.id)) == Set(rules.values.filter(\.isEnabled).map(\.id)))
    #expect(index.ruleCount == rules.values.count(where: \.isEnabled))
  }

  /// Whether a query uses a list, itself or by others.
  private func uses(_ query: Expression?, _ name: String) -> Bool {
    (query?.listNames ?? []).contains { used in
      used.name == name || (lists[used.name]?.items ?? []).contains { uses($0.expression, name) }
    }
  }
}
