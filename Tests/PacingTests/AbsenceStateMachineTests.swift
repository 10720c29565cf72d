import Foundation
import Pacing
import TestSupport
import Testing

@Suite struct AbsenceStateMachineTests {
  @Test func toldOnceAndOnceMore() {
    var machine = AbsenceStateMachine(periodMilliseconds: 1000, state: nil, now: 0)
    #expect(machine.nextDeadline == 1000)
    #expect(machine.tick(999) == nil)
    #expect(machine.tick(1000) == .quiet(since: 0))
    #expect(machine.nextDeadline == nil)
    #expect(machine.tick(9000) == nil)
    #expect(machine.arrived(at: 9500) == .cameAgain(quietSince: 0))
    #expect(machine.arrived(at: 9600) == nil)
    #expect(machine.nextDeadline == 10_600)
  }

  @Test func whatIsToldOutlivesARestart() throws {
    var machine = AbsenceStateMachine(periodMilliseconds: 1000, state: nil, now: 0)
    _ = machine.tick(1000)
    let kept = try JSONEncoder().encode(machine.state)
    let state = try JSONDecoder().decode(AbsenceStateMachine.State.self, from: kept)
    machine = AbsenceStateMachine(periodMilliseconds: 1000, state: state, now: 50_000)
    #expect(machine.tick(60_000) == nil)
    #expect(machine.arrived(at: 60_001) == .cameAgain(quietSince: 0))
  }

  /// What waits in the inbox is read before a source is said to be quiet.
  @Test func aRestartIsNoAbsence() {
    let day: Int64 = 86_400_000
    var machine = AbsenceStateMachine(periodMilliseconds: day, state: .init(since: 0), now: 3 * day)
    #expect(machine.tick(3 * day) == nil)
    #expect(machine.nextDeadline == 3 * day + AbsenceStateMachine.resumingMilliseconds)
    #expect(machine.tick(3 * day + AbsenceStateMachine.resumingMilliseconds) == .quiet(since: 0))
  }

  /// In a month of arrivals, each silence of the period is told once, in time, and each end of one.
  @Test func aMonthOfArrivals() {
    let period: Int64 = 6 * 3_600_000
    var random = SplitMix64(seed: 5)
    var machine = AbsenceStateMachine(periodMilliseconds: period, state: nil, now: 0)
    var (now, last): (Int64, Int64) = (0, 0)
    var told = false
    while now < 31 * 86_400_000 {
      let arrival = now + Int64(1 + random.below(random.chance(20) ? 40_000_000 : 3_000_000))
      while let deadline = machine.nextDeadline, deadline <= arrival {
        #expect(!told && deadline == last + period)
        #expect(machine.tick(deadline - 1) == nil)
        #expect(machine.tick(deadline) == .quiet(since: last))
        told = true
      }
      #expect(machine.arrived(at: arrival) == (told ? .cameAgain(quietSince: last) : nil))
      #expect(arrival - last < period || told)
      (now, last, told) = (arrival, arrival, false)
    }
  }

  /// Reports alternate whatever the clock does, and the wait is never longer than the period from now.
  @Test func clocksAreHostile() {
    let clocks: [Int64] = [.min, .max, 0, 1, -1, 1_000_000, .max - 1]
    var random = SplitMix64(seed: 11)
    for _ in 0..<200 {
      var machine = AbsenceStateMachine(
        periodMilliseconds: random.pick([Int64.min, 0, 1, 1000, .max]),
        state: random.chance(50) ? nil : .init(since: random.pick(clocks), isTold: false), now: random.pick(clocks))
      var isQuiet = false
      for _ in 0..<50 {
        switch random.chance(50) ? machine.tick(random.pick(clocks)) : machine.arrived(at: random.pick(clocks)) {
        case .quiet?:
          #expect(!isQuiet)
          isQuiet = true
        case .cameAgain?:
          #expect(isQuiet)
          isQuiet = false
        case nil: break
        }
      }
    }
    var machine = AbsenceStateMachine(periodMilliseconds: 1000, state: .init(since: 1_000_000), now: 500)
    #expect(machine.tick(500) == nil)
    #expect(machine.nextDeadline == 1500)
  }
}
