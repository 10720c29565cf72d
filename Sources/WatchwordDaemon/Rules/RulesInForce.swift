import Pacing
import Percolation
import Routing
import RuleLanguage
import Synchronization

/// The rules that articles are matched against now: one immutable value, read once per article and swapped whole.
final class RulesInForce: Sendable {
  /// What an article is matched against and who hears of it.
  struct Value: Sendable {
    var index: RuleIndex
    /// Grows with each swap, so that a worker knows when its scratch memory belongs to another index.
    var generation: Int
    /// The endpoints there are; a rule's `notify` chooses among them.
    var endpoints: Routes
    /// By id, made when first asked for: hardly any article asks.
    fileprivate var ids: RuleNumbers

    /// Who is told of an alert of a rule that is raised at `now`, in milliseconds since 1970.
    func recipients(of rule: RuleHead, article: AlertFacts.Article?, now: Int64) -> [Recipient] {
      endpoints.recipients(
        for: AlertFacts(rule, timeMilliseconds: now, article: article), digest: rule.timing.digest, now: now)
    }

    /// The rule with an id; `nil` where none is in force.
    func rule(_ id: String) -> RuleHead? { ids.number(of: id, in: index).flatMap(index.ruleUnlessGone) }
  }

  /// The numbers of an index's rules by their ids.
  fileprivate final class RuleNumbers: Sendable {
    private let numbers = Mutex<[String: Int]?>(nil)

    func number(of id: String, in index: RuleIndex) -> Int? {
      numbers.withLock { numbers in
        if let numbers { return numbers[id] }
        var all: [String: Int] = [:]
        all.reserveCapacity(index.ruleNumbers)
        for number in 0..<index.ruleNumbers {
          if let head = index.ruleUnlessGone(number) { all[head.id] = number }
        }
        numbers = all
        return all[id]
      }
    }
  }

  private let value: Mutex<Value>

  init(index: RuleIndex, endpoints: Routes) {
    value = Mutex(Value(index: index, generation: 0, endpoints: endpoints, ids: RuleNumbers()))
  }

  var current: Value { value.withLock { $0 } }

  /// Puts an index in the place of one, unless that is no longer in force.
  func replace(_ known: RuleIndex, by index: RuleIndex) {
    value.withLock { value in
      guard value.index === known else { return }
      value.index = index
      value.ids = RuleNumbers()
      value.generation += 1
    }
  }

  func swap(index: RuleIndex? = nil, endpoints: Routes? = nil) {
    value.withLock { value in
      if let index { (value.index, value.ids) = (index, RuleNumbers()) }
      if let endpoints { value.endpoints = endpoints }
      value.generation += 1
    }
  }
}
