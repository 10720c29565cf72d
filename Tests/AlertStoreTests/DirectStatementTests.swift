import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// Values get into the database and back as they are, and what SQLite refuses is thrown.
@Suite struct DirectStatementTests {
  private let database: DatabaseQueue

  init() throws { database = try DatabaseQueue() }

  private func record<T>(_ body: (Recorder) throws -> T) throws -> T {
    try database.write { try body(Recorder(database: $0, nearCopies: NearCopies(window: .seconds(1)))) }
  }

  @Test func valuesComeBackAsTheyWent() throws {
    try record { recorder in
      let values: [any Bindable] = [
        Int64.min, 7, true, "", "Ўзбекистон", "a\u{301}", Data(), [0, 255, 0] as [UInt8], nil as String?, nil as Int64?,
        nil as Data?,
      ]
      let marks = Array(repeating: "?", count: values.count).joined(separator: ",")
      let types = values.indices.map { "typeof(?\($0 + 1))" }.joined(separator: " || ' ' || ")
      let said = try recorder.first("SELECT \(marks), \(types)", values) { row in
        #expect((row.integer(0), row.integer(1), row.integer(2)) == (.min, 7, 1))
        #expect((row.text(3), row.text(4)) == ("", "Ўзбекистон"))
        #expect(row.text(5).map { Array($0.utf8) } == Array("a\u{301}".utf8))
        #expect((row.blob(6), row.blob(7)) == (Data(), Data([0, 255, 0])))
        #expect((row.text(8), row.integer(9), row.blob(10)) == (nil, 0, nil))
        return row.text(Int32(values.count))
      }
      #expect(said == "integer integer integer text text text blob blob null null null")
    }
  }

  @Test func whatIsRefusedIsThrownAndTheStatementServesAgain() throws {
    try record { recorder in
      try recorder.run("CREATE TABLE one (id INTEGER PRIMARY KEY, name TEXT NOT NULL)", [])
      let insert = "INSERT INTO one VALUES (?, ?)"
      #expect(try recorder.run(insert, [1, "a"]) == 1)
      #expect { try recorder.run(insert, [1, "b"]) } throws: {
        ($0 as? DatabaseError)?.extendedResultCode == .SQLITE_CONSTRAINT_PRIMARYKEY
      }
      #expect { try recorder.run(insert, [2]) } throws: { ($0 as? DatabaseError)?.resultCode == .SQLITE_MISUSE }
      #expect { try recorder.run(insert, [2, "c", 3]) } throws: { ($0 as? DatabaseError)?.resultCode == .SQLITE_RANGE }
      // Nothing is left of what was bound before.
      #expect { try recorder.run(insert, [2, nil as String?]) } throws: {
        ($0 as? DatabaseError)?.extendedResultCode == .SQLITE_CONSTRAINT_NOTNULL
      }
      #expect(try recorder.run(insert, [2, "d"]) == 1)
      #expect(try recorder.run("UPDATE one SET name = ?", ["e"]) == 2)
      #expect(try recorder.first("SELECT name FROM one WHERE id = ?", [3]) { $0.text(0) } == nil)
    }
  }

  @Test func rowsAreHandedOverUntilNoMoreAreWanted() throws {
    try record { recorder in
      let three = "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"
      var seen: [Int64] = []
      try recorder.query(three, []) { row in
        seen.append(row.integer(0))
        return seen.count < 2
      }
      #expect(seen == [1, 2])
      #expect(try recorder.first(three, []) { $0.integer(0) } == 1)
      #expect(throws: CancellationError.self) { try recorder.query(three, []) { _ in throw CancellationError() } }
    }
  }
}
