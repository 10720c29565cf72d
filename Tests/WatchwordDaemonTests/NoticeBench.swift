import AlertStore
import Alerts
import Delivery
import Foundation
import GRDB
import Hashing
import Logging
import Pacing
import Routing
import RuleLanguage
import Synchronization
import TestSupport
import Testing

@testable import WatchwordDaemon

/// A keeper with a store, and the clock that it goes by.
final class NoticeBench: Sendable {
  let folder: TemporaryFolder
  let store: AlertStore
  let board = ConditionBoard()
  let now = Mutex<Int64>(1_750_000_000_000)
  let injected = Mutex<[CanaryFile]>([])
  let told = AsyncStream<Void>.makeStream()
  /// How many notices were given to the store.
  let recorded = Mutex(0)
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
        onNotice: { [self] in
          recorded.withLock { $0 += 1 }
          told.continuation.yield()
        },
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

  /// - Parameter names: of the endpoints, which are told of all.
  static func plan(
    _ names: [String], allQuiet: DigestSchedule? = nil, quietSources: [String: Int] = [:],
    canary: NoticePlan.Canary? = nil
  ) -> NoticePlan {
    NoticePlan(
      recipients: names, routes: Routes(names.map { Routes.Endpoint(name: $0) }), allQuiet: allQuiet,
      quietSources: quietSources, canary: canary)
  }
}

extension NoticeBench {
  /// Beside the store.
  func execute(_ sql: String) throws {
    let queue = try DatabaseQueue(path: folder("state/watchword.db"))
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// A file of a source that matches nothing.
  func receive(source: String) async throws {
    let now = now.withLock { $0 }
    let file = LedgerFile(
      path: "\(source)/\(now).txt", name: "\(now).txt", source: source,
      fingerprint: LedgerFingerprint(
        pathBytes: Array("\(source)/\(now)".utf8), device: 1, inode: 1, sizeBytes: 1, mtimeNanoseconds: 1,
        ctimeNanoseconds: 1),
      arrivedMilliseconds: now, after: .archive)
    let text = "Article of \(now)"
    let article = StoredArticle(hash: SHA256Digest(of: text), texts: ArticleTexts(title: text, body: text))
    try await submit(.article(file, article, matches: []))
  }

  /// The canary becomes an alert, and somebody has it.
  func deliver(_ canary: CanaryFile) async throws {
    let now = now.withLock { $0 }
    let file = LedgerFile(
      path: canary.name, name: canary.name, source: CanaryFile.source,
      fingerprint: LedgerFingerprint(
        pathBytes: Array(canary.name.utf8), device: 1, inode: 2, sizeBytes: 1, mtimeNanoseconds: 1,
        ctimeNanoseconds: 1),
      arrivedMilliseconds: now, after: .archive)
    let article = StoredArticle(hash: canary.hash, texts: ArticleTexts(title: canary.name, body: canary.text))
    let alert = try Alert(
      jsonLine: """
        {"article":{"file":"f","hash":"\(canary.hash.hex)"},"id":"\(canary.hash.prefix(24))","kind":"new","parts":[],
         "rule":{"id":"canary","severity":"low","title":"Canary","version":"1"},"time":"\(Alert.time(now))"}
        """)
    let match = try RuleMatch(alert: alert, timeMilliseconds: now, recipients: [Recipient("canaries")])
    try await submit(.article(file, article, matches: [match]))
    let due = try store.due(endpoint: "canaries", limit: 1, now: .max).map {
      DeliveryAttempt(sequence: $0.sequence, endpoint: "canaries", outcome: .delivered, milliseconds: now)
    }
    try await submit(.attempted(due))
  }

  private func submit(_ submission: Submission) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      store.submit(submission) { continuation.resume(with: $0.map { _ in }) }
    }
  }
}
