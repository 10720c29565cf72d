import AlertStore
import Dispatch
import Foundation
import GRDB
import Hashing
import Logging
import Synchronization
import TestSupport
import Testing
import TextIndex

@testable import WatchwordDaemon

@Suite struct TextIndexerTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try AlertStore.open(stateFolder: folder.path)
  }

  private func record(_ numbers: ClosedRange<Int>) async throws {
    for number in numbers {
      let hash = SHA256Digest(ofParts: ["\(number)"])
      let file = LedgerFile(
        path: "\(number).txt", name: "\(number).txt", source: "",
        fingerprint: LedgerFingerprint(
          pathBytes: Array("\(number).txt".utf8), device: 1, inode: UInt64(number), sizeBytes: 1, mtimeNanoseconds: 1,
          ctimeNanoseconds: 1), arrivedMilliseconds: Int64(number))
      let article = StoredArticle(
        hash: hash,
        texts: ArticleTexts(title: "", body: "word\(number) plum", dateline: "", caption: "", furniture: ""),
        metadata: ArticleRecordMetadata())
      let submission = Submission.article(file, article, matches: [])
      _ = try await withCheckedThrowingContinuation { continuation in
        store.submit(submission) { continuation.resume(with: $0) }
      }
    }
  }

  private func indexer(isEnabled: Bool = true) -> TextIndexer {
    TextIndexer(
      stateFolder: folder.path, isEnabled: isEnabled, segmentIDs: 8,
      log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func catchUp(_ indexer: TextIndexer) async {
    await withCheckedContinuation { continuation in indexer.catchUp { continuation.resume() } }
  }

  private var indexed: [ClosedRange<Int64>] {
    get throws { try TextIndexReader(stateFolder: folder.path).segments().map(\.ids) }
  }

  @Test func followsTheArticles() async throws {
    try await record(1...20)
    let indexer = indexer()
    await catchUp(indexer)
    #expect(try indexed == [1...8, 9...16])
    #expect(indexer.status == TextIndexStatus(isEnabled: true, indexedUpTo: 16, lastArticle: 20))
    #expect(indexer.status.lag == 4)
    try await record(21...23)
    await catchUp(indexer)
    #expect(try indexed.count == 2)
    try await record(24...24)
    await catchUp(indexer)
    #expect(try indexed.last == 17...24)
    indexer.stop()
    // Another one goes on where this one was.
    try await record(25...200)
    let next = self.indexer()
    await catchUp(next)
    let rest: [ClosedRange<Int64>] = (16..<25).map { $0 * 8 + 1...$0 * 8 + 8 }
    #expect(try indexed == [1...128] + rest)
    next.stop()
  }

  @Test func wakesUpByItself() async throws {
    try await record(1...8)
    let indexer = indexer()
    for _ in 0..<8 { indexer.recorded() }
    while try indexed(orEmpty: ()).isEmpty { await Task.yield() }
    indexer.stop()
    #expect(try indexed == [1...8])
  }

  private func indexed(orEmpty: Void) throws -> [ClosedRange<Int64>] {
    do throws(TextIndexError) {
      return try TextIndexReader(stateFolder: folder.path).segments().map(\.ids)
    } catch {
      return []
    }
  }

  @Test func aDamagedIndexIsMadeAnew() async throws {
    try await record(1...20)
    try Data("nothing of the kind".utf8).write(to: URL(fileURLWithPath: folder("search.db")))
    let indexer = indexer()
    // It calls back once it is at its end, whatever came between.
    await catchUp(indexer)
    #expect(try indexed == [1...8, 9...16])
    #expect(indexer.status.problem == nil)
    indexer.stop()
    try await DatabaseQueue(path: folder("search.db")).write {
      try $0.execute(sql: "UPDATE pages SET words = zeroblob(length(words)) WHERE segment = 2")
    }
    let next = self.indexer()
    await catchUp(next)
    let segments = try TextIndexReader(stateFolder: folder.path).segments()
    #expect(segments.map(\.ids) == [1...8, 9...16])
    next.stop()
  }

  @Test func textsThatAreGoneAreForgotten() async throws {
    try await record(1...30)
    let indexer = indexer()
    await catchUp(indexer)
    #expect(try indexed == [1...8, 9...16, 17...24])
    try await DatabaseQueue(path: store.databasePath).write {
      try $0.execute(sql: "DELETE FROM texts WHERE article_id <= 10")
    }
    await catchUp(indexer)
    #expect(try indexed == [9...16, 17...24])
    try await DatabaseQueue(path: store.databasePath).write { try $0.execute(sql: "DELETE FROM texts") }
    await catchUp(indexer)
    #expect(try indexed == [])
    indexer.stop()
  }

  @Test func anIndexOfAnotherDatabaseIsReplaced() async throws {
    try await record(1...20)
    let indexer = indexer()
    await catchUp(indexer)
    indexer.stop()
    try await DatabaseQueue(path: store.databasePath).write {
      try $0.execute(sql: "UPDATE articles SET content_hash = zeroblob(32) WHERE id = 12")
    }
    let next = self.indexer()
    let before = try TextIndexReader(stateFolder: folder.path).segments()
    await catchUp(next)
    let after = try TextIndexReader(stateFolder: folder.path).segments()
    #expect(after.map(\.ids) == before.map(\.ids))
    #expect(after.first?.id == before.first?.id && after.last?.id != before.last?.id)
    next.stop()
  }

  @Test func whatCannotBeWrittenIsAProblemAndNoMore() async throws {
    try await record(1...10)
    #expect(mkfifo(folder("search.db"), 0o600) == 0)
    let indexer = indexer()
    await catchUp(indexer)
    #expect(indexer.status.problem?.contains("search.db") == true)
    #expect(indexer.status.indexedUpTo == 0)
    indexer.stop()
  }

  @Test func doesNothingWhereItIsSwitchedOff() async throws {
    try await record(1...10)
    let indexer = indexer(isEnabled: false)
    indexer.start()
    for _ in 0..<20 { indexer.recorded() }
    await catchUp(indexer)
    indexer.stop()
    #expect(!FileManager.default.fileExists(atPath: folder("search.db")))
    #expect(!indexer.status.isEnabled)
  }
}
