import Dispatch
import Foundation
import Glibc
import Synchronization
import Testing

@testable import Inbox

/// Somebody who changes what lies in the inbox while it is looked at.
struct InboxAdversaryTests {
  /// Does something again and again on a thread of its own until it is let go of.
  private final class Meddler: Sendable {
    private let isOver = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)
    private let rounds = Mutex(0)

    /// Returns when it has begun. A thread, for the queues' threads may all be waiting in other tests.
    init(_ meddle: @escaping @Sendable (Int) -> Void) {
      let begun = DispatchSemaphore(value: 0)
      Thread.detachNewThread { [self] in
        while !isOver.withLock({ $0 }) {
          let round = rounds.withLock { rounds in
            rounds += 1
            return rounds
          }
          meddle(round)
          if round == 100 { begun.signal() }
        }
        ended.signal()
      }
      begun.wait()
    }

    /// How often it did it.
    func stop() -> Int {
      isOver.withLock { $0 = true }
      ended.wait()
      return rounds.withLock { $0 }
    }
  }

  /// The two names change places in one step.
  private static func exchange(_ a: String, _ b: String) { _ = renameat2(AT_FDCWD, a, AT_FDCWD, b, 2) }

  // renameat2(2) has had this signature always; the Glibc module leaves it out, for it is a GNU extension.
  private static let renameat2 = unsafeBitCast(
    dlsym(UnsafeMutableRawPointer(bitPattern: 0), "renameat2"),
    to: (@convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32).self)

  @Test func fileThatIsSwappedForALinkAllTheTimeIsNeverReadThroughIt() throws {
    let (folder, outside) = (try TemporaryFolder(), try TemporaryFolder())
    try outside.write("secret.txt", "secret")
    try folder.write("x.txt", "inside")
    try #require(symlink(outside.path + "/secret.txt", folder.path + "/y.txt") == 0)
    let reader = InboxReader(folder: try BaseFolder(path: folder.path))
    let (a, b) = (folder.path + "/x.txt", folder.path + "/y.txt")
    let meddler = Meddler { _ in Self.exchange(a, b) }
    var seen: [String: Int] = [:]
    for _ in 0..<20_000 {
      switch try reader.read(#require(InboxPath("x.txt"))) {
      case .file(let content): seen[String(decoding: content.bytes, as: UTF8.self), default: 0] += 1
      case .rejected(let code, _, _): seen[code, default: 0] += 1
      case .gone: seen["gone", default: 0] += 1
      case .unsettled: seen["unsettled", default: 0] += 1
      case .failed(let message, _): Issue.record("\(message)")
      }
    }
    #expect(meddler.stop() > 100)
    #expect(Set(seen.keys).isSubset(of: ["inside", "symbolic-link", "unsettled", "gone"]), "\(seen)")
    #expect(seen["inside"] != nil && seen["symbolic-link"] != nil, "it was not swapped in time: \(seen)")
  }

  @Test func folderThatIsSwappedForALinkAllTheTimeLeadsNobodyOut() throws {
    let outside = try TemporaryFolder()
    let folders = try FilingFolders()
    try outside.write("x.txt", "secret")
    folders.inbox.makeFolder("dir")
    try #require(symlink(outside.path, folders.inbox.path + "/link") == 0)
    let (a, b) = (folders.inbox.path + "/dir", folders.inbox.path + "/link")
    let reader = InboxReader(folder: folders.filing.inbox)
    let path = try #require(InboxPath("dir/x.txt"))
    let secret = try outside.fingerprint("x.txt")
    let meddler = Meddler { _ in Self.exchange(a, b) }
    for number in 0..<3000 {
      if case .file(let content) = reader.read(path) {
        Issue.record("read \(content.bytes.count) bytes from outside")
      }
      // The attacker knows what the daemon looks for, and has it lie outside under that name.
      let move = PendingMove(
        ledgerID: Int64(number), path: path, fingerprint: secret,
        action: number % 2 == 0 ? .delete : .archive(hashPrefix: "abcdefabcdef", day: folders.day))
      _ = folders.filing.carryOut(move)
    }
    #expect(meddler.stop() > 100)
    #expect(outside.text("x.txt") == "secret")
    #expect(folders.archive.files() == [])
  }

  @Test func fileThatIsTruncatedWhileItIsReadIsReadInOneOfItsStates() throws {
    let folder = try TemporaryFolder()
    try folder.write("x.txt", String(repeating: "a", count: 60_000))
    let name = folder.path + "/x.txt"
    let reader = InboxReader(folder: try BaseFolder(path: folder.path))
    let meddler = Meddler { round in _ = truncate(name, round % 2 == 0 ? 60_000 : 10) }
    for _ in 0..<3000 {
      if case .file(let content) = try reader.read(#require(InboxPath("x.txt"))) {
        #expect(content.bytes.count == content.fingerprint.size)
        #expect([10, 60_000].contains(content.bytes.count))
      }
    }
    #expect(meddler.stop() > 100)
  }

  @Test func foldersThatAreRenamedWhileTheyAreWalkedHideNothing() throws {
    let arrivals = try Arrivals(.remove)
    let count = 40
    for folder in 0..<count {
      arrivals.folder.makeFolder("d\(folder)/deep")
      for file in 0..<5 { try arrivals.folder.write("d\(folder)/deep/\(folder)-\(file).txt") }
    }
    let path = arrivals.folder.path
    let meddler = Meddler { round in
      let (a, b) = ("\(path)/d\(round % count)", "\(path)/d\((round * 7 + 1) % count)")
      if a != b { Self.exchange(a, b) }
    }
    try arrivals.start()
    // Taken under whatever path; gone from there when the consumer comes.
    for _ in 0..<20 { arrivals.watcher.sweepNow() }
    try arrivals.wait { $0.taken.count > 50 }
    #expect(meddler.stop() > 100)
    arrivals.watcher.sweepNow()
    try arrivals.waitUntilIdle()
    #expect(arrivals.folder.files() == [])
    let names = Set(arrivals.taken.map { $0.split(separator: "/").last.map(String.init) ?? "" })
    #expect(names.count == count * 5)
    arrivals.watcher.stop()
  }

  @Test func twoNamesOfOneFileAreTwoArrivalsAndALongNameIsOne() throws {
    let arrivals = try Arrivals(.keep)
    try arrivals.folder.write("a.txt")
    try #require(link(arrivals.folder.path + "/a.txt", arrivals.folder.path + "/b.txt") == 0)
    let long = String(repeating: "x", count: 251) + ".txt"
    let deep = (0..<100).map { "f\($0)" }.joined(separator: "/")
    try arrivals.folder.write(long)
    arrivals.folder.makeFolder(deep)
    try arrivals.folder.write(deep + "/z.txt")
    try arrivals.start()
    try arrivals.wait { $0.taken.count == 4 }
    #expect(Set(arrivals.taken) == ["a.txt", "b.txt", long, deep + "/z.txt"])
    try #require(link(arrivals.folder.path + "/a.txt", arrivals.folder.path + "/c.txt") == 0)
    try arrivals.wait { $0.taken.last == "c.txt" }
    arrivals.watcher.stop()
  }

  @Test func aSparseFileOfATerabyteIsRejectedUnreadAndMovedAway() throws {
    let folders = try FilingFolders()
    try folders.inbox.write("huge.txt", "")
    guard truncate(folders.inbox.path + "/huge.txt", 1 << 40) == 0 else { return }
    guard
      case .rejected("too-large", _, let fingerprint) = InboxReader(folder: folders.filing.inbox)
        .read(try #require(InboxPath("huge.txt")))
    else {
      Issue.record("it is read")
      return
    }
    #expect(fingerprint.size == 1 << 40)
    #expect(folders.filing.carryOut(try folders.move("huge.txt", .reject)) == folders.rejectedTo("7-huge.txt"))
    try folders.filing.makeDurable()
  }

  /// 100,000 subfolders, or 3,000 where there is no time. What it costs is printed.
  @Test func manySubfoldersAreWatched() throws {
    let isThorough = getenv("WATCHWORD_THOROUGH") != nil
    let count = isThorough ? 100_000 : 3_000
    let limit = TemporaryFolder(existing: "/nowhere").systemLimit("fs/inotify/max_user_watches") ?? 8192
    let arrivals = try Arrivals(.remove)
    for number in 0..<count { mkdir("\(arrivals.folder.path)/source-\(number)", 0o755) }
    let before = residentBytes()
    try arrivals.start()
    try arrivals.waitUntilIdle()
    let after = residentBytes()
    let duration = try #require(arrivals.status.lastSweepDuration)
    print("\(count) subfolders: \((after - before) / 1024) KiB more, a sweep took \(duration)")
    if limit > count * 2 { #expect(arrivals.status.watchCount == count + 1) }
    #expect(after - before < max(count, 20_000) * 1000)
    try arrivals.folder.write("source-\(count - 1)/x.txt")
    try arrivals.wait { $0.taken == ["source-\(count - 1)/x.txt"] }
    arrivals.watcher.stop()
  }

  private func residentBytes() -> Int {
    let pages = TemporaryFolder(existing: "/proc/self").text("statm")?.split(separator: " ")
    return (pages.flatMap { $0.count > 1 ? Int($0[1]) : nil } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
  }
}
