import Pacing
import RuleLanguage
import TestSupport
import Testing

@Suite struct QuietHoursTests {
  static let hours = [(1320, 420), (60, 90), (90, 30), (1435, 0), (125, 185)]

  /// Quiet is what the clock on the wall says, but for the hour that comes twice and the one that does not come.
  @Test(arguments: WallClocks.months.indices)
  func quietByTheWallClock(index: Int) throws {
    let (zone, from) = WallClocks.months[index]
    let minutes = try WallClocks.minutes(zone, from: from).filter { $0.minute % 5 == 0 }
    for (fromMinute, toMinute) in Self.hours {
      let quiet = QuietHours(fromMinute: fromMinute, toMinute: toMinute, timeZone: zone)
      var (differing, wrongEnds) = (0, 0)
      for now in minutes {
        let isQuiet =
          fromMinute < toMinute
          ? now.minute >= fromMinute && now.minute < toMinute : now.minute >= fromMinute || now.minute < toMinute
        let end = quiet.end(at: now.time)
        if (end != nil) != isQuiet { differing += 5 }
        guard let end, now.minute % 60 == 0 else { continue }
        if end <= now.time || end - now.time > 26 * 3_600_000 || quiet.end(at: end - 1) != end { wrongEnds += 1 }
      }
      #expect(wrongEnds == 0, "\(zone) \(fromMinute) \(toMinute)")
      #expect(differing <= 60, "\(zone) \(fromMinute) \(toMinute)")
    }
  }

  @Test func theyEnd() throws {
    let night = QuietHours(fromMinute: 22 * 60, toMinute: 7 * 60, timeZone: "Asia/Tashkent", breaksThrough: .high)
    let day = try WallClocks.day("2026-11-23")
    // 22:00 there is 17:00 UTC, 07:00 is 02:00 UTC.
    #expect(night.end(at: day + 17 * 3_600_000 - 1, severity: .low) == nil)
    #expect(night.end(at: day + 17 * 3_600_000, severity: .low) == day + 26 * 3_600_000)
    #expect(night.end(at: day + 26 * 3_600_000 - 1, severity: .medium) == day + 26 * 3_600_000)
    #expect(night.end(at: day + 26 * 3_600_000, severity: .medium) == nil)
    #expect(night.end(at: day + 20 * 3_600_000, severity: .high) == nil)
    #expect(night.end(at: day + 20 * 3_600_000, severity: .critical) == nil)
  }

  @Test func clocksAreHostile() {
    let night = QuietHours(fromMinute: 1320, toMinute: 420, timeZone: "No/Where")
    for time: Int64 in [.min, .max, .max / 1000, -253_402_300_800_000, 253_402_300_800_000] { _ = night.end(at: time) }
  }
}

@Suite struct EndpointPacingTests {
  static let hour: Int64 = 3_600_000
  static let night = QuietHours(fromMinute: 22 * 60, toMinute: 7 * 60, timeZone: "UTC", breaksThrough: .critical)

  @Test func atOnce() {
    #expect(EndpointPacing().hold(severity: .low, ruleDigest: nil, now: 5) == nil)
    let pacing = EndpointPacing(quietHours: Self.night, limit: RateLimit(max: 1, periodSeconds: 60))
    #expect(pacing.hold(severity: .low, ruleDigest: nil, now: 12 * Self.hour) == nil)
    #expect(pacing.hold(severity: .critical, ruleDigest: nil, now: 23 * Self.hour) == nil)
  }

  @Test func quietHours() {
    let pacing = EndpointPacing(quietHours: Self.night)
    let held = pacing.hold(severity: .high, ruleDigest: nil, now: 23 * Self.hour)
    #expect(held == Hold(until: 31 * Self.hour, gathering: .quietHours))
  }

  /// It would wake those who are not to be woken.
  @Test func whatTheLimitHeldBackWaitsForTheEndOfQuietHours() {
    let pacing = EndpointPacing(quietHours: Self.night, limit: RateLimit(max: 1, periodSeconds: 2 * 3600))
    func held(_ severity: Severity, told: Int64, now: Int64) -> Hold? {
      pacing.recipient("desk", severity: severity, now: now).holdByLimit(told: [told], now: now)
    }
    let evening = 21 * Self.hour
    #expect(held(.low, told: evening, now: evening + 1) == Hold(until: 31 * Self.hour, gathering: .limit))
    #expect(held(.critical, told: evening, now: evening + 1) == Hold(until: 23 * Self.hour, gathering: .limit))
    let noon = 12 * Self.hour
    #expect(held(.low, told: noon, now: noon + 1) == Hold(until: 14 * Self.hour, gathering: .limit))
    #expect(held(.low, told: noon, now: noon + 3 * Self.hour) == nil)
    #expect(EndpointPacing().recipient("desk", severity: .low, now: noon).holdByLimit(told: [noon], now: noon) == nil)
  }

  @Test func digests() {
    let pacing = EndpointPacing(digest: .every(seconds: 7200))
    let held = { pacing.hold(severity: $0, ruleDigest: $1, now: Self.hour) }
    // Critical too.
    for severity in Severity.allCases {
      #expect(held(severity, nil) == Hold(until: 2 * Self.hour, gathering: .digest))
    }
    #expect(held(.low, .every(seconds: 14_400)) == Hold(until: 4 * Self.hour, gathering: .digest))
    #expect(held(.low, .every(seconds: 1800)) == Hold(until: 2 * Self.hour, gathering: .digest))
    #expect(held(.low, .daily(minute: 181, timeZone: "UTC")) == Hold(until: 4 * Self.hour, gathering: .digest))
    let without = EndpointPacing().hold(severity: .low, ruleDigest: .every(seconds: 1800), now: 0)
    #expect(without == Hold(until: 1_800_000, gathering: .digest))
  }

  @Test func digestsThatAreDueInQuietHours() {
    let pacing = EndpointPacing(digest: .every(seconds: 3600), quietHours: Self.night)
    let held = { pacing.hold(severity: $0, ruleDigest: nil, now: $1) }
    #expect(held(.low, 21 * Self.hour + 1) == Hold(until: 31 * Self.hour, gathering: .digest))
    #expect(held(.low, 20 * Self.hour) == Hold(until: 21 * Self.hour, gathering: .digest))
    #expect(held(.critical, 21 * Self.hour + 1) == Hold(until: 22 * Self.hour, gathering: .digest))
    // Came in quiet hours, due when they end.
    #expect(held(.low, 30 * Self.hour + 1) == Hold(until: 31 * Self.hour, gathering: .digest))
  }

  /// A month of alerts: none is told in quiet hours, nor off the digest, and none waits longer than both together.
  @Test(arguments: WallClocks.months.indices)
  func aMonthOfAlerts(index: Int) throws {
    let (zone, from) = WallClocks.months[index]
    var random = SplitMix64(seed: UInt64(index) + 7)
    let first = try WallClocks.day(from)
    for _ in 0..<300 {
      let start = random.below(1440)
      let quiet = QuietHours(
        fromMinute: start, toMinute: (start + 1 + random.below(1200)) % 1440, timeZone: zone, breaksThrough: .critical)
      let digest: DigestSchedule? =
        random.chance(50)
        ? .daily(minute: random.below(1440), timeZone: zone) : random.chance(50) ? .every(seconds: 5400) : nil
      let pacing = EndpointPacing(digest: digest, quietHours: quiet)
      let ruleDigest: DigestSchedule? = random.chance(30) ? .every(seconds: 60 + random.below(10_000)) : nil
      let now = first + Int64(random.below(31 * 86_400_000))
      let severity = random.pick(Severity.allCases)
      guard let held = pacing.hold(severity: severity, ruleDigest: ruleDigest, now: now) else {
        #expect(digest == nil && ruleDigest == nil && quiet.end(at: now, severity: severity) == nil)
        continue
      }
      #expect(held.until > now && held.until - now < 100 * 3_600_000)
      // The day that Apia had not gives a night without an end of its own.
      if zone != "Pacific/Apia" { #expect(quiet.end(at: held.until, severity: severity) == nil) }
      #expect((held.gathering == .digest) == (digest != nil || ruleDigest != nil))
    }
  }
}
