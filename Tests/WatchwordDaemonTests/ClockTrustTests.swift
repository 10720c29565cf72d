import Testing

@testable import WatchwordDaemon

@Suite struct ClockTrustTests {
  private static let day: Int64 = 86_400_000
  private static let now: Int64 = 1_760_000_000_000

  @Test func aClockIsTrustedWhereFilesCameInLately() {
    let trust = ClockTrust(start: Self.now)
    #expect(trust.isTrusted(now: Self.now + 60_000, running: 60_000, newest: Self.now - 29 * Self.day))
    #expect(!trust.isTrusted(now: Self.now + 60_000, running: 60_000, newest: Self.now - 31 * Self.day))
    #expect(!trust.isTrusted(now: Self.now + 60_000, running: 60_000, newest: nil))
  }

  @Test func aClockThatHeldForADayIsTrusted() {
    let trust = ClockTrust(start: Self.now)
    #expect(!trust.isTrusted(now: Self.now + Self.day - 1, running: Self.day - 1, newest: Self.now - 400 * Self.day))
    #expect(trust.isTrusted(now: Self.now + Self.day, running: Self.day, newest: Self.now - 400 * Self.day))
  }

  /// Ahead by a typing error, or put right from 1970.
  @Test(arguments: [400 * day, -400 * day, 2 * day]) func aClockThatJumpedIsNot(_ jump: Int64) {
    let trust = ClockTrust(start: Self.now)
    #expect(!trust.isTrusted(now: Self.now + jump, running: 5000, newest: Self.now))
    #expect(!trust.isTrusted(now: Self.now + jump + 2 * Self.day, running: 2 * Self.day, newest: Self.now))
  }

  @Test func aClockAtItsBeginningIsNot() {
    #expect(!ClockTrust(start: 3000).isTrusted(now: 9000, running: 6000, newest: 8000))
  }
}
