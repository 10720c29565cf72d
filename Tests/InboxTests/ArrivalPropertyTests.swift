import Dispatch
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Inbox

/// Random writers against the watcher, the reader and the mover together.
struct ArrivalPropertyTests {
  /// Takes, reads and archives; remembers every content that it read.
  final class Intake: Sendable {
    let folders: FilingFolders
    let watcher: InboxWatcher
    let contents = Mutex<[String: Int]>([:])
    private let consumer = Arrivals.Consumer()
    private let ledger = Mutex<Int64>(0)

    init(elsewhere: Bool) throws {
      folders = try FilingFolders(elsewhere: elsewhere)
      var options = InboxWatcher.Options()
      options.limits.settleTime = .milliseconds(30)
      options.limits.maximumHeld = 8
      let consumer = consumer
      watcher = InboxWatcher(
        folder: folders.filing.inbox, options: options, onReady: { consumer.ready() }, onProblem: { _ in })
      consumer.set(ready: { [weak self] in self?.consume() }, problem: { _ in })
    }

    private func consume() {
      while true {
        let paths = watcher.take(max: 4)
        for path in paths { watcher.finish(path, stays: !process(path)) }
        if paths.count < 4 { return }
      }
    }

    /// Whether the file left the inbox.
    private func process(_ path: InboxPath) -> Bool {
      guard case .file(let content) = InboxReader(folder: folders.filing.inbox).read(path) else { return false }
      let id = ledger.withLock { last in
        last += 1
        return last
      }
      contents.withLock { $0[String(decoding: content.bytes, as: UTF8.self), default: 0] += 1 }
      let outcome = folders.filing.archive(
        path, content.fingerprint, ledgerID: id, hashPrefix: content.digest.prefix(12), day: folders.day)
      if case .failed(let message) = outcome { Issue.record("\(message)") }
      // Its folder was renamed after it was read: it comes again from there.
      if outcome == .gone { contents.withLock { $0[String(decoding: content.bytes, as: UTF8.self), default: 0] -= 1 } }
      return outcome != .gone
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64], [false, true])
  func everyClosedFileIsTakenExactlyOnce(seed: UInt64, elsewhere: Bool) throws {
    let intake = try Intake(elsewhere: elsewhere && FilingFolders.hasOtherMount)
    var random = SplitMix64(seed: seed)
    var wanted: Set<String> = []
    let inbox = intake.folders.inbox
    intake.watcher.start()
    for number in 0..<400 {
      let folder = ["", "a/", "a/b/", "new\(number)/"][random.below(4)]
      if !folder.isEmpty { inbox.makeFolder(String(folder.dropLast())) }
      let text = "content \(number)"
      let name = folder + "\(number).txt"
      switch random.below(6) {
      case 0:
        try inbox.write(name + ".tmp", text)
        try inbox.move(name + ".tmp", name)
      case 1:
        // In a folder that is renamed as a whole.
        inbox.makeFolder("moving\(number)")
        try inbox.write("moving\(number)/.x", text)
        try inbox.move("moving\(number)/.x", "moving\(number)/x.txt")
        if rename(inbox.path + "/moving\(number)", inbox.path + "/moved\(number)") != 0 { Issue.record("rename") }
      case 2:
        try inbox.write(".hidden\(number)", text)
        try #require(link(inbox.path + "/.hidden\(number)", inbox.path + "/" + name) == 0)
        unlink(inbox.path + "/.hidden\(number)")
      case 3:
        intake.watcher.sweepNow()
        try inbox.write(name + "~", text)
        try inbox.move(name + "~", name)
      default:
        try inbox.write(name, text)
      }
      wanted.insert(text)
    }
    let idle = DispatchSemaphore(value: 0)
    intake.watcher.whenIdle { idle.signal() }
    try #require(idle.wait(timeout: .now() + .seconds(60)) == .success)
    try intake.folders.filing.makeDurable()
    let found = intake.contents.withLock { $0 }
    #expect(Set(found.keys) == wanted)
    #expect(found.values.allSatisfy { $0 == 1 })
    #expect(inbox.files().isEmpty)
    #expect(intake.folders.archive.files().count == wanted.count)
    intake.watcher.stop()
  }
}
