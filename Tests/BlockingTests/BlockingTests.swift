import Foundation
import Testing

/// For suites whose tests stand still while a process or a folder does something: they run on a few threads of their own.
/// On the threads that all tests share, one a core, two of them would make everybody else wait.
package struct BlockingTests: SuiteTrait, TestTrait, TestScoping {
  package var isRecursive: Bool { true }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(FewThreads.shared) { try await function() }
  }
}

extension Trait where Self == BlockingTests {
  package static var blocking: Self { BlockingTests() }
}

private final class FewThreads: TaskExecutor {
  static let shared = FewThreads()

  private let queue = OperationQueue()

  init() { queue.maxConcurrentOperationCount = 4 }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
