import BlockingTests
import DaemonHarness
import Foundation
import GRDB
import Glibc
import Testing

/// A database that is lost, and one that is made anew from the archive.
@Suite(.blocking, .timeLimit(.minutes(10))) struct RebuildProcessTests {
  /// What has to be the same afterwards.
  private struct Memory: Equatable {
    /// Rule, article, its source.
    var matches: Set<[String]>
    /// Id, rule, story, article, source, title, file, arrival.
    var alerts: Set<[String]>
    /// Of each story its text, first arrival and articles, and its row, if it has one.
    var stories: Set<[String]>
    /// Hash, path, source, state, destination.
    var ledger: Set<[String]>
    var pending: Set<[String]>

    init(_ folder: WorkFolder) throws {
      var configuration = Configuration()
      configuration.readonly = true
      let queue = try DatabaseQueue(path: folder.database, configuration: configuration)
      func rows(_ sql: String) throws -> Set<[String]> {
        try queue.read { database in
          Set(try Row.fetchAll(database, sql: sql).map { row in row.databaseValues.map { "\($0)" } })
        }
      }
      matches = try rows("SELECT rule_id, hex(hash), source FROM matches JOIN articles ON articles.id = article_id")
      alerts = try rows(
        """
        SELECT alerts.id, rule_id, alerts.story_id, hex(hash), source, json ->> '$.article.title',
          json ->> '$.article.file', json ->> '$.time'
        FROM alerts JOIN articles ON articles.id = article_id
        """)
      // An article that is alone in its story, with nobody told, has no row there.
      stories = try rows(
        """
        SELECT hex(min(articles.content_hash)), min(articles.arrived_ms), count(*), story_id, first_seen_ms, copies
        FROM articles LEFT JOIN stories ON stories.id = story_id GROUP BY coalesce(story_id, hex(articles.content_hash))
        """)
      ledger = try rows(
        "SELECT hex(hash), path, source, state, destination, arrived_ms FROM ledger WHERE state != 'rejected'")
      pending = try rows("SELECT endpoint, id FROM outbox JOIN alerts USING (sequence) WHERE state = 'pending'")
    }
  }

  private static let mill = ArticleMill(seed: 17)

  /// A daemon has worked off so many articles.
  private func filled(_ count: Int, _ folder: WorkFolder, settings: String? = nil) throws -> Memory {
    try folder.writeRules(Self.mill.rules)
    if let settings { try folder.writeSettings(settings) }
    for number in 0..<count {
      let file = Self.mill.file(number)
      try folder.write(file.text, to: file.name)
    }
    try runOnce(folder)
    return try Memory(folder)
  }

  @discardableResult
  private func runOnce(_ folder: WorkFolder) throws -> DaemonProcess {
    let daemon = try DaemonProcess(arguments: ["run", "--once", "--format", "json"], folder: folder)
    #expect(try daemon.end() == 0, "\(daemon.allMessages())")
    return daemon
  }

  private func rebuild(_ folder: WorkFolder, _ arguments: [String] = []) throws -> DaemonProcess {
    let process = try DaemonProcess(arguments: ["rebuild"] + arguments, folder: folder)
    #expect(try process.end() == 0, "\(process.allMessages())")
    return process
  }

  private func with(_ body: (WorkFolder) throws -> Void) throws {
    let folder = try WorkFolder()
    defer { folder.remove() }
    try body(folder)
  }

  private func lose(_ folder: WorkFolder) {
    for ending in ["", "-wal", "-shm"] { unlink(folder.database + ending) }
  }

  @Test func everythingIsAsBeforeFromTheArchiveAlone() throws {
    try with { folder in
      let before = try filled(300, folder)
      let log = try folder.lines(of: "state/alerts.jsonl")
      #expect(before.alerts.count > 50 && before.stories.count > 200)
      #expect(Set(before.ledger.map { $0[2] }).count > 3, "sources")
      lose(folder)
      let process = try rebuild(folder)
      #expect(process.remainingOutput().first?.hasPrefix("read 300 files: ") == true)
      let after = try Memory(folder)
      #expect(after.matches == before.matches)
      #expect(after.alerts == before.alerts)
      #expect(after.stories == before.stories)
      #expect(after.ledger == before.ledger)
      #expect(after.pending == [])
      #expect(try StateSurvey(folder).problems(folder, names: (0..<300).map { Self.mill.file($0).name }) == [])
      // And nobody is told again; what comes again is known.
      for number in 0..<5 { try folder.write(Self.mill.file(number).text, to: Self.mill.file(number).name) }
      let daemon = try runOnce(folder)
      #expect(daemon.remainingOutput() == [])
      #expect(try folder.lines(of: "state/alerts.jsonl") == log)
      #expect(try Memory(folder).stories == before.stories)
    }
  }

  @Test func damagedDatabaseIsSetAsideByTheDaemonAndMadeAnew() throws {
    try with { folder in
      let before = try filled(120, folder)
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.database))
      try handle.write(contentsOf: Data(repeating: 0xA5, count: 20_000))
      try handle.close()
      for number in 120..<140 { try folder.write(Self.mill.file(number).text, to: Self.mill.file(number).name) }
      let daemon = try runOnce(folder)
      #expect(daemon.allMessages().contains { $0.contains("THE DATABASE IS DAMAGED") })
      #expect(daemon.allMessages().contains { $0.contains("watchword rebuild") })
      let between = try Memory(folder)
      #expect(between.ledger.count == 20)
      _ = try rebuild(folder)
      let after = try Memory(folder)
      #expect(after.ledger.count == 140)
      #expect(after.matches.isSuperset(of: before.matches))
      #expect(after.alerts.isSuperset(of: before.alerts))
      #expect(after.ledger.isSuperset(of: before.ledger))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.state)
      #expect(names.contains { $0.hasPrefix("watchword.db.damaged-") })
      #expect(names.contains { $0.hasPrefix("watchword.db.before-rebuild-") })
      #expect(!names.contains("rebuild"))
    }
  }

  /// Killed at any moment, the old database is in its place, and the next run goes on.
  @Test func interruptedItGoesOn() throws {
    try with { folder in
      let before = try filled(300, folder)
      for pause in [60_000, 120_000, 200_000, 300_000] as [UInt32] {
        let process = try DaemonProcess(arguments: ["rebuild"], folder: folder)
        usleep(pause)
        process.send(SIGKILL)
        if try process.end() == 0 { break }
        #expect(FileManager.default.fileExists(atPath: folder.database))
      }
      _ = try rebuild(folder)
      let after = try Memory(folder)
      #expect(after.matches == before.matches)
      #expect(after.alerts == before.alerts)
      #expect(after.stories == before.stories)
      #expect(after.ledger.map { $0[1] }.count == before.ledger.count)
      #expect(folder.files(below: "state").filter { $0.hasPrefix("rebuild") } == [])
    }
  }

  @Test func runningDaemonKeepsItOut() throws {
    try with { folder in
      _ = try filled(3, folder)
      let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
      try daemon.message(containing: "watching")
      let process = try DaemonProcess(arguments: ["rebuild"], folder: folder)
      #expect(try process.end() == 2)
      #expect(process.allMessages().contains { $0.contains("Another daemon (process \(daemon.processID))") })
      #expect(try daemon.stop() == 0)
    }
  }

  @Test func withoutRulesNothingIsReplaced() throws {
    try with { folder in
      let before = try filled(20, folder)
      lose(folder)
      unlink("\(folder.path)/rules/rules.yaml")
      let process = try DaemonProcess(arguments: ["rebuild"], folder: folder)
      #expect(try process.end() == 2)
      #expect(process.allMessages().contains { $0.contains("there are no rules") })
      #expect(!FileManager.default.fileExists(atPath: folder.database))
      try folder.writeRules(Self.mill.rules)
      _ = try rebuild(folder)
      #expect(try Memory(folder).alerts == before.alerts)
    }
  }

  /// Files from before there was an index: from the database that was set aside, otherwise without a source.
  @Test func withoutTheIndexTheOldDatabaseIsAsked() throws {
    try with { folder in
      let before = try filled(150, folder)
      try FileManager.default.removeItem(atPath: folder.state + "/archive/.arrivals")
      _ = try rebuild(folder)
      let known = try Memory(folder)
      #expect(known.ledger == before.ledger)
      #expect(known.matches == before.matches)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.state) where name.hasPrefix("watchword.db")
      {
        unlink("\(folder.state)/\(name)")
      }
      let process = try rebuild(folder)
      #expect(process.remainingOutput().contains { $0.hasPrefix("nobody knows any more how 150 files came in") })
      let unknown = try Memory(folder)
      #expect(Set(unknown.ledger.map { $0[2] }) == [#""""#])
      #expect(Set(unknown.matches.map { $0.dropLast() }) == Set(before.matches.map { $0.dropLast() }))
    }
  }

  /// Who had still to be told is told; with `--notify`, also of what the log does not have.
  @Test func undeliveredAlertsAreToldAndNoOthers() throws {
    try with { folder in
      // Nobody listens there.
      let settings = "endpoints:\n  desk:\n    type: webhook\n    url: http://127.0.0.1:1/\n"
      let before = try filled(60, folder, settings: settings)
      #expect(before.pending.count == before.alerts.count && before.pending.count > 5)
      _ = try rebuild(folder)
      #expect(try Memory(folder).pending == before.pending)
      lose(folder)
      for name in try FileManager.default.contentsOfDirectory(atPath: folder.state)
      where name.contains("before-rebuild") {
        unlink("\(folder.state)/\(name)")
      }
      _ = try rebuild(folder)
      #expect(try Memory(folder).pending == [])
      let lines = try folder.lines(of: "state/alerts.jsonl")
      let kept = lines.dropLast(3).joined(separator: "\n") + "\n"
      try kept.write(toFile: folder.state + "/alerts.jsonl", atomically: true, encoding: .utf8)
      _ = try rebuild(folder, ["--notify"])
      let pending = try Memory(folder).pending
      #expect(Set(pending.map { $0[1] }).count == 3)
      #expect(Set(pending.map { $0[0] }) == [#""desk""#, #""log""#, #""stdout""#])
    }
  }
}
