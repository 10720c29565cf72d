import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(1))) struct DrainTests {
  private let clock = ManualClock()
  private let outbox = MemoryOutbox()

  @Test func drainOfAnIdleQueueEndsItForGood() async {
    let endpoint = FakeEndpoint()
    let queue = DeliveryQueue(endpoint: endpoint, outbox: outbox, clock: clock)
    #expect(await queue.drained() == DrainReport(endpoint: "e", unrecorded: 0, isAbandoned: false))
    outbox.add(["late"], endpoint: "e")
    #expect(await queue.idle().pending == 1)
    #expect(endpoint.attempts.isEmpty)
    #expect(await queue.drained() == DrainReport(endpoint: "e", unrecorded: 0, isAbandoned: false))
  }

  @Test func drainFinishesTheBatchInHandAndBeginsNoOther() async {
    let endpoint = FakeEndpoint(batchLimit: 2)
    let queue = DeliveryQueue(endpoint: endpoint, outbox: outbox, clock: clock)
    outbox.add(alertIDs(6), endpoint: "e")
    let report = await withCheckedContinuation { continuation in
      let isFirst = Atomic(true)
      endpoint.setAnswer { _ in
        if isFirst.exchange(false, ordering: .relaxed) {
          queue.drain(within: .seconds(10)) { continuation.resume(returning: $0) }
        }
        return .delivered
      }
      queue.wake()
    }
    #expect(report == DrainReport(endpoint: "e", unrecorded: 0, isAbandoned: false))
    #expect(endpoint.attempts.count == 2)
    #expect(outbox.rows.count { $0.isDelivered } == 2)
  }

  @Test func blockedEndpointIsStoppedWhenTheLimitIsOver() async {
    let endpoint = FakeEndpoint(blocks: true)
    let queue = DeliveryQueue(endpoint: endpoint, outbox: outbox, clock: clock)
    outbox.add(["a"], endpoint: "e")
    queue.wake()
    await endpoint.waitUntilBlocked()
    let report = await withCheckedContinuation { continuation in
      queue.drain(within: .seconds(10)) { continuation.resume(returning: $0) }
      clock.advance(by: .milliseconds(9_999))
      #expect(!endpoint.isStopped)
      clock.advance(by: .milliseconds(1))
    }
    #expect(endpoint.isStopped)
    #expect(report == DrainReport(endpoint: "e", unrecorded: 0, isAbandoned: false))
    // A delivery that was cut off costs no attempt.
    #expect(outbox.rows[0].attempts == 0)
  }

  @Test func recordThatNeverEndsIsLeftBehindAfterTheGrace() async {
    let endpoint = FakeEndpoint()
    let queue = DeliveryQueue(endpoint: endpoint, outbox: outbox, clock: clock)
    outbox.add(["a", "b"], endpoint: "e")
    outbox.holdRecords()
    let report = await withCheckedContinuation { continuation in
      endpoint.setAnswer { _ in
        queue.drain(within: .seconds(1)) { continuation.resume(returning: $0) }
        endpoint.setAnswer { _ in .delivered }
        return .delivered
      }
      queue.wake()
      Task { await offThread { advance(until: { !outbox.recordings.isEmpty }) } }
    }
    #expect(report == DrainReport(endpoint: "e", unrecorded: 2, isAbandoned: true))
  }

  /// Lets the time run, in small steps, once something is so.
  private func advance(until isSo: () -> Bool) {
    while !isSo() { sched_yield() }
    // First the limit, then, on the stop queue, the grace.
    while !clock.isEmpty {
      clock.advance(by: .milliseconds(500))
      sched_yield()
    }
  }
}
