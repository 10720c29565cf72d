import Foundation
import Glibc
import Synchronization

/// Drops articles at an even rate while latencies are measured; no rule finds anything in them. It has a thread of its own.
final class Load: Sendable {
  struct Outcome {
    var dropped = 0
    var seconds = 0.0
    var failure: String?

    /// Articles a second that were dropped.
    var rate: Double { seconds > 0 ? Double(dropped) / seconds : 0 }
  }

  private let folder: WorkFolder
  private let rate: Double
  private let isStopping = Mutex(false)
  private let outcome = Mutex(Outcome())
  private let ended = DispatchSemaphore(value: 0)

  /// - Parameter rate: articles a second, more than 0.
  init(folder: WorkFolder, rate: Double) {
    self.folder = folder
    self.rate = rate
  }

  func start() {
    let thread = Thread { [self] in
      run()
      ended.signal()
    }
    thread.start()
  }

  /// Ends it; may be called again.
  func stop() -> Outcome {
    isStopping.withLock { $0 = true }
    ended.wait()
    ended.signal()
    return outcome.withLock { $0 }
  }

  private func run() {
    let start = now()
    var number = 0
    while !isStopping.withLock({ $0 }) {
      // Where it is late, it makes up for it.
      let early = start + Double(number) / rate * 1000 - now()
      if early > 0 { usleep(UInt32(min(early * 1000, 100_000))) }
      guard early <= 100 else { continue }
      do {
        try folder.dropWithoutAlarm(number)
      } catch {
        return outcome.withLock { $0.failure = "\(error)" }
      }
      number += 1
      outcome.withLock { ($0.dropped, $0.seconds) = (number, (now() - start) / 1000) }
    }
  }
}
