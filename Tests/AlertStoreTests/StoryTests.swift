import Alerts
import GRDB
import NearDuplicates
import TestSupport
import Testing

@testable import AlertStore

/// Near copies are one story, and a story is told once for each rule.
@Suite struct StoryTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  /// Sixty-odd words.
  static let text = """
    The heads of both border services met in Termez on Tuesday and signed a plan of joint patrols for the coming year. \
    Mixed teams will watch the river by boat and by drone. Both sides praised the mood of the talks. The document runs to \
    twelve pages and will be renewed every spring. Smugglers had used every gap between the two services for years. Nobody \
    spoke of the costs.
    """

  static let told = ["Mixed teams will watch the river by boat and by drone."]

  static var first: Sample { Sample(body: text, told: told) }

  static func copy(_ number: Int, ending: String = "Compiled by our desk.") -> Sample {
    Sample(
      source: "paper-\(number)", path: "paper-\(number)/x.txt",
      title: "\(String(repeating: "News \(number) ", count: 4))",
      body: text + " " + ending, told: told)
  }

  private func alerts() throws -> [Alert] {
    try AlertReader(stateFolder: folder.state).alerts().map { try Alert(jsonLine: $0.json) }
  }

  @Test func nearCopyBelongsToTheStoryAndIsCountedNotTold() async throws {
    let first = try await store.submitFile(Self.first.submission())
    for number in 1...14 {
      let copy = try await store.submitFile(Self.copy(number).submission())
      #expect(copy.storyID == first.storyID)
      #expect(copy.alerts.isEmpty)
      #expect(copy.suppressed.map(\.reason) == [.copy])
      #expect(copy.suppressed.map(\.alertID) == first.alerts.map(\.id))
    }
    let again = try await store.submitFile(
      Self.copy(3, ending: "Told again.").with { $0.path = "paper-3/y.txt" }.submission())
    #expect(again.storyID == first.storyID)
    let alert = try #require(try alerts().first)
    #expect(try alerts().count == 1)
    #expect(alert.story?.copies == 16)
    #expect(alert.story?.sources == 15)
    #expect(AlertTextRenderer(usesColour: false).text(alert).contains("+14 sources · 16 copies"))
    #expect(try store.number("SELECT count(*) FROM articles WHERE copy_of = 1") > 0)
  }

  @Test func ruleThatMatchesOnlyALongerCopyIsToldOnce() async throws {
    _ = try await store.submitFile(Self.first.submission())
    let longer = Self.copy(1).with { $0.rules = ["border-patrols", "desk"] }
    #expect(try await store.submitFile(longer.submission()).alerts.map(\.ruleID) == ["desk"])
    let another = longer.with { ($0.source, $0.path) = ("paper-2", "paper-2/x.txt") }
    let receipt = try await store.submitFile(another.submission())
    #expect(receipt.alerts.isEmpty)
    #expect(receipt.suppressed.count == 2)
  }

  @Test func anotherReportIsAStoryOfItsOwn() async throws {
    let first = try await store.submitFile(Self.first.submission())
    let words = (0..<60).map { "other\($0)" }.joined(separator: " ")
    let second = try await store.submitFile(Sample(path: "agency/2.txt", title: "Other", body: words).submission())
    #expect(second.storyID != first.storyID)
    #expect(second.alerts.count == 1)
  }

  @Test func shortTextsAreCopiesOnlyIfTheyAreEqual() async throws {
    let first = try await store.submitFile(Sample().submission())
    let second = try await store.submitFile(
      Sample(source: "wire", path: "wire/x.txt", title: "Pact signed").submission())
    #expect(second.storyID != first.storyID)
  }

  @Test func windowEndsAStory() async throws {
    let first = try await store.submitFile(Self.first.submission())
    let hour: Int64 = 3_600_000
    let late = try await store.submitFile(Self.copy(1).with { $0.arrived += 72 * hour + 1 }.submission())
    #expect(late.storyID != first.storyID)
    #expect(late.alerts.count == 1)
    let inTime = try await store.submitFile(Self.copy(2).with { $0.arrived += 72 * hour }.submission())
    #expect(inTime.storyID == first.storyID || inTime.storyID == late.storyID)
    #expect(inTime.alerts.isEmpty)
  }

  @Test func storiesAreKnownAfterARestart() async throws {
    let first = try await store.submitFile(Self.first.submission())
    try store.close()
    let again = try folder.open()
    let copy = try await again.submitFile(Self.copy(1).submission())
    #expect(copy.storyID == first.storyID)
    #expect(copy.alerts.isEmpty)
  }

  /// One submission of a group that cannot be recorded leaves nothing in the index.
  @Test func whatIsNotRecordedHasNoCopies() async throws {
    try await store.pool.write { database in
      try database.execute(
        sql: """
          CREATE TRIGGER refuse BEFORE INSERT ON texts WHEN NEW.title = 'Refused'
          BEGIN SELECT RAISE(ABORT, 'refused'); END
          """)
    }
    let refused = Self.first.with { $0.title = "Refused" }
    let results = await store.submitAll([try refused.submission(), try Self.first.with { $0.path = "b" }.submission()])
    #expect(results.count { if case .failure = $0 { true } else { false } } == 1)
    #expect(store.nearCopies.additions == 1)
    let copy = try await store.submitFile(Self.copy(1).submission())
    #expect(copy.alerts.isEmpty)
    #expect(try store.number("SELECT count(*) FROM stories") == 1)
    #expect(try store.number("SELECT count(*) FROM articles") == 2)
  }

  /// In whatever order near copies come, each rule that matches any of them tells their story once.
  @Test(arguments: 1...6 as ClosedRange<UInt64>) func orderMakesNoDifferenceToWhatIsTold(_ seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let families = (0..<8).map { family in
      (0..<70).map { _ in "w\(family)x\(random.below(400))" }
    }
    var samples: [(family: Int, sample: Sample)] = []
    for (family, words) in families.enumerated() {
      for copy in 0..<6 {
        var changed = words
        changed[random.below(70)] = "changed"
        let rules = ["a", "b", "c"].filter { _ in random.chance(60) }
        let sample = Sample(
          source: "s\(copy)", path: "s\(copy)/\(family).txt", title: "Paper\(copy) on\(copy) \(family)",
          body: changed.joined(separator: " "), rules: rules)
        samples.append((family, sample))
        if random.chance(40) { samples.append((family, sample.with { $0.path += ".again" })) }
      }
    }
    let expected = Set(samples.flatMap { family, sample in sample.rules.map { "\($0) \(family)" } })
    for _ in 0..<3 {
      let order = samples.shuffled(using: &random)
      let folder = try TemporaryFolder()
      let store = try folder.open()
      let receipts = try await store.submitInOrder(try order.map { try $0.sample.submission() })
      var stories: [Int: Set<String>] = [:]
      var told: [String] = []
      for (receipt, (family, _)) in zip(receipts, order) {
        if let id = receipt.storyID { stories[family, default: []].insert(id) }
        told += receipt.alerts.map { "\($0.ruleID) \(family)" }
      }
      #expect(stories.values.allSatisfy { $0.count == 1 })
      #expect(Set(stories.values.flatMap { $0 }).count == families.count)
      #expect(told.count == Set(told).count)
      #expect(Set(told) == expected)
      // And once more, as after a crash.
      try store.close()
      let again = try folder.open()
      for receipt in try await again.submitInOrder(try order.map { try $0.sample.submission() }) {
        #expect(receipt.alerts.isEmpty)
      }
    }
  }
}
