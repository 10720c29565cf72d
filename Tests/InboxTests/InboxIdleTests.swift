import Dispatch
import Synchronization
import Testing

@testable import Inbox

/// Waiting until nothing is left to do, or nothing but files that somebody has open.
struct InboxIdleTests {
  typealias Machine = ArrivalStateMachine

  let a: InboxPath
  let b: InboxPath

  init() throws {
    a = try #require(InboxPath("a.txt"))
    b = try #require(InboxPath("b.txt"))
  }

  private func machine(unsettled: Int = 10) -> Machine {
    var limits = Machine.Limits()
    limits.settleTime = .seconds(2)
    limits.maximumUnsettled = unsettled
    return Machine(limits: limits)
  }

  private func print(size: Int64 = 1, inode: UInt64 = 1) -> FileFingerprint {
    FileFingerprint(device: 1, inode: inode, size: size, mtime: 0, ctime: 0)
  }

  private func open(size: Int64 = 1) -> Machine.Observation {
    Machine.Observation(fingerprint: print(size: size), age: .seconds(100), isOpenForWriting: true)
  }

  private func sweep(_ machine: inout Machine, at now: Duration) {
    _ = machine.handle(.sweepRequested, now: now)
    #expect(machine.rest(now: now) == .busy)
    _ = machine.handle(.sweepStarted, now: now)
    #expect(machine.rest(now: now) == .busy)
    _ = machine.handle(.sweepEnded, now: now)
  }

  @Test func restIsKnownOnlyAfterASweep() {
    var machine = machine()
    #expect(machine.rest(now: .zero) == .unverified)
    sweep(&machine, at: .zero)
    #expect(machine.rest(now: .zero) == .idle)
    _ = machine.handle(.closed(a), now: .seconds(1))
    #expect(machine.rest(now: .seconds(1)) == .busy)
    #expect(machine.take(1) == [a])
    #expect(machine.rest(now: .seconds(1)) == .busy)
    _ = machine.handle(.finished(a, stays: false), now: .seconds(2))
    #expect(machine.rest(now: .seconds(2)) == .unverified)
  }

  @Test func unsettledFilesRestSinceTheLastChange() {
    var machine = machine()
    _ = machine.handle(.found(a, open()), now: .seconds(1))
    #expect(machine.rest(now: .seconds(1)) == .unverified)
    sweep(&machine, at: .seconds(2))
    #expect(machine.rest(now: .seconds(2)) == .unsettled(since: .seconds(1)))
    _ = machine.handle(.found(a, open()), now: .seconds(3))
    sweep(&machine, at: .seconds(4))
    #expect(machine.rest(now: .seconds(9)) == .unsettled(since: .seconds(1)))
    _ = machine.handle(.found(a, open(size: 2)), now: .seconds(10))
    #expect(machine.rest(now: .seconds(10)) == .unsettled(since: .seconds(10)), "it grew")
    _ = machine.handle(.closedButOpen(b, print(inode: 2)), now: .seconds(11))
    #expect(machine.rest(now: .seconds(11)) == .unsettled(since: .seconds(11)), "one came")
    _ = machine.handle(.gone(a), now: .seconds(12))
    _ = machine.handle(.gone(a), now: .seconds(13))
    #expect(machine.rest(now: .seconds(13)) == .unsettled(since: .seconds(12)), "one went")
    _ = machine.handle(.closed(a), now: .seconds(14))
    _ = machine.take(1)
    #expect(machine.rest(now: .seconds(14)) == .busy)
    _ = machine.handle(.finished(a, stays: true), now: .seconds(15))
    #expect(machine.rest(now: .seconds(15)) == .unsettled(since: .seconds(15)), "one was done with")
    _ = machine.handle(.gone(b), now: .seconds(16))
    #expect(machine.rest(now: .seconds(16)) == .idle)
  }

  @Test func moreUnsettledFilesThanThereIsRoomForRestBetweenSweeps() {
    var machine = machine(unsettled: 1)
    _ = machine.handle(.sweepStarted, now: .zero)
    _ = machine.handle(.found(a, open()), now: .zero)
    _ = machine.handle(.found(b, open()), now: .zero)
    _ = machine.handle(.sweepEnded, now: .zero)
    #expect(machine.sweepAt == .seconds(2))
    #expect(machine.rest(now: .seconds(1)) == .unsettled(since: .zero))
    #expect(machine.rest(now: .seconds(2)) == .busy)
  }

  @Test func unsettledPathsAreToldInOrderUpToALimit() {
    var machine = machine()
    for path in [b, a] { _ = machine.handle(.found(path, open()), now: .zero) }
    #expect(machine.unsettledPaths(max: 100) == [a, b])
    #expect(machine.unsettledPaths(max: 1) == [a])
  }

  @Test func patienceBeginsWithTheLastChangeAndNotBeforeItWasAskedFor() {
    let wait = InboxWatcher.IdleWait(patience: .seconds(5), began: .seconds(10)) { _ in }
    #expect(wait.ends(unsettledSince: .seconds(1)) == .seconds(15))
    #expect(wait.ends(unsettledSince: .seconds(20)) == .seconds(25))
    #expect(InboxWatcher.IdleWait(patience: nil, began: .zero) { _ in }.ends(unsettledSince: .zero) == nil)
  }

  @Test func fileClosedWhileOpenIsLookedAtSoonAndThenMoreRarely() {
    var machine = machine()
    var now = Duration.zero
    #expect(machine.handle(.closedButOpen(a, print()), now: now) == nil)
    var waits: [Duration] = []
    for _ in 0..<40 {
      guard let look = machine.nextLook else { break }
      waits.append(look - now)
      now = look
      #expect(machine.pathsToLookAt(now: now) == [a])
      #expect(machine.isStill(a, print(), age: .zero, now: now), "so that it is asked whether it is open")
      #expect(machine.handle(.found(a, open()), now: now) == nil)
    }
    #expect(waits.prefix(4) == [.milliseconds(2), .milliseconds(4), .milliseconds(8), .milliseconds(16)])
    #expect(waits.count == 40 && waits.last == .seconds(2))
    let closed = Machine.Observation(fingerprint: print(size: 2), age: .zero)
    #expect(machine.handle(.found(a, closed), now: now) == .take(a))
  }

  @Test func anotherFileUnderTheNameOfOneThatWasClosedMustSettle() {
    var machine = machine()
    _ = machine.handle(.closedButOpen(a, print()), now: .zero)
    let other = Machine.Observation(fingerprint: print(inode: 2), age: .zero)
    #expect(!machine.isStill(a, other.fingerprint, age: .zero, now: .zero))
    #expect(machine.handle(.found(a, other), now: .zero) == nil)
    #expect(machine.handle(.found(a, other), now: .seconds(2)) == .take(a))
  }

  @Test func closeInFlightIsRememberedThoughAnotherHasItOpen() {
    var machine = machine()
    _ = machine.handle(.closed(a), now: .zero)
    _ = machine.take(1)
    _ = machine.handle(.closedButOpen(a, print()), now: .zero)
    #expect(machine.unsettledCount == 0)
    #expect(machine.handle(.finished(a, stays: false), now: .zero) == .look(a))
  }

  /// What a watcher that is waited for with patience calls back.
  private func waitWithPatience(_ arrivals: Arrivals, _ patience: Duration) throws -> [String] {
    let told = Mutex<[String]?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    arrivals.watcher.whenIdle(patience: patience) { paths in
      told.withLock { $0 = paths.map(\.display) }
      isDone.signal()
    }
    try #require(isDone.wait(timeout: .now() + .seconds(60)) == .success, "never called back")
    return try #require(told.withLock { $0 })
  }

  @Test func patienceEndsWithTheFilesThatSomebodyHasOpen() throws {
    let folder = try TemporaryFolder()
    try folder.write("done.txt")
    let files = try (0..<120).map { try folder.open("open-\($0 + 100).txt") }
    let arrivals = try Arrivals(.remove, folder: folder)
    let isIdle = Mutex(false)
    arrivals.watcher.whenIdle { isIdle.withLock { $0 = true } }
    try arrivals.start()
    arrivals.watcher.whenIdle { isIdle.withLock { $0 = true } }
    let began = DispatchTime.now().uptimeNanoseconds
    #expect(try waitWithPatience(arrivals, .milliseconds(200)) == (100..<200).map { "open-\($0).txt" })
    #expect(DispatchTime.now().uptimeNanoseconds - began >= 200_000_000)
    #expect(arrivals.taken == ["done.txt"])
    #expect(!isIdle.withLock { $0 }, "who has no patience to lose waits on")
    withExtendedLifetime(files) {}
    arrivals.watcher.stop()
  }

  @Test func patienceEndsByItselfWhenNothingElseHappens() throws {
    let folder = try TemporaryFolder()
    try folder.write("young.txt")
    let arrivals = try Arrivals(folder: folder, settleTime: .seconds(3600))
    try arrivals.start()
    #expect(try waitWithPatience(arrivals, .milliseconds(50)) == ["young.txt"])
    arrivals.watcher.stop()
  }

  @Test func patienceIsNotNeededWhereNothingIsLeft() throws {
    let folder = try TemporaryFolder()
    try folder.write("done.txt")
    let arrivals = try Arrivals(.remove, folder: folder)
    try arrivals.start()
    #expect(try waitWithPatience(arrivals, .seconds(3600)) == [])
    #expect(arrivals.taken == ["done.txt"])
    arrivals.watcher.stop()
  }
}
