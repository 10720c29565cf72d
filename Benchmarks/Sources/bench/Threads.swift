import Dispatch
import Synchronization

/// Takes all articles by turns on some threads.
enum Threads {
  /// Articles that a thread takes at a time.
  private static let share = 64

  /// - Parameter read: what is done with some articles on a thread; from several threads at once.
  /// - Returns: the sum of what it returned.
  static func run(_ threads: Int, articles: Int, _ read: @Sendable (_ thread: Int, Range<Int>) -> Int) -> Int {
    let next = Atomic(0)
    let sum = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      while true {
        let start = next.add(share, ordering: .relaxed).oldValue
        guard start < articles else { return }
        let result = read(thread, start..<min(start + share, articles))
        sum.add(result, ordering: .relaxed)
      }
    }
    return sum.load(ordering: .relaxed)
  }
}
