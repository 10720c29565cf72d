import Dispatch
import OperatingSystem
import Synchronization

@testable import Delivery

/// A clock that stands still until a test moves it.
final class ManualClock: DeliveryClock {
  private struct Entry {
    let id: Int
    let due: Int64
    let queue: DispatchQueue
    let work: @Sendable () -> Void
  }

  private struct State {
    var now: Int64 = 1_000_000
    var entries: [Entry] = []
    var nextID = 0
    var scheduled = 0
  }

  private let state = Mutex(State())

  func now() -> Int64 { state.withLock { $0.now } }

  var isEmpty: Bool { state.withLock { $0.entries.isEmpty } }

  /// How many timers were ever set.
  var scheduled: Int { state.withLock { $0.scheduled } }

  func schedule(
    after delay: Duration, on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void
  ) -> any DeliveryTimer {
    let id = state.withLock { state in
      state.nextID += 1
      state.scheduled += 1
      state.entries.append(
        Entry(id: state.nextID, due: state.now + delay.wholeMilliseconds, queue: queue, work: work))
      return state.nextID
    }
    return Timer { [weak self] in self?.cancel(id) }
  }

  /// What was scheduled stays so.
  func putBack(bySeconds seconds: Int64) { state.withLock { $0.now -= seconds * 1000 } }

  /// Moves the time on and hands what falls due to its queue.
  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now += duration.wholeMilliseconds
      let due = state.entries.filter { $0.due <= state.now }
      state.entries.removeAll { $0.due <= state.now }
      return due
    }
    for entry in due { entry.queue.async(execute: entry.work) }
  }

  private func cancel(_ id: Int) { state.withLock { $0.entries.removeAll { $0.id == id } } }

  private struct Timer: DeliveryTimer {
    let onCancel: @Sendable () -> Void
    func cancel() { onCancel() }
  }
}
