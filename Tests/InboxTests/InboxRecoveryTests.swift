import Dispatch
import Glibc
import Testing

@testable import Inbox

/// Events that are lost, folders that move, an inbox that goes away.
struct InboxRecoveryTests {
  @Test func lostEventsAreMadeGoodByTheSweep() throws {
    let arrivals = try Arrivals(.remove)
    arrivals.folder.makeFolder("sub")
    try arrivals.start()
    try arrivals.waitUntilIdle()
    arrivals.onQueue { $0.stopWatching($0.watches.removeAll()) }
    try arrivals.folder.write("a.txt")
    try arrivals.folder.write("sub/b.txt")
    arrivals.onQueue {
      $0.handle(InotifyEvent(watch: -1, mask: UInt32(IN_Q_OVERFLOW), name: []))
      $0.afterStep()
    }
    try arrivals.wait { $0.taken.count == 2 }
    #expect(Set(arrivals.taken) == ["a.txt", "sub/b.txt"])
    #expect(arrivals.problems == [.queueOverflow])
    // Watched again.
    try arrivals.folder.write("sub/c.txt")
    try arrivals.wait { $0.taken.last == "sub/c.txt" }
    arrivals.watcher.stop()
  }

  @Test func realOverflowOfTheQueueLosesNothing() throws {
    let arrivals = try Arrivals(.remove)
    try arrivals.start()
    try arrivals.waitUntilIdle()
    let go = DispatchSemaphore(value: 0)
    arrivals.watcher.ping { go.wait() }
    let limit = Int(arrivals.folder.systemLimit("fs/inotify/max_queued_events") ?? 16384)
    // Each file raises two events that cannot be merged.
    let isThorough = getenv("WATCHWORD_THOROUGH") != nil
    let count = isThorough ? 100_000 : min(limit, 20_000) / 2 + 1000
    for number in 0..<count {
      try arrivals.folder.write("\(number).txt")
      // Meanwhile the reader gets a look at it now and then, and overflows again.
      if number % 30_000 == 29_999 {
        go.signal()
        arrivals.watcher.ping { go.wait() }
      }
    }
    go.signal()
    try arrivals.wait(seconds: isThorough ? 600 : 60) { $0.taken.count >= count }
    try arrivals.waitUntilIdle()
    #expect(arrivals.taken.count == count)
    #expect(Set(arrivals.taken).count == count)
    if limit <= 20_000 { #expect(arrivals.problems.contains(.queueOverflow)) }
    arrivals.watcher.stop()
  }

  @Test func folderMovedOutIsNoLongerWatched() throws {
    let outside = try TemporaryFolder()
    let arrivals = try Arrivals(.remove)
    arrivals.folder.makeFolder("sub/deep")
    arrivals.folder.makeFolder("subject")
    try arrivals.start()
    try arrivals.waitUntilIdle()
    arrivals.onQueue { #expect($0.watches.count == 4) }
    try #require(rename(arrivals.folder.path + "/sub", outside.path + "/sub") == 0)
    try outside.write("sub/deep/x.txt")
    try arrivals.folder.write("subject/y.txt")
    try arrivals.wait { !$0.taken.isEmpty }
    #expect(arrivals.taken == ["subject/y.txt"])
    arrivals.onQueue { #expect($0.watches.count == 2) }
    arrivals.watcher.stop()
  }

  @Test func folderRenamedInsideIsWatchedUnderItsNewName() throws {
    let arrivals = try Arrivals(.remove)
    arrivals.folder.makeFolder("a/deep")
    try arrivals.start()
    try arrivals.waitUntilIdle()
    try arrivals.folder.move("a", "b")
    try arrivals.waitUntilIdle()
    try arrivals.folder.write("b/deep/x.txt")
    try arrivals.wait { $0.taken == ["b/deep/x.txt"] }
    arrivals.onQueue { #expect($0.watches.count == 3) }
    arrivals.watcher.stop()
  }

  @Test func inboxThatIsDeletedAndMadeAgainIsWatchedAgain() throws {
    let parent = try TemporaryFolder()
    parent.makeFolder("inbox")
    let arrivals = try Arrivals(.keep, folder: TemporaryFolder(existing: parent.path + "/inbox"))
    try arrivals.start()
    try arrivals.waitUntilIdle()
    try #require(rmdir(parent.path + "/inbox") == 0)
    // The kernel says nothing of it while the folder is held open; the sweep finds it out, and whoever asks.
    #expect(arrivals.status.isLost && !arrivals.status.isComplete)
    try arrivals.wait { arrivals in arrivals.problems.contains { $0.code == "inbox-lost" } }
    parent.makeFolder("inbox")
    try parent.write("inbox/before.txt")
    arrivals.watcher.sweepNow()
    try arrivals.wait { $0.problems.contains(.inboxBack) && $0.taken.contains("before.txt") }
    try parent.write("inbox/after.txt")
    try arrivals.wait { $0.taken.last == "after.txt" }
    arrivals.watcher.stop()
  }

  @Test func inboxThatIsMovedAwayIsReportedLost() throws {
    let parent = try TemporaryFolder()
    parent.makeFolder("inbox")
    let arrivals = try Arrivals(.keep, folder: TemporaryFolder(existing: parent.path + "/inbox"))
    try arrivals.start()
    try arrivals.waitUntilIdle()
    try parent.move("inbox", "elsewhere")
    try arrivals.wait { arrivals in arrivals.problems.contains { $0.code == "inbox-lost" } }
    try parent.move("elsewhere", "inbox")
    try parent.write("inbox/x.txt")
    arrivals.watcher.sweepNow()
    try arrivals.wait { $0.problems.contains(.inboxBack) && $0.taken.contains("x.txt") }
    arrivals.watcher.stop()
  }

  @Test func folderThatLiesTooDeepIsToldOnce() throws {
    let arrivals = try Arrivals(.remove)
    let deep = (0..<InboxPath.maximumDepth).map { _ in "d" }.joined(separator: "/")
    arrivals.folder.makeFolder(deep + "/e")
    try arrivals.start()
    try arrivals.waitUntilIdle()
    try arrivals.waitUntilIdle()
    #expect(arrivals.problems.map(\.code) == ["inbox-too-deep"])
    // And once that it is over.
    _ = arrivals.folder.bytes(Array((deep + "/e").utf8)).withCString { rmdir($0) }
    try arrivals.waitUntilIdle()
    try arrivals.waitUntilIdle()
    #expect(arrivals.problems.map(\.code) == ["inbox-too-deep", "inbox-too-deep-over"])
    arrivals.watcher.stop()
  }
}

extension TemporaryFolder {
  /// A number below /proc/sys.
  func systemLimit(_ name: String) -> Int? {
    let number = Glibc.open("/proc/sys/" + name, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { return nil }
    let file = Descriptor(number)
    var buffer = [UInt8](repeating: 0, count: 32)
    let count = read(file.number, &buffer, buffer.count)
    return Int(String(decoding: buffer.prefix(max(0, count - 1)), as: UTF8.self))
  }
}
