#if DEBUG
  import BlockingTests
  import DaemonHarness
  import Foundation
  import Glibc
  import Testing

  /// The short forms of what `make fail-point-test`, `make power-test` and `make fault-test` prove. No time limit decides
  /// here but those after which a test gives up.
  @Suite(.blocking) struct ProofTests {
    /// In parts, for they can run beside one another.
    @Test(arguments: 0..<4)
    func killedAtEveryFailPointItLosesNothingAndRepeatsNothing(part: Int) throws {
      let elsewhere = WorkFolder.otherFileSystem
      let points = KillSeries.Options.points(after: .archive, archiveIn: elsewhere)
      let own = points.indices.filter { $0 % 4 == part }.map { points[$0] }
      try kill(.archive, archiveIn: elsewhere, at: own)
    }

    @Test(arguments: Afterwards.allCases)
    func killedOnTheWayOutItLosesNothing(after: Afterwards) throws {
      let all = ["ledgerRecorded", "committed", "doneReporting", "moveRecorded", "settled"]
      let more =
        switch after {
        case .archive: ["archiveRenaming", "archiveRenamed", "folderSyncing", "folderSynced", "reasonNaming"]
        case .delete: ["leavingRenaming", "leavingRenamed", "originalDeleting", "originalDeleted", "folderSyncing"]
        // Nothing is moved, and so nothing reported.
        case .keep: [String]()
        }
      try kill(after, at: (after == .keep ? ["ledgerRecorded", "committed", "settled"] : all) + more)
    }

    /// Until each point was reached.
    private func kill(_ after: Afterwards, archiveIn: String? = nil, at points: [String]) throws {
      var options = KillSeries.Options(program: try DaemonProcess.builtProgram(), seed: 77)
      (options.after, options.archiveIn) = (after, archiveIn)
      (options.hasRandomMoments, options.worksOff, options.filesPerKill) = (false, true, 12)
      options.points = points
      var missed = Set(options.points)
      for round in 0..<5 where !missed.isEmpty {
        options.points = options.points.filter(missed.contains)
        options.kills = options.points.count
        options.seed += UInt64(round)
        let report = try KillSeries(options).run()
        #expect(report.problems == [])
        missed.subtract(report.killsAtPoint.keys)
      }
      #expect(missed == [])
    }

    @Test(arguments: [(Afterwards.archive, false), (.archive, true), (.delete, false), (.keep, false)])
    func cutOffFromPowerItLosesNothingAndRepeatsNothing(after: Afterwards, isElsewhere: Bool) throws {
      let folder = try WorkFolder()
      defer { folder.remove() }
      let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
      let library = try PowerCutRun.compile(source + "/PowerCut/PowerCut.c", in: folder.path)
      let run = PowerCutRun(
        program: try DaemonProcess.builtProgram(), library: library, seed: 11, cuts: isElsewhere ? 8 : 4,
        archiveIn: isElsewhere ? WorkFolder.otherFileSystem : nil, after: after)
      let report = try run.run()
      #expect(report.problems == [])
      #expect(report.cuts == (isElsewhere ? 8 : 4))
    }

    @Test(arguments: [
      "committing", "moveRecorded", "folderSyncing", "copySyncing", "originalDeleting", "attemptRecorded", "logWriting",
    ])
    func callThatFailsIsToldAndMadeAgain(point: String) throws {
      let run = FaultRun(program: try DaemonProcess.builtProgram(), seed: 3)
      let outcome = try run.fail(at: point, error: "ENOSPC")
      #expect(outcome.problems == [], "\(outcome.messages)")
    }

    /// With nothing else coming in that would have it tried again.
    @Test(arguments: [
      ("folderSyncing", "what they matched is told all the same", "files can be moved out of the inbox again"),
      ("moveRecorded", "the ledger is told as soon as", "the ledger learns again"),
    ])
    func whatFailedForTheOnlyFileIsMadeGoodWhileRunning(point: String, begin: String, end: String) throws {
      let folder = try WorkFolder()
      defer { folder.remove() }
      try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
      try folder.writeSettings("settle: 100ms\n")
      let daemon = try DaemonProcess(
        arguments: ["run", "--format", "json"], folder: folder, environment: ["WATCHWORD_FAIL_AT": "\(point):1:EIO*2"])
      try daemon.message(containing: "watching")
      try folder.write("News\n\nAn apple fell.\n", to: "one.txt")
      try daemon.message(containing: begin)
      try daemon.message(containing: end)
      #expect(try daemon.stop() == 0)
      #expect(daemon.allMessages().count { $0.contains("error:") } == 1)
      #expect(try StateSurvey(folder).problems(folder, names: ["one.txt"]) == [])
    }
  }
#endif
