import Diagnostics
import Percolation
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
    var endpoints: EndpointChoice
  }

  private let value: Mutex<Value>

  init(index: RuleIndex, endpoints: EndpointChoice) {
    value = Mutex(Value(index: index, generation: 0, endpoints: endpoints))
  }

  var current: Value { value.withLock { $0 } }

  func swap(index: RuleIndex? = nil, endpoints: EndpointChoice? = nil) {
    value.withLock { value in
      if let index { value.index = index }
      if let endpoints { value.endpoints = endpoints }
      value.generation += 1
    }
  }
}

/// Which endpoints hear of a rule's alerts.
struct EndpointChoice: Sendable, Equatable {
  /// stdout and the log, which are told of every alert.
  var always: [String]
  /// Those among which `notify` chooses; all of them where a rule names none.
  var chosen: [String]

  var all: [String] { always + chosen }

  /// A rule that names only endpoints that there are not is told to all: better to the wrong one than to none.
  func names(notify: [String]) -> [String] {
    let named = chosen.filter(notify.contains)
    let namesOnlyConstant = !notify.isEmpty && notify.allSatisfy(always.contains)
    return always + (named.isEmpty && !namesOnlyConstant ? chosen : named)
  }
}
