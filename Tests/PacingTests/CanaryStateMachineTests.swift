import Foundation
import Pacing
import TestSupport
import Testing

@Suite struct CanaryStateMachineTests {
  private static func machine(_ state: CanaryStateMachine.State? = nil, now: Int64 = 0) -> CanaryStateMachine {
    CanaryStateMachine(everyMilliseconds: 1000, withinMilliseconds: 300, state: state, now: now)
  }

  @Test func oneThatComesOut() {
    var machine = Self.machine()
    #expect(machine.tick(0) == .inject(token: 1))
    #expect(machine.tick(0) == nil)
    #expect(machine.nextDeadline == 300)
    #expect(machine.found(token: 2, at: 100) == nil)
    #expect(machine.nextDeadline == 300)
    #expect(machine.found(token: 1, at: 200) == nil)
    #expect(machine.nextDeadline == 1000)
    #expect(machine.tick(999) == nil)
    #expect(machine.tick(1000) == .inject(token: 2))
  }

  @Test func lostIsToldOnceAndFoundOnce() {
    var machine = Self.machine()
    _ = machine.tick(0)
    #expect(machine.tick(299) == nil)
    #expect(machine.tick(300) == .reportLost(since: 0))
    #expect(machine.tick(301) == nil)
    #expect(machine.tick(1000) == .inject(token: 2))
    #expect(machine.tick(1900) == nil)
    #expect(machine.tick(2000) == .inject(token: 3))
    // Nobody's.
    #expect(machine.found(token: 4, at: 2001) == nil)
    #expect(machine.found(token: 0, at: 2001) == nil)
    #expect(machine.found(token: 2, at: 2002) == .reportFound(lostSince: 0))
    #expect(machine.found(token: 3, at: 2003) == nil)
    #expect(machine.nextDeadline == 3000)
  }

  @Test func aRestartLosesNone() throws {
    var machine = Self.machine()
    _ = machine.tick(0)
    let kept = try JSONEncoder().encode(machine.state)
    let state = try JSONDecoder().decode(CanaryStateMachine.State.self, from: kept)
    machine = Self.machine(state, now: 50_000)
    #expect(machine.tick(50_000) == nil)
    #expect(machine.nextDeadline == 50_300)
    #expect(machine.found(token: 1, at: 50_100) == nil)
    #expect(machine.tick(50_100) == .inject(token: 2))
  }

  /// In a month, each canary that is late is told, if none before it was, and each first that comes out again.
  @Test func aMonthOfCanaries() {
    let (every, within): (Int64, Int64) = (3_600_000, 300_000)
    var random = SplitMix64(seed: 23)
    var machine = CanaryStateMachine(everyMilliseconds: every, withinMilliseconds: within, state: nil, now: 0)
    var isLost = false
    for number in 0..<31 * 24 {
      let start = Int64(number) * every
      #expect(machine.nextDeadline == start)
      #expect(machine.tick(start) == .inject(token: Int64(number + 1)))
      let comesOut = random.chance(isLost ? 20 : 90)
      if comesOut {
        let found = machine.found(token: Int64(number + 1), at: start + Int64(random.below(Int(within))))
        #expect((found != nil) == isLost)
        isLost = false
      }
      let late = machine.tick(start + within)
      #expect((late != nil) == (!comesOut && !isLost))
      if late != nil { isLost = true }
    }
  }

  @Test func clocksAreHostile() {
    let clocks: [Int64] = [.min, .max, 0, 1, -1, 1_000_000, .max - 1]
    var random = SplitMix64(seed: 29)
    for _ in 0..<200 {
      var machine = CanaryStateMachine(
        everyMilliseconds: random.pick([.min, 0, 1000, .max]), withinMilliseconds: random.pick([.min, 0, 300, .max]),
        state: random.chance(50)
          ? nil : .init(phase: .waiting(since: random.pick(clocks), token: .max), nextInjection: .max, nextToken: .max),
        now: random.pick(clocks))
      var isLost = false
      for _ in 0..<50 {
        let now = random.pick(clocks)
        switch random.chance(70) ? machine.tick(now) : machine.found(token: Int64(random.below(9)), at: now) {
        case .reportLost?:
          #expect(!isLost)
          isLost = true
        case .reportFound?:
          #expect(isLost)
          isLost = false
        default: break
        }
      }
    }
    // Set back by a year: the next canary goes in within the period.
    var machine = Self.machine(.init(nextInjection: 400 * 86_400_000), now: 400 * 86_400_000)
    #expect(machine.tick(0) == nil)
    #expect(machine.nextDeadline == 1000)
  }
}
