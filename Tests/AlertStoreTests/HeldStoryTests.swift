import Alerts
import GRDB
import Hashing
import Pacing
import RuleLanguage
import TestSupport
import Testing

@testable import AlertStore

/// A story of which nobody was told, because it was too much or nobody wanted to hear of it, is told later all the same.
@Suite struct HeldStoryTests {
  private let noon: Int64 = 1_750_000_000_000
  private let hour: Int64 = 3_600_000
  private let sentence = "The two ministers met on Monday."
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  /// Of one story, from different sources.
  private func copy(_ number: Int, at time: Int64, pacing: RulePacing? = nil) -> Sample {
    var sample = Sample()
    sample.source = "source\(number)"
    sample.path = "source\(number)/a.txt"
    sample.url = "https://example.org/\(number)"
    sample.told = [sentence]
    sample.arrived = time
    sample.pacing = pacing
    return sample
  }

  private func other(_ number: Int, at time: Int64, pacing: RulePacing?) -> Sample {
    var sample = Sample()
    sample.path = "agency/\(number).txt"
    sample.title = "Report number \(number)"
    sample.body = "The text of article \(number) has nothing to do with that of others, only \(number * 7919)."
    sample.url = "https://example.org/other/\(number)"
    sample.arrived = time
    sample.pacing = pacing
    return sample
  }

  private func submit(_ sample: Sample) async throws -> FileReceipt { try await store.submitFile(sample.submission()) }

  private func silence(until end: Int64) async throws {
    _ = try await store.submit(.silence(NewSilence(rule: "*", time: noon..<end)))
  }

  private func toldAlerts() throws -> [Alert] {
    try store.due(endpoint: "log", limit: 100, now: .max).map { try Alert(jsonLine: $0.json) }
  }

  /// Endpoints take alerts by source, severity or language: that none took the first must not keep the others from theirs.
  @Test func aCopyThatAnEndpointTakesTellsTheStory() async throws {
    for number in 1...2 {
      var sample = copy(number, at: noon + Int64(number))
      sample.endpoints = []
      _ = try await submit(sample)
    }
    #expect(try toldAlerts() == [])
    #expect(try store.number("SELECT count(*) FROM alerts WHERE held = 'no endpoint'") == 1)
    #expect(try await submit(copy(3, at: noon + 3)).alerts.count == 1)
    #expect(try toldAlerts().map(\.kind) == [.new])
    // And once.
    #expect(try await submit(copy(4, at: noon + 4)).suppressed.map(\.reason) == [.copy])
    // What counts as told is not told again.
    var told = other(1, at: noon, pacing: nil)
    (told.endpoints, told.wasTold) = ([], true)
    _ = try await submit(told)
    (told.source, told.path, told.endpoints, told.wasTold) = ("wire", "wire/1.txt", ["log"], false)
    #expect(try await submit(told).alerts.isEmpty)
    #expect(try toldAlerts().count == 1)
  }

  /// When a state is rebuilt and those are told who were not.
  @Test func whatWasToldTellsAStoryOfWhichNoEndpointTookTheFirst() async throws {
    var sample = copy(1, at: noon)
    sample.endpoints = []
    _ = try await submit(sample)
    sample = copy(2, at: noon + 1)
    (sample.endpoints, sample.wasTold) = ([], true)
    #expect(try await submit(sample).alerts.count == 1)
    #expect(try await submit(copy(3, at: noon + 2)).alerts.isEmpty)
    #expect(try toldAlerts() == [])
  }

  @Test func aCopyAfterTheSilenceTellsTheStory() async throws {
    try await silence(until: noon + hour)
    #expect(try await submit(copy(1, at: noon)).alerts.count == 1)
    // While it lasts, the copies are copies.
    let second = try await submit(copy(2, at: noon + 1))
    #expect(second.alerts == [] && second.suppressed.map(\.reason) == [.copy])
    #expect(try toldAlerts() == [])
    #expect(try await submit(copy(3, at: noon + hour)).alerts.count == 1)
    let fourth = try await submit(copy(4, at: noon + hour + 1))
    #expect(fourth.alerts == [] && fourth.suppressed.map(\.reason) == [.copy])
    let told = try toldAlerts()
    #expect(told.map(\.kind) == [.new])
    #expect(told.map(\.article.file) == ["report.txt"] && told.map(\.story?.copies) == [3])
    #expect(fourth.suppressed.map(\.alertID) == told.map(\.id), "what was told counts on")
  }

  @Test func aCopyAfterTheThrottlesPeriodTellsTheStory() async throws {
    let pacing = RulePacing(throttle: Throttle(max: 1, periodSeconds: 3600))
    _ = try await submit(other(1, at: noon, pacing: pacing))
    _ = try await submit(copy(1, at: noon + 1, pacing: pacing))
    _ = try await submit(copy(2, at: noon + 2, pacing: pacing))
    #expect(try toldAlerts().count == 1)
    _ = try await submit(copy(3, at: noon + hour, pacing: pacing))
    #expect(try toldAlerts().map(\.kind) == [.new, .new])
    // And it is told again where it changes, as any.
    _ = try await submit(
      copy(3, at: noon + 3 * hour, pacing: pacing).with { $0.title = "Ministers sign no pact on border patrols" })
    #expect(try toldAlerts().map(\.kind) == [.new, .new, .correction])
  }

  /// Their alerts would have the same id.
  @Test func theSameBytesFromAnotherSourceTellTheStoryToo() async throws {
    try await silence(until: noon + hour)
    var sample = Sample()
    sample.arrived = noon
    let first = try await submit(sample)
    (sample.source, sample.path, sample.arrived) = ("other", "other/report.txt", noon + hour)
    let second = try await submit(sample)
    #expect(first.alerts.count == 1 && second.alerts.count == 1)
    #expect(first.alerts.map(\.id) != second.alerts.map(\.id))
    #expect(try toldAlerts().map(\.id) == second.alerts.map(\.id))
    (sample.source, sample.path) = ("third", "third/report.txt")
    #expect(try await submit(sample).alerts == [])
  }

  @Test func whatWasAcknowledgedUnheardStaysUntold() async throws {
    try await silence(until: noon + hour)
    let first = try await submit(copy(1, at: noon))
    let id = try #require(first.alerts.first?.id)
    _ = try await store.submit(.acknowledge(Acknowledgement(.alert(id), milliseconds: noon + 1)))
    #expect(try await submit(copy(2, at: noon + hour)).suppressed.map(\.reason) == [.acknowledged])
    #expect(try toldAlerts() == [])
  }

  @Test func whatNobodyHeardOfIsNotTakenBack() async throws {
    try await silence(until: noon + hour)
    _ = try await submit(copy(1, at: noon))
    let withdrawn = copy(1, at: noon + hour).with {
      $0.body += " Nothing of it holds."
      ($0.rules, $0.unmatched) = ([], ["border-patrols"])
    }
    #expect(try await submit(withdrawn).alerts == [])
    #expect(try toldAlerts() == [])
  }

  /// The first was held back, a copy of it told: the first's next version takes back what the copy said.
  @Test func whatAnotherArticleToldIsTakenBack() async throws {
    try await silence(until: noon + hour)
    _ = try await submit(copy(1, at: noon))
    let told = try await submit(copy(2, at: noon + hour))
    let withdrawn = copy(1, at: noon + hour + 1).with {
      $0.body += " Nothing of it holds."
      ($0.rules, $0.unmatched) = ([], ["border-patrols"])
    }
    #expect(try await submit(withdrawn).alerts.count == 1)
    #expect(try toldAlerts().map(\.kind) == [.new, .withdrawn])
    #expect(try toldAlerts().last?.correction?.alert == told.alerts.first?.id)
  }

  @Test func denialsAreNeverTooMuch() async throws {
    let pacing = RulePacing(throttle: Throttle(max: 1, periodSeconds: 3600))
    _ = try await submit(copy(1, at: noon, pacing: pacing))
    _ = try await submit(
      copy(1, at: noon + 1, pacing: pacing).with { $0.title = "Ministers sign a treaty on border patrols" })
    #expect(try toldAlerts().map(\.kind) == [.new])
    _ = try await submit(
      copy(1, at: noon + 2, pacing: pacing).with {
        $0.body += " The ministry denied it."
        $0.denials = ["denied"]
      })
    #expect(try toldAlerts().map(\.kind) == [.new, .correction])
  }

  /// A correction that was held back has told nobody what changed.
  @Test func aChangeThatWasHeldBackIsToldWithTheNextCopy() async throws {
    _ = try await submit(copy(1, at: noon - 1))
    try await silence(until: noon + hour)
    let corrected = "Ministers sign no pact on border patrols"
    #expect(try await submit(copy(1, at: noon).with { $0.title = corrected }).alerts.count == 1)
    #expect(try toldAlerts().map(\.kind) == [.new])
    #expect(try await submit(copy(2, at: noon + hour).with { $0.title = corrected }).alerts.count == 1)
    #expect(try toldAlerts().map(\.kind) == [.new, .correction])
    #expect(try await submit(copy(3, at: noon + hour + 1).with { $0.title = corrected }).alerts == [])
  }

  /// Likewise where the article had a version that was told.
  @Test func aChangeThatWasHeldBackSaysNothingOfOthers() async throws {
    _ = try await submit(copy(1, at: noon - 2))
    _ = try await submit(copy(2, at: noon - 1))
    try await silence(until: noon + hour)
    let corrected = "Ministers sign no pact on border patrols"
    _ = try await submit(copy(1, at: noon).with { $0.title = corrected })
    #expect(try await submit(copy(2, at: noon + hour).with { $0.title = corrected }).alerts.count == 1)
    #expect(try toldAlerts().map(\.kind) == [.new, .correction])
  }

  /// However many copies say something new while it lasts; and those that come then are told.
  @Test func whatIsHeldBackStaysBoundedAndTakesNoRoom() async throws {
    let text = (1...30).map { "\(sentence) Patrol \($0) goes along the river and back over the hills." }.joined(
      separator: " ")
    func copy(_ number: Int, at time: Int64) -> Sample {
      let new = "Number \(number) of the guards says so."
      return self.copy(number, at: time).with { ($0.body, $0.told) = (text + " " + new, [sentence, new]) }
    }
    _ = try await submit(copy(0, at: noon - 1))
    try await silence(until: noon + hour)
    for number in 1...15 { _ = try await submit(copy(number, at: noon)) }
    #expect(try store.number("SELECT count(*) FROM alerts WHERE held IS NOT NULL AND kind = 'correction'") == 10)
    #expect(try store.number("SELECT count(*) FROM matches WHERE held = 'correction-limit'") == 5)
    for number in 16...20 { #expect(try await submit(copy(number, at: noon + hour)).alerts.count == 1) }
    #expect(try toldAlerts().map(\.kind) == [.new] + Array(repeating: .correction, count: 5))
  }

  // MARK: With `when`

  /// It had its matches; those of other stories are left to them.
  @Test func aHeldStoryNeedsNoFurtherMatches() async throws {
    let pacing = RulePacing(frequency: AlertFrequency(count: 2, windowSeconds: 86_400))
    try await silence(until: noon + hour)
    #expect(try await submit(other(1, at: noon, pacing: pacing)).alerts == [])
    #expect(try await submit(copy(1, at: noon + 1, pacing: pacing)).alerts.count == 1)
    #expect(try await submit(other(2, at: noon + 2, pacing: pacing)).alerts == [])
    #expect(try await submit(copy(2, at: noon + hour, pacing: pacing)).alerts.count == 1)
    #expect(try toldAlerts().count == 1)
    #expect(try store.number("SELECT count(*) FROM counted_matches WHERE alert_sequence IS NULL") == 1)
  }

  @Test func aVersionOfWhatWasSpentDoesNotCountAgain() async throws {
    let pacing = RulePacing(frequency: AlertFrequency(count: 2, windowSeconds: 86_400))
    let first = other(1, at: noon, pacing: pacing)
    #expect(try await submit(first).alerts == [])
    #expect(try await submit(other(2, at: noon + 1, pacing: pacing)).alerts.count == 1)
    for number in 1...2 {
      let version = first.with { $0.body += String(repeating: " More became known.", count: number) }
      #expect(try await submit(version).counted == ["border-patrols"])
    }
    #expect(try await submit(other(3, at: noon + 2, pacing: pacing)).alerts == [])
    #expect(try await submit(other(4, at: noon + 3, pacing: pacing)).alerts.count == 1)
  }

  @Test func aVersionThatMatchesNoMoreTakesItsMatchBack() async throws {
    let pacing = RulePacing(frequency: AlertFrequency(count: 2, windowSeconds: 86_400))
    let first = other(1, at: noon, pacing: pacing)
    #expect(try await submit(first).alerts == [])
    // Of a rule that is not in force nothing is known.
    let unknown = first.with { ($0.body, $0.rules) = (first.body + " Nobody knows.", []) }
    _ = try await submit(unknown)
    #expect(try store.number("SELECT count(*) FROM counted_matches WHERE is_superseded = 0") == 1)
    #expect(try await submit(other(3, at: noon + 1, pacing: pacing)).alerts.count == 1)
    let second = other(4, at: noon + 2, pacing: pacing)
    #expect(try await submit(second).alerts == [])
    _ = try await submit(
      second.with { ($0.body, $0.rules, $0.unmatched) = (second.body + " No.", [], ["border-patrols"]) })
    #expect(try await submit(other(5, at: noon + 3, pacing: pacing)).alerts == [])
  }

  // MARK: Told again

  @Test func aSourceThatTheRuleNamesIsToldOnce() async throws {
    let named = RulePacing(tellsEachSource: true)
    _ = try await submit(copy(1, at: noon))
    #expect(try await submit(copy(2, at: noon)).alerts == [])
    #expect(try await submit(copy(3, at: noon, pacing: named)).alerts.count == 1)
    let again = copy(3, at: noon, pacing: named).with { ($0.path, $0.url) = ("source3/b.txt", "https://example.org/b") }
    #expect(try await submit(again.with { $0.furniture = "Another page" }).alerts == [])
    let told = try toldAlerts()
    #expect(told.map(\.kind) == [.new, .correction])
    #expect(told.last?.correction?.because == [.source] && told.last?.correction?.changes == nil)
  }

  /// As agencies send it: their alerts would have the same id.
  @Test func eachNamedSourceIsToldOfTheSameBytes() async throws {
    let named = RulePacing(tellsEachSource: true)
    func copy(_ source: String, _ number: Int = 1) -> Sample {
      self.copy(1, at: noon, pacing: named).with { ($0.source, $0.path) = (source, "\(source)/\(number).txt") }
    }
    for source in ["a", "b", "c"] { #expect(try await submit(copy(source)).alerts.count == 1, "\(source)") }
    for source in ["a", "b", "c"] { #expect(try await submit(copy(source, 2)).alerts == [], "\(source)") }
    #expect(Set(try toldAlerts().map(\.id)).count == 3)
  }

  @Test func theFirstSourceOfAStoryIsNotToldTwice() async throws {
    let named = RulePacing(tellsEachSource: true)
    _ = try await submit(copy(1, at: noon, pacing: named))
    let again = copy(1, at: noon, pacing: named).with {
      ($0.path, $0.url) = ("source1/b.txt", "https://example.org/b")
      $0.furniture = "Another page"
    }
    #expect(try await submit(again).suppressed.map(\.reason) == [.copy])
  }

  @Test func anotherLanguageIsToldOnce() async throws {
    let each = RulePacing(tellsEachLanguage: true)
    func copy(_ number: Int, in language: String?) -> Sample {
      self.copy(number, at: noon, pacing: each).with { $0.language = language }
    }
    _ = try await submit(copy(1, in: "en"))
    #expect(try await submit(copy(2, in: nil)).alerts == [], "it may be the same")
    #expect(try await submit(copy(3, in: "en")).alerts == [])
    #expect(try await submit(copy(4, in: "ru")).alerts.count == 1)
    #expect(try await submit(copy(5, in: "ru")).alerts == [])
    #expect(try toldAlerts().compactMap(\.correction?.because) == [[.language]])
    _ = try await submit(other(1, at: noon, pacing: each))
    let english = other(1, at: noon, pacing: each).with {
      ($0.source, $0.path, $0.language) = ("english", "english/1.txt", "en")
    }
    #expect(try await submit(english).alerts == [], "the first may have been in it")
  }

  /// The endpoints of the article that makes it so many know it from its own alert.
  @Test func whomAnArticleTellsNeedsNoFollowUp() async throws {
    try await silence(until: noon + hour)
    _ = try await submit(copy(1, at: noon))
    _ = try await submit(copy(2, at: noon + hour).with { $0.followUps = [2] })
    #expect(try store.due(endpoint: "log", limit: 10, now: .max).count == 1)
  }
}
