import Testing

@testable import Control

@Suite struct StatusReportTests {
  @Test(
    arguments: [
      (Array(1...100), 50, 99), ([7], 7, 7), ([1, 9], 1, 9), (Array(1...1_000), 500, 990),
    ] as [([Int64], Int64, Int64)])
  func delaysAreOfTheNearestRank(_ sorted: [Int64], _ median: Int64, _ p99: Int64) throws {
    let delay = try #require(StatusReport.Delay(sorted: sorted))
    #expect(delay.samples == sorted.count && delay.medianMs == median && delay.p99Ms == p99)
    #expect(StatusReport.Delay(sorted: []) == nil)
  }

  @Test func aReloadTellsErrorsFirstAndNotWithoutEnd() {
    let warnings = (0..<300).map { ReloadReport.Message(severity: .warning, text: "w\($0)") }
    let long = ReloadReport.Message(severity: .error, text: String(repeating: "ж", count: 10_000))
    let report = ReloadReport(rules: 1, runningOnLastGood: 0, areSettingsRight: true, messages: warnings + [long])
    #expect(report.hasErrors && report.messages.count == 200 && report.furtherMessages == 101)
    #expect(report.messages[0].severity == .error && report.messages[0].text.utf8.count < 5_000)
  }
}
