import Alerts
import Foundation
import GRDB
import Hashing
import NearDuplicates
import Pacing
import Routing
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
  var language: String?
  var rules = ["border-patrols"]
  var endpoints = ["log"]
  /// Whether nobody is told any more, as when a state is rebuilt.
  var wasTold = false
  /// In the place of `endpoints`, where they ask something of the time.
  var recipients: [Recipient]?
  var pacing: RulePacing?
  var followUps: [Int] = []
  var arrived: Int64 = 1_750_000_000_000
  var inode: UInt64 = 7
  var staysInPlace = false
  /// The sentences that an alert shows; none where `nil`. Sentences end with a full stop here.
  var told: [String]?
  var denials: [String] = []
  var ruleVersion = "0123456789ab"
  /// Rules in force that do not match.
  var unmatched: [String] = []

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
       "rule":{"id":"\(rule)","severity":"high","title":"A rule","version":"\(ruleVersion)"},
       "time":"\(Alert.time(arrived))"}
      """
    let sentences = (told ?? []).map { ToldSentence(hash: Self.hash($0), zone: "body", text: $0) }
    let match = try RuleMatch(
      alert: Alert(jsonLine: draft), timeMilliseconds: arrived,
      recipients: recipients ?? endpoints.map { Recipient($0) }, pacing: pacing,
      sentences: sentences)
    return wasTold ? match.told : match
  }

  func submission() throws -> Submission {
    var article = StoredArticle(
      hash: hash, texts: ArticleTexts(title: title, body: body, furniture: furniture),
      metadata: ArticleRecordMetadata(url: url, externalID: externalID, language: language), traits: traits)
    article.followUps = FollowUps(
      sizes: followUps, routes: Routes(["log", "mail"].map { Routes.Endpoint(name: $0) }))
    return .article(file, article, matches: try rules.map(match))
  }

  private var traits: StoryTraits {
    // A body of megabytes is no article here, and reading it takes long without optimization.
    let isRead = body.utf8.count < 10_000
    var sketcher = Sketcher()
    let sentences = isRead ? sentences : []
    let (unmatched, endpoints, ruleVersion) = (unmatched, endpoints, ruleVersion)
    return StoryTraits(
      sketch: isRead ? sketcher.sketch(of: Self.words(body).span) : nil, sentences: Set(sentences.map(Self.hash)),
      denials: denials.map { item in
        let sentence = sentences.first { $0.contains(item) } ?? "They \(item) it."
        return FoundDenial(item: item, zone: "body", sentence: sentence, hash: Self.hash(sentence))
      }
    ) { rule in
      guard unmatched.contains(rule) else { return nil }
      let alert = try? Alert(
        jsonLine: """
          {"article":{"file":"f","hash":"h"},"id":"i","kind":"new","parts":[],"time":"t",
           "rule":{"id":"\(rule)","severity":"high","title":"A rule","version":"\(ruleVersion)"}}
          """)
      return alert.map { UnmatchedRule(rule: $0.rule, recipients: endpoints.map { Recipient($0) }) }
    }
  }

  private var sentences: [String] { body.split(separator: ". ").map { $0.hasSuffix(".") ? String($0) : $0 + "." } }

  private static func hash(_ sentence: String) -> UInt64 { NearDuplicates.hash(ofWords: words(sentence).span) }

  private static func words(_ text: String) -> [UInt64] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { word in
      word.utf8.reduce(1_469) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 } & ~1
    }
  }

  func with(_ change: (inout Sample) -> Void) -> Sample {
    var copy = self
    change(&copy)
    return copy
  }
}
