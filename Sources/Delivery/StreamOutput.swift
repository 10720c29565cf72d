import Glibc
import Synchronization

/// An open descriptor that alerts are written to, with what was begun there. It outlives the endpoints that write to it one
/// after the other: each goes on where the one before was cut off.
package final class StreamOutput: Sendable {
  struct State {
    var writer: StreamWriter
    /// Alerts of the message that the writer has begun, by their sequences.
    var begun: Set<Int64> = []
    /// Alerts that failed with the message that they were in, and are out nonetheless since the rest of it was written: they
    /// are not written again when they come again.
    var finished: Set<Int64> = []

    /// One that was never tried is told again on purpose.
    func isFinished(_ delivery: PendingDelivery) -> Bool {
      delivery.attempts > 0 && finished.contains(delivery.sequence)
    }
  }

  let state: Mutex<State>

  /// - Parameters:
  ///   - descriptor: the caller's.
  ///   - patience: how long a batch may wait for the reader.
  package convenience init(descriptor: Int32 = STDOUT_FILENO, patience: Duration = .seconds(5)) {
    self.init(descriptor: descriptor, patience: patience, calls: .kernel)
  }

  init(descriptor: Int32, patience: Duration, calls: SystemCalls) {
    state = Mutex(State(writer: StreamWriter(descriptor: descriptor, patience: patience, calls: calls)))
  }
}
