import TestSupport
import Testing

@testable import Delivery

@Suite struct RetryStateMachineTests {
  private func machine(_ policy: RetryPolicy = RetryPolicy(), seed: UInt64 = 1) -> RetryStateMachine {
    RetryStateMachine(policy: policy, generator: SplitMix64(seed: seed))
  }

  private func next(_ result: DeliveryResult) -> Int64? {
    if case .retry(let next, _) = result.verdict { next } else { nil }
  }

  private let down = DeliveryOutcome.failed(reason: "down")

  @Test(arguments: [
    (0, 1000), (1, 2000), (2, 4000), (3, 8000), (8, 256_000), (9, 300_000), (63, 300_000), (64, 300_000),
    (1000, 300_000), (Int.max, 300_000), (-5, 1000),
  ])
  func delayStaysBetweenFirstAndItsCeiling(attempts: Int, ceiling: Int) {
    var machine = machine()
    var seen: Set<Int64> = []
    for _ in 0..<2000 {
      let delay = machine.delay(afterAttempts: attempts, longest: .seconds(300))
      #expect((1000...Int64(ceiling)).contains(delay))
      seen.insert(delay)
    }
    // Jittered over the whole range, not around a corner of it.
    if ceiling > 1000 {
      #expect(seen.count > 500)
      #expect(seen.max().map { $0 > Int64(ceiling) * 9 / 10 } == true)
      #expect(seen.min().map { $0 < 1000 + Int64(ceiling - 1000) / 10 } == true)
    }
  }

  @Test func sameSeedGivesTheSameDelays() {
    func delays(seed: UInt64) -> [Int64] {
      var machine = machine(seed: seed)
      return (0..<20).map { machine.delay(afterAttempts: $0, longest: .seconds(300)) }
    }
    #expect(delays(seed: 7) == delays(seed: 7))
    #expect(delays(seed: 7) != delays(seed: 8))
  }

  @Test func policyRaisesNonsenseToItsMinimum() {
    let policy = RetryPolicy(
      first: .seconds(-1), longest: .zero, longestPause: .zero, failuresBeforePause: 0)
    #expect(policy.first == .milliseconds(1))
    #expect(policy.longest == policy.first)
    #expect(policy.longestPause == policy.first)
    #expect(policy.failuresBeforePause == 1)
    var machine = machine(RetryPolicy(first: .seconds(Int64.max), longest: .seconds(Int64.max)))
    #expect(machine.delay(afterAttempts: 1000, longest: .seconds(Int64.max)) > 0)
  }

  @Test func deliveredHasNoNextAttemptAndFailedHasOneInItsBounds() {
    var machine = machine()
    let batch = [delivery("a", sequence: 1), delivery("b", sequence: 2, attempts: 1)]
    let results = machine.settle(batch, [.delivered, down], now: 50_000)
    #expect(results.map(\.sequence) == [1, 2])
    #expect(results[0].verdict == .delivered)
    #expect(next(results[1]).map { (51_000...54_000).contains($0) } == true)
  }

  @Test func deliveriesWithoutOutcomeAreNotSettled() {
    var machine = machine()
    #expect(machine.settle(deliveries(["a", "b", "c"]), [down], now: 0).map(\.sequence) == [1])
    #expect(machine.settle(deliveries(["a"]), [], now: 0).isEmpty)
    #expect(machine.settle(deliveries(["a"]), [.delivered, .delivered], now: 0).count == 1)
  }

  @Test(arguments: [0, 1000, Int.max])
  func attemptsOfAnySizeSettle(attempts: Int) {
    var machine = machine()
    let results = machine.settle([delivery("a", attempts: attempts)], [down], now: 0)
    #expect(next(results[0]).map { (1000...3_600_000).contains($0) } == true)
  }

  @Test func oneDeliveryThatAlwaysFailsNeverPausesTheEndpoint() {
    var machine = machine()
    for attempts in 0..<50 {
      _ = machine.settle([delivery("a", attempts: attempts)], [down], now: Int64(attempts))
      #expect(machine.nextStep(now: Int64(attempts)) == .deliver)
    }
  }

  @Test func differentFailuresInARowPauseTheEndpointAndASuccessBetweenDoesNot() {
    var paused = machine()
    for sequence in 1...2 {
      _ = paused.settle([delivery("a", sequence: Int64(sequence))], [down], now: 0)
      #expect(!paused.isPaused)
    }
    _ = paused.settle([delivery("a", sequence: 3)], [down], now: 0)
    #expect(paused.isPaused)

    var alive = machine()
    for sequence in 1...30 {
      let batch = [delivery("good", sequence: Int64(sequence * 2)), delivery("bad", sequence: Int64(sequence * 2 + 1))]
      _ = alive.settle(batch, [.delivered, down], now: 0)
      #expect(!alive.isPaused)
    }
  }

  @Test func pauseProbesAndGrowsUpToItsLimitAndEndsWithTheFirstSuccess() throws {
    var machine = machine(RetryPolicy(longestPause: .seconds(60)))
    var now: Int64 = 0
    for sequence in 1...3 { _ = machine.settle([delivery("a", sequence: Int64(sequence))], [down], now: now) }
    var pauses: [Int64] = []
    for sequence in 4...40 {
      guard case .wait(let until?) = machine.nextStep(now: now) else {
        Issue.record("not paused")
        return
      }
      pauses.append(until - now)
      #expect(machine.nextStep(now: until - 1) == .wait(until: until))
      #expect(machine.nextStep(now: until) == .probe)
      now = until
      _ = machine.settle([delivery("p", sequence: Int64(sequence))], [down], now: now)
    }
    #expect(pauses.allSatisfy { (1000...60_000).contains($0) })
    #expect(pauses[0] <= 2000)
    #expect(pauses.suffix(20).max().map { $0 > 30_000 } == true)

    guard case .wait(let until?) = machine.nextStep(now: now) else { return }
    _ = machine.settle([delivery("p", sequence: 99)], [.delivered], now: until)
    #expect(machine.nextStep(now: until) == .deliver)
    // And counting begins anew.
    _ = machine.settle([delivery("q", sequence: 100)], [down], now: until)
    #expect(machine.nextStep(now: until) == .deliver)
  }

  @Test func probesWithTheOldestOfThoseThatFailedLeast() {
    let due = [
      delivery("old-failing", sequence: 1, attempts: 4), delivery("fresh", sequence: 7),
      delivery("fresher", sequence: 9),
    ]
    #expect(RetryStateMachine.probe(of: due, tellsStories: false).map(\.alertID) == ["fresh"])
    #expect(RetryStateMachine.probe(of: [], tellsStories: false).isEmpty)
    let stories = [
      delivery("a", sequence: 1, attempts: 1, story: "s"), delivery("b", sequence: 2, story: "t"),
      delivery("c", sequence: 3, story: "t"),
    ]
    #expect(RetryStateMachine.probe(of: stories, tellsStories: true).map(\.alertID) == ["b", "c"])
  }

  @Test func probeNeverPassesAnOlderAlertOfItsStory() {
    let due = [
      delivery("first", sequence: 1, attempts: 4, story: "s"), delivery("second", sequence: 2, story: "s"),
      delivery("other", sequence: 3, attempts: 2, story: "t"), delivery("third", sequence: 4, story: "s"),
    ]
    #expect(RetryStateMachine.probe(of: due, tellsStories: false).map(\.alertID) == ["other"])
    let story = Array(due.prefix(2))
    #expect(RetryStateMachine.probe(of: story, tellsStories: false).map(\.alertID) == ["first"])
    #expect(RetryStateMachine.probe(of: story, tellsStories: true).map(\.alertID) == ["first", "second"])
  }

  @Test func brokenOutboxIsLeftAloneLongerAndLongerUntilItWorks() {
    var machine = machine(RetryPolicy(longestPause: .seconds(60)))
    var now: Int64 = 0
    var waits: [Int64] = []
    for _ in 0..<100 {
      machine.outboxFailed(now: now)
      guard let until = machine.outboxWait(now: now) else {
        Issue.record("does not wait")
        return
      }
      #expect(machine.nextStep(now: now) == .wait(until: until))
      waits.append(until - now)
      now = until
      #expect(machine.outboxWait(now: now) == nil)
    }
    #expect(waits.allSatisfy { (1000...60_000).contains($0) })
    #expect(waits.max().map { $0 > 30_000 } == true)
    machine.outboxWorked()
    #expect(machine.nextStep(now: now) == .deliver)
  }

  @Test func whatIsRefusedIsDeadAtOnce() {
    var machine = machine()
    let results = machine.settle(deliveries(["a", "b"]), [.delivered, .refused(reason: "no such channel")], now: 0)
    #expect(results.map(\.verdict) == [.delivered, .dead(reason: "no such channel")])
    #expect(machine.nextStep(now: 0) == .deliver)
  }

  /// A token that is wrong must not make dead letters of ten thousand alerts.
  @Test func receiverThatRefusesEverythingIsPausedFor() {
    var machine = machine()
    for sequence in 1...3 {
      _ = machine.settle([delivery("a", sequence: Int64(sequence))], [.refused(reason: "who are you")], now: 0)
    }
    #expect(machine.isPaused)
  }

  /// A digest of many stories that is refused is as much as several that are; one story is one, however many alerts it has.
  @Test(arguments: [(stories: 2, isPaused: false), (3, true), (256, true)])
  func receiverThatRefusesADigestIsPausedFor(stories: Int, isPaused: Bool) {
    var machine = machine()
    let digest = (0..<256).map {
      delivery("a\($0)", sequence: Int64($0), story: "s\($0 % stories)", gathering: .digest)
    }
    _ = machine.settle(digest, digest.map { _ in .refused(reason: "who are you") }, now: 0)
    #expect(machine.isPaused == isPaused)
    // Of an endpoint that is told each alone, what was not tried is not refused.
    var single = self.machine()
    _ = single.settle(digest, [.delivered, .refused(reason: "not this one")], now: 0)
    #expect(!single.isPaused)
  }

  /// A machine that started hours ahead and is put right must not be silent for these hours.
  @Test func aClockThatIsPutBackEndsEveryWait() {
    let (ahead, right): (Int64, Int64) = (5 * 3_600_000, 30_000)
    var paused = machine()
    for sequence in 1...3 { _ = paused.settle([delivery("a", sequence: Int64(sequence))], [down], now: ahead) }
    guard case .wait = paused.nextStep(now: ahead) else { return #expect(Bool(false), "does not pause") }
    #expect(paused.nextStep(now: right) == .probe)
    var told = machine()
    _ = told.settle([delivery("a")], [.failed(reason: "too many", retryAfter: .seconds(3_600))], now: ahead)
    #expect(told.nextStep(now: right) == .probe)
    var broken = machine()
    broken.outboxFailed(now: ahead)
    #expect(broken.outboxWait(now: ahead) != nil)
    #expect(broken.outboxWait(now: right) == nil)
  }

  @Test func whatFailsForTooLongIsDead() {
    var machine = machine(RetryPolicy(giveUp: .seconds(100)))
    let day = [delivery("a", attempts: 6, failingSince: 50_000)]
    let before = machine.settle(day, [down], now: 149_999)
    #expect(next(before[0]) != nil)
    let after = machine.settle(day, [down], now: 150_000)
    #expect(after[0].verdict == .dead(reason: "given up after 7 attempts; the last: down"))
    // A clock that was wrong when it failed first, or is now.
    for failingSince in [Int64.max, .min] {
      let results = machine.settle([delivery("a", failingSince: failingSince)], [down], now: 0)
      #expect(results.count == 1)
    }
  }

  @Test func receiverThatSaysWhenToComeAgainIsLeftAloneUntilThen() {
    var machine = machine()
    let results = machine.settle(
      [delivery("a")], [.failed(reason: "too many", retryAfter: .seconds(120))], now: 1_000)
    #expect(next(results[0]).map { $0 >= 121_000 } == true)
    #expect(machine.nextStep(now: 1_000) == .wait(until: 121_000))
    #expect(machine.nextStep(now: 121_000) == .probe)
    // Not for ever, whatever it says.
    let long = machine.settle([delivery("a")], [.failed(reason: "", retryAfter: .seconds(Int64.max))], now: 0)
    #expect(next(long[0]).map { $0 <= 86_400_000 } == true)
  }

  @Test func receiverThatIsGoneIsToldNothingUntilItIsSwitchedOn() {
    var machine = machine()
    let results = machine.settle([delivery("a")], [.gone(reason: "410")], now: 7)
    #expect(results[0].verdict == .retry(at: 7, reason: "410"))
    #expect(machine.offReason == "410")
    #expect(machine.nextStep(now: .max) == .wait(until: nil))
    machine.switchOn()
    #expect(machine.nextStep(now: 7) == .deliver)
  }

  /// A digest of many stories is one message: it fails once, and comes again whole.
  @Test func whatWasGatheredFailsOnceAndIsTriedAgainTogether() {
    var machine = machine()
    let digest = (1...20).map { delivery("a\($0)", sequence: Int64($0), gathering: .digest) }
    let results = machine.settle(digest, digest.map { _ in down }, now: 0)
    #expect(!machine.isPaused)
    guard case .retry(let first, _)? = results.first?.verdict else { return #expect(Bool(false), "\(results)") }
    for result in results {
      guard case .retry(first, _) = result.verdict else { return #expect(Bool(false), "\(result)") }
    }
    #expect(RetryStateMachine.probe(of: digest, tellsStories: true).count == 20)
  }

  @Test func whatFailsInOneMessageFailsOnceAndIsTriedAgainTogether() {
    var machine = machine()
    let message = (1...5).map { delivery("a\($0)", sequence: Int64($0), story: "s") }
    let results = machine.settle(message, Array(repeating: down, count: 5), now: 0)
    #expect(Set(results.compactMap(next)).count == 1)
    #expect(!machine.isPaused)
  }
}
