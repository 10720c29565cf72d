import AlertStore
import Foundation
import Inbox
import Logging
import TestSupport
import Testing

@testable import WatchwordDaemon

/// What goes from `rejected/` when it has been there long enough: what was put there, and nothing that has such a name.
@Suite struct RejectedKeepingTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/rejected", withIntermediateDirectories: true)
    store = try AlertStore.open(stateFolder: folder.path + "/state")
  }

  private func put(_ name: String, _ text: String = "text") throws {
    try text.write(toFile: "\(folder.path)/rejected/\(name)", atomically: false, encoding: .utf8)
  }

  private func reason(of path: String) throws -> String {
    let path = try #require(InboxPath(path))
    return String(decoding: ReasonFile(nil, path: path, arrivedMilliseconds: 1).json, as: UTF8.self)
  }

  /// A row of the ledger, whose file was put there if a place is given.
  private func record(_ path: String, at destination: String?) async throws {
    let file = LedgerFile(
      path: path, name: path, source: nil,
      fingerprint: LedgerFingerprint(
        pathBytes: Array(path.utf8), device: 1, inode: 1, sizeBytes: 1, mtimeNanoseconds: 1, ctimeNanoseconds: 1),
      arrivedMilliseconds: 1)
    let id = try #require(
      try await submit(.rejected(file, hash: nil, LedgerReason(code: "fifo", message: "x"))).file?.ledgerID)
    guard let destination else { return }
    let result = MoveResult(ledgerID: id, outcome: .done(destination: destination), milliseconds: 1)
    _ = try await submit(.moved([result]))
  }

  private func submit(_ submission: Submission) async throws -> Receipt {
    try await withCheckedThrowingContinuation { continuation in
      store.submit(submission) { continuation.resume(with: $0) }
    }
  }

  /// Everything was put there two days ago, and is kept for one.
  private func clear(days: Int = 2) throws -> [String] {
    let later = WallClock.milliseconds() + Int64(days) * 86_400_000
    var keeper = FileKeeper(
      Keeper.Surroundings(
        store: store, archive: try BaseFolder(path: folder.path + "/rejected"),
        rejected: try BaseFolder(path: folder.path + "/rejected"),
        log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, isBusy: { false }, wallClock: { later }))
    var policy = KeepingPolicy()
    policy.rejected = .seconds(86_400)
    let step = keeper.step(.rejected, policy)
    #expect(step.isDone && step.problem == nil)
    return try FileManager.default.contentsOfDirectory(atPath: folder.path + "/rejected").sorted()
  }

  @Test func whatTheLedgerKnowsGoesAndFilesOfOthersStay() async throws {
    try await record("put.txt", at: "rejected/1-put.txt")
    try await record("left.txt", at: "inbox/.leaving/2")
    try await record("waiting.txt", at: nil)
    try put("1-put.txt")
    try put("1-put.txt.reason.json", try reason(of: "put.txt"))
    try put("2-left.txt.reason.json", try reason(of: "left.txt"))
    try put("3-waiting.txt.reason.json", try reason(of: "waiting.txt"))
    // Nothing of these was put there by the daemon.
    let others = ["1-other.txt", "2-other.txt", "20250101-report.txt", "4-report.reason.json"]
    for name in others { try put(name) }
    #expect(try clear(days: 0).count == 8, "they are young")
    #expect(try clear() == (others + ["3-waiting.txt.reason.json"]).sorted())
  }

  /// Its rows were cleared away, or the database was lost.
  @Test func whatTheLedgerHasForgottenIsKnownByItsReason() async throws {
    for (name, path) in [("7-a.txt", "agency/a.txt"), ("8-b.txt", "elsewhere.txt"), ("9-c.txt", "agency/c.txt")] {
      try put(name)
      try put(name + ".reason.json", try reason(of: path))
    }
    try put("9-c.txt.reason.json", "{\"file\": \"c.txt\"}")
    #expect(try clear() == ["8-b.txt", "8-b.txt.reason.json", "9-c.txt", "9-c.txt.reason.json"])
  }
}
