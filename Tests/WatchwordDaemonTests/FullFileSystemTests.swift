import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import Testing

/// The real program on real file systems that are full for a time, or go and come back.
@Suite(.blocking, .serialized, .enabled(if: MemoryFileSystem.canMount, "mounting takes root"))
struct FullFileSystemTests {
  @Test(arguments: FaultRun.Full.allCases)
  func fullFileSystemIsToldOnceEachWayAndLosesNothing(full: FaultRun.Full) throws {
    let run = FaultRun(program: try DaemonProcess.builtProgram(), seed: 9)
    let outcome = try run.fullFileSystem(of: full)
    #expect(outcome.problems == [], "\(outcome.messages.joined(separator: "\n"))")
  }

  @Test func inboxThatIsUnmountedAndMountedAgainGoesOn() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.writeSettings("settle: 100ms\nsweep: 1s\n")
    let first = try MemoryFileSystem(at: folder.inbox, "size=1m")
    var mounted = [first]
    defer { for memory in mounted { memory.unmount() } }
    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")
    try folder.write("News one\n\nAn apple fell.\n", to: "one.txt")
    #expect(try daemon.outputLines(1)[0].contains("one.txt"))
    first.unmount()
    mounted = []
    // What lies beneath is the inbox for as long.
    try folder.write("News two\n\nAnother apple, elsewhere.\n", to: "two.txt")
    #expect(try daemon.outputLines(1)[0].contains("two.txt"))
    mounted = [try MemoryFileSystem(at: folder.inbox, "size=1m")]
    try folder.write("News three\n\nThe third apple was red.\n", to: "three.txt")
    #expect(try daemon.outputLines(1)[0].contains("three.txt"))
    #expect(try daemon.stop() == 0)
    #expect(try StateSurvey(folder).problems(folder, names: ["one.txt", "two.txt", "three.txt"]) == [])
  }
}
