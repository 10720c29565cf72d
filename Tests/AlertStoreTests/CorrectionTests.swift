import Alerts
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What is told again, and what is withdrawn.
@Suite struct CorrectionTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  private var first: Sample { StoryTests.first }
  private func copy(_ number: Int) -> Sample { StoryTests.copy(number) }

  private static let changedSentence = "Mixed teams will not watch the river by boat and by drone."

  /// The same article with its matched sentence changed.
  private func changed(_ sample: Sample) -> Sample {
    sample.with {
      $0.body = $0.body.replacing(StoryTests.told[0], with: Self.changedSentence)
      $0.told = [Self.changedSentence]
    }
  }

  private func lastAlert() throws -> Alert {
    try Alert(jsonLine: #require(try AlertReader(stateFolder: folder.state).alerts().last).json)
  }

  @Test func changedSentenceInAVersionIsToldWithOldAndNew() async throws {
    let told = try await store.submitFile(first.submission())
    let receipt = try await store.submitFile(changed(first).submission())
    #expect(receipt.alerts.count == 1)
    let alert = try lastAlert()
    #expect(alert.kind == .correction)
    #expect(alert.correction?.alert == told.alerts.first?.id)
    #expect(alert.correction?.because == [.sentence])
    #expect(
      alert.correction?.changes == [
        Alert.Correction.Change(zone: "body", old: StoryTests.told[0], new: Self.changedSentence)
      ])
    #expect(alert.id == Alert.id(rule: "border-patrols", articleHash: changed(first).hash.hex, kind: .correction))
    #expect(alert.id == receipt.alerts.first?.id)
    #expect(try store.due(endpoint: "log", limit: 10, now: .max).count == 2)
  }

  @Test func sentenceThatWentIsToldInAVersionAndNotInAnExcerptElsewhere() async throws {
    _ = try await store.submitFile(first.submission())
    let without = first.with {
      $0.body = $0.body.replacing(StoryTests.told[0] + " ", with: "")
      $0.told = ["Both sides praised the mood of the talks."]
    }
    let excerpt = without.with { ($0.source, $0.path, $0.title) = ("wire", "wire/x.txt", "Other words altogether") }
    #expect(try await store.submitFile(excerpt.submission()).suppressed.map(\.reason) == [.copy])
    #expect(try await store.submitFile(without.submission()).alerts.count == 1)
    #expect(try lastAlert().correction?.changes == [Alert.Correction.Change(zone: "body", old: StoryTests.told[0])])
  }

  @Test func changeElsewhereInTheTextIsNoNews() async throws {
    _ = try await store.submitFile(first.submission())
    let receipt = try await store.submitFile(first.with { $0.body += " More is to follow." }.submission())
    #expect(receipt.alerts.isEmpty)
    #expect(receipt.suppressed.map(\.reason) == [.version])
  }

  @Test func furnitureAloneIsADuplicate() async throws {
    _ = try await store.submitFile(first.submission())
    let receipt = try await store.submitFile(first.with { $0.furniture = "Denied: another headline" }.submission())
    #expect(receipt.state == .duplicate)
    #expect(receipt.alerts.isEmpty)
  }

  @Test func changedTitleIsToldInAVersionAndInACopyThatKeepsMostOfIt() async throws {
    _ = try await store.submitFile(first.submission())
    let other = copy(1).with { $0.title = "Ministers sign no pact on border patrols" }
    #expect(try await store.submitFile(other.submission()).alerts.count == 1)
    #expect(
      try lastAlert().correction?.changes == [
        Alert.Correction.Change(zone: "title", old: first.title, new: other.title)
      ])
    #expect(try await store.submitFile(copy(2).submission()).alerts.isEmpty, "a headline of its own")
    #expect(try await store.submitFile(first.with { $0.title = "All is off" }.submission()).alerts.count == 1)
    let punctuation = first.with { $0.title = "“All is off!”" }
    #expect(try await store.submitFile(punctuation.submission()).alerts.isEmpty, "the same words")
  }

  @Test func denialInACopyIsToldOnceThoughManyHaveIt() async throws {
    let told = try await store.submitFile(first.submission())
    _ = try await store.submitFile(copy(1).submission())
    func denial(_ number: Int) -> Sample {
      copy(number).with {
        $0.body += " They denied it."
        $0.denials = ["denied"]
      }
    }
    #expect(try await store.submitFile(denial(2).submission()).alerts.count == 1)
    let alert = try lastAlert()
    #expect(alert.correction?.because == [.denial])
    #expect(alert.correction?.alert == told.alerts.first?.id)
    #expect(alert.correction?.changes == [Alert.Correction.Change(zone: "body", new: "They denied it.")])
    for number in 3...8 {
      let receipt = try await store.submitFile(denial(number).submission())
      #expect(receipt.alerts.isEmpty)
      #expect(receipt.suppressed.count == 1)
    }
    #expect(try await store.submitFile(copy(9).submission()).alerts.isEmpty, "a copy of what was told first")
    let second = denial(10).with { $0.denials += ["baseless"] }
    #expect(try await store.submitFile(second.submission()).alerts.count == 1, "another denial")
  }

  @Test func correctionThatEachSourceMakesIsToldOnce() async throws {
    _ = try await store.submitFile(first.submission())
    for number in 1...5 { _ = try await store.submitFile(copy(number).submission()) }
    #expect(try await store.submitFile(changed(first).submission()).alerts.count == 1)
    for number in 1...5 {
      let receipt = try await store.submitFile(changed(copy(number)).submission())
      #expect(receipt.alerts.isEmpty)
      #expect(receipt.suppressed.map(\.reason) == [.version])
    }
  }

  @Test func changeBackIsToldToo() async throws {
    _ = try await store.submitFile(first.submission())
    #expect(try await store.submitFile(changed(first).submission()).alerts.count == 1)
    let back = first.with { $0.body += " As before." }
    #expect(try await store.submitFile(back.submission()).alerts.count == 1)
    #expect(try lastAlert().correction?.changes?.first?.old == Self.changedSentence)
  }

  @Test func ruleThatNoLongerMatchesIsWithdrawnOnce() async throws {
    let told = try await store.submitFile(first.submission())
    let without = changed(first).with { ($0.rules, $0.unmatched) = ([], ["border-patrols"]) }
    let receipt = try await store.submitFile(without.submission())
    #expect(receipt.state == .unmatched)
    let alert = try lastAlert()
    #expect(alert.kind == .withdrawn)
    #expect(alert.correction?.because == [.noMatch])
    #expect(alert.correction?.alert == told.alerts.first?.id)
    #expect(alert.correction?.changes == [Alert.Correction.Change(zone: "body", old: StoryTests.told[0])])
    #expect(alert.id == Alert.id(rule: "border-patrols", articleHash: without.hash.hex, kind: .withdrawn))
    #expect(try store.due(endpoint: "log", limit: 10, now: .max).count == 2)
    // Still without.
    let still = without.with { $0.body += " And more." }
    #expect(try await store.submitFile(still.submission()).alerts.isEmpty)
    // And again with it.
    #expect(try await store.submitFile(first.with { $0.body += " Again." }.submission()).alerts.count == 1)
    #expect(try lastAlert().correction?.because == [.again])
  }

  /// A page that flaps would ring once for every other version of it.
  @Test func whatWasNotToldAgainIsNotWithdrawnAgain() async throws {
    let id = try #require(try await store.submitFile(first.submission()).alerts.first?.id)
    func without(_ number: Int) -> Sample {
      changed(first).with { ($0.rules, $0.unmatched, $0.body) = ([], ["border-patrols"], "\($0.body) \(number)") }
    }
    #expect(try await store.submitFile(without(1).submission()).alerts.count == 1)
    _ = try await store.submit(.acknowledge(Acknowledgement(.alert(id), milliseconds: 1)))
    for number in 2...4 {
      let again = first.with { $0.body += " Again \(number)." }
      #expect(try await store.submitFile(again.submission()).suppressed.map(\.reason) == [.acknowledged])
      #expect(try await store.submitFile(without(number).submission()).alerts.isEmpty)
    }
  }

  /// One character may be as long as an article.
  @Test func titlesAreShownWithABound() async throws {
    let tower = "Ministers sign pact a" + String(repeating: "\u{301}", count: 200_000)
    #expect(tower.count < 30)
    _ = try await store.submitFile(first.with { $0.title = tower }.submission())
    _ = try await store.submitFile(first.with { $0.title = "All is off b" + tower.dropFirst(20) }.submission())
    let change = try #require(try lastAlert().correction?.changes?.first)
    #expect(change.zone == "title")
    for text in [change.old, change.new] { #expect((900...1_003).contains(text?.utf8.count ?? 0)) }
  }

  struct NotWithdrawn: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let change: @Sendable (inout Sample) -> Void
  }

  @Test(arguments: [
    NotWithdrawn(testDescription: "rule gone") { $0.unmatched = [] },
    NotWithdrawn(testDescription: "rule asks for something else") { $0.ruleVersion = "another" },
    NotWithdrawn(testDescription: "copy of another source") { ($0.source, $0.path) = ("wire", "wire/x.txt") },
  ]) func nothingIsWithdrawn(_ how: NotWithdrawn) async throws {
    _ = try await store.submitFile(first.submission())
    let without = changed(first).with { ($0.rules, $0.unmatched) = ([], ["border-patrols"]) }.with(how.change)
    #expect(try await store.submitFile(without.submission()).alerts.isEmpty)
  }

  @Test func sourceThatOnlyCopiedWithdrawsNothing() async throws {
    _ = try await store.submitFile(first.submission())
    _ = try await store.submitFile(copy(1).submission())
    let without = changed(copy(1)).with { ($0.rules, $0.unmatched) = ([], ["border-patrols"]) }
    #expect(try await store.submitFile(without.submission()).alerts.isEmpty)
  }

  @Test func replayTellsNothingTwice() async throws {
    let samples = [
      first, copy(1), changed(first), copy(2).with { $0.denials = ["denied"] },
      first.with { ($0.rules, $0.unmatched, $0.body) = ([], ["border-patrols"], $0.body + " Gone.") },
    ]
    for sample in samples { _ = try await store.submitFile(sample.submission()) }
    let alerts = try store.number("SELECT count(*) FROM alerts")
    #expect(alerts == 4)
    try store.close()
    let again = try folder.open()
    for sample in samples + samples { #expect(try await again.submitFile(sample.submission()).alerts.isEmpty) }
    #expect(try again.number("SELECT count(*) FROM alerts") == alerts)
  }
}
