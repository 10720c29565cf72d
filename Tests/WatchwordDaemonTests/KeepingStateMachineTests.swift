import Testing

@testable import WatchwordDaemon

@Suite struct KeepingStateMachineTests {
  private typealias Machine = KeepingStateMachine

  @Test func nothingToClearAwayIsRest() {
    var machine = Machine(tasks: [], now: .zero)
    #expect(machine.next(now: .seconds(1_000_000)) == .rest)
  }

  @Test func aRoundDoesEachTaskAndTheNextComesAnHourAfterItBegan() {
    var machine = Machine(tasks: [.texts, .archive], now: .seconds(5))
    #expect(machine.next(now: .seconds(5)) == .wait(until: .seconds(65)))
    var now = Duration.seconds(65)
    #expect(machine.next(now: now) == .step(.texts))
    let isOver = machine.stepped(isTaskDone: false, isBusy: false, now: now)
    #expect(!isOver)
    #expect(machine.next(now: now) == .wait(until: now + Machine.pause))
    now += Machine.pause
    #expect(machine.next(now: now) == .step(.texts))
    _ = machine.stepped(isTaskDone: true, isBusy: false, now: now)
    now += Machine.pause
    #expect(machine.next(now: now) == .step(.archive))
    let isEnded = machine.stepped(isTaskDone: true, isBusy: true, now: now)
    #expect(isEnded)
    #expect(machine.next(now: now) == .wait(until: .seconds(65) + Machine.interval))
    #expect(machine.next(now: .seconds(65) + Machine.interval) == .step(.texts))
  }

  @Test func whileFilesWaitThePausesAreLongerUnlessItIsLate() {
    var machine = Machine(tasks: [.texts], now: .zero, beginsAtOnce: true)
    #expect(machine.next(now: .zero) == .step(.texts))
    _ = machine.stepped(isTaskDone: false, isBusy: true, now: .seconds(1))
    #expect(machine.next(now: .seconds(1)) == .wait(until: .seconds(1) + Machine.busyPause))
    let late = Machine.interval + .seconds(1)
    #expect(machine.next(now: late) == .step(.texts))
    _ = machine.stepped(isTaskDone: false, isBusy: true, now: late)
    #expect(machine.next(now: late) == .wait(until: late + Machine.pause))
    _ = machine.next(now: late + Machine.pause)
    _ = machine.stepped(isTaskDone: true, isBusy: true, now: late + Machine.pause)
    #expect(machine.next(now: late + Machine.pause) == .wait(until: late + Machine.pause + Machine.shortestRest))
  }
}

@Suite struct ArchivePlanTests {
  @Test func oldDaysGoAndTheRestIsMeasuredOnlyForASize() {
    var plan = ArchivePlan(days: [1, 2, 3, 99, 100], today: 100, before: 3, maximumBytes: nil, unfinished: [])
    #expect(plan.next == .clear(1))
    #expect(plan.next == .clear(1))
    plan.cleared()
    #expect(plan.next == .clear(2))
    plan.cleared()
    #expect(plan.next == nil)
  }

  @Test func theOldestGoUntilItIsSmallEnough() {
    var plan = ArchivePlan(days: [1, 2, 3, 99], today: 100, before: nil, maximumBytes: 25, unfinished: [])
    for day: Int64 in [1, 2, 3, 99] {
      #expect(plan.next == .measure(day))
      plan.measured(bytes: 10)
    }
    #expect(plan.next == .trim(1, bytes: 15))
    plan.trimmed(keptBytes: 0)
    #expect(plan.next == .trim(2, bytes: 5))
    plan.trimmed(keptBytes: 4)
    #expect(plan.next == nil)
    // Later only what is still changing is measured again.
    let next = ArchivePlan(
      days: [2, 3, 99, 100], today: 100, before: nil, maximumBytes: 25, unfinished: [], sizes: plan.sizes)
    #expect(next.next == .measure(99))
  }

  @Test func todayYesterdayAndWhatIsBeingPutAwayStay() {
    var plan = ArchivePlan(days: [1, 2, 99, 100], today: 100, before: 200, maximumBytes: 0, unfinished: [1])
    #expect(plan.next == .clear(2))
    plan.cleared()
    for _ in 0..<3 {
      guard case .measure = plan.next else { return #expect(Bool(false), "\(String(describing: plan.next))") }
      plan.measured(bytes: 10)
    }
    #expect(plan.next == nil)
  }
}
