import Alerts
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What a copy or a version adds is told; what was told stays told.
@Suite struct NewSentenceTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  private static let museum = "A museum in Tashkent showed an exhibition on the history of espionage."
  private static let arrest = "The chief of the service was arrested at the airport on Friday."
  private static let house = "Investigators searched his summer house near the reservoir."

  private func sample(_ source: String, _ sentences: [String]) -> Sample {
    Sample(
      source: source, path: "\(source)/x.txt", title: "\(source) reports in words of \(source)",
      body: ([StoryTests.text] + sentences).joined(separator: " "), told: sentences)
  }

  private func lastAlert() throws -> Alert {
    try Alert(jsonLine: #require(try AlertReader(stateFolder: folder.state).alerts().last).json)
  }

  @Test func newSentenceInACopyIsToldOnce() async throws {
    let told = try await store.submitFile(sample("blog", [Self.museum]).submission())
    let receipt = try await store.submitFile(sample("wire", [Self.arrest]).submission())
    #expect(receipt.storyID == told.storyID)
    #expect(receipt.alerts.count == 1)
    let alert = try lastAlert()
    #expect(alert.kind == .correction)
    #expect(alert.correction?.because == [.newSentence])
    #expect(alert.correction?.changes == [Alert.Correction.Change(zone: "body", new: Self.arrest)])
    #expect(alert.correction?.alert == told.alerts.first?.id)
    for number in 0..<6 {
      let both = sample("paper\(number)", number % 2 == 0 ? [Self.arrest] : [Self.museum, Self.arrest])
      #expect(try await store.submitFile(both.submission()).suppressed.map(\.reason) == [.copy])
    }
  }

  @Test func newSentenceInAVersionIsTold() async throws {
    _ = try await store.submitFile(sample("wire", [Self.museum]).submission())
    let update = sample("wire", [Self.museum, Self.arrest])
    #expect(try await store.submitFile(update.submission()).alerts.count == 1)
    #expect(try lastAlert().correction?.because == [.newSentence])
    let more = sample("wire", [Self.museum, Self.arrest, Self.house])
    #expect(try await store.submitFile(more.submission()).alerts.count == 1)
    #expect(try lastAlert().correction?.changes == [Alert.Correction.Change(zone: "body", new: Self.house)])
  }

  @Test func fortyOutletsWithTheSameSentencesAreOneAlert() async throws {
    var alerts = 0
    for number in 0..<40 {
      let receipt = try await store.submitFile(sample("paper\(number)", [Self.museum, Self.arrest]).submission())
      alerts += receipt.alerts.count
    }
    #expect(alerts == 1)
  }

  /// The first has it, though its alert had no room for it.
  @Test func sentenceOfAnArticleThatWasToldIsNotNew() async throws {
    let first = sample("wire", [Self.museum, Self.arrest]).with { $0.told = [Self.museum] }
    _ = try await store.submitFile(first.submission())
    #expect(try await store.submitFile(sample("blog", [Self.arrest]).submission()).suppressed.map(\.reason) == [.copy])
  }

  /// What only a suppressed match had, nobody was told.
  @Test func suppressedMatchHasToldNothing() async throws {
    _ = try await store.submitFile(sample("wire", [Self.museum]).submission())
    // The second shows nothing of the arrest, so that it is suppressed.
    let hidden = sample("blog", [Self.museum, Self.arrest]).with { $0.told = [Self.museum] }
    #expect(try await store.submitFile(hidden.submission()).alerts.isEmpty)
    #expect(try await store.submitFile(sample("paper", [Self.arrest]).submission()).alerts.count == 1)
  }

  @Test func denialInAnotherSentenceIsNews() async throws {
    func denial(_ source: String, _ sentences: [String]) -> Sample {
      sample(source, sentences).with { ($0.told, $0.denials) = ([Self.museum], ["denied"]) }
    }
    let seat = "Reporters were denied a seat."
    _ = try await store.submitFile(denial("wire", [Self.museum, seat]).submission())
    #expect(try await store.submitFile(denial("blog", [Self.museum, seat]).submission()).alerts.isEmpty)
    let now = denial("paper", [Self.museum, "The ministry has now denied the whole report."])
    #expect(try await store.submitFile(now.submission()).alerts.count == 1)
    #expect(try lastAlert().correction?.because == [.denial])
    #expect(
      try await store.submitFile(now.with { ($0.source, $0.path) = ("web", "web/y") }.submission()).alerts.isEmpty)
  }

  @Test func correctionsOfAStoryEndWhereTheyAreTooMany() async throws {
    func version(_ number: Int) -> Sample {
      sample("wire", [Self.museum]).with {
        $0.title = "Title \(number) of \(number)"
        $0.arrived += Int64(number) * 1_000
      }
    }
    var alerts = 0
    var held = 0
    for number in 0..<30 {
      let receipt = try await store.submitFile(version(number).submission())
      alerts += receipt.alerts.count
      held += receipt.suppressed.count { $0.reason == .correctionLimit }
    }
    #expect(alerts == 1 + Recorder.maximumCorrections)
    #expect(held == 29 - Recorder.maximumCorrections)
    #expect(try store.number("SELECT count(*) FROM matches WHERE held = 'correction-limit'") == held)
    // A day later what is new is told again, even if it was held back before.
    let copy = version(29).with {
      $0.body += " More is to follow."
      $0.arrived += Recorder.correctionPeriod
    }
    #expect(try await store.submitFile(copy.submission()).alerts.count == 1)
  }

  /// A page that changes all the time and is for no endpoint fills the database no faster than one that is told.
  @Test func correctionsForNobodyEndWhereTheyAreTooMany() async throws {
    for number in 0..<30 {
      let version = sample("wire", [Self.museum]).with {
        $0.title = "Title \(number) of \(number)"
        $0.arrived += Int64(number) * 1_000
        if number > 0 { $0.endpoints = [] }
      }
      _ = try await store.submitFile(version.submission())
    }
    let corrections = try store.number(
      "SELECT count(*) FROM alerts WHERE kind = 'correction' AND held = 'no endpoint'")
    #expect(corrections == Recorder.maximumCorrections)
  }

  @Test func storedComparisonsThatAreNotUnderstoodCountAsAbsent() async throws {
    _ = try await store.submitFile(sample("wire", [Self.museum]).submission())
    try await store.pool.write { database in
      try database.execute(sql: "UPDATE articles SET denials = '[\"denied\"]', sentences = x'0102'")
      try database.execute(sql: "UPDATE matches SET sentences = '{'")
    }
    #expect(try await store.submitFile(sample("blog", [Self.museum]).submission()).alerts.count == 1)
  }
}
