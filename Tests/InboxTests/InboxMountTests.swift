import BlockingTests
import Glibc
import Testing

@testable import Inbox

/// File systems that come and go beneath the inbox. Mounting takes root; elsewhere these tests are shown as skipped.
@Suite(.blocking, .serialized, .enabled(if: canMount, "mounting takes root"))
struct InboxMountTests {
  private func mountMemory(_ path: String) throws { try #require(mount("tmpfs", path, "tmpfs", 0, nil) == 0) }

  @Test func mountedSubfolderIsWatchedAndWhatLiesBeneathItAfterTheUnmount() throws {
    let arrivals = try Arrivals(.remove)
    arrivals.folder.makeFolder("sub")
    let mounted = arrivals.folder.path + "/sub"
    try mountMemory(mounted)
    var isMounted = true
    defer { if isMounted { umount2(mounted, Int32(MNT_DETACH)) } }
    try arrivals.start()
    try arrivals.waitUntilIdle()
    try arrivals.folder.write("sub/a.txt")
    try arrivals.wait { $0.taken == ["sub/a.txt"] }
    try arrivals.waitUntilIdle()
    // Nobody holds it: not even the walk, which has ended.
    try #require(umount2(mounted, 0) == 0, "busy: \(SystemError.text(errno))")
    isMounted = false
    // A sweep follows by itself, and watches the folder that was hidden.
    try arrivals.waitUntilIdle()
    arrivals.onQueue { #expect($0.watches.count == 2) }
    try arrivals.folder.write("sub/b.txt")
    try arrivals.wait { $0.taken.last == "sub/b.txt" }
    arrivals.watcher.stop()
  }

  @Test func unmountOfASubfolderIsAnnouncedAndStartsASweep() throws {
    let arrivals = try Arrivals(.remove)
    arrivals.folder.makeFolder("sub")
    let mounted = arrivals.folder.path + "/sub"
    try mountMemory(mounted)
    defer { umount2(mounted, Int32(MNT_DETACH)) }
    try arrivals.start()
    try arrivals.waitUntilIdle()
    try #require(umount2(mounted, 0) == 0)
    // Lay there before, and is announced by nobody.
    try arrivals.folder.write("sub/beneath.txt")
    try arrivals.wait { $0.taken == ["sub/beneath.txt"] }
    arrivals.watcher.stop()
  }

  @Test func inboxThatIsUnmountedIsFoundAgain() throws {
    let parent = try TemporaryFolder()
    parent.makeFolder("inbox")
    let inbox = parent.path + "/inbox"
    try mountMemory(inbox)
    var isMounted = true
    defer { if isMounted { umount2(inbox, Int32(MNT_DETACH)) } }
    let arrivals = try Arrivals(.remove, folder: TemporaryFolder(existing: inbox))
    try arrivals.start()
    try arrivals.folder.write("a.txt")
    try arrivals.wait { $0.taken == ["a.txt"] }
    try #require(umount2(inbox, Int32(MNT_DETACH)) == 0)
    isMounted = false
    try arrivals.waitUntilIdle()
    try arrivals.folder.write("b.txt")
    try arrivals.wait { $0.taken.last == "b.txt" }
    arrivals.watcher.stop()
  }
}

private let canMount: Bool = {
  guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
  guard mount("tmpfs", folder.path, "tmpfs", 0, nil) == 0 else { return false }
  return umount2(folder.path, Int32(MNT_DETACH)) == 0
}()
