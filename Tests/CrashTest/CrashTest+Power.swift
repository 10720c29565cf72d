import DaemonHarness
import Foundation

extension CrashTest {
  /// Power cuts, by turns with the archive in the state and on another file system, with files deleted and with files kept.
  static func cutPower(_ program: String, cuts: Int, _ seed: UInt64) throws -> Bool {
    let folder = try WorkFolder()
    defer { folder.remove() }
    let library = try PowerCutRun.compile("Tests/PowerCut/PowerCut.c", in: folder.path)
    var problems: [String] = []
    var done = 0
    var series: UInt64 = 0
    print("\(cuts) power cuts, seed \(seed)")
    while done < cuts, problems.isEmpty {
      let place = Place.of(series: series)
      let run = PowerCutRun(
        program: program, library: library, seed: seed &+ series, cuts: min(max(1, (cuts + 7) / 8), cuts - done),
        archiveIn: place.archiveIn, after: place.after)
      let report = try run.run()
      print(
        """
          \(place.name): \(report.cuts) cuts, \(report.files) files, \
        \(report.archived) archived, \(report.matches) matches, \(report.alerts) alerts; taken back: \(report.lostChanges) \
        changes of folders, \(report.lostWrites) writes, \(report.tornWrites) of them torn; log: \(report.tornLogLines) torn \
        lines, \(report.repeatedLogLines) repeated; \(report.problems.count) problems
        """)
      problems += report.problems
      done += report.cuts
      series += 1
    }
    print("\(done) power cuts in \(series) series")
    return tell(problems)
  }
}
