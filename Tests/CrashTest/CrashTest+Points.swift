import DaemonHarness

extension CrashTest {
  /// Series of kills, in state folders of their own, by turns with the archive in the state and on another file system,
  /// with files deleted and with files kept.
  static func killAtPoints(_ program: String, kills: Int, _ seed: UInt64) throws -> Bool {
    let points = KillSeries.Options.allPoints
    // Every second kill is at a point; each point comes in each kind of series.
    let inSeries = max(1, min(2 * points.count, (kills + 7) / 8))
    print("\(kills) kills at \(points.count) points and at random moments, seed \(seed)")
    if WorkFolder.otherFileSystem == nil { print("SKIPPED: there is no other file system for the archive") }
    var sum = KillSeries.Report()
    var series: UInt64 = 0
    while sum.kills < kills {
      var options = KillSeries.Options(program: program, seed: seed &+ series)
      options.kills = min(inSeries, max(2, kills - sum.kills))
      let place = Place.of(series: series)
      (options.archiveIn, options.after) = (place.archiveIn, place.after)
      options.points = KillSeries.Options.points(after: options.after, archiveIn: options.archiveIn)
      // The second time the last come first; and the day's folder is made once only.
      if series / 4 % 2 == 1 {
        options.points = (options.points.dropFirst(1).prefix(1) + options.points.dropFirst(2).reversed())
      }
      let report = try KillSeries(options).run()
      sum.add(report)
      print(
        "  \(place.name): \(report.kills) kills, \(report.killsAtPoint.values.reduce(0, +)) of them at points; "
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
