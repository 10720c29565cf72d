import Foundation
import GRDB
import Hashing
import Synchronization
import TestSupport
import Testing

@testable import AlertStore

/// What the database answers about files and rules.
@Suite struct HistoryTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  private func reader() throws -> AlertReader { try AlertReader(stateFolder: folder.state) }

  private func write(_ body: (Database) throws -> Void) throws {
    try store.pool.writeWithoutTransaction { try body($0) }
  }

  @Test func howAFileWasReadIsKeptAndMayBeUnknown() async throws {
    let decoding = LedgerDecoding(format: "markdown", charset: "utf-8", hasFrontMatter: true)
    var file = Sample().file
    file.decoding = decoding
    let article = StoredArticle(hash: Sample().hash, texts: ArticleTexts(title: "T"))
    _ = try await store.submit(.article(file, article, matches: []))
    _ = try await store.submit(Sample(path: "old.txt", body: "x").submission())
    #expect(try reader().history(ofFile: 1)?.decoding == decoding)
    #expect(try reader().history(ofFile: 2)?.decoding == nil)
    #expect(try reader().history(ofFile: 3) == nil)
  }

  /// A database of the version before gets its columns, and its rows stay.
  @Test func aDatabaseOfTheVersionBeforeGetsTheColumns() throws {
    let queue = try DatabaseQueue()
    try Schema.migrator.migrate(queue, upTo: "v2")
    try queue.write { database in
      try database.execute(
        sql: """
          INSERT INTO ledger (path, path_bytes, name, source, hash, size_bytes, mtime_ns, ctime_ns, device, inode,
            arrived_ms, state, move)
          VALUES ('a', x'61', 'a', '', zeroblob(32), 1, 1, 1, 1, 1, 1, 'unmatched', 'pending')
          """)
    }
    try Schema.migrator.migrate(queue)
    let row = try queue.read { try Row.fetchOne($0, sql: "SELECT path, format, charset, front_matter FROM ledger") }
    #expect(row == ["path": "a", "format": nil, "charset": nil, "front_matter": nil])
  }

  @Test func textsThatAreKeptNoMoreAndMatchesThatAreNotUnderstoodCostNoAnswer() async throws {
    _ = try await store.submit(Sample().submission())
    try write { database in
      try database.execute(sql: "DELETE FROM texts; UPDATE matches SET parts = '{}'")
    }
    let history = try #require(try reader().history(ofFile: 1))
    #expect(history.article?.texts == nil)
    #expect(history.article?.matches.map(\.parts) == [nil])
    #expect(history.article?.alerts.map { $0.deliveries.map(\.endpoint) } == [["log"]])
  }

  @Test func anAlertWithoutAMatchOfTheArticleThatRaisedItIsItsOwn() async throws {
    _ = try await store.submit(Sample().submission())
    try write { database in
      try database.execute(
        sql: """
          INSERT INTO alerts (id, rule_id, story_id, article_id, kind, severity, time_ms, json)
          SELECT 'w', 'other', story_id, article_id, 'withdrawn', 'high', time_ms, '{}' FROM alerts
          """)
    }
    let alerts = try reader().history(ofFile: 1)?.article?.alerts
    #expect(alerts?.map(\.kind) == ["new", "withdrawn"])
    #expect(alerts?.last?.deliveries == [])
  }

  @Test func hashesByTheirFirstDigits() async throws {
    for (number, hash) in ["ab0f", "ab10", "ab1f", "ac00"].enumerated() {
      let bytes = hash.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16) ?? 0 }
      let digest = try #require(
        SHA256Digest(bytes: [bytes[0] << 4 | bytes[1], bytes[2] << 4 | bytes[3]] + [UInt8](repeating: 7, count: 30)))
      for _ in 0...number {
        _ = try await store.submit(
          .article(
            Sample(path: "\(number)").file, StoredArticle(hash: digest, texts: ArticleTexts(title: hash)), matches: []))
      }
    }
    let reader = try reader()
    func found(_ digits: String) throws -> [String] {
      try reader.hashes(beginningWith: digits, limit: 3).map { $0.prefix(4) }
    }
    #expect(try found("ab") == ["ab0f", "ab10", "ab1f"])
    #expect(try found("ab1") == ["ab10", "ab1f"])
    #expect(try found("ab1f0") == ["ab1f"])
    #expect(try found("") == ["ab0f", "ab10", "ab1f"])
    #expect(try found("xy") == [])
    #expect(try found("ad") == [])
    let last = try #require(try reader.hashes(beginningWith: "ac", limit: 1).first)
    let files = try reader.files(withHash: last, limit: 2)
    #expect(files.ledgerIDs == [10, 9])
    #expect(files.count == 4)
  }

  @Test func filesByPathOrByNameNewestFirstAndNoFurtherThanAsked() async throws {
    for path in ["a/x.txt", "b/x.txt", "a/x.txt", "x.txt", "a/x.txt"] {
      _ = try await store.submit(.rejected(Sample(path: path).file, hash: nil, LedgerReason(code: "c", message: "m")))
    }
    let reader = try reader()
    func found(_ path: String, name: String? = nil, limit: Int = 9, rows: Int64 = 100) throws -> FoundFiles {
      try reader.files(atPath: path, orName: name, limit: limit, rows: rows)
    }
    #expect(try found("a/x.txt").ledgerIDs == [5, 3, 1])
    #expect(try found("a/x.txt", limit: 2).ledgerIDs == [5, 3])
    #expect(try found("a/x.txt", limit: 2).count == 3)
    #expect(try found("x.txt", name: "x.txt").ledgerIDs == [4])
    #expect(try found("y.txt", name: "x.txt").count == 5)
    let near = try found("b/x.txt", rows: 2)
    #expect(near.ledgerIDs == [])
    #expect(near.unread == 3)
    #expect(try found("b/x.txt", rows: .max).unread == 0)
  }

  @Test func theFirstArticleOfATimeIsFoundBetweenGaps() async throws {
    for number in 1...40 {
      _ = try await store.submit(
        Sample(
          path: "\(number)", body: "\(number)", rules: number % 2 == 0 ? ["even"] : [], arrived: Int64(number) * 10
        )
        .submission())
    }
    // As retention leaves it.
    try write { database in
      try database.execute(
        sql: """
          PRAGMA foreign_keys = OFF;
          DELETE FROM matches WHERE article_id BETWEEN 11 AND 17 OR article_id < 4;
          DELETE FROM articles WHERE id BETWEEN 11 AND 17 OR id < 4;
          PRAGMA foreign_keys = ON;
          """)
    }
    let reader = try reader()
    let ids = [Int64](4...10) + [Int64](18...40)
    for time in Int64(0)...410 {
      let expected = ids.first { $0 * 10 >= time }
      let found = try reader.firstArticle(arrivedSince: time)
      // The id itself, or one in the gap before it: what is counted from there on is the same.
      #expect(found.flatMap { found in ids.first { $0 >= found } } == expected, "\(time)")
    }
    #expect(try reader.hits(sinceArticle: 20) == ["even": RuleHits(matches: 11, lastArticleID: 40)])
    #expect(try reader.arrivals(ofArticles: [40, 99]) == [40: 400])
    #expect(try reader.lastAlerts(ofRules: ["even", "odd"]).keys.sorted() == ["even"])
  }

  private final class Statements: Sendable {
    private let texts = Mutex<Set<String>>([])

    var all: Set<String> { texts.withLock { $0 } }

    func trace(_ database: Database) {
      database.trace { event in
        guard case .statement(let statement) = event else { return }
        self.texts.withLock { _ = $0.insert(statement.sql) }
      }
    }
  }

  /// What people ask finds its rows in a database of any size; of the ledger a stretch of ids is looked through at most.
  @Test func noQuestionWalksATable() async throws {
    _ = try await store.submit(Sample().submission())
    let statements = Statements()
    let reader = try reader()
    try reader.read { statements.trace($0) }
    _ = try reader.history(ofFile: 1)
    _ = try reader.alerts(beginningWith: "ab", limit: 3)
    _ = try reader.files(withHash: Sample().hash, limit: 3)
    _ = try reader.hashes(beginningWith: Sample().hash.prefix(6), limit: 3)
    _ = try reader.file(movedTo: "x", among: [1])
    _ = try reader.file(ofArticle: 1)
    _ = try reader.file(like: Sample(path: "none").file.fingerprint)
    _ = try reader.files(atPath: "x", orName: "y", limit: 3, rows: 10)
    _ = try reader.firstArticle(arrivedSince: 1)
    _ = try reader.hits(sinceArticle: 1)
    _ = try reader.arrivals(ofArticles: [1])
    _ = try reader.lastAlerts(ofRules: ["border-patrols"])
    let all = statements.all.filter { $0.contains("FROM") }.sorted()
    #expect(all.count > 15, "\(all)")
    let found = try reader.read { try walks(all, $0) }
    #expect(found == [])
  }

  /// Steps that look at a whole table, with their statements.
  private func walks(_ statements: [String], _ database: Database) throws -> [String] {
    var walks: [String] = []
    for sql in statements {
      let plain = sql.replacing(#/\?[0-9]*/#, with: "NULL")
      for step in try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(plain)") {
        let detail: String = step["detail"]
        // The few endpoints, which are looked up one by one.
        let isFew = detail == "SCAN endpoints" || detail == "SCAN CONSTANT ROW"
        // The ends of a table.
        let isEnd = plain.contains("min(id)") || plain.contains("max(id)")
        if detail.hasPrefix("SCAN"), !isFew, !isEnd { walks.append("\(detail): \(sql)") }
      }
    }
    return walks
  }
}
