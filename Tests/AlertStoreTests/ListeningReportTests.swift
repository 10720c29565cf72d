import AlertStore
import Pacing
import RuleLanguage
import TestSupport
import Testing

@Suite struct ListeningReportTests {
  @Test func countsWhatCameSince() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    let noon: Int64 = 1_750_000_000_000
    for number in 0..<8 {
      var sample = Sample()
      sample.source = number < 5 ? "agency" : "paper"
      sample.path = "\(number).txt"
      sample.title = "Title \(number)"
      sample.body = "The body of number \(number) is \(number * 7919)."
      sample.arrived = noon + Int64(number) * 1000
      sample.pacing =
        number < 6
        ? RulePacing(throttle: Throttle(max: 2, periodSeconds: 3600))
        : RulePacing(frequency: AlertFrequency(count: 5, windowSeconds: 3600))
      _ = try await store.submit(try sample.submission())
    }
    _ = try await store.submit(.rejected(Sample().file, hash: nil, LedgerReason(code: "odd", message: "odd")))
    let report = try store.listening(since: noon + 1000)
    #expect(report.sources.map(\.name) == ["agency", "paper"])
    #expect(report.sources.map(\.count) == [4, 3])
    #expect(report.told == 1)
    #expect(report.held.map(\.reason) == ["throttle"])
    #expect(report.held.map(\.count) == [4])
    #expect(report.counted == 2)
    #expect(try store.lastArrival(ofSource: "paper").time == noon + 7000)
    #expect(try store.lastArrival(ofSource: "nobody") == (nil, 9))
    #expect(try store.lastArrival(ofSource: "paper", after: 8) == (nil, 9))
    #expect(try store.lastAlert(ofRule: "border-patrols") == noon + 5000)
  }
}
