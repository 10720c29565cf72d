import Pacing
import RuleLanguage
import TestSupport
import Testing

@Suite struct DigestScheduleTests {
  /// A digest of a day is due at the first minute of it that is not before its own.
  @Test(arguments: WallClocks.months.indices)
  func dailyIsOnceEachDay(index: Int) throws {
    let (zone, from) = WallClocks.months[index]
    let minutes = try WallClocks.minutes(zone, from: from)
    for minute in [0, 1, 30, 60, 90, 119, 120, 125, 150, 180, 480, 1380, 1439] {
      let schedule = DigestSchedule.daily(minute: minute, timeZone: zone)
      var expected: [Int64] = []
      var day = minutes[0].day
      for now in minutes where now.day > day && now.minute >= minute {
        // What a day had not at its end comes as the next begins.
        expected.append(now.time)
        day = now.day
      }
      var due: [Int64] = []
      var now = (expected.first ?? 0) - 1
      while let last = expected.last, now < last {
        now = schedule.next(after: now)
        due.append(now)
      }
      // The day that Apia had not is told as the next day begins.
      if zone == "Pacific/Apia", minute > 0 {
        let extra = due.filter { !expected.contains($0) }
        #expect(extra.count == 1)
        due.removeAll { extra.contains($0) }
      }
      #expect(due == expected, "\(zone) \(minute)")
    }
  }

  @Test(arguments: WallClocks.months.indices)
  func nextIsTheSameFromAnywhereBefore(index: Int) throws {
    let (zone, from) = WallClocks.months[index]
    var random = SplitMix64(seed: UInt64(index))
    let first = try WallClocks.day(from)
    for _ in 0..<500 {
      let schedule = DigestSchedule.daily(minute: random.below(1440), timeZone: zone)
      let now = first + Int64(random.below(31 * 86_400_000))
      let next = schedule.next(after: now)
      #expect(next > now && next - now <= 50 * 3_600_000)
      #expect(schedule.next(after: next - 1) == next)
      #expect(schedule.next(atOrAfter: next) == next)
      #expect(schedule.next(after: now + Int64(random.below(Int(next - now)))) == next)
    }
  }

  @Test func dailyInSummerAndWinter() throws {
    let london = DigestSchedule.daily(minute: 90, timeZone: "Europe/London")
    // Clocks go from 01:00 to 02:00 UTC+1: 01:30 is not, and 02:00 is 01:00 UTC.
    let spring = try WallClocks.day("2026-03-29")
    #expect(london.next(after: spring) == spring + 3_600_000)
    #expect(london.next(after: spring + 3_600_000) == spring + 86_400_000 + 30 * 60_000)
    // Clocks go from 02:00 UTC+1 back to 01:00: 01:30 is twice, at 00:30 and 01:30 UTC.
    let autumn = try WallClocks.day("2026-10-25")
    #expect(london.next(after: autumn) == autumn + 30 * 60_000)
    #expect(london.next(after: autumn + 30 * 60_000) == autumn + 86_400_000 + 90 * 60_000)
  }

  @Test func periodsMeetForAll() {
    let schedule = DigestSchedule.every(seconds: 3600)
    #expect(schedule.next(after: 0) == 3_600_000)
    #expect(schedule.next(after: 3_599_999) == 3_600_000)
    #expect(schedule.next(after: 3_600_000) == 7_200_000)
    #expect(schedule.next(after: -1) == 0)
    #expect(schedule.next(after: -3_600_000) == 0)
  }

  /// Whatever a clock says and a database holds, there is no trap, and it is later.
  @Test func clocksAreHostile() {
    let times: [Int64] = [.min, .min + 1, -1, 0, 1, .max / 1000, .max / 2, .max - 1]
    let schedules: [DigestSchedule] = [
      .every(seconds: 0), .every(seconds: -5), .every(seconds: .max), .daily(minute: -1, timeZone: "UTC"),
      .daily(minute: .max, timeZone: "Europe/London"), .daily(minute: 5, timeZone: "No/Where"),
    ]
    for schedule in schedules {
      for time in times { #expect(schedule.next(after: time) > time) }
      #expect(schedule.next(after: .max) == .max)
      _ = schedule.next(atOrAfter: .min)
    }
  }
}
