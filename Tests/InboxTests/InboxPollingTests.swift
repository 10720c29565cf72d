import Glibc
import Synchronization
import Testing

@testable import Inbox

/// Folders for which events cannot be relied on: network file systems, watches that cannot be had.
struct InboxPollingTests {
  static let nfs: UInt32 = 0x6969
  static let ext4: UInt32 = 0xEF53

  private func quick(_ options: inout InboxWatcher.Options) {
    options.pollInterval = .milliseconds(20)
  }

  /// What another machine writes raises no event.
  private func silence(_ arrivals: Arrivals) { arrivals.onQueue { $0.stopWatching($0.watches.removeAll()) } }

  private static func isFolder(_ descriptor: Int32, named name: String) -> Bool {
    var target = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/self/fd/\(descriptor)", &target, target.count)
    return String(decoding: target.prefix(max(0, length)).map(UInt8.init(bitPattern:)), as: UTF8.self)
      .hasSuffix("/" + name)
  }

  @Test func inboxOnANetworkFileSystemIsPolledAndItIsSaidOnce() throws {
    let arrivals = try Arrivals(.remove) {
      quick(&$0)
      $0.fileSystemType = { _ in Self.nfs }
    }
    arrivals.folder.makeFolder("reuters")
    try arrivals.start()
    try arrivals.waitUntilIdle()
    silence(arrivals)
    for name in ["a.txt", "reuters/b.txt"] { try arrivals.folder.write(name) }
    try arrivals.wait { $0.taken.count == 2 }
    #expect(
      arrivals.problems == [
        .networkFolder(folder: arrivals.folder.path, fileSystem: "NFS", interval: .milliseconds(20))
      ])
    let status = arrivals.status
    #expect(status.mode == .polling(reason: "it is on NFS"))
    #expect(status.polledFolders.map(\.path) == [""])
    #expect(status.lastSweepDuration != nil)
    arrivals.watcher.stop()
  }

  /// By its ctime it has settled; but that is by the clock of the server.
  @Test(arguments: [InboxPollingTests.nfs, InboxPollingTests.ext4])
  func ctimeByTheServersClockIsNotBelieved(type: UInt32) throws {
    let arrivals = try Arrivals(.hold, settleTime: .zero) {
      $0.fileSystemType = { _ in type }
    }
    try arrivals.start()
    try arrivals.waitUntilIdle()
    silence(arrivals)
    let folder = arrivals.folder
    try folder.write("x.txt")
    arrivals.onQueue { watcher in
      guard let path = InboxPath("x.txt"), let status = folder.status("x.txt") else { return }
      watcher.found(path, status)
      #expect(watcher.machine.unsettledCount == (type == Self.nfs ? 1 : 0))
    }
    arrivals.watcher.stop()
  }

  @Test func subfolderOnANetworkFileSystemIsPolledAlone() throws {
    let arrivals = try Arrivals(.remove) {
      quick(&$0)
      $0.fileSystemType = { Self.isFolder($0, named: "far") ? Self.nfs : Self.ext4 }
    }
    for folder in ["near", "far/deep"] { arrivals.folder.makeFolder(folder) }
    try arrivals.start()
    try arrivals.waitUntilIdle()
    let sweeps = arrivals.status.lastSweepEndMilliseconds
    silence(arrivals)
    try arrivals.folder.write("near/unseen.txt")
    for name in ["far/a.txt", "far/deep/b.txt"] { try arrivals.folder.write(name) }
    try arrivals.wait { $0.taken.count == 2 }
    #expect(Set(arrivals.taken) == ["far/a.txt", "far/deep/b.txt"])
    let status = arrivals.status
    #expect(status.mode == .inotify)
    #expect(status.polledFolders == [.init(path: "far", reason: "it is on NFS")])
    #expect(status.lastSweepEndMilliseconds == sweeps, "the whole inbox was looked through")
    arrivals.watcher.stop()
  }

  @Test func foldersThatCannotBeWatchedArePolledWithOneWarning() throws {
    let arrivals = try Arrivals(.remove) {
      quick(&$0)
      $0.maximumWatches = 3
    }
    let folders = (10..<20).map { "d\($0)" }
    for folder in folders { arrivals.folder.makeFolder(folder) }
    try arrivals.start()
    try arrivals.waitUntilIdle()
    for folder in folders { try arrivals.folder.write("\(folder)/x.txt") }
    try arrivals.wait { $0.taken.count == folders.count }
    try arrivals.waitUntilIdle()
    #expect(arrivals.problems.map(\.code) == ["inbox-watch-limit"])
    let message = try #require(arrivals.problems.first?.message)
    #expect(message.contains("fs.inotify.max_user_watches") && message.contains("every 20ms"))
    let status = arrivals.status
    #expect(status.watchCount == 3)
    #expect(status.polledFolders.count == 8)
    #expect(status.polledFolderCount == 8)
    #expect(status.mode == .inotify)
    for folder in folders.dropFirst(2) {
      _ = arrivals.folder.bytes(Array(folder.utf8)).withCString { rmdir($0) }
    }
    // One sweep forgets the watches of folders that are gone; the next has them for others.
    try arrivals.waitUntilIdle()
    try arrivals.waitUntilIdle()
    #expect(arrivals.problems.map(\.code) == ["inbox-watch-limit", "inbox-watch-limit-over"])
    #expect(arrivals.status.polledFolders.isEmpty)
    arrivals.watcher.stop()
  }

  @Test func soManyUnwatchedFoldersThatTheWholeInboxIsPolled() throws {
    let arrivals = try Arrivals(.remove) {
      quick(&$0)
      $0.maximumWatches = 1
    }
    let folders = (0..<(PolledFolders.maximumApart + 40)).map { "d\($0)" }
    for folder in folders { arrivals.folder.makeFolder(folder) }
    try arrivals.start()
    try arrivals.waitUntilIdle()
    for folder in folders { try arrivals.folder.write("\(folder)/x.txt") }
    try arrivals.wait { $0.taken.count == folders.count }
    let status = arrivals.status
    #expect(status.mode == .polling(reason: "no more folders can be watched"))
    #expect(status.polledFolders.count == PolledFolders.maximumApart)
    #expect(status.polledFolderCount == folders.count)
    arrivals.watcher.stop()
  }

  @Test func aLimitThatWasRaisedEndsThePolling() throws {
    let arrivals = try Arrivals(.remove) { quick(&$0) }
    for folder in ["a", "b"] { arrivals.folder.makeFolder(folder) }
    try arrivals.start()
    arrivals.onQueue { $0.poll(Array("a".utf8), .watchLimit) }
    try arrivals.waitUntilIdle()
    let status = arrivals.status
    #expect(status.watchCount == 3)
    #expect(status.polledFolders == [])
    #expect(status.polledFolderCount == 0)
    arrivals.watcher.stop()
  }

  @Test func withoutInotifyTheInboxIsPolledUntilThereIsOne() throws {
    let isThere = Mutex(false)
    let arrivals = try Arrivals(.remove) { options in
      quick(&options)
      options.openInotify = {
        if isThere.withLock({ $0 }) { return inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC)) }
        errno = EMFILE
        return -1
      }
    }
    arrivals.folder.makeFolder("sub")
    try arrivals.start()
    try arrivals.folder.write("sub/a.txt")
    try arrivals.wait { $0.taken == ["sub/a.txt"] }
    #expect(arrivals.problems.map(\.code) == ["inbox-no-watches"])
    #expect(arrivals.problems.first?.message.contains("fs.inotify.max_user_instances") == true)
    guard case .polling = arrivals.status.mode else {
      Issue.record("\(arrivals.status)")
      return
    }
    #expect(arrivals.status.watchCount == 0)
    isThere.withLock { $0 = true }
    arrivals.onQueue { $0.openInotify() }
    try arrivals.waitUntilIdle()
    #expect(arrivals.status.mode == .inotify)
    #expect(arrivals.status.watchCount == 2)
    arrivals.watcher.stop()
  }

  @Test func statusCountsWhatLiesThere() throws {
    let arrivals = try Arrivals(.hold, settleTime: .seconds(3600))
    try arrivals.folder.write("before.txt")
    try arrivals.start()
    try arrivals.folder.write("a.txt")
    try arrivals.folder.write("b.txt")
    try arrivals.wait { $0.taken.count == 2 }
    arrivals.onQueue { $0.handle(InotifyEvent(watch: -1, mask: UInt32(IN_Q_OVERFLOW), name: [])) }
    let status = arrivals.status
    #expect(status.mode == .inotify)
    #expect(status.inFlightCount == 2)
    #expect(status.readyCount == 0)
    #expect(status.unsettledCount == 1)
    #expect(status.watchCount == 1)
    #expect(status.overflowCount == 1)
    #expect(status.polledFolders == [])
    if geteuid() != 0 { #expect(status.leases == .ownFiles) }
    arrivals.watcher.stop()
  }

  @Test func polledFoldersAreTheTopmostOnly() {
    var polled = PolledFolders()
    polled.beginSweep()
    let isNew = ["a", "a/b", "ab"].map { name in
      polled.insert(Array(name.utf8), name == "ab" ? .watchLimit : .network("NFS"))
    }
    #expect(isNew == [true, false, true])
    #expect(polled.isOnNetwork(Array("a/b/c".utf8)))
    #expect(!polled.isOnNetwork(Array("ab/c".utf8)))
    #expect(!polled.isOnNetwork([]))
    #expect(polled.paths.count == 2)
    polled.endSweep()
    polled.beginSweep()
    polled.endSweep()
    #expect(polled.isEmpty)
  }
}
