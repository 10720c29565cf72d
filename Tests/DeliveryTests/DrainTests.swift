import Dispatch
import Synchronization
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct DrainTests {
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
    queue.wake()
    while outbox.recordings.isEmpty { await Task.yield() }
    let report = await withCheckedContinuation { continuation in
      queue.drain(within: .seconds(1)) { continuation.resume(returning: $0) }
      clock.advance(by: .seconds(1))
      // The limit's work sets the timer of the grace on the same queue, so what comes after finds it.
      queue.stopQueue.async { clock.advance(by: DeliveryQueue.stopGrace) }
    }
    #expect(report == DrainReport(endpoint: "e", unrecorded: 2, isAbandoned: true))
    #expect(endpoint.isStopped)
  }
}
