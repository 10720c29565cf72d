import AlertStore
import Alerts
import Foundation
import Hashing
import Logging
import Pacing
import Routing
import RuleLanguage
import Synchronization
import TestSupport
import Testing

@testable import WatchwordDaemon

/// What the daemon tells of itself, on a clock of the test's: each call is waited for by what it records.
@Suite struct NoticeKeeperTests {
  private static let minute: Int64 = 60_000
  private static let hour: Int64 = 60 * minute

  /// A keeper with a store, and the clock that it goes by.
  fileprivate final class Bench: Sendable {
    let folder: TemporaryFolder
    let store: AlertStore
    let board = ConditionBoard()
    let now = Mutex<Int64>(1_750_000_000_000)
    let injected = Mutex<[CanaryFile]>([])
    let told = AsyncStream<Void>.makeStream()
    let keeper: NoticeKeeper

    init() throws {
      folder = try TemporaryFolder()
      store = try AlertStore.open(stateFolder: folder("state"))
      keeper = NoticeKeeper()
    }

    func start(_ plan: NoticePlan, rules: [QuietRule] = [], _ keeper: NoticeKeeper? = nil) {
      (keeper ?? self.keeper).start(
        NoticeKeeper.Surroundings(
          store: store, log: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }), board: board,
          onNotice: { [told] in told.continuation.yield() },
          inject: { [self] file in injected.withLock { $0.append(file) } }, wallClock: { [self] in now.withLock { $0 } }
        ),
        plan, rules: rules)
    }

    /// After what was asked so far has been looked at.
    func pass(_ milliseconds: Int64) {
      keeper.finishSteps()
      now.withLock { $0 += milliseconds }
    }

    /// Waits for one more notice to be recorded, or to be found recorded already.
    func next() async {
      for await _ in told.stream { return }
    }

    func notices(_ endpoint: String = "log") throws -> [Notice.Content] {
      try store.due(endpoint: endpoint, limit: 100, now: .max).compactMap { try Notice(jsonLine: $0.json)?.notice }
    }
  }

  @Test func endpointThatFailsIsToldAfterItsTimeAndWhenItWorks() async throws {
    let bench = try Bench()
    bench.start(NoticePlan(recipients: ["log", "desk"]))
    bench.keeper.endpointFailed("desk", reason: "answered with 500")
    bench.pass(14 * Self.minute)
    bench.keeper.endpointFailed("desk", reason: "answered with 502")
    bench.pass(2 * Self.minute)
    bench.keeper.endpointFailed("desk", reason: "answered with 503")
    await bench.next()
    bench.keeper.endpointWorked("desk")
    await bench.next()
    let notices = try bench.notices()
    #expect(notices.map(\.code) == [.endpointFailing, .endpointWorks])
    #expect(notices.first?.lines?.first == "answered with 503")
    #expect(notices.first?.endpoint == "desk")
    // Who fails is told that it works, not that it fails.
    #expect(try bench.notices("desk").map(\.code) == [.endpointWorks])
    bench.keeper.stop()
  }

  @Test func sourceThatFallsSilentIsToldOnceAlsoByTheNextRun() async throws {
    let bench = try Bench()
    let plan = NoticePlan(recipients: ["log"], quietSources: ["agency": 3600])
    bench.start(plan)
    bench.keeper.change(plan, rules: [])
    bench.pass(2 * Self.hour)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.nothingCame])
    #expect(try bench.notices().first?.source == "agency")
    try await bench.receive(source: "agency")
    bench.keeper.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.nothingCame, .cameAgain])
    bench.pass(2 * Self.hour)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    bench.keeper.stop()
    // It knows what was told.
    let second = NoticeKeeper()
    bench.start(plan, second)
    second.finishSteps()
    bench.pass(2 * Self.hour)
    second.change(plan, rules: [])
    try await bench.receive(source: "agency")
    second.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.nothingCame, .cameAgain, .nothingCame, .cameAgain])
    second.stop()
  }

  @Test func wrongRulesReachTheirOwner() async throws {
    let bench = try Bench()
    bench.start(NoticePlan(recipients: ["log"], owners: Owners([Owners.Owner(name: "anna", endpoints: ["anna-mail"])])))
    bench.keeper.rulesLoaded(mistakes: 1, running: ["melons"], owners: ["anna"], first: "r.yaml:3:4: error")
    await bench.next()
    bench.keeper.rulesLoaded(mistakes: 0, running: [], owners: [], first: nil)
    await bench.next()
    #expect(try bench.notices("anna-mail").map(\.code) == [.ruleWrong, .ruleRight])
    #expect(try bench.notices("log").first?.rule == "melons")
    bench.keeper.stop()
  }

  @Test func thatItListensIsToldEveryDay() async throws {
    let bench = try Bench()
    try await bench.receive(source: "agency")
    bench.start(NoticePlan(recipients: ["log"], allQuiet: .every(seconds: 86_400)))
    bench.keeper.change(NoticePlan(recipients: ["log"], allQuiet: .every(seconds: 86_400)), rules: [])
    bench.pass(24 * Self.hour)
    bench.keeper.endpointFailed("desk", reason: "no")
    await bench.next()
    let notice = try #require(try bench.notices().first)
    #expect(notice.code == .allQuiet)
    #expect(notice.lines == ["agency: 1 file"])
    bench.keeper.stop()
  }

  @Test func lostCanaryMakesTheHealthRedUntilOneComesOut() async throws {
    let bench = try Bench()
    let plan = NoticePlan(recipients: ["log"], canary: .init(everySeconds: 3600, withinSeconds: 300))
    bench.start(plan)
    bench.keeper.change(plan, rules: [])
    bench.pass(6 * Self.minute)
    bench.keeper.change(plan, rules: [])
    await bench.next()
    #expect(try bench.notices().map(\.code) == [.canaryLost])
    #expect(bench.board.current().conditions.map(\.key) == ["canary"])
    bench.pass(Self.hour)
    bench.keeper.change(plan, rules: [])
    // The next one goes in, and comes out.
    bench.keeper.stop()
    #expect(bench.injected.withLock { $0.count } == 2)
  }

  @Test func canaryIsAFileLikeOthers() throws {
    let folder = try TemporaryFolder()
    let file = CanaryFile(token: 7, milliseconds: 8)
    try file.write(into: folder.path)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder(file.name)))
    #expect(SHA256Digest(of: Array(bytes).span) == file.hash)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [file.name])
    // Twice the same is no second one.
    try FileManager.default.createSymbolicLink(
      atPath: folder(".watchword-canary-9.txt"), withDestinationPath: folder("out"))
    #expect(throws: (any Error).self) { try CanaryFile(token: 9, milliseconds: 9).write(into: folder.path) }
    #expect(!FileManager.default.fileExists(atPath: folder("out")))
  }
}

extension NoticeKeeperTests.Bench {
  /// A file of a source that matches nothing.
  fileprivate func receive(source: String) async throws {
    let now = now.withLock { $0 }
    let file = LedgerFile(
      path: "\(source)/\(now).txt", name: "\(now).txt", source: source,
      fingerprint: LedgerFingerprint(
        pathBytes: Array("\(source)/\(now)".utf8), device: 1, inode: 1, sizeBytes: 1, mtimeNanoseconds: 1,
        ctimeNanoseconds: 1),
      arrivedMilliseconds: now, after: .archive)
    let text = "Article of \(now)"
    let article = StoredArticle(hash: SHA256Digest(of: text), texts: ArticleTexts(title: text, body: text))
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      store.submit(.article(file, article, matches: [])) { continuation.resume(with: $0.map { _ in }) }
    }
  }
}
