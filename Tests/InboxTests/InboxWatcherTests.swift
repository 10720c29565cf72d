import Dispatch
import Glibc
import Synchronization
import Testing

@testable import Inbox

struct InboxWatcherTests {
  @Test func fileWrittenInPlaceIsTakenWhenClosed() throws {
    let arrivals = try Arrivals(settleTime: .seconds(3600))
    try arrivals.start()
    try arrivals.folder.write("barrier-1")
    try arrivals.wait { $0.taken == ["barrier-1"] }
    var file: OpenFile? = try arrivals.folder.open("slow.txt")
    file?.append("one")
    try arrivals.folder.write("barrier-2")
    try arrivals.wait { $0.taken.count == 2 }
    #expect(arrivals.taken == ["barrier-1", "barrier-2"])
    file?.append("two")
    file = nil
    try arrivals.wait { $0.taken.count == 3 }
    #expect(arrivals.taken == ["barrier-1", "barrier-2", "slow.txt"])
    arrivals.watcher.stop()
  }

  enum Announcement: CaseIterable { case closedByAnother, movedIn, linkedIn }

  @Test(arguments: Announcement.allCases)
  func announcedFileThatAWriterStillHasOpenIsLeftAloneUntilClosed(how: Announcement) throws {
    let outside = try TemporaryFolder()
    let arrivals = try Arrivals(.remove)
    try arrivals.start()
    try arrivals.waitUntilIdle()
    let inbox = arrivals.folder
    var writer: OpenFile? = try (how == .closedByAnother ? inbox : outside).open("x.txt")
    writer?.append("one")
    switch how {
    case .closedByAnother: try inbox.write("x.txt", "another's")
    case .movedIn: try #require(rename(outside.path + "/x.txt", inbox.path + "/x.txt") == 0)
    case .linkedIn: try #require(link(outside.path + "/x.txt", inbox.path + "/x.txt") == 0)
    }
    try inbox.write("barrier")
    try arrivals.wait { !$0.taken.isEmpty }
    arrivals.onQueue { $0.lookAtUnsettled() }
    #expect(arrivals.taken == ["barrier"])
    writer?.append("two")
    writer = nil
    try arrivals.wait { $0.taken.count == 2 }
    #expect(arrivals.taken == ["barrier", "x.txt"])
    arrivals.watcher.stop()
  }

  @Test func fileAnnouncedInFlightIsLeftAloneWhileAnotherWrites() throws {
    let arrivals = try Arrivals(.hold)
    try arrivals.start()
    try arrivals.folder.write("x.txt")
    try arrivals.wait { $0.taken.count == 1 }
    var writer: OpenFile? = try arrivals.folder.open("x.txt")
    try arrivals.folder.write("x.txt", "another's")
    try arrivals.folder.write("barrier-1")
    try arrivals.wait { $0.taken.count == 2 }
    arrivals.watcher.finish(try #require(InboxPath("x.txt")))
    try arrivals.folder.write("barrier-2")
    try arrivals.wait { $0.taken.count == 3 }
    #expect(arrivals.taken == ["x.txt", "barrier-1", "barrier-2"])
    writer?.append("more")
    writer = nil
    try arrivals.wait { $0.taken.count == 4 }
    #expect(arrivals.taken.last == "x.txt")
    arrivals.watcher.stop()
  }

  @Test func fileMovedInIsTakenAtOnce() throws {
    let outside = try TemporaryFolder()
    let arrivals = try Arrivals(settleTime: .seconds(3600))
    try arrivals.start()
    try arrivals.waitUntilIdle()
    try outside.write("x.txt")
    #expect(rename(outside.path + "/x.txt", arrivals.folder.path + "/x.txt") == 0)
    try arrivals.wait { $0.taken == ["x.txt"] }
    try arrivals.folder.write("y.tmp")
    try arrivals.folder.move("y.tmp", "y.txt")
    try arrivals.wait { $0.taken == ["x.txt", "y.txt"] }
    arrivals.watcher.stop()
  }

  @Test func linksAndSpecialFilesAreTakenAtOnce() throws {
    let outside = try TemporaryFolder()
    try outside.write("x.txt")
    let arrivals = try Arrivals(settleTime: .seconds(3600))
    try arrivals.start()
    try arrivals.waitUntilIdle()
    let inbox = arrivals.folder.path
    #expect(link(outside.path + "/x.txt", inbox + "/hard") == 0)
    try arrivals.wait { $0.taken.count == 1 }
    #expect(symlink("/etc/passwd", inbox + "/soft") == 0)
    try arrivals.wait { $0.taken.count == 2 }
    #expect(symlink("/etc", inbox + "/folder") == 0)
    try arrivals.wait { $0.taken.count == 3 }
    #expect(mkfifo(inbox + "/fifo", 0o600) == 0)
    try arrivals.wait { $0.taken.count == 4 }
    #expect(arrivals.taken == ["hard", "soft", "folder", "fifo"])
    arrivals.watcher.stop()
  }

  @Test func foldersMadeAMomentBeforeLoseNothing() throws {
    let arrivals = try Arrivals(.remove)
    try arrivals.start()
    var wanted: Set<String> = []
    for number in 0..<200 {
      let folder = "s\(number)/deep/er"
      arrivals.folder.makeFolder(folder)
      for name in ["s\(number)/a.txt", folder + "/b.txt", folder + "/c.txt"] {
        try arrivals.folder.write(name)
        wanted.insert(name)
      }
    }
    try arrivals.wait { $0.taken.count >= wanted.count }
    try arrivals.waitUntilIdle()
    #expect(Set(arrivals.taken) == wanted)
    #expect(arrivals.taken.count == wanted.count)
    #expect(arrivals.folder.files().isEmpty)
    arrivals.watcher.stop()
  }

  @Test func tenThousandFilesBeforeTheStartComeOnceEach() throws {
    let folder = try TemporaryFolder()
    for number in 0..<100 { folder.makeFolder("f\(number)") }
    for number in 0..<10_000 { try folder.write("f\(number % 100)/\(number).txt") }
    let arrivals = try Arrivals(.remove, folder: folder, held: 64)
    try arrivals.start()
    try arrivals.waitUntilIdle()
    #expect(arrivals.taken.count == 10_000)
    #expect(Set(arrivals.taken).count == 10_000)
    #expect(folder.files().isEmpty)
    arrivals.watcher.stop()
  }

  @Test func consumerThatHoldsFilesStopsTheSweepAtTheLimit() throws {
    let folder = try TemporaryFolder()
    for number in 0..<500 { try folder.write("\(number).txt") }
    let arrivals = try Arrivals(.hold, folder: folder, held: 16)
    try arrivals.start()
    try arrivals.wait { $0.taken.count >= 16 }
    let held = Mutex(0)
    let looked = DispatchSemaphore(value: 0)
    // Behind every slice that was queued before.
    arrivals.watcher.ping { looked.signal() }
    looked.wait()
    arrivals.onQueue { watcher in held.withLock { $0 = watcher.machine.heldCount } }
    #expect(held.withLock { $0 } == 16)
    #expect(arrivals.taken.count == 16)
    arrivals.watcher.stop()
  }

  @Test func ignoredNamesAreNeverTaken() throws {
    let folder = try TemporaryFolder()
    for name in ["a.tmp", "b.part", "c.swp", "d~", ".e.txt"] { try folder.write(name) }
    folder.makeFolder(".hidden/sub")
    folder.makeFolder("f.tmp")
    try folder.write(".hidden/sub/x.txt")
    try folder.write("f.tmp/y.txt")
    let arrivals = try Arrivals(folder: folder)
    try arrivals.start()
    try arrivals.waitUntilIdle()
    #expect(arrivals.taken.allSatisfy { $0 == "f.tmp/y.txt" } && !arrivals.taken.isEmpty)
    for name in ["g.tmp", "h~", ".hidden/z.txt", "i.txt"] { try folder.write(name) }
    try arrivals.wait { $0.taken.contains("i.txt") }
    #expect(Set(arrivals.taken) == ["f.tmp/y.txt", "i.txt"])
    arrivals.watcher.stop()
  }

  @Test func anyNameIsTakenAsItIs() throws {
    let names: [[UInt8]] = [
      Array("line\nend \"quoted\" 'x' $(y).txt".utf8), [0xff, 0xfe, 0x41], Array(repeating: 0x78, count: 255),
      Array("Ўзбекистон.txt".utf8), [0x5c], [0x2d, 0x72, 0x66],
    ]
    let arrivals = try Arrivals(.remove)
    try arrivals.start()
    for name in names { try arrivals.folder.write(name) }
    try arrivals.wait { $0.taken.count == names.count }
    try arrivals.waitUntilIdle()
    #expect(Set(arrivals.taken) == Set(names.compactMap { InboxPath(bytes: $0)?.display }))
    #expect(arrivals.folder.files().isEmpty)
    arrivals.watcher.stop()
  }

  @Test func fileThatSomebodyHasOpenIsLeftAloneUntilClosed() throws {
    let folder = try TemporaryFolder()
    try folder.write("done.txt")
    var file: OpenFile? = try folder.open("open.txt")
    file?.append("half")
    let arrivals = try Arrivals(.remove, folder: folder)
    try arrivals.start()
    try arrivals.wait { $0.taken == ["done.txt"] }
    arrivals.watcher.sweepNow()
    try folder.write("later.txt")
    try arrivals.wait { $0.taken.contains("later.txt") }
    #expect(arrivals.taken == ["done.txt", "later.txt"])
    file = nil
    try arrivals.wait { $0.taken.last == "open.txt" }
    arrivals.watcher.stop()
  }

  @Test func announcedWhileInFlightComesAgain() throws {
    let arrivals = try Arrivals(.hold)
    try arrivals.start()
    try arrivals.folder.write("a.txt")
    try arrivals.wait { $0.taken.count == 1 }
    try arrivals.folder.write("a.txt", "more")
    try arrivals.folder.write("barrier")
    try arrivals.wait { $0.taken.count == 2 }
    #expect(arrivals.taken == ["a.txt", "barrier"])
    arrivals.watcher.finish(try #require(InboxPath("a.txt")))
    try arrivals.wait { $0.taken.count == 3 }
    #expect(arrivals.taken == ["a.txt", "barrier", "a.txt"])
    arrivals.watcher.stop()
  }

  @Test func filesDoneWithBeforeAreSkipped() throws {
    let folder = try TemporaryFolder()
    try folder.write("old.txt")
    try folder.write("new.txt")
    let arrivals = try Arrivals(folder: folder) { $0.isDone = { path, _ in path.name == "old.txt" } }
    try arrivals.start()
    try arrivals.waitUntilIdle()
    #expect(Set(arrivals.taken) == ["new.txt"])
    arrivals.watcher.stop()
  }
}
