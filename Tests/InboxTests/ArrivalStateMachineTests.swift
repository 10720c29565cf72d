import TestSupport
import Testing

@testable import Inbox

struct ArrivalStateMachineTests {
  typealias Machine = ArrivalStateMachine
  typealias Seen = ArrivalStateMachine.Observation

  let a: InboxPath
  let b: InboxPath
  let c: InboxPath

  init() throws {
    a = try #require(InboxPath("a.txt"))
    b = try #require(InboxPath("b.txt"))
    c = try #require(InboxPath("c.txt"))
  }

  func machine(held: Int = 10, unsettled: Int = 10) -> Machine {
    var limits = Machine.Limits()
    limits.settleTime = .seconds(2)
    limits.maximumHeld = held
    limits.maximumUnsettled = unsettled
    return Machine(limits: limits)
  }

  func seen(size: Int64 = 1, age: Duration = .zero, isOpen: Bool = false) -> Seen {
    let print = FileFingerprint(device: 1, inode: 1, size: size, mtime: 0, ctime: 0)
    return Seen(fingerprint: print, age: age, isOpenForWriting: isOpen)
  }

  @Test func itSaysWhetherItKnowsAllThatLiesThere() {
    var machine = machine(held: 1, unsettled: 1)
    #expect(!machine.knowsAll)
    func sweep() {
      _ = machine.handle(.sweepStarted, now: .zero)
      _ = machine.handle(.sweepEnded, now: .zero)
    }
    sweep()
    #expect(machine.knowsAll)
    _ = machine.handle(.closed(a), now: .zero)
    #expect(machine.knowsAll)
    // No room.
    _ = machine.handle(.closed(b), now: .zero)
    #expect(!machine.knowsAll)
    _ = machine.handle(.sweepStarted, now: .zero)
    _ = machine.handle(.found(b, seen(age: .seconds(9))), now: .zero)
    _ = machine.handle(.sweepEnded, now: .zero)
    #expect(!machine.knowsAll)
    sweep()
    #expect(machine.knowsAll)
    _ = machine.handle(.overflow, now: .zero)
    #expect(!machine.knowsAll)
    sweep()
    _ = machine.handle(.found(b, seen()), now: .zero)
    _ = machine.handle(.found(c, seen()), now: .zero)
    #expect(!machine.knowsAll)
  }

  @Test func itSaysHowLongTheOldestWaits() {
    var machine = machine()
    #expect(machine.oldestHeld == nil && machine.oldestUnsettled == nil)
    _ = machine.handle(.closed(a), now: .seconds(1))
    _ = machine.handle(.closed(b), now: .seconds(2))
    _ = machine.handle(.found(c, seen(size: 1)), now: .seconds(3))
    _ = machine.handle(.found(c, seen(size: 2)), now: .seconds(4))
    #expect(machine.oldestHeld == .seconds(1) && machine.oldestUnsettled == .seconds(3))
    #expect(machine.take(1) == [a])
    #expect(machine.oldestHeld == .seconds(1))
    _ = machine.handle(.finished(a, stays: false), now: .seconds(5))
    #expect(machine.oldestHeld == .seconds(2))
  }

  @Test func closedFileIsTakenAtOnceAndOnce() {
    var machine = machine()
    #expect(machine.handle(.closed(a), now: .zero) == .take(a))
    #expect(machine.handle(.closed(a), now: .zero) == nil)
    #expect(machine.handle(.found(a, seen(age: .seconds(9))), now: .zero) == nil)
    #expect(machine.take(5) == [a])
    #expect(machine.take(5).isEmpty)
  }

  @Test(arguments: [
    (Duration.seconds(2), true), (.seconds(100), true), (.milliseconds(1999), false), (.seconds(-5), false),
  ])
  func foundFileIsTakenByItsAge(age: Duration, isTaken: Bool) {
    var machine = machine()
    #expect(machine.handle(.found(a, seen(age: age)), now: .zero) == (isTaken ? .take(a) : nil))
    #expect(machine.unsettledCount == (isTaken ? 0 : 1))
  }

  @Test func foundFileOfSomeAgeIsLookedAtWhenItWillHaveSettled() {
    var machine = machine()
    _ = machine.handle(.found(a, seen(age: .seconds(1.5))), now: .seconds(10))
    #expect(machine.nextLook == .seconds(10.5))
    #expect(machine.pathsToLookAt(now: .seconds(10.4)).isEmpty)
    #expect(machine.pathsToLookAt(now: .seconds(10.5)) == [a])
    #expect(machine.handle(.found(a, seen(age: .seconds(2))), now: .seconds(10.5)) == .take(a))
  }

  @Test func fileFromTheFutureSettlesByBeingSeenTwice() {
    var machine = machine()
    _ = machine.handle(.found(a, seen(age: .seconds(-60))), now: .seconds(1))
    #expect(machine.nextLook == .seconds(3))
    #expect(machine.handle(.found(a, seen(age: .seconds(-59))), now: .seconds(2)) == nil)
    #expect(machine.handle(.found(a, seen(age: .seconds(-58))), now: .seconds(3)) == .take(a))
  }

  @Test func growingFileStartsAnew() {
    var machine = machine()
    _ = machine.handle(.found(a, seen(size: 1, age: .seconds(-1))), now: .seconds(0))
    #expect(machine.handle(.found(a, seen(size: 2, age: .seconds(-1))), now: .seconds(2)) == nil)
    #expect(machine.handle(.found(a, seen(size: 2, age: .seconds(-1))), now: .seconds(3.9)) == nil)
    #expect(machine.handle(.found(a, seen(size: 2, age: .seconds(-1))), now: .seconds(4)) == .take(a))
  }

  @Test func fileOpenForWritingWaitsForItsClose() {
    var machine = machine()
    for second in 0..<5 {
      let open = seen(age: .seconds(100), isOpen: true)
      #expect(machine.handle(.found(a, open), now: .seconds(second * 2)) == nil)
      #expect(machine.nextLook != nil)
    }
    #expect(machine.handle(.closed(a), now: .seconds(11)) == .take(a))
    #expect(machine.unsettledCount == 0)
  }

  @Test func unsettledFileThatVanishesIsForgotten() {
    var machine = machine()
    _ = machine.handle(.found(a, seen()), now: .zero)
    _ = machine.handle(.gone(a), now: .seconds(1))
    #expect(machine.isQuiet)
    #expect(machine.pathsToLookAt(now: .seconds(9)).isEmpty)
    #expect(machine.nextLook == nil)
  }

  @Test func announcedInFlightIsLookedAtWhenFinished() {
    var machine = machine()
    _ = machine.handle(.closed(a), now: .zero)
    #expect(machine.take(1) == [a])
    #expect(machine.handle(.closed(a), now: .zero) == nil)
    #expect(machine.handle(.closed(a), now: .zero) == nil)
    #expect(machine.handle(.finished(a, stays: false), now: .zero) == .look(a))
    #expect(machine.isQuiet)
    #expect(machine.handle(.closed(a), now: .zero) == .take(a))
  }

  @Test func finishedWithoutNewsIsForgotten() {
    var machine = machine()
    _ = machine.handle(.closed(a), now: .zero)
    #expect(machine.handle(.finished(a, stays: false), now: .zero) == nil, "not taken yet")
    #expect(machine.take(1) == [a])
    _ = machine.handle(.found(a, seen(age: .seconds(50))), now: .zero)
    #expect(machine.handle(.finished(a, stays: false), now: .zero) == nil)
    #expect(machine.isQuiet)
  }

  @Test func fullMachineForgetsAndSweepsWhenHalfEmpty() {
    var machine = machine(held: 2)
    _ = machine.handle(.closed(a), now: .zero)
    #expect(machine.canWalk)
    _ = machine.handle(.closed(b), now: .zero)
    #expect(!machine.canWalk)
    #expect(machine.sweepAt == nil)
    #expect(machine.handle(.closed(c), now: .seconds(1)) == nil)
    #expect(machine.sweepAt == .seconds(1))
    #expect(machine.heldCount == 2)
    #expect(machine.take(9) == [a, b])
    #expect(!machine.canWalk)
    _ = machine.handle(.finished(a, stays: false), now: .zero)
    #expect(machine.canWalk)
  }

  @Test func unsettledFilesDoNotStopSweeping() {
    var machine = machine(unsettled: 1)
    _ = machine.handle(.found(a, seen()), now: .zero)
    #expect(machine.handle(.found(b, seen()), now: .seconds(1)) == nil)
    #expect(machine.unsettledCount == 1)
    #expect(machine.sweepAt == .seconds(3))
    #expect(machine.canWalk)
    #expect(machine.handle(.found(c, seen(age: .seconds(3))), now: .seconds(1)) == .take(c))
  }

  @Test func overflowDuringSweepNeedsAnother() {
    var machine = machine()
    _ = machine.handle(.overflow, now: .seconds(1))
    #expect(machine.sweepAt == .seconds(1))
    _ = machine.handle(.sweepStarted, now: .seconds(1))
    #expect(machine.sweepAt == nil && machine.isSweeping && !machine.isQuiet)
    _ = machine.handle(.overflow, now: .seconds(2))
    _ = machine.handle(.sweepEnded, now: .seconds(3))
    #expect(machine.sweepAt == .seconds(2) && !machine.isSweeping && !machine.isQuiet)
  }

  @Test func emptinessIsVerifiedBySweepThatLeadsToNothing() {
    var machine = machine()
    #expect(!machine.isVerifiedEmpty)
    _ = machine.handle(.sweepStarted, now: .zero)
    _ = machine.handle(.closed(a), now: .zero)
    _ = machine.handle(.sweepEnded, now: .zero)
    _ = machine.take(1)
    _ = machine.handle(.finished(a, stays: false), now: .zero)
    #expect(machine.isQuiet && !machine.isVerifiedEmpty)
    _ = machine.handle(.sweepStarted, now: .zero)
    _ = machine.handle(.closed(b), now: .zero)
    _ = machine.handle(.sweepEnded, now: .zero)
    _ = machine.take(1)
    _ = machine.handle(.finished(b, stays: true), now: .zero)
    #expect(machine.isQuiet && machine.isVerifiedEmpty)
  }

  /// Whatever happens, no more than the limits is held, and what is taken was not in flight.
  @Test(arguments: 0..<20)
  func randomEventsKeepTheBounds(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var machine = machine(held: 4, unsettled: 3)
    let paths = try (0..<12).map { try #require(InboxPath("f\($0)")) }
    var inFlight: Set<InboxPath> = []
    var now = Duration.zero
    for _ in 0..<5000 {
      now += .milliseconds(random.below(400))
      let path = paths[random.below(paths.count)]
      switch random.below(6) {
      case 0: _ = machine.handle(.closed(path), now: now)
      case 1:
        let age = Duration.milliseconds(random.below(4000) - 1000)
        _ = machine.handle(.found(path, seen(size: Int64(random.below(2)), age: age)), now: now)
      case 2:
        for taken in machine.take(random.below(3)) {
          #expect(inFlight.insert(taken).inserted)
        }
      case 3:
        if let done = inFlight.popFirst() { _ = machine.handle(.finished(done, stays: false), now: now) }
      case 4: _ = machine.handle(.gone(path), now: now)
      default:
        for due in machine.pathsToLookAt(now: now) { _ = machine.handle(.gone(due), now: now) }
      }
      #expect(machine.heldCount <= 4 && machine.unsettledCount <= 3)
      #expect(machine.heldCount == machine.readyCount + inFlight.count)
      if machine.unsettledCount > 0 { #expect(machine.nextLook != nil) }
    }
  }
}
