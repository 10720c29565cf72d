import Foundation
import Pacing
import TestSupport
import Testing

@Suite struct EndpointHealthStateMachineTests {
  private static let day = EndpointHealthStateMachine.repeatMilliseconds

  @Test func failingIsToldAndRepeatedDaily() throws {
    var machine = EndpointHealthStateMachine(delayMilliseconds: 1000)
    #expect(machine.nextDeadline == nil)
    #expect(machine.failed(at: 0) == nil)
    #expect(machine.failed(at: 900) == nil)
    #expect(machine.nextDeadline == 1000)
    #expect(machine.tick(1000) == .failing(since: 0))
    #expect(machine.failed(at: 1001) == nil)
    #expect(machine.nextDeadline == 1000 + Self.day)
    let kept = try JSONEncoder().encode(machine.state)
    let state = try JSONDecoder().decode(EndpointHealthStateMachine.State.self, from: kept)
    machine = EndpointHealthStateMachine(delayMilliseconds: 1000, state: state)
    #expect(machine.failed(at: Self.day) == nil)
    #expect(machine.tick(1000 + Self.day) == .failing(since: 0))
    #expect(machine.tick(2000 + Self.day) == nil)
    #expect(machine.worked(at: 3000 + Self.day) == .worksAgain(failedSince: 0))
    #expect(machine.worked(at: 3001 + Self.day) == nil)
    #expect(machine.nextDeadline == nil)
  }

  @Test func aShortFailureIsNotTold() {
    var machine = EndpointHealthStateMachine()
    #expect(machine.failed(at: 0) == nil)
    #expect(machine.worked(at: 15 * 60_000) == nil)
    #expect(machine.failed(at: 16 * 60_000) == nil)
    #expect(machine.tick(30 * 60_000) == nil)
    #expect(machine.tick(31 * 60_000) == .failing(since: 16 * 60_000))
  }

  /// In a month of attempts, as many notices as days of failing, and an end for each that was told.
  @Test func aMonthOfAttempts() {
    var random = SplitMix64(seed: 3)
    var machine = EndpointHealthStateMachine()
    var since: Int64?
    var told = 0
    var now: Int64 = 0
    while now < 31 * Self.day {
      now += Int64(1 + random.below(4 * 3_600_000))
      while let deadline = machine.nextDeadline, deadline <= now {
        #expect(machine.tick(deadline - 1) == nil)
        #expect(machine.tick(deadline) == .failing(since: since ?? -1))
        told += 1
      }
      if let since { #expect(Int64(told) == (now - since < 900_000 ? 0 : 1 + (now - since - 900_000) / Self.day)) }
      if random.chance(since == nil ? 70 : 5) {
        #expect(machine.worked(at: now) == (told > 0 ? .worksAgain(failedSince: since ?? -1) : nil))
        (since, told) = (nil, 0)
      } else {
        since = since ?? now
        #expect(machine.failed(at: now) == nil)
      }
    }
  }

  @Test func clocksAreHostile() {
    let clocks: [Int64] = [.min, .max, 0, 1, -1, 1_000_000, .max - 1]
    var random = SplitMix64(seed: 17)
    for _ in 0..<200 {
      var machine = EndpointHealthStateMachine(delayMilliseconds: random.pick([.min, 0, 5, .max]))
      var isTold = false
      for _ in 0..<50 {
        let now = random.pick(clocks)
        let report =
          switch random.below(3) {
          case 0: machine.tick(now)
          case 1: machine.failed(at: now)
          default: machine.worked(at: now)
          }
        switch report {
        case .failing?: isTold = true
        case .worksAgain?:
          #expect(isTold)
          isTold = false
        case nil: break
        }
      }
    }
    // Set back by a year: what fails is told within the delay of the new time.
    var machine = EndpointHealthStateMachine()
    _ = machine.failed(at: 400 * Self.day)
    _ = machine.tick(30 * Self.day)
    #expect(machine.nextDeadline == 30 * Self.day + 900_000)
  }
}
