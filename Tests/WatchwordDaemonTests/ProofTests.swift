#if DEBUG
  import DaemonHarness
  import Foundation
  import Testing

  /// The short forms of what `make fail-point-test`, `make power-test` and `make fault-test` prove.
  @Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["WATCHWORD_PROOFS"] != nil)) struct ProofTests {
    @Test func killedAtEveryFailPointItLosesNothingAndRepeatsNothing() throws {
      var options = KillSeries.Options(program: try DaemonProcess.builtProgram(), seed: 77)
      options.archiveIn = WorkFolder.otherFileSystem
      options.hasRandomMoments = false
      options.filesPerKill = 12
      options.longestLife = .seconds(3)
      var missed = Set(options.points)
      // Without another file system nothing is copied.
      if options.archiveIn == nil {
        missed = missed.filter {
          !$0.hasPrefix("copy") && !$0.hasPrefix("leaving") && !$0.hasPrefix("original") && !$0.hasPrefix("fileSystem")
            && $0 != "temporaryDeleted"
        }
      }
      for round in 0..<3 where !missed.isEmpty {
        options.points = options.points.filter(missed.contains)
        options.kills = options.points.count
        options.seed += UInt64(round)
        let report = try KillSeries(options).run()
        #expect(report.problems == [])
        missed.subtract(report.killsAtPoint.keys)
      }
      #expect(missed == [])
    }

    @Test(arguments: [false, true])
    func cutOffFromPowerItLosesNothingAndRepeatsNothing(isElsewhere: Bool) throws {
      let folder = try WorkFolder()
      defer { folder.remove() }
      let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
      let library = try PowerCutRun.compile(source + "/PowerCut/PowerCut.c", in: folder.path)
      let run = PowerCutRun(
        program: try DaemonProcess.builtProgram(), library: library, seed: 5, cuts: 8,
        archiveIn: isElsewhere ? WorkFolder.otherFileSystem : nil)
      let report = try run.run()
      #expect(report.problems == [])
      #expect(report.cuts == 8)
    }

    @Test(arguments: ["committing", "moveRecorded", "archiveRenaming", "reasonWriting", "copyWriting", "logWriting"])
    func callThatFailsIsToldAndMadeAgain(point: String) throws {
      let run = FaultRun(program: try DaemonProcess.builtProgram(), seed: 3)
      #expect(try run.fail(at: point, error: "ENOSPC").problems == [])
    }

    @Test func slowDiskAndLockedDatabaseOnlyTakeTime() throws {
      let run = FaultRun(program: try DaemonProcess.builtProgram(), seed: 3)
      #expect(try run.slowDisk(milliseconds: 50).problems == [])
      let locked = try run.lockedDatabase(for: .seconds(7))
      #expect(locked.problems == [])
      #expect(locked.messages.contains { $0.contains("Another program is writing") })
      #expect(locked.messages.contains { $0.contains("can be written again") })
    }
  }
#endif
