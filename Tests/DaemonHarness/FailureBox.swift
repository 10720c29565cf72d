import Synchronization

/// What went wrong on another thread.
package final class FailureBox: Sendable {
  private let message = Mutex<String?>(nil)

  package init() {}

  package var value: String? { message.withLock { $0 } }
  package func set(_ text: String) { message.withLock { $0 = $0 ?? text } }
}
