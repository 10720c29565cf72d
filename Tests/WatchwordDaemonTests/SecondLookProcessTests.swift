import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import TestSupport
import Testing

/// A writer that keeps its descriptor and goes on writing to a file that has been archived; by the real program.
@Suite(.blocking, .serialized, .timeLimit(.minutes(10))) struct SecondLookProcessTests {
  private func work() throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n  - id: pear\n    match: pear\n")
    try folder.writeSettings("sweep: 1s\nsettle: 100ms\n")
    return folder
  }

  /// Whoever opens the file in the archive writes to what a descriptor from before leads to.
  private func append(_ text: String, in folder: WorkFolder) throws {
    let name = try #require(folder.files(below: "state/archive").first)
    let descriptor = open("\(folder.state)/archive/\(name)", O_WRONLY | O_APPEND)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    #expect(write(descriptor, text, text.utf8.count) == text.utf8.count)
  }

  private func check(_ folder: WorkFolder) throws {
    let survey = try StateSurvey(folder)
    #expect(survey.ledger.map(\.path) == ["sub/x.txt", "sub/x.txt"])
    #expect(survey.ledger.map(\.move) == ["gone", "done"])
    #expect(survey.ledger[0].destination == nil)
    #expect(Set(survey.alerted.map { $0[0] }) == ["apple", "pear"])
    let archived = folder.files(below: "state/archive")
    #expect(archived.map { "archive/" + $0 } == [survey.ledger[1].destination])
    #expect(folder.files(below: "inbox") == [])
  }

  @Test func bytesAppendedAfterTheMoveAreTakenAsANewArrival() throws {
    let folder = try work()
    defer { folder.remove() }
    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")
    try folder.move("Fruit\n\nAn apple.\n", to: "sub/x.txt")
    _ = try daemon.outputLines(1)
    // A byte that comes before the move is known to be made is found by that move itself.
    // The survey reads the log, which another endpoint than the one that has told already may still have to make.
    try waitUntil {
      try FileManager.default.fileExists(atPath: folder.state + "/alerts.jsonl")
        && StateSurvey(folder).ledger.map(\.move) == ["done"]
    }
    try append("\nAnd a pear.\n", in: folder)
    try daemon.message(containing: "written to after it had been moved")
    while try !daemon.outputLines(1)[0].contains("pear") {}
    #expect(try daemon.stop() == 0)
    try check(folder)
  }

  @Test func alsoAfterARestart() throws {
    let folder = try work()
    defer { folder.remove() }
    try folder.move("Fruit\n\nAn apple.\n", to: "sub/x.txt")
    let first = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    #expect(try first.end() == 0)
    try append("\nAnd a pear.\n", in: folder)
    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "written to after it had been moved")
    while try !daemon.outputLines(1)[0].contains("pear") {}
    #expect(try daemon.stop() == 0)
    try check(folder)
  }
}
