import AlertStore
import BlockingTests
import DaemonHarness
import Foundation
import GRDB
import Glibc
import TestSupport
import Testing

/// Writers as they are, and more files at once than the kernel can announce, by the real program.
@Suite(.blocking, .serialized) struct WritersProcessTests {
  private func start(_ folder: WorkFolder, settings: String = "sweep: 1s\nsettle: 50ms\n") throws -> DaemonProcess {
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.writeSettings(settings)
    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")
    return daemon
  }

  /// Waits until so many files are in the ledger.
  private func wait(for count: Int, in folder: WorkFolder) throws {
    let reader = try AlertReader(stateFolder: folder.state)
    try waitUntil(within: .seconds(300)) { try reader.figures().totals.recorded >= count }
  }

  private func bodies(_ folder: WorkFolder, path: String) throws -> [String] {
    var configuration = Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: folder.database, configuration: configuration).read { database in
      try String.fetchAll(
        database,
        sql: """
          SELECT body FROM ledger JOIN articles ON articles.ledger_id = ledger.id
          JOIN texts ON texts.article_id = articles.id WHERE ledger.path = ? ORDER BY articles.id
          """, arguments: [path])
    }
  }

  /// The process stands still while they come in, so that its queue is full whoever else uses the machine.
  @Test func moreFilesThanTheKernelCanAnnounceAreAllTaken() throws {
    let isThorough = ProcessInfo.processInfo.environment["WATCHWORD_THOROUGH"] != nil
    let count = isThorough ? 100_000 : 2_000
    // Files that are ignored fill the queue: so many others would lead to a sweep for want of room in the daemon's memory.
    let ignored = 9_000
    let limit = Int(try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8).dropLast())
    let folder = try WorkFolder()
    defer { folder.remove() }
    let daemon = try start(folder, settings: "sweep: 1h\n")
    // It says that it watches a moment before it does.
    try folder.write("First\n\nThe first.\n", to: "first.txt")
    try wait(for: 1, in: folder)
    daemon.send(SIGSTOP)
    for number in 0..<ignored { try folder.write("", to: "\(number).tmp") }
    for number in 0..<count { try folder.write("Number \(number)\n\nThing \(number).\n", to: "\(number).txt") }
    daemon.send(SIGCONT)
    try wait(for: count + 1, in: folder)
    #expect(try daemon.stop() == 0)
    let survey = try StateSurvey(folder, hasLog: false)
    #expect(survey.ledger.count == count + 1 && Set(survey.ledger.map(\.path)).count == count + 1)
    #expect(folder.files(below: "inbox").count == ignored)
    // Each file raises two events that cannot be merged.
    if let limit, limit < 2 * ignored {
      #expect(daemon.allMessages().count { $0.contains("than the kernel could announce") } == 1)
    }
  }

  /// It is not waited for, as the writer may never end; the next run has it.
  @Test func whatIsStillBeingWrittenIsLeftForTheNextRunAndSaid() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.writeSettings("settle: 50ms\n")
    try folder.write("Whole\n\nAn apple.\n", to: "whole.txt")
    try folder.write("Half\n\nAnother ap", to: "half.txt")
    let writer = try folder.appender(of: "half.txt")
    func run() throws -> (told: Int, messages: [String]) {
      let daemon = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
      #expect(try daemon.end() == 0)
      return (daemon.remainingOutput().count, daemon.allMessages())
    }
    let first = try run()
    #expect(first.told == 1)
    #expect(first.messages.count { $0.contains("half.txt is still being written, and is left for the next run") } == 1)
    #expect(folder.files(below: "inbox") == ["half.txt"])
    try writer.write(contentsOf: Data("ple.\n".utf8))
    try writer.close()
    let second = try run()
    #expect(second.told == 1)
    #expect(!second.messages.contains { $0.contains("left for the next run") })
    #expect(folder.files(below: "inbox") == [])
  }

  @Test func howeverTheyWriteEveryTextComesInWhole() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    let daemon = try start(folder)
    // One that writes bit by bit: between the bits, another file comes in and a sweep goes by.
    let slow = open("\(folder.inbox)/slow.txt", O_WRONLY | O_CREAT | O_EXCL, 0o644)
    try #require(slow >= 0)
    let bits = ["Slow\n\nIt was ", "raining all ", "day in the ", "orchard.\n"]
    for (number, bit) in bits.enumerated() {
      #expect(write(slow, bit, bit.utf8.count) == bit.utf8.count)
      try folder.move("Bit \(number)\n\nThe \(number)th interruption.\n", to: "bit-\(number).txt")
      try wait(for: number + 1, in: folder)
      // Time has to go by with the text half written: as long as six settle times of this daemon.
      usleep(300_000)
    }
    close(slow)
    try wait(for: bits.count + 1, in: folder)
    // One that renames what it has written.
    try folder.write("Renamed\n\nA pear fell from the tree.\n", to: "renamed.txt.tmp")
    #expect(rename("\(folder.inbox)/renamed.txt.tmp", "\(folder.inbox)/renamed.txt") == 0)
    try wait(for: bits.count + 2, in: folder)
    // One that closes its file and opens it again, wherever it is by then, with another state of the text each time.
    let descriptor = open("\(folder.inbox)/again.txt", O_RDWR | O_CREAT | O_EXCL, 0o644)
    try #require(descriptor >= 0)
    let last = 20
    for state in 0...last {
      let text = "Again\n\nThe harvest report says \(state) baskets of plums were brought in by state \(state).\n"
      let now = open("/proc/self/fd/\(descriptor)", O_WRONLY | O_TRUNC)
      try #require(now >= 0)
      #expect(write(now, text, text.utf8.count) == text.utf8.count)
      close(now)
    }
    close(descriptor)
    try waitUntil { try bodies(folder, path: "again.txt").last?.contains("state \(last).") == true }
    #expect(try daemon.stop() == 0)

    #expect(try bodies(folder, path: "slow.txt") == ["It was raining all day in the orchard."])
    #expect(try bodies(folder, path: "renamed.txt") == ["A pear fell from the tree."])
    #expect(try StateSurvey(folder, hasLog: false).ledger.allSatisfy { $0.state != "rejected" })
    #expect(folder.files(below: "inbox") == [])
  }
}
