import Foundation
import Glibc
import TestSupport

/// Cuts the power again and again while durable files come in: the daemon dies, and what it had not synced is taken back as
/// far as chance will have it. Then as `KillSeries`.
package struct PowerCutRun {
  package struct Report: Sendable {
    package var cuts = 0
    package var files = 0
    package var alerts = 0
    package var matches = 0
    package var archived = 0
    package var lostChanges = 0
    package var lostWrites = 0
    package var tornWrites = 0
    package var tornLogLines = 0
    package var repeatedLogLines = 0
    package var problems: [String] = []
  }

  private let program: String
  private let library: String
  private let seed: UInt64
  private let cuts: Int
  private let archiveIn: String?
  private let after: Afterwards
  private let filesPerCut = 6

  /// - Parameter library: Tests/PowerCut/PowerCut.c, compiled.
  package init(
    program: String, library: String, seed: UInt64, cuts: Int, archiveIn: String?, after: Afterwards = .archive
  ) {
    self.after = after
    (self.program, self.library, self.seed, self.cuts, self.archiveIn) = (program, library, seed, cuts, archiveIn)
  }

  /// Compiles the library. Returns its path.
  package static func compile(_ source: String, in folder: String) throws -> String {
    let library = folder + "/PowerCut.so"
    let compiler = Process()
    compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    compiler.arguments = ["cc", "-shared", "-fPIC", "-O1", "-o", library, source, "-lpthread"]
    try compiler.run()
    compiler.waitUntilExit()
    guard compiler.terminationStatus == 0 else { throw HarnessError("cc does not compile \(source)") }
    return library
  }

  package func run() throws -> Report {
    let mill = ArticleMill(seed: seed)
    let folder = try WorkFolder(archiveIn: archiveIn, after: after)
    let calm = try WorkFolder(archiveIn: archiveIn, after: after)
    var report = Report()
    defer {
      if report.problems.isEmpty { folder.remove() }
      calm.remove()
    }
    for folder in [folder, calm] { try folder.prepare(mill.rules) }
    let roots = [folder.path] + (folder.archiveRoot.map { [$0] } ?? [])
    for root in roots {
      try FileManager.default.createDirectory(atPath: root + "/.grave", withIntermediateDirectories: true)
    }

    var random = SplitMix64(seed: seed ^ 0xC07)
    let producers = Producers(mill, files: cuts * filesPerCut, portions: cuts, into: folder, isDurable: true)
    for _ in 0..<cuts {
      producers.release()
      let journal = "\(folder.path)/.journal"
      for file in [journal, journal + ".bytes"] { unlink(file) }
      let daemon = try DaemonProcess(
        program: program, arguments: ["run", "--format", "json"], folder: folder,
        environment: [
          "LD_PRELOAD": library, "POWER_CUT_ROOTS": roots.joined(separator: ":"), "POWER_CUT_JOURNAL": journal,
          "POWER_CUT_AT": "\(1 + random.below(random.pick([40, 120, 400])))", "POWER_CUT_MS": "1000",
        ])
      let status = try daemon.end(within: .seconds(60))
      if status == 128 + SIGKILL { report.cuts += 1 }
      guard status == 128 + SIGKILL else {
        report.problems.append("ended with \(status): \(daemon.allMessages().suffix(3).joined(separator: " / "))")
        report.problems.append("the folder is left: \(folder.path)")
        break
      }
      var written = try PowerJournal(path: journal, roots: roots)
      let loss = try written.loseWhatWasNotSynced(&random)
      report.lostChanges += loss.changes
      report.lostWrites += loss.writes
      report.tornWrites += loss.tornWrites
    }
    for _ in 0..<cuts { producers.release() }
    let drops = try producers.wait()
    guard report.problems.isEmpty else { return report }
    _ = try folder.finish(program)
    let undisturbed = Producers(mill, files: cuts * filesPerCut, portions: 1, into: calm, isDurable: true)
    undisturbed.release()
    _ = try undisturbed.wait()
    _ = try calm.finish(program)
    let survey = try StateSurvey(folder)
    report.files = drops.values.reduce(0, +)
    report.alerts = survey.alerts.count
    report.matches = survey.matches.count
    report.archived = WorkFolder.files(below: folder.archive).count
    report.tornLogLines = survey.tornLines
    report.repeatedLogLines = survey.loggedIDs.count - Set(survey.loggedIDs).count
    report.problems += try KillSeries.problems(of: folder, drops: drops, calm: calm, told: nil, mayTearLog: true)
    if !report.problems.isEmpty { report.problems.append("the folder is left: \(folder.path)") }
    return report
  }
}
