import Dispatch
import TestServer
import Synchronization

@testable import Delivery

/// An endpoint whose answers a test decides.
final class FakeEndpoint: Endpoint {
  let name: String
  let batchLimit: Int
  let minimumInterval: Duration
  let tellsStories: Bool
  private let answer: Mutex<@Sendable (PendingDelivery) -> DeliveryOutcome>
  private let log = Mutex<[PendingDelivery]>([])
  private let batches = Mutex<[Int]>([])
  private let blocks: Bool
  private let entered = DispatchSemaphore(value: 0)
  private let gate = DispatchSemaphore(value: 0)
  private let stopped = Atomic(false)

  /// With `blocks` a delivery ends only when `stop()` is called.
  init(
    _ name: String = "e", batchLimit: Int = 10, blocks: Bool = false, interval: Duration = .zero,
    tellsStories: Bool = false,
    answer: @escaping @Sendable (PendingDelivery) -> DeliveryOutcome = { _ in .delivered }
  ) {
    self.name = name
    self.batchLimit = batchLimit
    self.blocks = blocks
    minimumInterval = interval
    self.tellsStories = tellsStories
    self.answer = Mutex(answer)
  }

  var attempts: [String] { log.withLock { $0.map(\.alertID) } }
  var batchSizes: [Int] { batches.withLock { $0 } }
  var isStopped: Bool { stopped.load(ordering: .acquiring) }

  func setAnswer(_ new: @escaping @Sendable (PendingDelivery) -> DeliveryOutcome) { answer.withLock { $0 = new } }

  func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] {
    batches.withLock { $0.append(batch.count) }
    if blocks {
      entered.signal()
      gate.wait()
      return []
    }
    var outcomes: [DeliveryOutcome] = []
    for delivery in batch {
      log.withLock { $0.append(delivery) }
      let outcome = answer.withLock { $0 }(delivery)
      outcomes.append(outcome)
      if outcome != .delivered { break }
    }
    return outcomes
  }

  func stop() {
    stopped.store(true, ordering: .releasing)
    gate.signal()
  }

  /// Returns once a delivery hangs.
  func waitUntilBlocked() async { await offThread { self.entered.wait() } }
}

extension DeliveryQueue {
  /// Wakes the queue and waits until it has done what can be done at this time.
  @discardableResult
  func idle() async -> IdleReport {
    wake()
    return await withCheckedContinuation { continuation in whenIdle { continuation.resume(returning: $0) } }
  }

  @discardableResult
  func drained(within limit: Duration = .seconds(10)) async -> DrainReport {
    await withCheckedContinuation { continuation in drain(within: limit) { continuation.resume(returning: $0) } }
  }
}

/// Collects what queues tell.
final class EventLog: Sendable {
  private let entries = Mutex<[DeliveryEvent]>([])
  var events: [DeliveryEvent] { entries.withLock { $0 } }
  func append(_ event: DeliveryEvent) { entries.withLock { $0.append(event) } }
}
