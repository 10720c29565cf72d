import Pacing
import Testing

@Suite struct GatheringTests {
  /// The database has them.
  @Test func namesStay() {
    #expect(Gathering.allCases.map(\.rawValue) == ["digest", "quiet-hours", "limit"])
  }
}
