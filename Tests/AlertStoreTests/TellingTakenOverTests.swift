import Alerts
import GRDB
import Pacing
import RuleLanguage
import TestSupport
import Testing

@testable import AlertStore

/// What people have said, and what was held back and counted, outlives the database.
@Suite struct TellingTakenOverTests {
  private let noon: Int64 = 1_750_000_000_000
  private let hour: Int64 = 3_600_000
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func sample(_ number: Int) -> Sample {
    var sample = Sample()
    sample.path = "agency/\(number).txt"
    sample.title = "Report number \(number)"
    sample.body = "The text of article \(number) has nothing to do with that of others, only \(number * 7919)."
    sample.inode = UInt64(number) + 10
    sample.arrived = noon + Int64(number)
    return sample
  }

  private func notice(_ occasion: String) -> Notice {
    Notice(
      Notice.Content(code: .endpointFailing, severity: .high, title: "mail fails", endpoint: "mail"),
      occasion: occasion, milliseconds: noon)
  }

  /// Throttled, silenced, gathered, counted, acknowledged, given up, and a notice that waits.
  private func fill(_ store: AlertStore) async throws {
    let gathered = sample(1).with {
      $0.recipients = [Recipient("mail", hold: Hold(until: noon + hour, gathering: .digest))]
    }
    let first = try await store.submitFile(gathered.submission())
    let id = try #require(first.alerts.first?.id)
    _ = try await store.submit(.acknowledge(Acknowledgement(.alert(id), verdict: .wrong, milliseconds: noon)))
    let throttled = RulePacing(throttle: Throttle(max: 1, periodSeconds: 3600))
    for number in 2...3 {
      _ = try await store.submitFile(
        sample(number).with { ($0.pacing, $0.rules) = (throttled, ["throttled"]) }.submission())
    }
    let counted = RulePacing(frequency: AlertFrequency(count: 3, windowSeconds: 3600))
    _ = try await store.submitFile(sample(4).with { ($0.pacing, $0.rules) = (counted, ["counted"]) }.submission())
    _ = try await store.submit(.silence(NewSilence(rule: "quiet", time: noon..<(noon + hour), comment: "exercise")))
    _ = try await store.submitFile(sample(5).with { $0.rules = ["quiet"] }.submission())
    let dead = try await store.submitFile(sample(6).with { $0.endpoints = ["web"] }.submission())
    let attempt = DeliveryAttempt(
      sequence: try #require(dead.alerts.first?.sequence), endpoint: "web", outcome: .dead(reason: "400"),
      milliseconds: noon)
    _ = try await store.submit(.attempted([attempt], .switchedOff("web", reason: "gone", milliseconds: noon)))
    _ = try await store.submit(.notice(notice("waits"), [Recipient("log")], milliseconds: noon))
    _ = try await store.submit(.notice(notice("told"), [Recipient("pager")], milliseconds: noon))
    let told = try #require(try store.due(endpoint: "pager", limit: 1, now: .max).first)
    _ = try await store.submit(
      .attempted([
        DeliveryAttempt(sequence: told.sequence, endpoint: "pager", outcome: .delivered, milliseconds: noon)
      ]))
  }

  /// - Parameter expected: how many alerts of the rule that may tell one there are then, told and held back.
  private func check(_ store: AlertStore, throttled expected: (told: Int, held: Int)) async throws {
    let gathered = try store.due(endpoint: "mail", limit: 10, now: noon)
    #expect(gathered == [], "it waits for its digest")
    #expect(try store.due(endpoint: "mail", limit: 10, now: noon + hour).map(\.gathering) == [.digest])
    #expect(try store.number("SELECT count(*) FROM acknowledgements WHERE verdict = 'false'") == 1)
    #expect(try store.number("SELECT count(*) FROM outbox WHERE state = 'dead' AND last_error = '400'") == 1)
    #expect(try store.number("SELECT count(*) FROM endpoints_off WHERE endpoint = 'web'") == 1)
    let notices = try store.due(endpoint: "log", limit: 10, now: .max).compactMap { try Notice(jsonLine: $0.json) }
    #expect(notices == [notice("waits")])
    #expect(try store.due(endpoint: "pager", limit: 10, now: .max) == [])
    #expect(try store.hasNotice(notice("told").id))
    // The limit is still reached, and the count goes on.
    let throttled = RulePacing(throttle: Throttle(max: 1, periodSeconds: 3600))
    _ = try await store.submitFile(
      sample(12).with { ($0.pacing, $0.rules) = (throttled, ["throttled"]) }.submission())
    let told = "SELECT count(*) FROM alerts WHERE rule_id = 'throttled' AND held IS NULL"
    #expect(try store.number(told) == expected.told)
    let held = "SELECT count(*) FROM alerts WHERE rule_id = 'throttled' AND held = 'throttle'"
    #expect(try store.number(held) == expected.held)
    let counted = RulePacing(frequency: AlertFrequency(count: 3, windowSeconds: 3600))
    var raised: [Int] = []
    for number in 13...14 {
      let next = sample(number).with { ($0.pacing, $0.rules) = (counted, ["counted"]) }
      raised.append(try await store.submitFile(next.submission()).alerts.count)
    }
    #expect(raised == [0, 1])
    // And the silence lasts.
    _ = try await store.submitFile(sample(15).with { $0.rules = ["quiet"] }.submission())
    #expect(try store.number("SELECT count(*) FROM alerts WHERE rule_id = 'quiet' AND held IS NULL") == 0)
    for (question, sql) in PropertyTests.impossible { #expect(try store.number(sql) == 0, "\(question)") }
    #expect(try store.number("SELECT count(*) FROM pragma_foreign_key_check") == 0)
    #expect(
      try store.figures().totals.alerts == (try store.number("SELECT count(*) FROM alerts WHERE kind != 'notice'")))
  }

  @Test func damageTakesNothingOfItAway() async throws {
    let store = try folder.openSettingAside().store
    try await fill(store)
    store.noteDamage(AlertStoreError(.damagedDatabase, "for a test"))
    try store.close()
    let opening = try folder.openSettingAside()
    let saved = try #require(opening.setAside).saved
    #expect(saved.lostDeliveries == 0)
    // A silence, an acknowledgement, an endpoint, an alert that was told, two notices, a match; what was held back is gone with its articles.
    #expect((saved.tellings, saved.lostTellings) == (9, 0))
    // What was told waits for the log; what was held back is not here.
    try await check(opening.store, throttled: (told: 1, held: 1))
    try opening.store.close()
  }

  /// The articles were read in again, with nobody told, as `rebuild` does.
  @Test func aRebuildTakesNothingOfItAway() async throws {
    let old = try folder.openSettingAside().store
    try await fill(old)
    try old.close()
    let store = try AlertStore.open(stateFolder: folder.path + "/new")
    let counted = RulePacing(frequency: AlertFrequency(count: 3, windowSeconds: 3600))
    for number in 1...6 {
      let rules = [2: "throttled", 3: "throttled", 4: "counted", 5: "quiet"]
      _ = try await store.submitFile(
        sample(number).with {
          ($0.endpoints, $0.wasTold) = ([], true)
          $0.rules = [rules[number] ?? "border-patrols"]
          if number == 4 { $0.pacing = counted }
        }.submission())
    }
    let previous = try #require(PreviousDatabase(path: old.databasePath))
    // A second time changes nothing.
    for _ in 1...2 {
      #expect(try #require(previous.carryTelling(into: store)) == (9, 0))
      let carried = try #require(previous.carryPendingDeliveries(into: store))
      #expect(carried == (3, 0))
    }
    #expect(previous.failure == nil)
    // A further article of a story that was held back is told once it may be.
    let copy = sample(5).with {
      ($0.rules, $0.source, $0.path, $0.arrived) = (["quiet"], "other", "other/5.txt", noon + hour)
    }
    let held = try store.number("SELECT count(*) FROM alerts WHERE held IS NOT NULL")
    #expect(held == 2)
    try await check(store, throttled: (told: 1, held: 2))
    #expect(try await store.submitFile(copy.submission()).alerts.count == 1)
    try store.close()
  }

  /// The new database has the story told by another article, or not at all; in neither is it the alert that was held back.
  @Test(arguments: [true, false]) func whatWasHeldBackIsNotToldInThePlaceOfItsCopy(isHeldThere: Bool) async throws {
    let old = try folder.openSettingAside().store
    let copy = sample(1).with {
      ($0.source, $0.path, $0.title, $0.arrived) = ("other", "other/1.txt", "Another title", noon + hour)
    }
    _ = try await old.submit(.silence(NewSilence(rule: "*", time: noon..<(noon + hour))))
    _ = try await old.submitFile(sample(1).submission())
    let told = try #require(try await old.submitFile(copy.submission()).alerts.first)
    try old.close()
    let store = try AlertStore.open(stateFolder: folder.path + "/new")
    let previous = try #require(PreviousDatabase(path: old.databasePath))
    if isHeldThere {
      _ = try await store.submit(.silence(NewSilence(rule: "*", time: noon..<(noon + hour))))
      _ = try await store.submitFile(sample(1).submission())
    }
    _ = try #require(previous.carryTelling(into: store))
    #expect(try #require(previous.carryPendingDeliveries(into: store)) == (1, 0))
    #expect(try store.due(endpoint: "log", limit: 10, now: .max).map(\.alertID) == [told.id])
    try store.close()
  }
}
