import Alerts
import GRDB
import Pacing
import RuleLanguage
import TestSupport
import Testing

@testable import AlertStore

/// What holds after any sequence of articles, silences and acknowledgements, with rules that tell no more than they should, and
/// a clock that is put right now and then.
@Suite struct TellingPropertyTests {
  private static let hour: Int64 = 3_600_000
  private static let rules = ["free", "throttled", "counted", "again"]

  private static func pacing(_ rule: String, _ source: String) -> RulePacing? {
    switch rule {
    case "throttled": RulePacing(throttle: Throttle(max: 1, periodSeconds: 3600))
    case "counted":
      RulePacing(
        throttle: Throttle(max: 2, periodSeconds: 7200),
        frequency: AlertFrequency(count: 2, windowSeconds: 7200, distinct: .source), frequencyValue: source)
    case "again":
      RulePacing(
        throttle: Throttle(max: 3, periodSeconds: 3600, by: .source), throttleValue: source,
        tellsEachSource: source != "wire", tellsEachLanguage: true)
    default: nil
    }
  }

  private static func sample(_ random: inout SplitMix64, at time: Int64) -> Sample {
    let source = ["agency", "wire", "gov", "blog"][random.below(4)]
    var sample = Sample(source: source, path: "\(source)/\(random.below(6)).txt")
    sample.title = "Title \(random.below(3))"
    sample.body = "Body \(random.below(4)) says it."
    sample.told = [sample.body]
    if random.below(4) == 0 {
      sample.body += " They denied it."
      sample.denials = ["denied"]
    }
    sample.furniture = "Menu \(random.below(2))"
    if random.below(2) == 0 { sample.url = "https://a/\(random.below(4))" }
    sample.language = [nil, "en", "ru"][random.below(3)]
    sample.arrived = time
    let rule = rules[random.below(4)]
    // Each submission has the rules of one pacing.
    (sample.rules, sample.pacing) = random.below(5) == 0 ? ([], nil) : ([rule], pacing(rule, source))
    sample.unmatched = sample.rules.isEmpty ? rules : []
    sample.followUps = [2, 4]
    sample.recipients = [
      Recipient("log"), Recipient("mail", limit: RateLimit(max: 2, periodSeconds: 3600)),
    ]
    return sample
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>) func nobodyIsToldTwiceAndNothingStaysUnheard(_ seed: UInt64)
    async throws
  {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    var random = SplitMix64(seed: seed)
    var now: Int64 = 1_750_000_000_000
    var texts: Set<[String]> = []
    for _ in 0..<250 {
      now += Int64(random.below(40)) * 60_000
      if random.below(20) == 0 { now -= 5 * Self.hour }
      switch random.below(12) {
      case 0:
        let silence = NewSilence(rule: Self.rules[random.below(4)], time: now..<(now + 3 * Self.hour))
        _ = try await store.submit(.silence(silence))
      case 1:
        let place = random.below(50)
        let id = try await store.pool.read {
          try String.fetchOne(
            $0, sql: "SELECT id FROM alerts WHERE kind != 'notice' ORDER BY sequence LIMIT 1 OFFSET ?",
            arguments: [place])
        }
        if let id { _ = try await store.submit(.acknowledge(Acknowledgement(.alert(id), milliseconds: now))) }
      default:
        let sample = Self.sample(&random, at: now)
        let receipt = try await store.submitFile(sample.submission())
        if receipt.state != .duplicate { texts.insert([sample.title, sample.body]) }
      }
    }
    let held = "SELECT count(*) FROM alerts WHERE kind = 'new' AND held IS NOT NULL"
    #expect(try store.number(held) > 3, "otherwise nothing is tried")
    #expect(try store.number("SELECT count(*) FROM alerts WHERE kind != 'notice' AND held IS NULL") > 20)
    for (question, sql) in PropertyTests.impossible { #expect(try store.number(sql) == 0, "\(question)") }
    #expect(try store.number("SELECT count(*) FROM pragma_foreign_key_check") == 0)

    // A year later all of it comes once more, from somebody else: no rule has anything against being told now.
    now += 365 * 24 * Self.hour
    for (number, text) in texts.sorted(by: { $0.joined() < $1.joined() }).enumerated() {
      var sample = Sample(
        source: "later", path: "later/\(number).txt", title: text[0], body: text[1], rules: Self.rules)
      sample.url = "https://later/\(number)"
      sample.arrived = now + Int64(number)
      _ = try await store.submitFile(sample.submission())
    }
    let unheard = """
      SELECT count(*) FROM alerts AS untold WHERE kind = 'new' AND held IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM alerts WHERE rule_id = untold.rule_id AND story_id = untold.story_id AND kind = 'new' AND held IS NULL)
      AND NOT EXISTS (
        SELECT 1 FROM acknowledgements WHERE rule_id = untold.rule_id AND story_id = untold.story_id)
      """
    #expect(try store.number(unheard) == 0)
    for (question, sql) in PropertyTests.impossible { #expect(try store.number(sql) == 0, "\(question)") }
    try store.close()
  }
}
