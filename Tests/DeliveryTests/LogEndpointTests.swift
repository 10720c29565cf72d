import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Delivery

@Suite(.timeLimit(.minutes(5))) struct LogEndpointTests {
  private let folder: TemporaryFolder
  private var path: String { folder("alerts.jsonl") }

  init() throws { folder = try TemporaryFolder() }

  private func endpoint(tailBytes: Int = 1 << 20, calls: SystemCalls = .kernel) -> LogEndpoint {
    LogEndpoint(name: "e", path: path, tailBytes: tailBytes, calls: calls)
  }

  private func write(_ text: String) throws { try text.write(toFile: path, atomically: false, encoding: .utf8) }

  @Test func logIsMadeForItsOwnerAlone() throws {
    #expect(endpoint().deliver([delivery("a")]) == [.delivered])
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test func idsInTheTailAreNotWrittenAgain() {
    #expect(endpoint().deliver(deliveries(["a", "b"])).count == 2)
    #expect(endpoint().deliver(deliveries(["b", "c", "a"])) == [.delivered, .delivered, .delivered])
    #expect(ids(ofLines: contents(path)) == ["a", "b", "c"])
  }

  @Test func idThatComesTwiceIsWrittenOnce() {
    let endpoint = endpoint()
    #expect(endpoint.deliver(deliveries(["a", "a"])) == [.delivered, .delivered])
    #expect(endpoint.deliver(deliveries(["a"])) == [.delivered])
    #expect(ids(ofLines: contents(path)) == ["a"])
  }

  @Test func onlyTheTailIsRead() throws {
    let all = alertIDs(1000)
    #expect(endpoint().deliver(deliveries(all)).count == 1000)
    let lineBytes = contents(path).utf8.count / 1000
    // The last ten lines, and a part of one before.
    let endpoint = endpoint(tailBytes: lineBytes * 10 + lineBytes / 2)
    #expect(endpoint.deliver(deliveries([all[0], all[989], all[990], all[999]])).count == 4)
    #expect(Array(ids(ofLines: contents(path)).dropFirst(1000)) == [all[0], all[989]])
  }

  @Test(arguments: [
    "", "\n", "\n\n\n", "not json\n", "{\"id\":7}\n", "[]\n", "{\"id\":\"x\"}", "{\"id\":\"x\"", "\u{0}\u{0}\n",
    "{\"id\":\"x\"}\n{",
  ])
  func whateverStandsInTheLogTheNextAlertGetsALineOfItsOwn(before: String) throws {
    try write(before)
    #expect(endpoint().deliver([delivery("a")]) == [.delivered])
    let text = contents(path)
    #expect(text.hasPrefix(before))
    let end = before.isEmpty || before.hasSuffix("\n") ? before : before + "\n"
    #expect(text == end + alertJSON("a") + "\n")
  }

  @Test func tornLineIsNotTakenForItsAlert() throws {
    try write(alertJSON("a") + "\n" + alertJSON("b").dropLast(5))
    #expect(endpoint().deliver(deliveries(["a", "b"])).count == 2)
    #expect(ids(ofLines: contents(path)) == ["a", "?", "b"])
  }

  @Test func movedLogIsMadeAnewWithoutBeingTold() {
    let endpoint = endpoint()
    #expect(endpoint.deliver([delivery("a")]) == [.delivered])
    #expect(rename(path, folder("alerts.1")) == 0)
    #expect(endpoint.deliver([delivery("b")]) == [.delivered])
    #expect(ids(ofLines: contents(folder("alerts.1"))) == ["a"])
    #expect(ids(ofLines: contents(path)) == ["b"])
  }

  @Test func replacedLogIsWrittenTo() throws {
    let endpoint = endpoint()
    #expect(endpoint.deliver([delivery("a")]) == [.delivered])
    try alertJSON("x").write(toFile: folder("new"), atomically: false, encoding: .utf8)
    #expect(rename(folder("new"), path) == 0)
    #expect(endpoint.deliver([delivery("b")]) == [.delivered])
    #expect(ids(ofLines: contents(path)) == ["x", "b"])
  }

  @Test func logThatWasTruncatedGoesOn() {
    let endpoint = endpoint()
    #expect(endpoint.deliver([delivery("a")]) == [.delivered])
    #expect(truncate(path, 0) == 0)
    #expect(endpoint.deliver([delivery("b")]) == [.delivered])
    #expect(contents(path) == alertJSON("b") + "\n")
  }

  @Test func missingFolderIsAFailureUntilItIsThere() throws {
    let endpoint = LogEndpoint(name: "e", path: folder("missing/alerts.jsonl"))
    let reason = "cannot open the log \(folder("missing/alerts.jsonl")): No such file or directory"
    #expect(endpoint.deliver(deliveries(["a", "b"])) == [.failed(reason: reason)])
    #expect(mkdir(folder("missing"), 0o700) == 0)
    #expect(endpoint.deliver([delivery("a")]) == [.delivered])
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func folderWithoutPermissionIsAFailure() {
    chmod(folder.path, 0o500)
    defer { chmod(folder.path, 0o700) }
    #expect(
      endpoint().deliver([delivery("a")]) == [.failed(reason: "cannot open the log \(path): Permission denied")])
  }

  @Test func whatIsNoRegularFileIsRefusedWithoutBlocking() {
    #expect(mkfifo(path, 0o600) == 0)
    #expect(
      endpoint().deliver([delivery("a")]) == [
        .failed(reason: "cannot use \(path) as a log, because it is no regular file: Invalid argument")
      ])
  }

  @Test func fullDiskTakesThePartBackAndTheRetryWritesItWhole() {
    let isFull = Atomic(false)
    var calls = SystemCalls.kernel
    calls.write = { descriptor, bytes in
      guard isFull.load(ordering: .relaxed) else { return SystemCalls.kernel.write(descriptor, bytes) }
      // Room for ten bytes at first, then for none.
      return bytes.count > 100
        ? SystemCalls.kernel.write(descriptor, bytes.extracting(first: bytes.count - 50)) : -Int(ENOSPC)
    }
    let endpoint = endpoint(calls: calls)
    #expect(endpoint.deliver([delivery("a")]) == [.delivered])
    isFull.store(true, ordering: .relaxed)
    #expect(
      endpoint.deliver(deliveries(["b", "c"])) == [
        .failed(reason: "cannot write to the log \(path): No space left on device")
      ])
    #expect(contents(path) == alertJSON("a") + "\n")
    isFull.store(false, ordering: .relaxed)
    #expect(endpoint.deliver(deliveries(["b", "c"])).count == 2)
    #expect(ids(ofLines: contents(path)) == ["a", "b", "c"])
  }

  @Test func shortWritesAreCompleted() {
    var calls = SystemCalls.kernel
    calls.write = { descriptor, bytes in SystemCalls.kernel.write(descriptor, bytes.extracting(first: 3)) }
    #expect(endpoint(calls: calls).deliver(deliveries(["a", "b"])).count == 2)
    #expect(lines(contents(path)) == ["a", "b"].map(alertJSON))
  }

  @Test func whatDidNotReachTheDiskIsTakenBackAndWrittenAgain() {
    let fails = Atomic(false)
    var calls = SystemCalls.kernel
    calls.synchronize = { _ in fails.load(ordering: .relaxed) ? -EIO : 0 }
    let endpoint = endpoint(calls: calls)
    #expect(endpoint.deliver([delivery("a")]) == [.delivered])
    fails.store(true, ordering: .relaxed)
    #expect(
      endpoint.deliver([delivery("b")]) == [
        .failed(reason: "cannot bring the log \(path) to disk: Input/output error")
      ])
    #expect(ids(ofLines: contents(path)) == ["a"])
    fails.store(false, ordering: .relaxed)
    #expect(endpoint.deliver([delivery("b")]) == [.delivered])
    #expect(ids(ofLines: contents(path)) == ["a", "b"])
  }

  @Test func eachBatchIsOneWriteAndOneSync() {
    let writes = Atomic(0)
    let syncs = Atomic(0)
    let calls = SystemCalls(
      write: { descriptor, bytes in
        writes.add(1, ordering: .relaxed)
        return SystemCalls.kernel.write(descriptor, bytes)
      },
      synchronize: { _ in
        syncs.add(1, ordering: .relaxed)
        return 0
      })
    let endpoint = endpoint(calls: calls)
    #expect(endpoint.deliver(deliveries(alertIDs(100))).count == 100)
    // One more at the opening.
    #expect(writes.load(ordering: .relaxed) == 1)
    #expect(syncs.load(ordering: .relaxed) == 2)
  }

  @Test func recentIDsForgetTheOldestFirst() {
    var recent = RecentIDs(capacity: 3)
    for id in ["a", "b", "c", "a", "d"] { recent.insert(id) }
    #expect(["a", "b", "c", "d"].map(recent.contains) == [false, true, true, true])
    for id in ["e", "f", "g"] { recent.insert(id) }
    #expect(["b", "c", "d", "e", "f", "g"].map(recent.contains) == [false, false, false, true, true, true])
  }
}
