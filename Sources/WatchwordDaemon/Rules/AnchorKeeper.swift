import Dispatch
import Percolation
import Synchronization

/// Gathers from all workers what is rare in the stream, and has the anchors of the rules chosen anew when that pays. May
/// be called from any thread; anchors are chosen on the queue `anchors`, beside the stream.
final class AnchorKeeper: Sendable {
  private struct State {
    var frequencies = TermFrequencies()
    var machine = AnchorRefreshStateMachine()
  }

  private let rules: RulesInForce
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "anchors", qos: .utility)

  init(rules: RulesInForce) {
    self.rules = rules
    state.withLock { $0.frequencies.count(rules.current.index) }
  }

  /// What has been counted so far, for rules that are compiled now.
  var frequencies: TermFrequencies { state.withLock { $0.frequencies } }

  /// What a worker has counted since it last told.
  func add(_ sample: TermSample, articles: Int, entries: Int) {
    let isDue = state.withLock { state in
      state.frequencies.add(sample)
      return state.machine.read(articles: articles, entries: entries)
    }
    if isDue { queue.async { [self] in refresh() } }
  }

  /// Other rules are in force.
  func rulesChanged() {
    let index = rules.current.index
    state.withLock { state in
      state.frequencies.count(index)
      state.machine.rulesChanged()
    }
  }

  /// On the queue `anchors`.
  private func refresh() {
    let known = rules.current.index
    rules.replace(known, by: known.screened(by: frequencies))
  }
}
