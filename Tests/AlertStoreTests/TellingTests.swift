import Alerts
import GRDB
import Pacing
import Routing
import RuleLanguage
import TestSupport
import Testing

@testable import AlertStore

/// What is held back, and told together, and what is counted before it is told.
@Suite struct TellingTests {
  private let noon: Int64 = 1_750_000_000_000
  private let hour: Int64 = 3_600_000
  private let folder: TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TemporaryFolder()
    store = try folder.open()
  }

  private func sample(_ number: Int, source: String = "agency", at time: Int64? = nil) -> Sample {
    var sample = Sample()
    sample.source = source
    sample.path = "\(source)/\(number).txt"
    sample.title = "Report number \(number)"
    sample.body = "The text of article \(number) has nothing to do with that of others, only \(number * 7919)."
    sample.url = "https://example.org/\(source)/\(number)"
    sample.inode = UInt64(number) + 10
    sample.arrived = time ?? noon
    return sample
  }

  private func held(_ store: AlertStore) throws -> [String?] {
    try store.read { try String?.fetchAll($0, sql: "SELECT held FROM alerts WHERE kind != 'notice' ORDER BY sequence") }
  }

  private func due(_ store: AlertStore, _ endpoint: String = "log", at now: Int64) throws -> [DueDelivery] {
    try store.due(endpoint: endpoint, limit: 100, now: now)
  }

  // MARK: throttle

  @Test func throttleHoldsBackWhatIsTooMuchAndSaysSo() async throws {
    let pacing = RulePacing(throttle: Throttle(max: 2, periodSeconds: 3600))
    for (number, minutes) in [0, 10, 20, 61, 62, 71].enumerated() {
      var sample = sample(number, at: noon + Int64(minutes) * 60_000)
      sample.pacing = pacing
      #expect(try await store.submitFile(try sample.submission()).alerts.count == 1)
    }
    // At 61 minutes only that of minute 10 counts, at 62 those of 10 and 61, at 71 only that of 61.
    #expect(try held(store) == [nil, nil, "throttle", nil, "throttle", nil])
    #expect(try due(store, at: noon + 2 * hour).count == 4)
    let note = try store.read { try String.fetchOne($0, sql: "SELECT held_note FROM alerts WHERE held = 'throttle'") }
    #expect(note == "more than 2 in 1h")
  }

  @Test func throttleCountsSourcesApartAndOtherRulesNotAtAll() async throws {
    for (number, source) in ["a", "b", "a", "b"].enumerated() {
      var sample = sample(number, source: source)
      sample.pacing = RulePacing(
        throttle: Throttle(max: 1, periodSeconds: 60, by: .source), throttleValue: source)
      _ = try await store.submitFile(try sample.submission())
    }
    var other = sample(9)
    other.rules = ["other"]
    other.pacing = RulePacing(throttle: Throttle(max: 1, periodSeconds: 60))
    _ = try await store.submitFile(try other.submission())
    #expect(try held(store) == [nil, nil, "throttle", "throttle", nil])
  }

  /// However many authors there are.
  @Test func whatIsCountedStaysBounded() async throws {
    for number in 0..<60 {
      var sample = sample(number, at: noon + Int64(number) * 60_000)
      sample.pacing = RulePacing(
        throttle: Throttle(max: 1, periodSeconds: 60, by: .author), throttleValue: "author \(number)")
      _ = try await store.submitFile(try sample.submission())
    }
    #expect(try store.number("SELECT count(*) FROM told") <= 4)
  }

  /// What nobody is told of, since a state is rebuilt or no endpoint takes it, uses nothing up.
  @Test func whatNobodyIsToldOfIsNotThrottled() async throws {
    for number in 0..<4 {
      var sample = sample(number)
      sample.endpoints = number < 3 ? [] : ["log"]
      sample.wasTold = number < 1
      sample.pacing = RulePacing(throttle: Throttle(max: 1, periodSeconds: 60))
      _ = try await store.submitFile(try sample.submission())
    }
    #expect(try held(store) == [nil, "no endpoint", "no endpoint", nil])
  }

  // MARK: when

  @Test func alertComesOnTheThirdAndCountingBeginsAnew() async throws {
    var receipts: [FileReceipt] = []
    for number in 0..<6 {
      var sample = sample(number, at: noon + Int64(number))
      sample.pacing = RulePacing(frequency: AlertFrequency(count: 3, windowSeconds: 60))
      receipts.append(try await store.submitFile(try sample.submission()))
    }
    #expect(receipts.map(\.alerts.count) == [0, 0, 1, 0, 0, 1])
    #expect(receipts.map(\.counted.count) == [1, 1, 0, 1, 1, 0])
    #expect(receipts.allSatisfy { $0.state == .matched })
    let counted = try store.read {
      try Row.fetchAll($0, sql: "SELECT reason, alert_sequence FROM counted_matches ORDER BY time_ms")
    }
    #expect(counted.map { $0[0] as String }.prefix(2) == ["1 of 3 within 1m", "2 of 3 within 1m"])
    let first = receipts[2].alerts.first?.sequence
    #expect(
      counted.map { $0[1] as Int64? } == [
        first, first, receipts[5].alerts.first?.sequence, receipts[5].alerts.first?.sequence,
      ])
  }

  /// It tells of a story that was told, and says nothing of those that are still counted.
  @Test func aCorrectionUsesUpNoMatchesOfOtherStories() async throws {
    let pacing = RulePacing(frequency: AlertFrequency(count: 2, windowSeconds: 3600))
    var told = sample(1)
    told.told = ["The text of article 1 has nothing to do with that of others, only 7919."]
    told.pacing = pacing
    var other = sample(2)
    other.pacing = pacing
    #expect(try await store.submitFile(try other.submission()).alerts == [])
    #expect(try await store.submitFile(try told.submission()).alerts.count == 1)
    var counted = sample(3)
    counted.pacing = pacing
    #expect(try await store.submitFile(try counted.submission()).alerts == [])
    told.title = "Another title"
    #expect(try await store.submitFile(try told.submission()).alerts.count == 1)
    #expect(try store.number("SELECT count(*) FROM counted_matches WHERE alert_sequence IS NULL") == 1)
    var last = sample(4)
    last.pacing = pacing
    #expect(try await store.submitFile(try last.submission()).alerts.count == 1)
  }

  @Test func ofEachValueTheLatestCounts() async throws {
    let minutes: [(Int, String)] = [
      (0, "a"), (50, "b"), (55, "a"), (58, "a"), (62, "c"), (63, "d"), (64, "d"), (123, "e"), (124, "f"), (125, "g"),
    ]
    var raised: [Int] = []
    for (number, (minute, source)) in minutes.enumerated() {
      var sample = sample(number, source: source, at: noon + Int64(minute) * 60_000)
      sample.pacing = RulePacing(
        frequency: AlertFrequency(count: 3, windowSeconds: 3600, distinct: .source), frequencyValue: source)
      raised.append(try await store.submitFile(try sample.submission()).alerts.count)
    }
    // At 62 there are b and, of 58, a; at 123 d of 64, which at 124 is too long ago.
    #expect(raised == [0, 0, 0, 0, 1, 0, 0, 0, 0, 1])
  }

  @Test func whatIsTooLongAgoDoesNotCount() async throws {
    var raised: [Int] = []
    for (number, seconds) in [0, 61, 62].enumerated() {
      var sample = sample(number, at: noon + Int64(seconds) * 1000)
      sample.pacing = RulePacing(frequency: AlertFrequency(count: 3, windowSeconds: 60))
      raised.append(try await store.submitFile(try sample.submission()).alerts.count)
    }
    #expect(raised == [0, 0, 0])
  }

  /// Copies count: that others bring it is what is waited for.
  @Test func threeSourcesOfOneStoryAreEnough() async throws {
    var raised: [Int] = []
    for (number, source) in ["a", "a", "b", "c", "d"].enumerated() {
      var sample = Sample()
      sample.source = source
      sample.path = "\(source)/\(number).txt"
      sample.url = "https://example.org/\(source)/\(number)"
      if number == 1 { sample.body += " A sentence was added to it." }
      sample.pacing = RulePacing(
        frequency: AlertFrequency(count: 3, windowSeconds: 60, distinct: .source), frequencyValue: source)
      raised.append(try await store.submitFile(try sample.submission()).alerts.count)
    }
    #expect(raised == [0, 0, 0, 1, 0])
  }

  @Test func versionsOfAnArticleCountOnce() async throws {
    var raised: [Int] = []
    for number in 0..<4 {
      var sample = Sample()
      sample.url = "https://example.org/one"
      sample.body += String(repeating: " More became known.", count: number)
      sample.pacing = RulePacing(frequency: AlertFrequency(count: 2, windowSeconds: 60))
      raised.append(try await store.submitFile(try sample.submission()).alerts.count)
    }
    #expect(raised == [0, 0, 0, 0])
    #expect(try store.number("SELECT count(*) FROM counted_matches") == 4)
    #expect(try store.number("SELECT count(*) FROM counted_matches WHERE is_superseded = 0") == 1)
  }

  // MARK: Gathered

  @Test func whatIsGatheredFallsDueTogetherAndAlone() async throws {
    let evening = noon + 5 * hour
    for number in 0..<4 {
      var sample = sample(number)
      let hold = Hold(until: evening, gathering: .digest)
      sample.recipients = [Recipient("mail", hold: number == 1 ? nil : hold), Recipient("log")]
      _ = try await store.submitFile(try sample.submission())
    }
    #expect(try due(store, "mail", at: noon).map(\.gathering) == [nil])
    #expect(try due(store, "log", at: noon).count == 4)
    #expect(try store.nextDue(endpoint: "mail", after: noon) == evening)
    #expect(try due(store, "mail", at: evening).map(\.gathering) == [.digest, .digest, .digest])
    #expect(try store.nextDue(endpoint: "mail") == 0)
  }

  /// Which had said until when they wait.
  @Test func aClockThatWasFarAheadHoldsNothingBack() async throws {
    let year = 365 * 24 * hour
    var ahead = sample(1, at: noon + year)
    ahead.recipients = [Recipient("mail", hold: Hold(until: noon + year + hour, gathering: .digest))]
    _ = try await store.submitFile(try ahead.submission())
    var sample = sample(2)
    sample.recipients = [Recipient("mail", hold: Hold(until: noon + hour, gathering: .digest))]
    _ = try await store.submitFile(try sample.submission())
    #expect(try due(store, "mail", at: noon).map(\.gathering) == [.digest])
    #expect(try due(store, "mail", at: noon).map(\.sequence) == [1], "the other waits for its time")
    #expect(try due(store, "mail", at: noon + hour).map(\.sequence) == [2])
  }

  /// Or one that was put back would try as often as the receiver can answer.
  @Test func whatAClockThatWasFarAheadGatheredIsInBackOffOnceItFailed() async throws {
    let year = 365 * 24 * hour
    var ahead = sample(1, at: noon + year)
    ahead.recipients = [Recipient("mail", hold: Hold(until: noon + year + hour, gathering: .digest))]
    _ = try await store.submitFile(try ahead.submission())
    func fail(at now: Int64) async throws {
      let failure = DeliveryAttempt.Outcome.failed(reason: "no", nextAttemptMilliseconds: now + 5_000)
      _ = try await store.submit(
        .attempted([DeliveryAttempt(sequence: 1, endpoint: "mail", outcome: failure, milliseconds: now)]))
    }
    try await fail(at: noon)
    #expect(try due(store, "mail", at: noon + 1) == [])
    #expect(try due(store, "mail", at: noon + 5_000).map(\.sequence) == [1])
    // When it failed first is not in the future: it would never be given up.
    try await fail(at: noon - hour)
    #expect(try due(store, "mail", at: noon).map(\.failingSince) == [noon])
    // Nor was it before the alert, whatever a clock says that is far behind: it would be given up at once.
    try await fail(at: 0)
    #expect(try due(store, "mail", at: noon + year + hour).map(\.failingSince) == [noon + year])
  }

  /// What is told of a story is told in its order.
  @Test func whatWasGatheredDoesNotPassWhatIsInBackOff() async throws {
    var sample = sample(1)
    sample.told = ["The text of article 1 has nothing to do with that of others, only 7919."]
    sample.recipients = [Recipient("mail")]
    _ = try await store.submitFile(try sample.submission())
    sample.title = "Another title"
    sample.recipients = [Recipient("mail", hold: Hold(until: noon + hour, gathering: .limit))]
    #expect(try await store.submitFile(try sample.submission()).alerts.count == 1)
    var other = self.sample(2)
    other.recipients = [Recipient("mail", hold: Hold(until: noon + 2 * hour, gathering: .digest))]
    _ = try await store.submitFile(try other.submission())
    let failure = DeliveryAttempt.Outcome.failed(reason: "no", nextAttemptMilliseconds: noon + 3 * hour)
    _ = try await store.submit(
      .attempted([DeliveryAttempt(sequence: 1, endpoint: "mail", outcome: failure, milliseconds: noon)]))
    #expect(try due(store, "mail", at: noon + hour) == [])
    #expect(try due(store, "mail", at: noon + 2 * hour).map(\.sequence) == [3], "another story is not held up")
    #expect(try due(store, "mail", at: noon + 3 * hour).map(\.sequence) == [2])
  }

  /// An endpoint that is back gets what failed, not what is gathered for later.
  @Test func anEndpointThatIsBackIsNotToldEarly() async throws {
    var sample = sample(1)
    sample.recipients = [Recipient("mail", hold: Hold(until: noon + hour, gathering: .quietHours))]
    _ = try await store.submitFile(try sample.submission())
    _ = try await store.submit(.attempted([], .worksAgain("mail")))
    _ = try await store.submit(.switchedOn(endpoint: "mail"))
    #expect(try due(store, "mail", at: noon) == [])
    #expect(try due(store, "mail", at: noon + hour).count == 1)
  }

  /// A correction that breaks through does not wait for what it corrects.
  @Test func whatIsGatheredHoldsUpNothing() async throws {
    var sample = sample(1)
    sample.told = ["The text of article 1 has nothing to do with that of others, only 7919."]
    sample.recipients = [Recipient("mail", hold: Hold(until: noon + hour, gathering: .quietHours))]
    _ = try await store.submitFile(try sample.submission())
    sample.title = "Another title"
    sample.recipients = [Recipient("mail")]
    #expect(try await store.submitFile(try sample.submission()).alerts.count == 1)
    #expect(try due(store, "mail", at: noon).count == 1)
  }

  /// Of different values there are never enough: what no window reaches is not looked through with each match.
  @Test func whatIsCountedOfDifferentValuesStaysBounded() async throws {
    let frequency = AlertFrequency(count: 100, windowSeconds: 60, distinct: .author)
    let day = 24 * hour
    for number in 0..<60 {
      // One by a clock that is far ahead makes none old.
      var sample = sample(number, at: noon + Int64(number) * day + (number == 59 ? 365 * day : 0))
      let author = String(repeating: "e\u{301}", count: number % 2 * 40_000) + "author \(number)"
      sample.pacing = RulePacing(frequency: frequency, frequencyValue: author)
      #expect(try await store.submitFile(try sample.submission()).alerts.isEmpty)
    }
    let open = "FROM counted_matches WHERE alert_sequence IS NULL AND is_superseded = 0"
    // As many days as a report may look back, and what came before the last one.
    #expect((9...11).contains(try store.number("SELECT count(*) \(open)")))
    #expect(try store.number("SELECT max(length(CAST(value AS BLOB))) FROM counted_matches") <= 1_003)
    #expect(try store.number("SELECT count(*) FROM counted_matches") == 60, "nothing is dropped")
  }

  @Test func limitGathersTheRestUntilThereIsRoom() async throws {
    for number in 0..<5 {
      var sample = sample(number, at: noon + Int64(number) * 60_000)
      sample.recipients = [Recipient("mail", limit: RateLimit(max: 2, periodSeconds: 3600))]
      _ = try await store.submitFile(try sample.submission())
    }
    let atOnce = try due(store, "mail", at: noon + 10 * 60_000)
    #expect(atOnce.map(\.gathering) == [nil, nil])
    #expect(try store.nextDue(endpoint: "mail", after: noon + 10 * 60_000) == noon + hour)
    #expect(try due(store, "mail", at: noon + hour).map(\.gathering) == [.limit, .limit, .limit])
  }

  // MARK: Silences

  @Test func silenceHoldsBackAndTellsWhatItDid() async throws {
    guard
      case .recorded(let id) = try await store.submit(
        .silence(NewSilence(rule: "border-*", time: noon..<(noon + hour), comment: "exercise")))
    else { return }
    for number in 0..<3 {
      var sample = sample(number, at: noon + Int64(number))
      if number == 2 { sample.rules = ["other"] }
      _ = try await store.submitFile(try sample.submission())
    }
    #expect(try held(store) == ["silence", "silence", nil])
    let audience = Audience(["log"], among: Routes([Routes.Endpoint(name: "log")]))
    _ = try await store.submit(.endSilence(id: Int64(id), milliseconds: noon + hour, audience))
    _ = try await store.submit(.endSilence(id: Int64(id), milliseconds: noon + hour + 1, audience))
    let told = try due(store, at: noon + hour)
    #expect(told.count == 2)
    let notice = try #require(try Notice(jsonLine: told[1].json))
    #expect(notice.notice.code == .silenceEnded)
    #expect(notice.notice.title == "Silence 1 has ended (rules border-*: exercise); it held back 2 alerts")
    #expect(notice.notice.lines?.count == 2)
    // What comes later is told.
    _ = try await store.submitFile(try sample(7, at: noon + 2 * hour).submission())
    #expect(try held(store).last == .some(nil))
  }

  // MARK: Acknowledgements

  @Test func acknowledgedStoriesAreCorrectedNoMoreButForDenials() async throws {
    var sample = Sample()
    sample.url = "https://example.org/one"
    sample.told = ["The two ministers met on Monday."]
    let first = try #require(try await store.submitFile(try sample.submission()).alerts.first)
    let acknowledgement = Acknowledgement(.alert(first.id), verdict: .useful, milliseconds: noon)
    #expect(try await store.submit(.acknowledge(acknowledgement)) == .recorded(count: 1))
    sample.title = "Another title of it"
    let second = try await store.submitFile(try sample.submission())
    #expect(second.alerts == [] && second.suppressed.map(\.reason) == [.acknowledged])
    sample.body += " The ministry denied it."
    sample.denials = ["denied"]
    #expect(try await store.submitFile(try sample.submission()).alerts.count == 1)
    let unknown = Acknowledgement(.alert("nothing"), milliseconds: noon)
    #expect(try await store.submit(.acknowledge(unknown)) == .recorded(count: 0))
  }

  // MARK: Follow-ups

  @Test func aStoryThatGrowsIsToldOfAgainAtItsSizes() async throws {
    for number in 0..<4 {
      var sample = Sample()
      sample.source = "source\(number)"
      sample.path = "source\(number)/a.txt"
      sample.followUps = [3, 100]
      _ = try await store.submitFile(try sample.submission())
    }
    let told = try due(store, at: noon)
    #expect(told.count == 2)
    let notice = try #require(try Notice(jsonLine: told[1].json))
    #expect(notice.notice.code == .moreCopies)
    #expect(notice.notice.title == "3 articles from 3 sources by now: A rule")
  }

  /// Nobody hears by a follow-up of a rule's alert that went to others, or of what is silenced.
  @Test func whoeverIsToldThatAStoryGrowsIsToldOfTheAlertItHad() async throws {
    func copy(_ number: Int, _ rules: [String], _ endpoints: [String]) async throws {
      var sample = Sample()
      (sample.source, sample.path) = ("source\(number)", "source\(number)/a.txt")
      (sample.rules, sample.endpoints, sample.followUps) = (rules, endpoints, [4, 5])
      _ = try await store.submitFile(try sample.submission())
    }
    func notices(_ endpoint: String) throws -> [Notice] {
      try due(store, endpoint, at: noon).compactMap { try? Notice(jsonLine: $0.json) }
    }
    try await copy(1, ["secret"], ["log"])
    try await copy(2, ["open"], ["mail"])
    try await copy(3, ["other"], ["log"])
    try await copy(4, ["secret"], ["log"])
    let (log, mail) = (try notices("log"), try notices("mail"))
    #expect(log.count == 1 && log[0].notice.lines?.first?.hasSuffix("rule secret") == true)
    #expect(mail.count == 1 && mail[0].notice.lines?.first?.hasSuffix("rule open") == true)
    _ = try await store.submit(.silence(NewSilence(rule: "secret", time: 0..<(.max))))
    _ = try await store.submit(.silence(NewSilence(rule: "open", time: 0..<(.max))))
    try await copy(5, ["secret"], ["log"])
    #expect(try notices("mail") == mail)
    #expect(try notices("log").last?.notice.lines?.first?.hasSuffix("rule other") == true)
  }

  @Test func aNoticeIsToldOnce() async throws {
    let notice = Notice(
      Notice.Content(code: .endpointFailing, severity: .high, title: "mail fails", endpoint: "mail"),
      occasion: "mail 1", milliseconds: noon)
    #expect(try await store.submit(.notice(notice, [Recipient("log")], milliseconds: noon)) == .recorded(count: 1))
    #expect(try await store.submit(.notice(notice, [Recipient("log")], milliseconds: noon)) == .recorded(count: 0))
    let told = try due(store, at: noon)
    #expect(told.map(\.storyID) == [notice.id])
    #expect(try told.map { try Notice(jsonLine: $0.json) } == [notice])
  }
}
