import Delivery
import Percolation
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

  /// Puts an index in the place of one, unless that is no longer in force.
  func replace(_ known: RuleIndex, by index: RuleIndex) {
    value.withLock { value in
      guard value.index === known else { return }
      value.index = index
      value.generation += 1
    }
  }

  func swap(index: RuleIndex? = nil, endpoints: EndpointChoice? = nil) {
    value.withLock { value in
      if let index { value.index = index }
      if let endpoints { value.endpoints = endpoints }
      value.generation += 1
    }
  }
}
