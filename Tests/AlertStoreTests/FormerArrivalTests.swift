import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// How files came in, as a damaged database still knows it.
@Suite struct FormerArrivalTests {
  private let folder: TemporaryFolder
  private let count = 200

  init() throws { folder = try TemporaryFolder() }

  private func sample(_ number: Int) -> Sample {
    Sample(
      path: "agency/\(number).txt", title: "\(number)", arrived: 1_750_000_000_000 + Int64(number),
      inode: UInt64(number))
  }

  /// On two days, in turn.
  private func destination(_ number: Int) -> String {
    "archive/2026/11/2\(number % 2)/\(sample(number).hash.prefix(12))-\(number).txt"
  }

  private func fill() async throws {
    let store = try folder.open()
    for number in 0..<count {
      let id = try await store.submitFile(sample(number).submission()).ledgerID
      _ = try await store.submit(
        .moved([MoveResult(ledgerID: id, outcome: .done(destination: destination(number)), milliseconds: 1)]))
    }
    try store.close()
  }

  private func overwrite(pages sql: String) throws {
    let path = folder.state + "/watchword.db"
    let queue = try DatabaseQueue(path: path)
    let pages = try queue.read { try Int64.fetchAll($0, sql: sql) }
    try queue.close()
    #expect(!pages.isEmpty)
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    for page in pages {
      try handle.seek(toOffset: (UInt64(page) - 1) * 4_096)
      try handle.write(contentsOf: Data(repeating: 0xA5, count: 4_096))
    }
    try handle.close()
  }

  /// Asked day by day, as a rebuild does: the numbers of the files that are known.
  private func known() throws -> [Int] {
    let previous = try #require(PreviousDatabase(path: folder.state + "/watchword.db"))
    return ((0..<count).filter { $0 % 2 == 0 } + (0..<count).filter { $0 % 2 == 1 }).filter { number in
      let prefix = sample(number).hash.prefix(12)
      guard let arrival = previous.arrival(hashPrefix: prefix, destination: destination(number)) else { return false }
      #expect(arrival.pathBytes == Array("agency/\(number).txt".utf8))
      #expect(arrival.arrivedMilliseconds == 1_750_000_000_000 + Int64(number))
      #expect(previous.arrival(hashPrefix: prefix, destination: "archive/2026/11/29/other") == nil)
      return true
    }.sorted()
  }

  @Test func allOfThemAreKnownToAWholeDatabase() async throws {
    try await fill()
    #expect(try known() == Array(0..<count))
  }

  @Test func theLedgerIsEnough() async throws {
    try await fill()
    try overwrite(pages: "SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'articles' AND rootpage > 0")
    #expect(try known() == Array(0..<count))
  }

  @Test func bothEndsOfADamagedLedgerAreRead() async throws {
    try await fill()
    try overwrite(
      pages: """
        SELECT rootpage FROM sqlite_schema WHERE tbl_name = 'articles' AND rootpage > 0 UNION ALL
        SELECT * FROM (SELECT pageno FROM dbstat WHERE name = 'ledger' AND pagetype = 'leaf' ORDER BY path LIMIT 1 OFFSET 3)
        """)
    let known = try known()
    #expect(known.count > count / 2 && known.count < count)
    #expect(known.first == 0 && known.last == count - 1)
  }
}
