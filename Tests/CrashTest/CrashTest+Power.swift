import DaemonHarness
import Foundation

extension CrashTest {
  /// Power cuts, by turns with the archive in the state and on another file system.
  static func cutPower(_ program: String, cuts: Int, _ seed: UInt64) throws -> Bool {
    let folder = try WorkFolder()
    defer { folder.remove() }
    let library = try PowerCutRun.compile("Tests/PowerCut/PowerCut.c", in: folder.path)
    var problems: [String] = []
    var done = 0
    var series: UInt64 = 0
    print("\(cuts) power cuts, seed \(seed)")
    while done < cuts, problems.isEmpty {
      let archive = series % 2 == 1 ? WorkFolder.otherFileSystem : nil
      let run = PowerCutRun(
        program: program, library: library, seed: seed &+ series, cuts: min(50, cuts - done), archiveIn: archive)
      let report = try run.run()
      print(
        """
          archive \(archive == nil ? "in the state" : "on another file system"): \(report.cuts) cuts, \(report.files) files, \
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
