import DaemonHarness
import Testing

/// What the series of kills takes for too many repeats.
@Suite struct DeliveryRepeatsTests {
  private func taken(_ numbers: Range<Int>, at time: Int64) -> [(id: String, arrived: Int64)] {
    numbers.map { ("alert-\($0)", time) }
  }

  @Test func whatWasInFlightAtAKillMayComeAgain() {
    let repeats = DeliveryRepeats(taken(0..<30, at: 10) + taken(14..<40, at: 20), starts: [10, 20])
    #expect(repeats.count == 16)
    #expect(repeats.mostAfterOneLife == 16)
    #expect(repeats.limit(kills: 1) == 16)
    #expect(repeats.problems(of: "well", kills: 1) == [])
  }

  @Test func eachKillIsCountedByItself() {
    let repeats = DeliveryRepeats(
      taken(0..<30, at: 10) + taken(13..<40, at: 25) + taken(39..<41, at: 39), starts: [10, 20, 30])
    #expect(repeats.count == 18)
    #expect(repeats.problems(of: "well", kills: 2) == ["well had 17 repeats after kill 1, of 16 in flight at most"])
  }

  @Test func whoeverWasToldNothingHasNothingTwice() {
    let repeats = DeliveryRepeats(taken(0..<3, at: 35), starts: [10, 20, 30])
    #expect(repeats.limit(kills: 2) == 0)
    #expect(repeats.problems(of: "down", kills: 2) == [])
  }

  @Test func nothingComesAgainThatWasToldByADaemonNobodyKilled() {
    let repeats = DeliveryRepeats(taken(0..<3, at: 35) + taken(2..<3, at: 36), starts: [10, 20, 30])
    #expect(
      repeats.problems(of: "well", kills: 2) == ["well had 1 repeats of what a daemon told that nobody killed"])
  }
}
