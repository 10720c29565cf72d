import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// The definitions that worked last, one row a rule file.
@Suite struct DefinitionsTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func rows(_ store: AlertStore) throws -> [String] {
    try store.read { database in
      try Row.fetchAll(database, sql: "SELECT name, definitions, saved_ms FROM rule_files ORDER BY name").map {
        "\($0[0] as String): \($0[1] as String) \($0[2] as Int64)"
      }
    }
  }

  @Test func onlyWhatHasChangedIsWritten() async throws {
    let store = try folder.open()
    #expect(try !store.hasDefinitions())
    let all = ["a": "one", "b": "two", "c": "three"]
    #expect(try await store.submit(.definitions(all, gone: .allOthers, milliseconds: 1)) == .recorded(count: 3))
    #expect(try rows(store) == ["a: one 1", "b: two 1", "c: three 1"])
    // The same once more, but for one file.
    let changed = ["a": "one", "b": "TWO", "c": "three"]
    #expect(try await store.submit(.definitions(changed, gone: .allOthers, milliseconds: 2)) == .recorded(count: 1))
    #expect(try rows(store) == ["a: one 1", "b: TWO 2", "c: three 1"])
    // Some files, of which one is gone and one is new; the others stay.
    let some = ["a": "ONE", "e": "five"]
    let gone = GoneRuleFiles.files(["c", "d"])
    #expect(try await store.submit(.definitions(some, gone: gone, milliseconds: 3)) == .recorded(count: 3))
    #expect(try rows(store) == ["a: ONE 3", "b: TWO 2", "e: five 3"])
    let last = Submission.definitions(["b": "TWO"], gone: .allOthers, milliseconds: 4)
    #expect(try await store.submit(last) == .recorded(count: 2))
    try store.close()
    #expect(try folder.open().loadDefinitions() == ["TWO"])
  }

  /// For Swift these are one name, in a folder two.
  @Test func namesAreComparedByTheirBytes() async throws {
    let store = try folder.open()
    let composed = "caf\u{E9}.yaml"
    let decomposed = "cafe\u{301}.yaml"
    _ = try await store.submit(.definitions([composed: "old"], gone: .allOthers, milliseconds: 1))
    _ = try await store.submit(.definitions([decomposed: "new"], gone: .allOthers, milliseconds: 2))
    #expect(try store.loadDefinitions() == ["new"])
  }

  @Test func thatThereAreNoneIsKnownToo() async throws {
    let store = try folder.open()
    _ = try await store.submit(.definitions([:], gone: .allOthers, milliseconds: 1))
    #expect(try store.hasDefinitions())
    #expect(try store.loadDefinitions() == [])
  }

  /// A folder as the version before left it, with everything in one row.
  @Test(arguments: [true, false]) func oneRowForAllIsReadAndReplaced(hasDefinitions: Bool) async throws {
    try FileManager.default.createDirectory(atPath: folder.state, withIntermediateDirectories: true)
    let old = try DatabasePool(path: folder.state + "/watchword.db")
    try Schema.migrator.migrate(old, upTo: "v1")
    try await old.write { database in
      try database.execute(sql: "PRAGMA application_id = \(Schema.applicationID)")
      guard hasDefinitions else { return }
      try database.execute(sql: "INSERT INTO definitions (one, json, saved_ms) VALUES (1, 'everything', 7)")
    }
    try old.close()

    let store = try folder.open()
    #expect(try store.hasDefinitions() == hasDefinitions)
    #expect(try store.loadDefinitions() == (hasDefinitions ? ["everything"] : []))
    _ = try await store.submit(.definitions(["a": "one"], gone: .allOthers, milliseconds: 8))
    #expect(try rows(store) == ["a: one 8"])
  }
}
