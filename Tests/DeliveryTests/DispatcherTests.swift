import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct DispatcherTests {
  private let clock = ManualClock()
  private let outbox = MemoryOutbox()

  @Test func blockedEndpointDelaysNoOther() async throws {
    let blocked = FakeEndpoint("blocked", blocks: true)
    let healthy = FakeEndpoint("healthy")
    let ids = alertIDs(100)
    outbox.add(ids, endpoint: "blocked")
    outbox.add(ids, endpoint: "healthy")
    let dispatcher = try Dispatcher(endpoints: [blocked, healthy], outbox: outbox, clock: clock)
    dispatcher.wake()
    await blocked.waitUntilBlocked()
    // The blocked one hangs in its delivery all the while.
    while healthy.attempts.count < ids.count { await Task.yield() }
    #expect(healthy.attempts == ids)
    let reports = await withCheckedContinuation { continuation in
      dispatcher.drain { continuation.resume(returning: $0) }
      clock.advance(by: .milliseconds(1))
    }
    #expect(reports.map(\.endpoint) == ["blocked", "healthy"])
    #expect(outbox.rows.count { $0.isDelivered } == 100)
  }

  @Test func manyBlockedEndpointsDelayNoOther() async throws {
    let blocked = (0..<80).map { FakeEndpoint("blocked-\($0)", blocks: true) }
    let healthy = FakeEndpoint("healthy")
    for endpoint in blocked + [healthy] { outbox.add(["a"], endpoint: endpoint.name) }
    let dispatcher = try Dispatcher(endpoints: blocked + [healthy], outbox: outbox, clock: clock)
    dispatcher.wake()
    for endpoint in blocked { await endpoint.waitUntilBlocked() }
    while healthy.attempts.isEmpty { await Task.yield() }
    #expect(outbox.rows.count { $0.isDelivered } <= 1)
    await withCheckedContinuation { continuation in
      dispatcher.drain { _ in continuation.resume() }
      clock.advance(by: .milliseconds(1))
    }
    #expect(healthy.attempts == ["a"])
  }

  @Test func failingEndpointDelaysNoOther() async throws {
    let dead = FakeEndpoint("dead") { _ in .failed(reason: "dead") }
    let healthy = FakeEndpoint("healthy")
    let ids = alertIDs(100)
    outbox.add(ids, endpoint: "dead")
    outbox.add(ids, endpoint: "healthy")
    let dispatcher = try Dispatcher(endpoints: [dead, healthy], outbox: outbox, clock: clock)
    dispatcher.wake()
    let reports = await withCheckedContinuation { continuation in
      dispatcher.whenIdle { continuation.resume(returning: $0) }
    }
    #expect(reports == [IdleReport(endpoint: "dead", pending: 100), IdleReport(endpoint: "healthy", pending: 0)])
    #expect(healthy.attempts == ids)
  }

  @Test func twoEndpointsOfOneNameAreRefused() {
    #expect {
      try Dispatcher(endpoints: [FakeEndpoint("a"), FakeEndpoint("a")], outbox: outbox)
    } throws: {
      ($0 as? DeliveryConfigurationError)?.code == "duplicate-endpoint"
    }
  }

  @Test func withoutEndpointsItIsIdleAndDrainedAtOnce() async throws {
    let dispatcher = try Dispatcher(endpoints: [], outbox: outbox)
    let idle = await withCheckedContinuation { continuation in
      dispatcher.whenIdle { continuation.resume(returning: $0) }
    }
    let drained = await withCheckedContinuation { continuation in
      dispatcher.drain { continuation.resume(returning: $0) }
    }
    #expect(idle.isEmpty && drained.isEmpty)
  }
}
