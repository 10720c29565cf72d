import Dispatch

/// Runs something that blocks outside of the threads that run tests.
package func offThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
  await withCheckedContinuation { continuation in
    DispatchQueue(label: "test.blocking").async { continuation.resume(returning: work()) }
  }
}
