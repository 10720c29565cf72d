import Alerts
import Dispatch
import TestServer
import TestSupport
import Testing

@testable import Delivery

/// What every endpoint owes to its queue.
@Suite(.timeLimit(.minutes(5))) struct EndpointConformanceTests {
  private func deliver(_ batch: [PendingDelivery], to endpoint: any Endpoint) async -> [DeliveryOutcome] {
    await offThread { endpoint.deliver(batch) }
  }

  private func isFailure(_ outcome: DeliveryOutcome?) -> Bool {
    if case .failed(let reason, _) = outcome { !reason.isEmpty } else { false }
  }

  @Test(arguments: EndpointKind.allCases)
  func deliversABatchWholeAndInOrder(_ kind: EndpointKind) async throws {
    let destination = try kind.make()
    let batch = deliveries(alertIDs(5))
    #expect(await deliver(batch, to: destination.endpoint) == Array(repeating: .delivered, count: 5))
    #expect(destination.arrived() == batch.map(\.json))
  }

  @Test(arguments: EndpointKind.allCases)
  func oneBatchFollowsTheOther(_ kind: EndpointKind) async throws {
    let destination = try kind.make()
    for id in alertIDs(3) { #expect(await deliver([delivery(id)], to: destination.endpoint) == [.delivered]) }
    #expect(destination.arrived() == alertIDs(3).map(alertJSON))
  }

  @Test(arguments: EndpointKind.allCases)
  func emptyBatchHasNoOutcomes(_ kind: EndpointKind) async throws {
    let destination = try kind.make()
    #expect(await deliver([], to: destination.endpoint).isEmpty)
    #expect(destination.arrived().isEmpty)
  }

  @Test(arguments: EndpointKind.allCases)
  func takesAtLeastOneAtATime(_ kind: EndpointKind) throws {
    #expect(try kind.make().endpoint.batchLimit >= 1)
    #expect(try kind.make().endpoint.name == "e")
  }

  @Test(arguments: EndpointKind.allCases)
  func alertOfAnyLengthArrivesWhole(_ kind: EndpointKind) async throws {
    let destination = try kind.make()
    let long = delivery("long", json: #"{"id":"long","text":"\#(String(repeating: "ў", count: 14_000))"}"#)
    #expect(await deliver([long, delivery("short")], to: destination.endpoint) == [.delivered, .delivered])
    #expect(destination.arrived() == [long.json, alertJSON("short")])
  }

  @Test(arguments: EndpointKind.allCases)
  func failureEndsTheBatchAndAfterRepairAllArrives(_ kind: EndpointKind) async throws {
    let destination = try kind.make()
    #expect(await deliver([delivery("before")], to: destination.endpoint) == [.delivered])
    destination.breakDown()
    let batch = deliveries(alertIDs(3))
    for _ in 0..<3 {
      let outcomes = await deliver(batch, to: destination.endpoint)
      #expect(outcomes.count == 1)
      #expect(isFailure(outcomes.last))
    }
    destination.repair()
    #expect(await deliver(batch, to: destination.endpoint) == Array(repeating: .delivered, count: 3))
    let arrived = destination.arrived()
    #expect(arrived.first == alertJSON("before"))
    #expect(Array(arrived.suffix(3)) == batch.map(\.json))
  }

  @Test(arguments: EndpointKind.allCases)
  func reopeningLosesNothing(_ kind: EndpointKind) async throws {
    let destination = try kind.make()
    destination.endpoint.reopen()
    for id in alertIDs(3) {
      #expect(await deliver([delivery(id)], to: destination.endpoint) == [.delivered])
      destination.endpoint.reopen()
    }
    #expect(destination.arrived() == alertIDs(3).map(alertJSON))
  }

  @Test(arguments: EndpointKind.allCases)
  func afterStopNothingIsAttempted(_ kind: EndpointKind) async throws {
    let destination = try kind.make()
    destination.endpoint.stop()
    destination.endpoint.stop()
    #expect(await deliver([delivery("a")], to: destination.endpoint).isEmpty)
    #expect(destination.arrived().isEmpty)
  }

  @Test(arguments: EndpointKind.allCases)
  func throughAQueueEverythingArrivesAtLeastOnceInOrder(_ kind: EndpointKind) async throws {
    let destination = try kind.make()
    let outbox = MemoryOutbox()
    let clock = ManualClock()
    let queue = DeliveryQueue(
      endpoint: destination.endpoint, outbox: outbox, clock: clock, generator: SplitMix64(seed: 5))
    let first = outbox.add(alertIDs(20), endpoint: "e")
    #expect(await queue.idle().pending == 0)
    #expect(ids(ofLines: destination.arrived().joined(separator: "\n")) == first)
    destination.breakDown()
    let second = outbox.add(alertIDs(20, from: 20), endpoint: "e")
    #expect(await queue.idle().pending == 20)
    destination.repair()
    for _ in 0..<5 {
      clock.advance(by: .seconds(60))
      await queue.idle()
    }
    #expect(await queue.drained() == DrainReport(endpoint: "e", unrecorded: 0, isAbandoned: false))
    #expect(outbox.rows.count { !$0.isDelivered } == 0)
    let arrived = ids(ofLines: destination.arrived().joined(separator: "\n"))
    #expect(Set(arrived) == Set(first + second))
  }

  /// A log is never blocked for long; the others wait for somebody.
  @Test func stopEndsAWaitForAReaderThatReadsNothing() async {
    let pipe = Pipe()
    let wrote = DispatchSemaphore(value: 0)
    var calls = SystemCalls.kernel
    calls.write = { descriptor, bytes in
      defer { wrote.signal() }
      return SystemCalls.kernel.write(descriptor, bytes)
    }
    let endpoint = StreamEndpoint(
      name: "e", output: StreamOutput(descriptor: pipe.writer, patience: .seconds(30), calls: calls), format: .json)
    let long = delivery("long", json: String(repeating: "x", count: 1 << 20))
    async let outcomes = deliver([delivery("a"), long, delivery("b")], to: endpoint)
    await offThread { wrote.wait() }
    endpoint.stop()
    // What was written before the stop counts; the one that was cut off has no outcome.
    let cutOff = await outcomes
    #expect(cutOff.allSatisfy { $0 == .delivered } && cutOff.count <= 1)
    pipe.closeReader()
  }

  @Test func stopEndsAWaitForAServerThatNeverAnswers() async throws {
    let server = try TestServer([.status(200), .neverAnswer])
    let configuration = try WebhookConfiguration(
      url: server.url, timeouts: .init(total: .seconds(30), stalled: .seconds(30)), version: "1")
    let endpoint = WebhookEndpoint(name: "e", configuration: configuration)
    async let outcomes = deliver(deliveries(["a", "b", "c"]), to: endpoint)
    await server.nextRequest()
    await server.nextRequest()
    let start = ContinuousClock.now
    endpoint.stop()
    #expect(await outcomes == [.delivered])
    // curl looks once a second; without the stop it would take the whole 30.
    #expect(ContinuousClock.now - start < .seconds(20))
    server.close()
  }
}

/// Every endpoint takes notices, and what was gathered.
@Suite(.timeLimit(.minutes(5))) struct CollectedConformanceTests {
  @Test(arguments: EndpointKind.allCases) func takesNoticesAndWhatWasGathered(_ kind: EndpointKind) async throws {
    let destination = try kind.make()
    let notice = Notice(
      Notice.Content(code: .endpointFailing, severity: .high, title: "desk fails", lines: ["answered with 503"]),
      occasion: "1", milliseconds: 0)
    let single = PendingDelivery(
      sequence: 1, alertID: notice.id, endpoint: "e", attempts: 0, storyID: notice.id, json: notice.jsonLine())
    #expect(await offThread { destination.endpoint.deliver([single]) } == [.delivered])
    let gathered = alertIDs(3).enumerated().map { index, id in
      PendingDelivery(
        sequence: Int64(index + 2), alertID: id, endpoint: "e", attempts: 0, storyID: id, gathering: .digest,
        json: alertJSON(id))
    }
    #expect(await offThread { destination.endpoint.deliver(gathered) } == Array(repeating: .delivered, count: 3))
  }
}
