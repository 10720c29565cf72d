import Synchronization

/// What has to be undone, pushed as things are built and run in reverse, also when a start fails half-way.
final class TearDown: Sendable {
  private let steps = Mutex<[@Sendable () -> Void]>([])

  func push(_ step: @escaping @Sendable () -> Void) { steps.withLock { $0.append(step) } }

  func run() {
    let steps = steps.withLock { steps in
      defer { steps = [] }
      return steps
    }
    for step in steps.reversed() { step() }
  }
}
