import Dispatch
import OperatingSystem
import Synchronization

/// A question to somebody who may never answer, such as a file system that hangs: who asks waits so long and no longer, and
/// while one answer is awaited the question is not put again. Any thread.
final class Inquiry<Value: Sendable>: Sendable {
  enum Answer: Sendable {
    case value(Value)
    /// None came in time; the question was put then, in milliseconds since 1970.
    case none(sinceMilliseconds: Int64)
  }

  private struct State {
    var waiting: [Int: @Sendable (Answer) -> Void] = [:]
    var nextID = 0
    /// Of the question that has no answer yet.
    var askedMilliseconds: Int64?
  }

  private let put: @Sendable (@escaping @Sendable (Value) -> Void) -> Void
  private let state = Mutex(State())

  /// - Parameter put: puts the question; calls back once, from anywhere, if ever.
  init(_ put: @escaping @Sendable (@escaping @Sendable (Value) -> Void) -> Void) { self.put = put }

  /// A question whose answer is worked out on a queue of its own.
  convenience init(label: String, _ work: @escaping @Sendable () -> Value) {
    let queue = DispatchQueue(label: label, qos: .utility)
    self.init { answer in queue.async { answer(work()) } }
  }

  /// Calls back once, on the queue.
  func ask(patience: Duration, on queue: DispatchQueue, _ done: @escaping @Sendable (Answer) -> Void) {
    let (id, isToBePut) = state.withLock { state in
      defer { state.nextID += 1 }
      state.waiting[state.nextID] = { answer in queue.async { done(answer) } }
      let isToBePut = state.askedMilliseconds == nil
      if isToBePut { state.askedMilliseconds = WallClock.milliseconds() }
      return (state.nextID, isToBePut)
    }
    if isToBePut { put { [self] in answered($0) } }
    queue.asyncAfter(deadline: .now() + patience.dispatchInterval) { [self] in
      let (waiting, asked) = state.withLock { ($0.waiting.removeValue(forKey: id), $0.askedMilliseconds) }
      waiting?(.none(sinceMilliseconds: asked ?? WallClock.milliseconds()))
    }
  }

  private func answered(_ value: Value) {
    let waiting = state.withLock { state in
      state.askedMilliseconds = nil
      return exchange(&state.waiting, with: [:])
    }
    for done in waiting.values { done(.value(value)) }
  }
}
