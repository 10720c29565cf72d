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
