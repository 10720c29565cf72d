import Dispatch
import TestSupport
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct DeliveryQueueTests {
  private let clock = ManualClock()
  private let outbox = MemoryOutbox()
  private let log = EventLog()

  private func queue(_ endpoint: FakeEndpoint, policy: RetryPolicy = RetryPolicy()) -> DeliveryQueue {
    DeliveryQueue(
      endpoint: endpoint, outbox: outbox, policy: policy, clock: clock, generator: SplitMix64(seed: 3),
      onEvent: { [log] in log.append($0) })
  }

  @Test func deliversEverythingDueInOrderInBatches() async {
    let endpoint = FakeEndpoint(batchLimit: 10)
    let ids = outbox.add(alertIDs(25), endpoint: "e")
    outbox.add(["of-another"], endpoint: "f")
    let report = await queue(endpoint).idle()
    #expect(endpoint.attempts == ids)
    #expect(endpoint.batchSizes == [10, 10, 5])
    #expect(report == IdleReport(endpoint: "e", pending: 0))
    #expect(log.events == [.delivered(count: 10), .delivered(count: 10), .delivered(count: 5)])
  }

  @Test func wakesForWhatIsCommittedLater() async {
    let endpoint = FakeEndpoint()
    let queue = queue(endpoint)
    await queue.idle()
    #expect(endpoint.attempts.isEmpty)
    outbox.add(["late"], endpoint: "e")
    await queue.idle()
    #expect(endpoint.attempts == ["late"])
  }

  @Test func sleepsUntilADeliveryFallsDueWithoutBeingWoken() async {
    let endpoint = FakeEndpoint()
    outbox.add(["later"], endpoint: "e", due: clock.now() + 30_000)
    let queue = queue(endpoint)
    #expect(await queue.idle().pending == 1)
    clock.advance(by: .milliseconds(29_999))
    await queue.settled()
    #expect(endpoint.attempts.isEmpty)
    clock.advance(by: .milliseconds(1))
    await queue.settled()
    #expect(endpoint.attempts == ["later"])
  }

  @Test func deliveryInBackOffHoldsBackNoOther() async {
    let endpoint = FakeEndpoint { $0.alertID == "bad" ? .failed(reason: "no") : .delivered }
    outbox.add(["one", "bad", "two", "three"], endpoint: "e")
    let queue = queue(endpoint)
    let report = await queue.idle()
    #expect(endpoint.attempts == ["one", "bad", "two", "three"])
    #expect(report.pending == 1)
    endpoint.setAnswer { _ in .delivered }
    clock.advance(by: .milliseconds(2000))
    #expect(await queue.idle().pending == 0)
    #expect(endpoint.attempts == ["one", "bad", "two", "three", "bad"])
  }

  /// As on a machine that started hours ahead and had no network yet.
  @Test func clockThatIsPutBackBringsWhatFailedAtOnce() async {
    let endpoint = FakeEndpoint { _ in .failed(reason: "no network") }
    let queue = queue(endpoint)
    outbox.add(["a"], endpoint: "e")
    clock.advance(by: .seconds(5 * 3600))
    queue.wake()
    await queue.settled()
    #expect(endpoint.attempts == ["a"])
    endpoint.setAnswer { _ in .delivered }
    // A correction by seconds is none.
    clock.putBack(bySeconds: 2)
    queue.wake()
    await queue.settled()
    #expect(outbox.changes == [])
    clock.putBack(bySeconds: 4 * 3600)
    queue.wake()
    await queue.settled()
    #expect(outbox.changes == [.clockPutBack])
    #expect(endpoint.attempts == ["a", "a"])
    queue.wake()
    await queue.settled()
    #expect(outbox.changes == [.clockPutBack], "once")
  }

  @Test func failureIsToldWithItsAttemptsAndNextTime() async throws {
    let endpoint = FakeEndpoint { _ in .failed(reason: "no") }
    outbox.add(["bad"], endpoint: "e")
    await queue(endpoint).idle()
    guard case .attemptFailed("bad", 1, "no", let next)? = log.events.first else {
      Issue.record("\(log.events)")
      return
    }
    #expect((clock.now() + 1000...clock.now() + 2000).contains(next))
    #expect(outbox.rows[0].nextAttempt == next)
    #expect(outbox.rows[0].attempts == 1)
  }

  @Test func tenThousandBehindADeadEndpointMakeFewAttemptsAndAllArriveWhenItIsBack() async {
    let endpoint = FakeEndpoint(batchLimit: 256) { _ in .failed(reason: "dead") }
    let ids = outbox.add(alertIDs(10_000), endpoint: "e")
    let queue = queue(endpoint)
    #expect(await queue.idle().pending == 10_000)
    #expect(endpoint.attempts.count == 3)
    for _ in 0..<120 {
      clock.advance(by: .seconds(30))
      await queue.idle()
    }
    // An hour: a probe every minute at most, and some at the beginning.
    #expect((50...130).contains(endpoint.attempts.count))
    #expect(outbox.rows.count { $0.attempts > 0 } <= endpoint.attempts.count)
    endpoint.setAnswer { _ in .delivered }
    for _ in 0..<20 {
      clock.advance(by: .seconds(30))
      await queue.idle()
    }
    #expect(outbox.rows.count { !$0.isDelivered } == 0)
    #expect(Set(endpoint.attempts) == Set(ids))
    #expect(log.events.contains(.paused(reason: "dead")))
    #expect(log.events.count { $0 == .resumed } == 1)
  }

  @Test func wakeUpsDuringAPauseSetNoNewTimers() async {
    let endpoint = FakeEndpoint { _ in .failed(reason: "dead") }
    outbox.add(alertIDs(10), endpoint: "e")
    let queue = queue(endpoint)
    await queue.idle()
    let before = clock.scheduled
    for _ in 0..<100 { await queue.idle() }
    #expect(clock.scheduled == before)
    #expect(endpoint.attempts.count == 3)
  }

  @Test func recordThatFailsIsRepeatedWithBackOffAndNothingIsSentTwiceMeanwhile() async {
    let endpoint = FakeEndpoint()
    outbox.add(["a", "b"], endpoint: "e")
    outbox.setFailsToRecord(true)
    let queue = queue(endpoint)
    let report = await queue.idle()
    #expect(report.outboxProblem == "the disk is full")
    #expect(report.pending == 2)
    #expect(outbox.recordings.count == 1)
    for _ in 0..<20 { await queue.idle() }
    #expect(outbox.recordings.count == 1)
    for _ in 0..<10 {
      clock.advance(by: .seconds(60))
      await queue.idle()
    }
    #expect((9...12).contains(outbox.recordings.count))
    #expect(endpoint.attempts == ["a", "b"])
    outbox.setFailsToRecord(false)
    clock.advance(by: .seconds(60))
    #expect(await queue.idle() == IdleReport(endpoint: "e", pending: 0))
    #expect(endpoint.attempts == ["a", "b"])
    #expect(log.events == [.outboxFailed(reason: "the disk is full"), .outboxWorks, .delivered(count: 2)])
  }

  @Test func unrecordedDeliveriesAreSentAgainAfterARestart() async {
    let first = FakeEndpoint()
    outbox.add(["a"], endpoint: "e")
    outbox.setFailsToRecord(true)
    let dying = queue(first)
    await dying.idle()
    #expect(await dying.drained() == DrainReport(endpoint: "e", unrecorded: 1, isAbandoned: false))
    outbox.setFailsToRecord(false)
    let second = FakeEndpoint()
    await queue(second).idle()
    #expect(first.attempts == ["a"])
    #expect(second.attempts == ["a"])
    #expect(outbox.rows[0].isDelivered)
  }

  @Test func outboxThatCannotBeReadIsAskedAgainWithBackOff() async {
    let endpoint = FakeEndpoint()
    outbox.add(["a"], endpoint: "e")
    outbox.setFailsToRead(true)
    let queue = queue(endpoint)
    #expect(await queue.idle().outboxProblem == "the disk is full")
    for _ in 0..<20 { await queue.idle() }
    #expect(outbox.questions == 1)
    outbox.setFailsToRead(false)
    clock.advance(by: .seconds(2))
    #expect(await queue.idle() == IdleReport(endpoint: "e", pending: 0))
  }

  @Test func endpointThatSaysNothingCountsAsFailedAndDoesNotSpin() async {
    let endpoint = SilentEndpoint()
    outbox.add(["a"], endpoint: "e")
    let queue = DeliveryQueue(endpoint: endpoint, outbox: outbox, clock: clock)
    #expect(await queue.idle().pending == 1)
    #expect(outbox.rows[0].attempts == 1)
  }

  @Test func queueSurvivesARestartWithItsBackOff() async {
    let failing = FakeEndpoint { _ in .failed(reason: "no") }
    outbox.add(["a"], endpoint: "e")
    let before = queue(failing)
    await before.idle()
    await before.drained()
    let endpoint = FakeEndpoint()
    let after = queue(endpoint)
    await after.idle()
    #expect(endpoint.attempts.isEmpty)
    clock.advance(by: .seconds(2))
    await after.idle()
    #expect(endpoint.attempts == ["a"])
  }
}

/// Breaks the contract: no outcome at all.
private final class SilentEndpoint: Endpoint {
  let name = "e"
  let batchLimit = 5
  func deliver(_ batch: [PendingDelivery]) -> [DeliveryOutcome] { [] }
  func stop() {}
}

extension DeliveryQueue {
  /// Waits until what timers have handed to the queue is done, without giving it any other reason to look: one turn for
  /// each step of a delivery (ask and deliver, record, recorded, ask again), and some to spare.
  func settled() async {
    for _ in 0..<10 {
      await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }
  }
}
