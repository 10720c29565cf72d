import Testing

@testable import WatchwordDaemon

/// The same, for use in expectations.
private final class Machine {
  private var machine: IndexingStateMachine

  init(enough: Int) { machine = IndexingStateMachine(enough: enough) }

  func recorded(at now: ContinuousClock.Instant) -> Bool { machine.recorded(at: now) }
  func start() -> Bool { machine.start() }
  func failed() -> IndexingStateMachine.Next { machine.failed() }

  func worked(
    for time: Duration, left: Int?, hurries: Bool, at now: ContinuousClock.Instant
  ) -> IndexingStateMachine.Next {
    machine.worked(for: time, left: left, hurries: hurries, at: now)
  }
}

@Suite struct IndexingStateMachineTests {
  private let start = ContinuousClock.now

  @Test func wakesUpWhenThereIsEnough() {
    let machine = Machine(enough: 3)
    #expect(!machine.recorded(at: start))
    #expect(!machine.recorded(at: start))
    #expect(machine.recorded(at: start))
    // It is awake.
    #expect(!machine.recorded(at: start))
    #expect(!machine.start())
    #expect(machine.worked(for: .zero, left: 2, hurries: false, at: start) == .sleep)
    // Two were left over.
    #expect(machine.recorded(at: start))
  }

  @Test func restsWhileArticlesComeIn() {
    let machine = Machine(enough: 1)
    #expect(machine.start())
    let step = Duration.milliseconds(20)
    #expect(machine.worked(for: step, left: nil, hurries: false, at: start) == .go)
    #expect(!machine.recorded(at: start))
    #expect(machine.worked(for: step, left: nil, hurries: false, at: start + .milliseconds(999)) == .rest(step * 9))
    #expect(machine.worked(for: .seconds(5), left: nil, hurries: false, at: start) == .rest(.seconds(10)))
    #expect(machine.worked(for: step, left: nil, hurries: true, at: start) == .go)
    #expect(machine.worked(for: step, left: nil, hurries: false, at: start + .seconds(1)) == .go)
  }

  @Test func isPatientWithWhatFails() {
    let machine = Machine(enough: 1)
    #expect(machine.start())
    let waits: [IndexingStateMachine.Next] = (0..<6).map { _ in machine.failed() }
    #expect(
      waits == [
        .rest(.seconds(10)), .rest(.seconds(30)), .rest(.seconds(90)), .rest(.seconds(270)), .rest(.seconds(600)),
        .rest(.seconds(600)),
      ])
    _ = machine.worked(for: .zero, left: nil, hurries: false, at: start)
    #expect(machine.failed() == .rest(.seconds(10)))
  }
}
