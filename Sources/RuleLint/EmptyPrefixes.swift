import Percolation
import RuleLanguage

/// A zone prefix that stands, by way of a list, inside another one that excludes it: `title:($captions)`.
enum EmptyPrefixes {
  static func findings(_ ruleSet: RuleSet) -> [LintFinding] {
    guard ruleSet.lists.values.contains(where: hasPrefix) else { return [] }
    var walk = Walk(lists: ruleSet.lists)
    return ruleSet.rules.compactMap { rule in
      guard let place = walk.emptyPrefix(in: rule.query, Forms.Context()) else { return nil }
      return LintFinding(
        code: .prefixFindsNothing,
        message: "a zone prefix in the list stands inside another one that excludes it, and finds nothing",
        place: .init(LintSubject(rule), place), hint: "take the prefix out of the list, or use another list here")
    }
  }

  private static func hasPrefix(_ list: RuleList) -> Bool {
    func has(_ expression: Expression) -> Bool {
      if case .zone = expression.kind { return true }
      return expression.operands.contains(where: has)
    }
    return list.items.contains { has($0.expression) }
  }

  private struct Walk {
    struct Key: Hashable {
      let list: String
      let context: Forms.Context
    }

    let lists: [String: RuleList]
    var known: [Key: Bool] = [:]

    /// Where in an expression, which is not a list, the first such prefix or the list that has it stands.
    mutating func emptyPrefix(in expression: Expression, _ context: Forms.Context) -> Range<Int>? {
      switch expression.kind {
      case .list(let name): return isEmpty(name, context) ? expression.utf8Range : nil
      case .zone(let selector, let operand):
        let inner = context.prefixed(by: selector)
        return inner.zones.isEmpty ? expression.utf8Range : emptyPrefix(in: operand, inner)
      case .unless(let kept, let excluded):
        return emptyPrefix(in: kept, context) ?? emptyPrefix(in: excluded, context.excluding)
      default:
        for operand in expression.operands {
          if let found = emptyPrefix(in: operand, context) { return found }
        }
        return nil
      }
    }

    private mutating func isEmpty(_ name: String, _ context: Forms.Context) -> Bool {
      let key = Key(list: name, context: context)
      if let known = known[key] { return known }
      var found = false
      for item in lists[name]?.items ?? [] where emptyPrefix(in: item.expression, context) != nil {
        found = true
        break
      }
      known[key] = found
      return found
    }
  }
}
