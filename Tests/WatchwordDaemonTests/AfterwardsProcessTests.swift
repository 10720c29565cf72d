import BlockingTests
import DaemonHarness
import Foundation
import Glibc
import Testing

/// What becomes of files once they are recorded: archived, deleted or kept; by the real program.
@Suite(.blocking, .serialized, .timeLimit(.minutes(10))) struct AfterwardsProcessTests {
  private func work(after: String) throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.writeSettings("after: \(after)\nsettle: 100ms\n")
    return folder
  }

  private func once(_ folder: WorkFolder) throws -> [StateSurvey.LedgerRow] {
    let run = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    let status = try run.end()
    #expect(status == 0, "\(run.allMessages())")
    return try StateSurvey(folder).ledger
  }

  private func append(_ text: String, to name: String, in folder: WorkFolder) throws {
    let file = try folder.appender(of: name)
    try file.write(contentsOf: Data(text.utf8))
    try file.close()
  }

  /// Killed while files are on their way out, and then the database is lost too: they come in again.
  @Test(arguments: [false, true])
  func whatWasOnItsWayOutWhenTheDatabaseWasLostComesInAgain(toAnotherMount: Bool) throws {
    if toAnotherMount, WorkFolder.otherFileSystem == nil { return }
    let folder = try WorkFolder(archiveIn: toAnotherMount ? WorkFolder.otherFileSystem : nil)
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: apple\n    match: apple\n")
    try folder.writeSettings("settle: 100ms\n" + (toAnotherMount ? "archive: \(folder.archive)\n" : "after: delete\n"))
    for number in 0..<3 { try folder.write("News \(number)\n\nAn apple, number \(number).\n", to: "\(number).txt") }
    let killed = try DaemonProcess(
      arguments: ["run", "--once", "--format", "json"], folder: folder,
      environment: ["WATCHWORD_FAIL_AT": "leavingRenamed:2:kill"])
    _ = try killed.end()
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(folder.inbox)/.leaving")
    #expect(!left.isEmpty)
    for ending in ["", "-wal", "-shm"] { unlink(folder.database + ending) }
    // A row of the new database may have the number of an old one.
    let rows = try once(folder)
    let names = Set(rows.map(\.path))
    #expect(names.isSuperset(of: left.map { "left-\($0)" }))
    #expect(Set(rows.map(\.path)).count == rows.count && Set(rows.map(\.move)) == ["done"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.inbox)/.leaving") == [])
    #expect(try once(folder).count == rows.count)
  }

  /// A folder of another user needs root to be made; a file does the same.
  @Test func whatSomebodyPutInThePlaceOfLeavingIsToldOnceAndNothingStops() throws {
    let folder = try work(after: "delete")
    defer { folder.remove() }
    try folder.write("in the way", to: ".leaving")
    for number in 0..<5 { try folder.write("News \(number)\n\nAn apple, number \(number).\n", to: "\(number).txt") }
    let run = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    let status = try run.end()
    let told = run.allMessages().filter { $0.contains("cannot be used") }
    #expect(status == 0 && told.count == 1, "\(told)")
    #expect(
      told.first?.contains("/.leaving, through which files leave the inbox, cannot be used: something that is no")
        == true)
    #expect(try StateSurvey(folder).ledger.map(\.move) == Array(repeating: "done", count: 5))
    #expect(folder.files(below: "inbox") == [".leaving"])
    if geteuid() == 0 {
      unlink("\(folder.inbox)/.leaving")
      mkdir("\(folder.inbox)/.leaving", 0o777)
      chown("\(folder.inbox)/.leaving", 23_456, 23_456)
      try folder.write("More news\n\nAn apple, number 9.\n", to: "9.txt")
      let again = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
      _ = try again.message(containing: "it belongs to another user (number 23456)")
      #expect(try again.end() == 0)
      #expect(folder.files(below: "inbox").filter { $0.hasSuffix(".txt") } == [])
    }
  }

  @Test func keptFilesAreNotToldAgainAfterADamagedDatabaseAndSaidToBeAfterALostOne() throws {
    let folder = try work(after: "keep")
    defer { folder.remove() }
    for number in 0..<5 { try folder.write("News \(number)\n\nAn apple, number \(number).\n", to: "\(number).txt") }
    let log = "\(folder.state)/alerts.jsonl"
    func told() throws -> Int { try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count }
    #expect(try once(folder).map(\.move) == Array(repeating: "kept", count: 5))
    #expect(try told() == 5)
    var status = stat()
    #expect(stat(folder.database, &status) == 0)
    try "1\ndamaged \(status.st_ino)\n".write(
      toFile: "\(folder.state)/watchword.lock", atomically: false, encoding: .utf8)
    let damaged = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    _ = try damaged.message(containing: "that 5 of them were done with was saved")
    #expect(try damaged.end() == 0)
    #expect(try StateSurvey(folder).ledger.map(\.move) == Array(repeating: "kept", count: 5))
    #expect(try told() == 5, "told again")
    for ending in ["", "-wal", "-shm"] { unlink(folder.database + ending) }
    let lost = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    _ = try lost.message(containing: "all of them are read again, and what they match is told again")
    #expect(try lost.end() == 0)
    #expect(try StateSurvey(folder).ledger.count == 5)
  }

  @Test func keptFilesStayAndCountOnceForEachStateAlsoAfterRestarts() throws {
    let folder = try work(after: "keep")
    defer { folder.remove() }
    for number in 0..<20 {
      try folder.write("News \(number)\n\nAn apple, number \(number).\n", to: "sub/\(number).txt")
    }
    try folder.write("", to: "empty.txt")
    #expect(symlink("/etc/passwd", "\(folder.inbox)/link.txt") == 0)
    let before = folder.files(below: "inbox")
    let first = try once(folder)
    #expect(first.count == 22)
    #expect(Set(first.map(\.move)) == ["kept"])
    #expect(
      first.filter { $0.state == "rejected" }.map(\.reasonCode).sorted { ($0 ?? "") < ($1 ?? "") } == [
        "empty", "symbolic-link",
      ])
    #expect(folder.files(below: "inbox") == before)
    #expect(folder.files(below: "state/archive") == [])
    #expect(folder.files(below: "state/rejected") == [])
    #expect(try once(folder).count == 22, "what was kept is taken again after a restart")

    try append("More of it.\n", to: "sub/3.txt", in: folder)
    let changed = try once(folder)
    #expect(changed.count == 23)
    let versions = changed.filter { $0.path == "sub/3.txt" }
    #expect(versions.map(\.move) == ["gone", "kept"])
    #expect(versions.map(\.state) == ["matched", "matched"])
    #expect(try once(folder).count == 23)
  }

  @Test func runningDaemonLeavesKeptFilesAloneAndSeesTheirChanges() throws {
    let folder = try work(after: "keep")
    defer { folder.remove() }
    let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try daemon.message(containing: "watching")
    try folder.move("One\n\nAn apple.\n", to: "one.txt")
    _ = try daemon.outputLines(1)
    // Opened for writing and closed, with nothing written: announced, and the same as before.
    let untouched = open("\(folder.inbox)/one.txt", O_WRONLY)
    close(untouched)
    try folder.write("Two\n\nAn apple, and a second.\n", to: "one.txt")
    _ = try daemon.outputLines(1)
    try folder.move("Three\n\nAn apple, and a third.\n", to: "three.txt")
    _ = try daemon.outputLines(1)
    #expect(try daemon.stop() == 0)
    let rows = try StateSurvey(folder).ledger
    #expect(rows.map(\.path) == ["one.txt", "one.txt", "three.txt"])
    #expect(rows.map(\.move) == ["gone", "kept", "kept"])
    #expect(folder.files(below: "inbox") == ["one.txt", "three.txt"])
  }

  @Test func keptFilesAreArchivedOnceTheSettingSaysSo() throws {
    let folder = try work(after: "keep")
    defer { folder.remove() }
    try folder.write("One\n\nAn apple.\n", to: "one.txt")
    _ = try once(folder)
    try folder.writeSettings("after: archive\nsettle: 100ms\n")
    let rows = try once(folder)
    #expect(rows.map(\.state) == ["matched", "duplicate"])
    #expect(folder.files(below: "inbox") == [])
    #expect(folder.files(below: "state/archive").count == 1)
    #expect(try StateSurvey(folder).alerts.count == 1)
  }

  @Test func deletedFilesAreGoneAndRejectedOnesAreNot() throws {
    let folder = try work(after: "delete")
    defer { folder.remove() }
    for number in 0..<20 {
      try folder.write("News \(number)\n\nAn apple, number \(number).\n", to: "sub/\(number).txt")
    }
    try folder.write("", to: "empty.txt")
    let rows = try once(folder)
    #expect(rows.count == 21)
    #expect(rows.filter { $0.state == "matched" }.allSatisfy { $0.move == "done" && $0.destination == "deleted" })
    #expect(folder.files(below: "inbox") == [])
    #expect(folder.files(below: "state/archive") == [])
    #expect(folder.files(below: "state/rejected").count == 2)
  }

  /// What was recorded to be archived is archived, whatever the settings say when it is finished.
  @Test(arguments: ["delete", "keep"])
  func anUnfinishedMoveIsFinishedAsItWasMeant(now: String) throws {
    let folder = try work(after: "archive")
    defer { folder.remove() }
    try folder.write("One\n\nAn apple.\n", to: "one.txt")
    // Nothing can be moved into a file.
    try FileManager.default.createDirectory(atPath: "\(folder.state)/archive", withIntermediateDirectories: true)
    let year = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date()).year ?? 0
    try "".write(toFile: "\(folder.state)/archive/\(year)", atomically: false, encoding: .utf8)
    let run = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    try run.message(containing: "trying again")
    run.send(SIGKILL)
    try run.end()
    try FileManager.default.removeItem(atPath: "\(folder.state)/archive/\(year)")
    try folder.writeSettings("after: \(now)\nsettle: 100ms\n")
    let rows = try once(folder)
    #expect(rows.count == 1)
    #expect(folder.files(below: "inbox") == [])
    #expect(folder.files(below: "state/archive").count == 1)
  }

  @Test(arguments: ["delete", "keep"])
  func killsAtAnyMomentLoseNothingAndCountNothingTwice(after: String) throws {
    let mill = ArticleMill(seed: 29, hasCopies: false)
    let folder = try work(after: after)
    defer { folder.remove() }
    try folder.writeRules("rules:\n  - id: every\n    match: told NEAR/3 number\n")
    let files = (0..<400).map { mill.file($0) }
    for file in files { try folder.write(file.text, to: file.name) }
    for lines in [1, 40, 7, 90, 25] {
      let run = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
      _ = try run.outputLines(lines)
      run.send(SIGKILL)
      try run.end()
    }
    let rows = try once(folder)
    #expect(rows.count == files.count)
    #expect(Set(rows.map(\.path)) == Set(files.map(\.name)))
    #expect(Set(rows.map(\.move)) == [after == "keep" ? "kept" : "done"])
    #expect(folder.files(below: "inbox") == (after == "keep" ? files.map(\.name).sorted() : []))
    let alerts = try StateSurvey(folder).alerts.count
    #expect(alerts == Set(files.map(\.text)).count)
  }

  /// Each on a mount of its own, as with systemd.
  @Test(.enabled(if: geteuid() == 0, "mounting takes root"), arguments: ["archive", "delete", "keep"])
  func acrossMounts(after: String) throws {
    let folder = try work(after: after)
    defer { folder.remove() }
    guard mount("tmpfs", folder.inbox, "tmpfs", 0, nil) == 0 else {
      print("skipped: tmpfs cannot be mounted here (errno \(errno))")
      return
    }
    defer { umount2(folder.inbox, Int32(MNT_DETACH)) }
    for number in 0..<30 {
      try folder.write("News \(number)\n\nAn apple, number \(number).\n", to: "sub/\(number).txt")
    }
    let run = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
    _ = try run.outputLines(10)
    run.send(SIGKILL)
    try run.end()
    let rows = try once(folder)
    #expect(rows.count == 30)
    #expect(Set(rows.map(\.move)) == [after == "keep" ? "kept" : "done"])
    #expect(folder.files(below: "inbox").count == (after == "keep" ? 30 : 0))
    #expect(folder.files(below: "state/archive").count == (after == "archive" ? 30 : 0))
    #expect(try once(folder).count == 30)
  }
}
