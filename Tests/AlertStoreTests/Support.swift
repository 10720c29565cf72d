import Alerts
import Foundation
import GRDB
import Hashing
import TestSupport
import Testing

@testable import AlertStore

extension TemporaryFolder {
  var state: String { path + "/state" }

  func open() throws -> AlertStore { try AlertStore.open(stateFolder: state) }

  /// What a crash leaves: the files as they are on the disk while the store is open, without the shared memory.
  func copyOfState() throws -> String {
    let copy = path + "/copy-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    for name in ["watchword.db", "watchword.db-wal"] {
      try FileManager.default.copyItem(atPath: "\(state)/\(name)", toPath: "\(copy)/\(name)")
    }
    return copy
  }
}

extension AlertStore {
  func submit(_ submission: Submission) async throws -> Receipt {
    try await withCheckedThrowingContinuation { continuation in
      submit(submission) { continuation.resume(with: $0) }
    }
  }

  func submitFile(_ submission: Submission) async throws -> FileReceipt {
    try #require(try await submit(submission).file)
  }

  func submitAll(_ submissions: [Submission]) async -> [Result<Receipt, any Error>] {
    await withTaskGroup(of: (Int, Result<Receipt, any Error>).self) { group in
      for (index, submission) in submissions.enumerated() {
        group.addTask {
          do { return (index, .success(try await self.submit(submission))) } catch { return (index, .failure(error)) }
        }
      }
      var results: [Int: Result<Receipt, any Error>] = [:]
      for await (index, result) in group { results[index] = result }
      return submissions.indices.compactMap { results[$0] }
    }
  }

  func number(_ sql: String) throws -> Int { try read { try Int.fetchOne($0, sql: sql) ?? 0 } }
}

/// An article that a test drops. Everything has a default, so that a test says only what matters to it.
struct Sample {
  var source: String? = "agency"
  var path = "agency/report.txt"
  var title = "Ministers sign a pact on border patrols"
  var body = "The two ministers met on Monday. They agreed on joint patrols."
  var furniture = ""
  var url: String?
  var externalID: String?
  var rules = ["border-patrols"]
  var endpoints = ["log"]
  var arrived: Int64 = 1_750_000_000_000
  var inode: UInt64 = 7
  var staysInPlace = false

  var hash: SHA256Digest {
    SHA256Digest(ofParts: [title, body, furniture, url ?? "", externalID ?? ""])
  }

  var file: LedgerFile {
    LedgerFile(
      path: path, name: path.split(separator: "/").last.map(String.init) ?? path, source: source,
      fingerprint: LedgerFingerprint(
        pathBytes: Array(path.utf8), device: .max, inode: inode, sizeBytes: 321, mtimeNanoseconds: 5,
        ctimeNanoseconds: 6),
      arrivedMilliseconds: arrived, after: staysInPlace ? .keep : .archive)
  }

  func match(_ rule: String) throws -> RuleMatch {
    let id = Alert.id(rule: rule, articleHash: hash.hex)
    let draft = """
      {"article":{"file":"report.txt","hash":"\(hash.hex)"},"id":"\(id)","kind":"new",
       "parts":[{"expression":"patrol*","spans":[{"from":4,"to":11,"zone":"body"}]}],
       "rule":{"id":"\(rule)","severity":"high","title":"A rule","version":"0123456789ab"},
       "time":"\(Alert.time(arrived))"}
      """
    return try RuleMatch(alert: Alert(jsonLine: draft), timeMilliseconds: arrived, endpoints: endpoints)
  }

  func submission() throws -> Submission {
    .article(
      file,
      StoredArticle(
        hash: hash, texts: ArticleTexts(title: title, body: body, furniture: furniture),
        metadata: ArticleRecordMetadata(url: url, externalID: externalID)),
      matches: try rules.map(match))
  }

  func with(_ change: (inout Sample) -> Void) -> Sample {
    var copy = self
    change(&copy)
    return copy
  }
}
