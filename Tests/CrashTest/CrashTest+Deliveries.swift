import DaemonHarness

extension CrashTest {
  /// Kills while three receivers are told, of which one is down and one flaps.
  static func killWhileTelling(_ program: String, kills: Int, _ seed: UInt64) throws -> Bool {
    var options = DeliverySeries.Options(program: program, seed: seed)
    options.kills = kills
    print("\(kills) kills while three receivers are told, seed \(seed)")
    let report = try DeliverySeries(options).run()
    print(
      """
      \(report.kills) kills, \(report.killsAtPoint.values.reduce(0, +)) of them at points; \(report.lastRuns) runs to the end
      \(report.alerts) alerts, \(report.longStories) stories with more than one
      """)
    for point in options.points { print("  \(point): \(report.killsAtPoint[point] ?? 0)") }
    for receiver in report.receivers {
      let repeats = receiver.repeats
      print(
        """
          \(receiver.name): \(receiver.requests) requests, \(receiver.taken) taken, \(repeats.count) repeats of \
        \(repeats.limit(kills: report.kills)) at most, \(repeats.mostAfterOneLife) after one kill at most
        """)
    }
    print(
      """
      from alert to receiver, of \(report.waits.count) alerts whose daemon lived on: \(report.wait(percentile: 50)) ms the \
      median, \(report.wait(percentile: 99)) ms the 99th percentile, \(report.waits.last ?? 0) ms at most
      """)
    for problem in report.problems { print("PROBLEM: \(problem)") }
    print(report.problems.isEmpty ? "every alert reached all three" : "\(report.problems.count) problems")
    return report.problems.isEmpty
  }
}
