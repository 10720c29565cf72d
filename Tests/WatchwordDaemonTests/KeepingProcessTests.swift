import BlockingTests
import DaemonHarness
import Foundation
import GRDB
import Testing

/// The real program, with a year gone by between two runs.
@Suite(.blocking, .serialized) struct KeepingProcessTests {
  @Test func whatIsOlderThanItIsKeptGoesAndTheRestStays() throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.write("An apple fell.\n", to: "old.txt")
    try folder.write("A pear fell.\n", to: "plain.txt")
    try folder.write([0xFF, 0xFE, 0, 0, 0], to: "broken.txt")
    let first = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    try first.message(containing: "stopping")
    let firstStatus = try first.end()
    let manager = FileManager.default
    #expect(firstStatus == 0)
    try age(folder)
    try folder.write("Another apple fell.\n", to: "new.txt")
    try folder.writeSettings(
      "keep: {texts: 90d, ledger: 200d, archive: 90d}\n")
    let second = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    try second.message(containing: "cleared away: ")
    let secondStatus = try second.end()
    #expect(secondStatus == 0)

    try DatabaseQueue(path: folder.database).read { database in
      // The alert is kept for ever, and with it its article, but for the text.
      let paths = try String.fetchSet(database, sql: "SELECT path FROM ledger WHERE state != 'rejected'")
      #expect(paths == ["old.txt", "new.txt"])
      #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM articles") == 2)
      #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM texts") == 1)
      #expect(try Int.fetchOne(database, sql: "SELECT count(*) FROM alerts") == 2)
    }
    let archive = FileManager.default.enumerator(atPath: folder.state + "/archive")?.compactMap { $0 as? String } ?? []
    #expect(archive.filter { $0.hasSuffix(".txt") }.count == 1)
    #expect(!archive.contains { $0.hasPrefix("2021") || $0.hasPrefix(".arrivals/2021") })
    let why = try DaemonProcess(arguments: ["why", "old.txt"], folder: folder)
    #expect(why.remainingOutput().contains { $0.contains("archive/2021/") && $0.contains("; cleared away on 20") })
    #expect(try why.end() == 0)
    let doctor = try DaemonProcess(arguments: ["doctor"], folder: folder)
    let said = doctor.remainingOutput()
    _ = try doctor.end()
    #expect(
      said.contains { $0.contains("the newest 1 file of the ledger are there; 1 file more were cleared away") },
      "\(said)")
    let file = try #require(archive.first { $0.hasSuffix("new.txt") })
    try manager.removeItem(atPath: "\(folder.state)/archive/\(file)")
    let again = try DaemonProcess(arguments: ["doctor"], folder: folder)
    #expect(again.remainingOutput().contains { $0.contains("1 of 2 files are not in the archive any more") })
    _ = try again.end()
  }

  /// Everything came in a year ago.
  private func age(_ folder: WorkFolder) throws {
    let year: Int64 = 365 * 86_400_000
    let queue = try DatabaseQueue(path: folder.database)
    try queue.write { database in
      try database.execute(sql: "UPDATE ledger SET arrived_ms = arrived_ms - \(year)")
      try database.execute(
        sql:
          "UPDATE ledger SET destination = 'archive/2021' || substr(destination, 13) WHERE destination LIKE 'archive/%'"
      )
      try database.execute(sql: "UPDATE articles SET arrived_ms = arrived_ms - \(year)")
    }
    try queue.close()
    let archive = folder.state + "/archive"
    let manager = FileManager.default
    for name in try manager.contentsOfDirectory(atPath: archive + "/.arrivals") {
      try manager.moveItem(
        atPath: "\(archive)/.arrivals/\(name)", toPath: "\(archive)/.arrivals/2021\(name.dropFirst(4))")
    }
    let today = try #require(try manager.contentsOfDirectory(atPath: archive).first { !$0.hasPrefix(".") })
    try manager.moveItem(atPath: "\(archive)/\(today)", toPath: "\(archive)/2021")
  }
}
