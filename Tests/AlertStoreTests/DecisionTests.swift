import Alerts
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What is a duplicate, a version, a copy; and which match raises an alert.
@Suite struct DecisionTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  @Test func firstArticleRaisesOneAlertPerRuleWithItsStory() async throws {
    let sample = Sample(rules: ["border-patrols", "pacts"])
    let receipt = try await store.submitFile(sample.submission())
    #expect(receipt.state == .matched)
    #expect(receipt.hashPrefix == sample.hash.prefix(12))
    #expect(receipt.alerts.map(\.ruleID) == ["border-patrols", "pacts"])
    #expect(receipt.alerts.map(\.id) == sample.rules.map { Alert.id(rule: $0, articleHash: sample.hash.hex) })
    #expect(receipt.suppressed.isEmpty)
    let reader = try AlertReader(stateFolder: folder.state)
    let alert = try Alert(jsonLine: #require(try reader.alerts().first).json)
    #expect(
      alert.story
        == Alert.Story(id: receipt.storyID ?? "", firstSeen: "2025-06-15T15:06:40.000Z", copies: 1, sources: 1))
    #expect(alert.article.hash == sample.hash.hex)
  }

  @Test func articleWithoutMatchIsUnmatchedAndRaisesNothing() async throws {
    let receipt = try await store.submitFile(Sample(rules: []).submission())
    #expect(receipt.state == .unmatched)
    #expect(receipt.alerts.isEmpty)
    #expect(try store.ledgerCounts() == LedgerCounts(received: 1, matched: 0, unmatched: 1, duplicates: 0, rejected: 0))
  }

  @Test func sameBytesFromTheSameSourceAreADuplicateWhateverTheName() async throws {
    let first = try await store.submitFile(Sample().submission())
    let second = try await store.submitFile(Sample(path: "agency/again.txt").submission())
    #expect(second.state == .duplicate)
    #expect(second.storyID == first.storyID)
    #expect(second.alerts.isEmpty && second.suppressed.isEmpty)
    #expect(try store.number("SELECT count(*) FROM articles") == 1)
    #expect(try store.number("SELECT copies FROM stories") == 1)
    #expect(try store.number("SELECT count(*) FROM ledger WHERE of_article_id = 1 AND reason_code = 'same-bytes'") == 1)
  }

  @Test func sameBytesAtTheTopAndAgainAreADuplicate() async throws {
    _ = try await store.submitFile(Sample(source: nil, path: "a.txt").submission())
    #expect(try await store.submitFile(Sample(source: nil, path: "b.txt").submission()).state == .duplicate)
  }

  @Test func sameTextFromAnotherSourceIsACopyWhoseAlertIsSuppressed() async throws {
    let first = try await store.submitFile(Sample().submission())
    let copy = Sample(source: "wire", path: "wire/x.txt", furniture: "Subscribe now")
    let second = try await store.submitFile(copy.submission())
    #expect(second.state == .matched)
    #expect(second.storyID == first.storyID)
    #expect(second.alerts.isEmpty)
    #expect(
      second.suppressed == [
        SuppressedMatch(ruleID: "border-patrols", reason: .copy, alertID: try #require(first.alerts.first?.id))
      ])
    let told = try #require(try AlertReader(stateFolder: folder.state).alerts().first)
    #expect(try Alert(jsonLine: told.json).story?.copies == 2)
    #expect(try Alert(jsonLine: try #require(try due("log").first).json).story?.copies == 1, "as it was told")
  }

  @Test func sameBytesFromAnotherSourceAreACopy() async throws {
    let first = try await store.submitFile(Sample().submission())
    let second = try await store.submitFile(Sample(source: "wire", path: "wire/x.txt").submission())
    #expect(second.state == .matched)
    #expect(second.storyID == first.storyID)
    #expect(second.suppressed.map(\.reason) == [.copy])
  }

  @Test func copyRaisesTheAlertOfARuleThatHasNotTold() async throws {
    _ = try await store.submitFile(Sample().submission())
    let copy = Sample(source: "wire", path: "wire/x.txt", furniture: "More", rules: ["border-patrols", "late-rule"])
    let receipt = try await store.submitFile(copy.submission())
    #expect(receipt.alerts.map(\.ruleID) == ["late-rule"])
    #expect(receipt.suppressed.map(\.ruleID) == ["border-patrols"])
    #expect(try Alert(jsonLine: #require(try due("log").last).json).story?.copies == 2)
  }

  struct Identity: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let first: @Sendable (inout Sample) -> Void
    let second: @Sendable (inout Sample) -> Void
    let isSame: Bool
  }

  static let identities = [
    Identity(
      testDescription: "same url", first: { $0.url = "https://a/1" }, second: { $0.url = "https://a/1" }, isSame: true),
    Identity(
      testDescription: "same id", first: { $0.externalID = "77" }, second: { $0.externalID = "77" }, isSame: true),
    Identity(
      testDescription: "same id, new url", first: { ($0.externalID, $0.url) = ("77", "https://a/1") },
      second: { ($0.externalID, $0.url) = ("77", "https://a/2") }, isSame: true),
    Identity(testDescription: "same path", first: { _ in }, second: { $0.path = "agency/report.txt" }, isSame: true),
    Identity(
      testDescription: "empty url counts as none", first: { $0.url = "" }, second: { $0.path = "agency/report.txt" },
      isSame: true),
    Identity(
      testDescription: "another url", first: { $0.url = "https://a/1" }, second: { $0.url = "https://a/2" },
      isSame: false),
    Identity(
      testDescription: "same path, another url", first: { $0.url = "https://a/1" },
      second: { ($0.url, $0.path) = ("https://a/2", "agency/report.txt") }, isSame: false),
    Identity(
      testDescription: "same path, url only now", first: { _ in },
      second: { ($0.url, $0.path) = ("https://a/2", "agency/report.txt") }, isSame: false),
    Identity(
      testDescription: "same url, another source", first: { $0.url = "https://a/1" },
      second: { ($0.url, $0.source) = ("https://a/1", "wire") }, isSame: false),
    Identity(testDescription: "another path", first: { _ in }, second: { _ in }, isSame: false),
  ]

  @Test(arguments: identities) func otherTextUnderOneIdentityIsAVersionInTheSameStory(_ identity: Identity) async throws
  {
    let first = try await store.submitFile(Sample().with(identity.first).submission())
    let changed = Sample(path: "agency/other.txt", body: "They agreed on nothing.").with(identity.second)
    let second = try await store.submitFile(changed.submission())
    #expect(second.state == .matched)
    #expect((second.storyID == first.storyID) == identity.isSame)
    #expect(second.suppressed.map(\.reason) == (identity.isSame ? [.version] : []))
    #expect(second.alerts.count == (identity.isSame ? 0 : 1))
    #expect(try store.number("SELECT count(*) FROM articles WHERE version_of = 1") == (identity.isSame ? 1 : 0))
  }

  @Test func unrelatedArticleUnderAReusedNameIsAStoryOfItsOwn() async throws {
    let first = try await store.submitFile(Sample(path: "agency/latest.txt").submission())
    let next = Sample(path: "agency/latest.txt", title: "Storm over the coast", body: "A storm has come.")
    let second = try await store.submitFile(next.submission())
    #expect(second.storyID != first.storyID)
    #expect(second.alerts.count == 1)
    // And a change of that one is a version of it, not of what lay under the name before.
    let third = try await store.submitFile(next.with { $0.body = "The storm has gone." }.submission())
    #expect(third.storyID == second.storyID)
    #expect(third.suppressed.map(\.reason) == [.version])
  }

  @Test func changeOfTheTitleAloneIsAVersion() async throws {
    _ = try await store.submitFile(Sample().submission())
    let second = try await store.submitFile(Sample(title: "Ministers sign no pact").submission())
    #expect(second.alerts.count == 1)
    #expect(try store.number("SELECT count(*) FROM alerts WHERE kind = 'correction'") == 1)
    #expect(try store.number("SELECT count(*) FROM articles WHERE version_of = 1") == 1)
  }

  @Test func changeOfTheFurnitureAloneIsADuplicate() async throws {
    _ = try await store.submitFile(Sample(furniture: "Read also: one").submission())
    let second = try await store.submitFile(Sample(furniture: "Read also: two").submission())
    #expect(second.state == .duplicate)
    #expect(try store.number("SELECT count(*) FROM ledger WHERE reason_code = 'same-text'") == 1)
    #expect(try store.number("SELECT count(*) FROM articles") == 1)
  }

  @Test func copyOfALaterVersionBelongsToTheStoryOfTheFirst() async throws {
    let first = try await store.submitFile(Sample().submission())
    let changed = Sample(body: "They agreed on nothing.")
    _ = try await store.submitFile(changed.submission())
    let copy = changed.with { ($0.source, $0.path) = ("wire", "wire/x.txt") }
    #expect(try await store.submitFile(copy.submission()).storyID == first.storyID)
  }

  @Test func articlesOfFurnitureAloneAreNotOneStory() async throws {
    let one = Sample(path: "1.txt", title: "", body: "", furniture: "Menu one")
    let two = Sample(path: "2.txt", title: "", body: "", furniture: "Menu two")
    let receipts = [try await store.submitFile(one.submission()), try await store.submitFile(two.submission())]
    #expect(receipts[0].storyID != receipts[1].storyID)
    #expect(receipts[1].alerts.count == 1)
  }

  /// The same bytes are new in one source and a version of another article in the other: one id, told once.
  @Test func alertWhoseIDWasToldInAnotherStoryIsSuppressed() async throws {
    let told = Sample(source: "wire", path: "wire/x.txt", url: "https://a/1")
    let first = try await store.submitFile(told.submission())
    _ = try await store.submitFile(Sample(body: "Something else.", url: "https://a/1", rules: []).submission())
    let second = try await store.submitFile(
      told.with { ($0.source, $0.path) = ("agency", "agency/y.txt") }.submission())
    #expect(second.state == .matched)
    #expect(second.storyID != first.storyID)
    #expect(second.suppressed.map(\.alertID) == first.alerts.map(\.id))
  }

  @Test func rejectedFileKeepsItsReasonAndRaisesNothing() async throws {
    let receipt = try await store.submitFile(
      .rejected(Sample().file, hash: nil, LedgerReason(code: "empty", message: "The file is empty")))
    #expect(receipt.state == .rejected)
    #expect(receipt.hashPrefix == nil)
    #expect(try store.pendingMoves().first?.reason == LedgerReason(code: "empty", message: "The file is empty"))
    #expect(try store.ledgerCounts().rejected == 1)
  }

  @Test func zeroBytesInTextCutNothingOff() async throws {
    _ = try await store.submitFile(Sample(title: "before\0after", url: "https://a/\0b").submission())
    let title = try store.read { try String.fetchOne($0, sql: "SELECT title FROM texts") }
    #expect(title == "before\u{1A}after")
  }

  private func due(_ endpoint: String) throws -> [DueDelivery] {
    try store.due(endpoint: endpoint, limit: 10, now: .max)
  }
}
