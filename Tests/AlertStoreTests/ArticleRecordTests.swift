import Foundation
import Hashing
import TestSupport
import Testing

@testable import AlertStore

@Suite struct ArticleRecordTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  private func submit(_ count: Int, bytes: Int = 1) async throws {
    for number in 1...count {
      let body = "\(number) " + String(repeating: "x", count: bytes)
      _ = try await store.submit(Sample(path: "\(number)", body: body, arrived: Int64(number)).submission())
    }
  }

  @Test func anArticleIsReadBackAsItWasStored() async throws {
    let texts = ArticleTexts(title: "T", body: "A\n\nB", dateline: "D", caption: "C", furniture: "F\n\nG")
    let metadata = ArticleRecordMetadata(
      url: "https://example.org", externalID: "7", author: "Ann", section: "S", tags: ["a", "b \"c\""],
      published: "2025-04-24", language: "uz-cyrl")
    let sample = Sample(arrived: 77)
    for metadata in [metadata, ArticleRecordMetadata()] {
      let hash = SHA256Digest(ofParts: [metadata.url ?? "none"])
      _ = try await store.submit(
        .article(sample.file, StoredArticle(hash: hash, texts: texts, metadata: metadata), matches: []))
    }
    let reader = try AlertReader(stateFolder: folder.state)
    let records = try reader.articles(in: 1...9, limit: 9).records
    #expect(records.map(\.id) == [2, 1])
    #expect(records.map(\.texts) == [texts, texts])
    #expect(records.map(\.metadata) == [ArticleRecordMetadata(), metadata])
    #expect(records.map(\.source) == ["agency", "agency"])
    #expect(records.map(\.arrivedMilliseconds) == [77, 77])
    let origin = try #require(try reader.origin(ofArticle: 1))
    #expect(origin == ArticleOrigin(hash: SHA256Digest(ofParts: ["https://example.org"]), path: sample.path))
    #expect(try reader.origin(ofArticle: 3) == nil)
  }

  @Test func theNewestComeFirstPageByPage() async throws {
    try await submit(5)
    let reader = try AlertReader(stateFolder: folder.state)
    let ids = try #require(try reader.articleIDs())
    #expect(ids == 1...5)
    let first = try reader.articles(in: ids, limit: 2)
    #expect(first.records.map(\.id) == [5, 4])
    #expect(first.rest == 1...3)
    #expect(try reader.articles(in: 1...2, limit: 2).rest == nil)
    #expect(try reader.articles(in: 1...3, limit: 9).rest == nil)
    #expect(try reader.articles(in: ids, arrived: 2..<4, limit: 9).records.map(\.id) == [3, 2])
  }

  @Test func aPageOfLargeArticlesEndsEarly() async throws {
    try await submit(3, bytes: AlertReader.maximumPageBytes / 2)
    let reader = try AlertReader(stateFolder: folder.state)
    let page = try reader.articles(in: 1...3, limit: 100)
    #expect(page.records.map(\.id) == [3, 2])
    #expect(page.rest == 1...1)
  }

  @Test func aStoreWithoutArticlesHasNoIDs() throws {
    #expect(try AlertReader(stateFolder: folder.state).articleIDs() == nil)
  }

  @Test func alertsAreCountedByRuleAndTime() async throws {
    try await submit(4)
    let reader = try AlertReader(stateFolder: folder.state)
    #expect(try reader.alertCounts(in: 2..<4) == ["border-patrols": 2])
    #expect(try reader.alertCounts(in: 5..<9) == [:])
  }

  /// Nothing that a reader has read keeps the log from being moved into the database.
  @Test func aReaderHoldsNoTransaction() async throws {
    try await submit(2)
    let reader = try AlertReader(stateFolder: folder.state)
    _ = try reader.articles(in: 1...2, limit: 1)
    try await store.pool.writeWithoutTransaction { database in
      // Throws where somebody still reads.
      _ = try database.checkpoint(.truncate)
    }
    #expect(try reader.articles(in: 1...1, limit: 1).records.map(\.id) == [1])
  }
}
