import DaemonHarness

extension CrashTest {
  /// Every call that can fail, with a full disk and with a broken one; a disk that is slow; a database that is locked.
  static func faults(_ program: String, _ seed: UInt64) throws -> Bool {
    let run = FaultRun(program: program, seed: seed)
    var problems: [String] = []
    func tell(_ name: String, _ outcome: FaultRun.Outcome) {
      print("  \(name): \(outcome.problems.isEmpty ? "all in, nothing twice" : "\(outcome.problems.count) problems")")
      for message in outcome.messages
      where message.contains("error:") || message.contains("again") || message.contains("warning:") {
        print("    \(message)")
      }
      problems += outcome.problems.map { "\(name): \($0)" }
    }
    for point in FaultRun.points {
      for error in ["ENOSPC", "EIO"] { tell("\(point) \(error)", try run.fail(at: point, error: error)) }
    }
    tell("every sync takes 300 ms", try run.slowDisk(milliseconds: 300))
    tell("database locked for 60 s", try run.lockedDatabase(for: .seconds(60)))
    if MemoryFileSystem.canMount {
      for full in FaultRun.Full.allCases { tell("file system of \(full) full", try run.fullFileSystem(of: full)) }
    } else {
      print("SKIPPED: mounting small file systems takes root")
    }
    return Self.tell(problems)
  }
}
