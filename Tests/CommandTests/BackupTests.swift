import BlockingTests
import DaemonHarness
import Foundation
import GRDB
import Testing

/// `watchword backup` as people run it.
@Suite(.blocking) struct BackupCommandTests {
  private func filled(_ folder: WorkFolder) throws {
    try folder.writeRules(appleRule)
    try folder.write(appleArticle, to: "apple.txt")
    try folder.write(plumArticle, to: "plum.txt")
    #expect(try Outcome(["run", "--once"], in: folder).status == 0)
  }

  private func number(_ sql: String, in file: String) throws -> Int? {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: file, configuration: configuration)
    defer { #expect(throws: Never.self) { try queue.close() } }
    return try queue.read { try Int.fetchOne($0, sql: sql) }
  }

  @Test func itSaysWhatIsInItAndIsADatabaseThatADaemonTakes() throws {
    try withWorkFolder { folder in
      try filled(folder)
      let outcome = try Outcome(["backup", "copy.db"], in: folder)
      #expect(outcome.status == 0)
      #expect(outcome.output.count == 1)
      #expect(outcome.printed("copy.db: 2 files in the ledger, 2 articles, 1 alerts, "))
      #expect(outcome.process.allMessages() == [])
      let json = try Outcome(["backup", "--json", "other.db"], in: folder)
      #expect(json.output.count == 1)
      #expect(json.printed(#"{"alerts":1,"articles":2,"bytes":"#) && json.printed(#","files":2}"#))
      let copy = folder.path + "/copy.db"
      #expect(try number("SELECT count(*) FROM ledger", in: copy) == 2)
      for ending in ["", "-wal", "-shm"] { unlink(folder.database + ending) }
      try FileManager.default.copyItem(atPath: copy, toPath: folder.database)
      #expect(try Outcome(["run", "--once"], in: folder).status == 0)
      #expect(try number("SELECT count(*) FROM alerts", in: folder.database) == 1)
    }
  }

  @Test func aFileThatIsThereIsReplacedOnlyWhenAsked() throws {
    try withWorkFolder { folder in
      try filled(folder)
      let file = folder.path + "/copy.db"
      try "mine".write(toFile: file, atomically: false, encoding: .utf8)
      let refused = try Outcome(["backup", "copy.db"], in: folder)
      #expect(refused.status == 2 && refused.output == [])
      #expect(refused.said("copy.db is there already. Choose another name, or replace it with --force."))
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
      #expect(try Outcome(["backup", "--force", "copy.db"], in: folder).status == 0)
      #expect(try number("SELECT count(*) FROM ledger", in: file) == 2)
      #expect(!FileManager.default.fileExists(atPath: file + ".part"))
    }
  }

  @Test func theDatabaseItselfAndItsLinksAreNeverReplaced() throws {
    try withWorkFolder { folder in
      try filled(folder)
      #expect(symlink(folder.database, folder.path + "/link.db") == 0)
      for name in ["state/watchword.db", "state/watchword.db-wal", "link.db", folder.database] {
        let outcome = try Outcome(["backup", "--force", name], in: folder)
        #expect(outcome.status == 2 && outcome.output == [], "\(name)")
        #expect(outcome.said("a file of the state itself"), "\(name)")
      }
      #expect(try number("SELECT count(*) FROM ledger", in: folder.database) == 2)
    }
  }

  @Test func aPlaceThatCannotBeWrittenIsSaid() throws {
    try withWorkFolder { folder in
      try filled(folder)
      for (name, words) in [
        ("nowhere/copy.db", "cannot be written"), ("", "needs the name of a file"), ("state/", "name of a file"),
      ] {
        let outcome = try Outcome(["backup", name], in: folder)
        #expect(outcome.status == 2 && outcome.output == [], "\(name)")
        #expect(outcome.said(words), "\(name): \(outcome.process.allMessages())")
      }
    }
  }
}
