import Pacing
import RuleLanguage
import Settings
import Testing

/// When endpoints are told, and what is told of the watch itself.
@Suite struct WatchSettingsTests {
  private static func load(_ text: String) -> WatchwordSettings {
    let load = SettingsFile.load(text: text)
    #expect(load.diagnostics.isEmpty, "\(load.diagnostics)")
    return load.settings
  }

  @Test(
    arguments: [
      ("08:00 asia/tashkent", DigestSchedule.daily(minute: 480, timeZone: "Asia/Tashkent")),
      ("every 1h", .every(seconds: 3600)), ("{every: 2h}", .every(seconds: 7200)),
    ])
  func digests(text: String, schedule: DigestSchedule) {
    let settings = Self.load("endpoints: {a: {type: discord, url: https://example.org/, digest: \(text)}}")
    #expect(settings.namedEndpoints.map(\.pacing) == [EndpointPacing(digest: schedule)])
  }

  @Test func everyKeyIsRead() {
    let settings = Self.load(
      """
      endpoints:
        ops:
          type: mail
          server: smtp://localhost
          from: watch@example.org
          to: [ops@example.org]
          quiet_hours: {from: "22:00", to: "7:30", zone: asia/tashkent, except: critical}
          limit: {max: 20, per: 1h}
        board: {type: webhook, format: teams, url: https://example.org/, digest: every 1h}
      notices: {to: [ops, ops, board], endpoint_failing: 30m, all_quiet: 09:00 Asia/Tashkent}
      owners:
        anna: {endpoints: [ops], deputy: boris, away: ["2026-12-20..2027-01-05", 2027-02-01], zone: Asia/Tashkent}
        boris: {endpoints: [board, log], deputy: anna}
      sources:
        reuters: {quiet: 24h}
        The Times: {quiet: 2d}
      canary: {every: 1h, within: 5m, rule: canary}
      """)
    let quiet = QuietHours(fromMinute: 1320, toMinute: 450, timeZone: "Asia/Tashkent", breaksThrough: .critical)
    #expect(
      settings.namedEndpoints.map(\.pacing) == [
        EndpointPacing(quietHours: quiet, limit: RateLimit(max: 20, periodSeconds: 3600)),
        EndpointPacing(digest: .every(seconds: 3600)),
      ])
    #expect(settings.notices.endpoints == ["ops", "board"])
    #expect(settings.notices.endpointFailing == .seconds(1800))
    #expect(settings.notices.allQuiet == .daily(minute: 540, timeZone: "Asia/Tashkent"))
    // Midnight there is 19:00 UTC of the day before.
    let day: Int64 = 86_400_000
    let first: Int64 = 1_797_724_800_000
    #expect(settings.owners.map(\.name) == ["anna", "boris"])
    #expect(settings.owners[0].deputy == "boris")
    #expect(settings.owners[0].away.map(\.lastDay) == ["2027-01-05", "2027-02-01"])
    #expect(settings.owners[0].away.map { $0.until - $0.from } == [17 * day, day])
    #expect(settings.owners[0].away[0].from == first - 5 * 3_600_000)
    #expect(settings.owners[1] == OwnerSettings(name: "boris", endpoints: ["board", "log"], deputy: "anna"))
    #expect(
      settings.sources == [
        SourceSettings(name: "reuters", quiet: .seconds(86_400)), .init(name: "The Times", quiet: .seconds(172_800)),
      ])
    #expect(settings.canary == CanarySettings(every: .seconds(3600), within: .seconds(300), rule: "canary"))
  }

  @Test func withoutThemNobodyIsToldByName() {
    let settings = Self.load("notices: {all_quiet: daily}")
    #expect(settings.notices.endpoints == [])
    #expect(settings.notices.endpointFailing == .seconds(900))
    #expect(settings.notices.allQuiet == .daily(minute: 480, timeZone: "UTC"))
    #expect(settings.owners == [] && settings.sources == [] && settings.canary == nil)
  }
}
