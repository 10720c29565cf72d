import DaemonHarness

extension CrashTest {
  /// Series of kills, in state folders of their own, by turns with the archive in the state and on another file system.
  static func killAtPoints(_ program: String, kills: Int, _ seed: UInt64) throws -> Bool {
    let points = KillSeries.Options.allPoints
    let inSeries = max(1, 2 * points.count)
    print("\(kills) kills at \(points.count) points and at random moments, seed \(seed)")
    if WorkFolder.otherFileSystem == nil { print("SKIPPED: there is no other file system for the archive") }
    var sum = KillSeries.Report()
    var series: UInt64 = 0
    while sum.kills < kills {
      var options = KillSeries.Options(program: program, seed: seed &+ series)
      options.kills = min(inSeries, max(2, kills - sum.kills))
      options.archiveIn = (series &+ seed) % 2 == 1 ? WorkFolder.otherFileSystem : nil
      let report = try KillSeries(options).run()
      sum.add(report)
      let place = options.archiveIn == nil ? "in the state" : "on another file system"
      print(
        "  archive \(place): \(report.kills) kills, \(report.killsAtPoint.values.reduce(0, +)) of them at points; "
          + "\(report.files) files, \(report.recordedUnderFire) recorded under fire, \(report.alerts) alerts, "
          + "\(report.problems.count) problems")
      series += 1
    }
    print(
      """
      \(series) series, \(sum.kills) kills, \(sum.killsAtPoint.values.reduce(0, +)) of them at \(sum.killsAtPoint.count) \
      of \(points.count) points
      \(sum.files) files: \(sum.archived) in the archive, \(sum.rejected) rejected; \(sum.duplicates) duplicates
      \(sum.matches) matches, \(sum.alerts) alerts, \(sum.repeatedLogLines) lines repeated in the log
      """)
    for point in points { print("  \(point): \(sum.killsAtPoint[point] ?? 0)") }
    let missed = points.filter { sum.killsAtPoint[$0] == nil }
    if !missed.isEmpty { print("not reached: \(missed.joined(separator: ", "))") }
    return tell(sum.problems)
  }
}

extension KillSeries.Report {
  fileprivate mutating func add(_ other: KillSeries.Report) {
    kills += other.kills
    killsAtPoint.merge(other.killsAtPoint, uniquingKeysWith: +)
    files += other.files
    alerts += other.alerts
    matches += other.matches
    archived += other.archived
    rejected += other.rejected
    duplicates += other.duplicates
    repeatedLogLines += other.repeatedLogLines
    problems += other.problems
  }
}
