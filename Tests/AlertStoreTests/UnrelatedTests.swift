import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What has nothing in common with a story is none of its articles, whatever address it bears and however small the steps
/// were that led to it.
@Suite struct UnrelatedTests {
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  private var first: Sample { StoryTests.first.with { $0.url = "https://a.example/1" } }
  private func intruder(_ number: Int) -> Sample {
    first.with {
      $0.path = "agency/other-\(number).txt"
      $0.title = "Weather\(number) dry\(number)"
      $0.body = (0..<50).map { "rain\(number)x\($0)" }.joined(separator: " ")
      ($0.rules, $0.unmatched, $0.told) = ([], ["border-patrols"], nil)
    }
  }

  @Test func foreignTextUnderAnAddressWithdrawsNothing() async throws {
    let told = try await store.submitFile(first.submission())
    let receipt = try await store.submitFile(intruder(1).submission())
    #expect(receipt.alerts.isEmpty)
    #expect(receipt.storyID != told.storyID)
    let note = try store.read { try String.fetchOne($0, sql: "SELECT notes FROM ledger ORDER BY id DESC LIMIT 1") }
    #expect(note?.contains("taken for another article") == true)
    // The real next version is still known as one.
    let gone = first.with {
      $0.body = $0.body.replacing(StoryTests.told[0] + " ", with: "")
      ($0.rules, $0.unmatched, $0.told) = ([], ["border-patrols"], nil)
    }
    let withdrawn = try await store.submitFile(gone.submission())
    #expect(withdrawn.storyID == told.storyID)
    #expect(withdrawn.alerts.count == 1)
  }

  @Test func oneAddressForEverythingSuppressesNothing() async throws {
    for number in 0..<8 {
      let sample = intruder(number).with { ($0.rules, $0.unmatched) = (["border-patrols"], []) }
      #expect(try await store.submitFile(sample.submission()).alerts.count == 1)
    }
    #expect(try store.number("SELECT count(*) FROM stories") == 8)
  }

  struct Related: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let change: @Sendable (inout Sample) -> Void
  }

  @Test(arguments: [
    Related(testDescription: "title") { $0.title = StoryTests.first.title + " today" },
    Related(testDescription: "sentence") { $0.body += ". " + StoryTests.told[0] },
    Related(testDescription: "body") { $0.body = StoryTests.text + " More." },
  ]) func whatResemblesIsAVersion(_ how: Related) async throws {
    let told = try await store.submitFile(first.submission())
    let version = intruder(1).with(how.change)
    #expect(try await store.submitFile(version.submission()).storyID == told.storyID)
    #expect(try store.number("SELECT count(*) FROM articles WHERE version_of = 1") == 1)
  }

  @Test func smallStepsDoNotLeadToAnotherStory() async throws {
    var words = (0..<120).map { "old\($0)" }
    var stories: [String?] = []
    var alerts = 0
    for step in 0..<9 {
      let sample = Sample(
        source: "s\(step)", path: "s\(step)/x.txt", title: "Source\(step) writes\(step)",
        body: words.joined(separator: " "))
      let receipt = try await store.submitFile(sample.submission())
      stories.append(receipt.storyID)
      alerts += receipt.alerts.count
      for index in 0..<16 where step * 16 + index < 120 { words[step * 16 + index] = "new\(step * 16 + index)" }
    }
    #expect(stories[1] == stories[0], "one step is a copy")
    #expect(stories.last != stories.first)
    #expect(alerts == Set(stories).count && alerts > 1)
  }
}
