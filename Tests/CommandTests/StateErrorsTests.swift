import BlockingTests
import DaemonHarness
import Foundation
import GRDB
import Testing

/// What commands say of a state that they cannot use: one message, what to do, and exit status 2.
@Suite(.blocking) struct StateErrorsTests {
  enum State: String, CaseIterable {
    case none, older, newer, foreign, damaged

    /// What the message says.
    var words: String {
      switch self {
      case .none: "Start the daemon first"
      case .older: "older Watchword"
      case .newer: "newer"
      case .foreign: "watchword.db"
      case .damaged: "watchword.db"
      }
    }
  }

  private static let commands = [
    ["why", "page.txt"], ["rules"], ["search", "apple"], ["alerts"], ["backup", "copy.db"],
  ]

  private func make(_ state: State, in folder: WorkFolder) throws {
    try folder.writeRules(appleRule)
    guard state != .none else { return }
    try FileManager.default.createDirectory(atPath: folder.state, withIntermediateDirectories: true)
    if state == .damaged {
      try Data(repeating: 0x5A, count: 16_384).write(to: URL(fileURLWithPath: folder.database))
      return
    }
    let queue = try DatabaseQueue(path: folder.database)
    defer { #expect(throws: Never.self) { try queue.close() } }
    guard state != .foreign else {
      return try queue.write { try $0.execute(sql: "CREATE TABLE shopping (item TEXT)") }
    }
    let v2 = packageFolder + "/Tests/AlertStoreTests/Databases/v2.sql"
    let sql = try String(contentsOfFile: v2, encoding: .utf8)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: sql)
      if state == .newer { try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('v999 of a later version')") }
    }
  }

  private static func says(_ words: String, _ text: String) -> Bool {
    words.split(separator: "|").contains { text.contains($0) }
  }

  /// The doctor says what is wrong where others can only refuse; without a state there is nothing wrong yet.
  @Test(arguments: State.allCases) func theDoctorNamesWhatIsWrong(_ state: State) throws {
    try withWorkFolder { folder in
      try make(state, in: folder)
      let outcome = try Outcome(["doctor"], in: folder)
      #expect(outcome.status == (state == .none || state == .older ? 1 : 2), "\(state): \(outcome.output)")
      let line = try #require(outcome.output.first { $0.contains(" database  ") })
      let words: [State: String] = [
        .none: "ok       database      there is none yet", .older: "warning  database", .newer: "error    database",
        .foreign: "a database of another program", .damaged: "it is damaged",
      ]
      #expect(line.contains(words[state] ?? "?"), "\(state): \(line)")
    }
  }

  @Test(arguments: State.allCases) func statusSaysThatNoDaemonRunsAndWhatIsWrong(_ state: State) throws {
    try withWorkFolder { folder in
      try make(state, in: folder)
      let outcome = try Outcome(["status"], in: folder)
      #expect(outcome.status == 2 && outcome.output == [], "\(state): \(outcome.output)")
      let messages = outcome.process.allMessages()
      #expect(messages.count == 1 && messages[0].contains(state.words), "\(state): \(messages)")
    }
  }

  /// A second daemon is refused, and what only reads works beside the first.
  @Test func aStateThatIsLockedIsRefusedToDaemonsAlone() throws {
    try withWorkFolder { folder in
      try folder.writeRules(appleRule)
      let daemon = try DaemonProcess(arguments: ["run", "--format", "json"], folder: folder)
      try daemon.message(containing: "watching")
      for command in [["run"], ["rebuild"]] {
        let outcome = try Outcome(command, in: folder)
        #expect(outcome.status == 2 && outcome.output == [], "\(command)")
        #expect(outcome.said("Another daemon (process \(daemon.processID)) uses the state folder"), "\(command)")
      }
      #expect(try Outcome(["doctor"], in: folder).printed("a daemon runs (process \(daemon.processID))"))
      #expect(try Outcome(["status"], in: folder).printed("process \(daemon.processID)"))
      for command in [["alerts"], ["rules"], ["backup", "copy.db"]] {
        #expect(try Outcome(command, in: folder).status == 0, "\(command)")
      }
      daemon.send(SIGTERM)
      #expect(try daemon.end() == 0)
    }
  }

  @Test(.enabled(if: geteuid() == 0)) func aStateThatMayNotBeReadIsSaid() throws {
    try withWorkFolder(isOpenToAll: true) { folder in
      try folder.writeRules(appleRule)
      #expect(try Outcome(["run", "--once"], in: folder).status == 0)
      for command in Self.commands + [["status"]] {
        let outcome = try Outcome(command, in: folder, user: 23_456)
        #expect(outcome.status == 2 && outcome.output == [], "\(command): \(outcome.output)")
        let messages = outcome.process.allMessages()
        #expect(messages.count == 1 && Self.says("may not|ermission", messages[0]), "\(command): \(messages)")
      }
      let doctor = try Outcome(["doctor"], in: folder, user: 23_456)
      #expect(doctor.status == 2)
      #expect(doctor.printed("the state folder state may not be read and written by this user"), "\(doctor.output)")
    }
  }

  @Test(arguments: State.allCases) func oneErrorThatSaysWhatToDo(_ state: State) throws {
    try withWorkFolder { folder in
      try make(state, in: folder)
      for command in Self.commands {
        let outcome = try Outcome(command, in: folder)
        #expect(outcome.status == 2, "\(command) on \(state): \(outcome.process.allMessages())")
        #expect(outcome.output.isEmpty, "\(command) on \(state)")
        let messages = outcome.process.allMessages()
        #expect(messages.count == 1 && messages[0].contains(state.words), "\(command) on \(state): \(messages)")
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/copy.db"))
    }
  }
}
