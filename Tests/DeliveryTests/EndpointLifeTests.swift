import Synchronization
import TestSupport
import Testing

@testable import Delivery

/// Receivers that go away, come back, want to be left alone.
@Suite(.timeLimit(.minutes(5))) struct EndpointLifeTests {
  private let clock = ManualClock()
  private let outbox = MemoryOutbox()
  private let log = EventLog()

  private func queue(_ endpoint: FakeEndpoint, policy: RetryPolicy = RetryPolicy()) -> DeliveryQueue {
    DeliveryQueue(
      endpoint: endpoint, outbox: outbox, policy: policy, clock: clock, generator: SplitMix64(seed: 3),
      onEvent: { [log] in log.append($0) })
  }

  @Test func receiverThatIsGoneIsToldNothingMoreAndKeepsItsAlerts() async {
    let endpoint = FakeEndpoint { _ in .gone(reason: "410") }
    outbox.add(alertIDs(20), endpoint: "e")
    let first = queue(endpoint)
    #expect(await first.idle().pending == 20)
    #expect(endpoint.attempts.count == 1)
    #expect(outbox.changes == [.switchedOff(reason: "410")])
    #expect(log.events.contains(.switchedOff(reason: "410")))
    clock.advance(by: .seconds(86_400))
    #expect(await first.idle().pending == 20)
    #expect(endpoint.attempts.count == 1)
    await first.drained()

    // So it is after a restart, until somebody switches it on.
    let again = FakeEndpoint()
    let second = queue(again)
    #expect(await second.idle().pending == 20)
    #expect(again.attempts.isEmpty)
    outbox.setOff("e", nil)
    second.switchOn()
    #expect(await second.idle().pending == 0)
    #expect(again.attempts.count == 20)
  }

  @Test func whatIsRefusedIsToldAsDeadAndHoldsNothingUp() async {
    let endpoint = FakeEndpoint { $0.alertID == "bad" ? .refused(reason: "no such channel") : .delivered }
    outbox.add(["a", "bad", "b"], endpoint: "e")
    #expect(await queue(endpoint).idle().pending == 0)
    #expect(endpoint.attempts == ["a", "bad", "b"])
    #expect(outbox.rows.map(\.isDead) == [false, true, false])
    #expect(log.events.contains(.died(alertID: "bad", attempts: 1, reason: "no such channel")))
  }

  @Test func storyThatFailsKeepsItsOrderAndHoldsBackNoOther() async {
    let fails = Mutex(true)
    let endpoint = FakeEndpoint { delivery in
      delivery.alertID == "a1" && fails.withLock { $0 } ? .failed(reason: "no") : .delivered
    }
    outbox.add(["a1", "a2"], endpoint: "e", story: "a")
    outbox.add(["b1"], endpoint: "e", story: "b")
    outbox.add(["a3"], endpoint: "e", story: "a")
    let queue = queue(endpoint)
    #expect(await queue.idle().pending == 3)
    #expect(endpoint.attempts == ["a1", "b1"])
    fails.withLock { $0 = false }
    clock.advance(by: .seconds(2))
    #expect(await queue.idle().pending == 0)
    #expect(endpoint.attempts == ["a1", "b1", "a1", "a2", "a3"])
  }

  @Test func receiverGetsAMessageAtATimeAndNoneTooSoon() async {
    let endpoint = FakeEndpoint(interval: .seconds(1), tellsStories: true)
    outbox.add(["a1", "a2"], endpoint: "e", story: "a")
    outbox.add(["b1"], endpoint: "e", story: "b")
    outbox.add(["c1"], endpoint: "e", story: "c")
    let queue = queue(endpoint)
    #expect(await queue.idle().pending == 2)
    #expect(endpoint.attempts == ["a1", "a2"])
    clock.advance(by: .milliseconds(999))
    await queue.idle()
    #expect(endpoint.attempts == ["a1", "a2"])
    clock.advance(by: .milliseconds(1))
    await queue.idle()
    #expect(endpoint.attempts == ["a1", "a2", "b1"])
    clock.advance(by: .seconds(1))
    #expect(await queue.idle().pending == 0)
  }

  @Test func whatFailedBeforeThePauseIsDueWhenTheEndpointIsBack() async {
    let endpoint = FakeEndpoint { _ in .failed(reason: "down") }
    outbox.add(alertIDs(30), endpoint: "e")
    let queue = queue(endpoint)
    for _ in 0..<300 {
      await queue.idle()
      clock.advance(by: .seconds(60))
    }
    endpoint.setAnswer { _ in .delivered }
    clock.advance(by: .seconds(60))
    // Not when the longest back-off of an hour is over.
    #expect(await queue.idle().pending == 0)
    #expect(outbox.changes == [.worksAgain])
  }

  /// A thousand alerts, three endpoints: one is well, one is down for three days, one comes and goes.
  @Test func allAreToldInTheEndAndWhoIsWellAtOnce() async {
    let isDown = Mutex(true)
    let flaps = Mutex(SplitMix64(seed: 9))
    let endpoints = [
      FakeEndpoint("well", batchLimit: 64),
      FakeEndpoint("down", batchLimit: 16) { _ in isDown.withLock { $0 } ? .failed(reason: "down") : .delivered },
      FakeEndpoint("flaps", batchLimit: 16) { _ in
        flaps.withLock { Int.random(in: 0..<3, using: &$0) } == 0 ? .failed(reason: "flap") : .delivered
      },
    ]
    let queues = endpoints.map { queue($0) }
    let began = clock.now()
    let ids = alertIDs(1000)
    for name in endpoints.map(\.name) { outbox.add(ids, endpoint: name) }
    #expect(await queues[0].idle().pending == 0)
    #expect(clock.now() - began < 1000, "who is well waits for nobody")
    while clock.now() - began < 3 * 86_400_000 {
      for queue in queues[1...] { await queue.idle() }
      clock.advance(by: .seconds(600))
    }
    isDown.withLock { $0 = false }
    for _ in 0..<12 {
      for queue in queues[1...] { await queue.idle() }
      clock.advance(by: .seconds(600))
    }
    for endpoint in endpoints { #expect(Set(endpoint.attempts) == Set(ids), "\(endpoint.name)") }
    #expect(outbox.rows.count { !$0.isDelivered } == 0)
    #expect(endpoints[0].attempts == ids, "in order, each once")
  }
}
