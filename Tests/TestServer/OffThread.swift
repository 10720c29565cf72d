import Foundation

/// Runs something that blocks outside of the threads that run tests.
package func offThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    onOwnThread { continuation.resume(returning: work()) }
  }
}

/// Not on one of Dispatch's threads: it has about 250, which the servers of all suites that run at once would hold, and what
/// is tested would get none.
func onOwnThread(_ work: @escaping @Sendable () -> Void) { Thread.detachNewThread(work) }
