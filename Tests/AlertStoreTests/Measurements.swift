import Foundation
import TestSupport
import Testing

@testable import AlertStore

/// Prints figures; runs only with `WATCHWORD_MEASURE=1`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["WATCHWORD_MEASURE"] != nil), .serialized)
struct Measurements {
  private let body = String(repeating: "A sentence of a report that is as long as most of them are. ", count: 60)

  private func sample(_ number: Int) throws -> Submission {
    let rules = number % 10 == 0 ? ["border-patrols"] : []
    return try Sample(path: "agency/\(number).txt", body: "\(number) " + body, rules: rules).submission()
  }

  @Test func latencyOfASingleCommitWhenIdle() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    let submissions = try (0..<2_000).map { try sample($0 * 10) }
    var latencies: [Duration] = []
    for submission in submissions {
      let start = ContinuousClock.now
      _ = try await store.submit(submission)
      latencies.append(.now - start)
    }
    latencies.sort()
    print("single commit: median \(latencies[1_000]), 99th percentile \(latencies[1_980]), worst \(latencies[1_999])")
    #expect(latencies.count == 2_000)
  }

  @Test func submissionsInGroups() async throws {
    let folder = try TemporaryFolder()
    let store = try folder.open()
    let submissions = try (0..<20_000).map(sample)
    let start = ContinuousClock.now
    let receipts = try await store.submitInOrder(submissions)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print("groups: \(Int(Double(receipts.count) / seconds)) submissions a second")
    #expect(receipts.count == 20_000)
  }
}
