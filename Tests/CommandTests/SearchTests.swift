import AlertSchema
import AlertStore
import BlockingTests
import DaemonHarness
import Foundation
import GRDB
import Glibc
import TextAnalysis
import TextIndex
import Testing
import WatchwordDaemon
import Articles

@Suite(.blocking) struct SearchCommandTests {
  private static let fruit = ["apple", "pear", "plum", "cherry", "quince", "medlar"]

  private func fill(_ folder: WorkFolder) throws {
    try folder.writeRules("lists:\n  stones: [plum, cherry]\n  cores: [apple, pear, quince, medlar]\n")
    for name in Self.fruit {
      try folder.write("Title of \(name)\n\nA \(name) lies here, on the table.\n", to: "market/\(name).txt")
    }
    #expect(try Outcome(["run", "--once"], in: folder).status == 0)
  }

  /// The titles of articles that have one of some words, newest first.
  private func newest(_ names: [String], in folder: WorkFolder) throws -> [String?] {
    let titles = try DatabaseQueue(path: folder.database).read {
      try String.fetchAll($0, sql: "SELECT title FROM texts ORDER BY article_id DESC")
    }
    return titles.filter { title in names.contains { title.hasSuffix($0) } }
  }

  /// Indexes the first articles as the daemon does.
  private func index(_ folder: WorkFolder, upTo last: Int64) throws {
    let writer = try TextIndexWriter(stateFolder: folder.state)
    let reader = try AlertReader(stateFolder: folder.state)
    var builder = SegmentBuilder(firstID: 1)
    for record in try reader.articlesOldestFirst(in: 1...last, limit: 100).records {
      builder.add(try TextAnalyzer().analyze(Article(record)), id: record.id, arrived: record.arrivedMilliseconds)
    }
    try writer.add(
      builder.finish(upTo: last), samples: try reader.contentHashes(of: TextIndexWriter.sampleIDs(1...last)))
  }

  private func titles(_ outcome: Outcome) throws -> [String?] {
    try outcome.output.map { try JSONValue($0)["article"]?["title"]?.text }
  }

  @Test func findsTheNewestFirstIndexedOrNot() throws {
    try withWorkFolder { folder in
      try fill(folder)
      for indexed in [0, 4, 6] as [Int64] {
        if indexed > 0 {
          if indexed == 6 { try TextIndexWriter.remove(stateFolder: folder.state) }
          try index(folder, upTo: indexed)
        }
        let all = try Outcome(["search", "table", "--json"], in: folder)
        #expect(all.status == 0)
        #expect(try titles(all) == newest(Self.fruit, in: folder))
        #expect(all.process.allMessages() == [])
        let some = try Outcome(["search", "a NEAR/0 (pe* OR pl*)", "--json", "--limit", "1"], in: folder)
        #expect(try titles(some) == newest(["pear", "plum"], in: folder).dropLast())
        let listed = try Outcome(["search", "$stones OR medlar", "--json"], in: folder)
        #expect(try titles(listed) == newest(["medlar", "cherry", "plum"], in: folder))
        let count = try Outcome(["search", "NOT $stones AND words:>0", "--count"], in: folder)
        #expect(count.output == ["4"])
        let json = try Outcome(["search", "/p[el]/ AND source:market", "--count", "--json"], in: folder)
        #expect(json.output == ["{\"count\":3}"])
        let nothing = try Outcome(["search", "melon"], in: folder)
        #expect(nothing.status == 1)
        #expect(nothing.output == [])
        #expect(try Outcome(["search", "table", "--until", "2025-01-01"], in: folder).status == 1)
        #expect(try Outcome(["search", "table", "--since", "1d", "--count"], in: folder).output == ["6"])
      }
    }
  }

  @Test func showsWhereTheWordsStand() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let outcome = try Outcome(["search", "quince"], in: folder)
      #expect(outcome.output.count == 4)
      #expect(outcome.output.first?.hasSuffix("  market  Title of quince") == true)
      #expect(outcome.output.contains("  A [quince] lies here, on the table."))
      #expect(outcome.output.contains("  market/quince.txt"))
      #expect(outcome.output.allSatisfy { !$0.contains("\u{1B}") })
      let json = try JSONValue(try Outcome(["search", "quince", "--json"], in: folder).output[0])
      #expect(json["article"]?["file"]?.text == "market/quince.txt")
      #expect(json["article"]?["hash"]?.text?.count == 64)
      #expect(json["snippets"] != nil)
      #expect(json["arrived"]?.text?.hasSuffix("Z") == true)
    }
  }

  @Test func aDamagedIndexCostsOnlyTime() throws {
    try withWorkFolder { folder in
      try fill(folder)
      for damage in [Data("nothing of the kind".utf8), Data(repeating: 7, count: 9_000)] {
        try damage.write(to: URL(fileURLWithPath: folder.state + "/search.db"))
        let outcome = try Outcome(["search", "quince", "--json"], in: folder)
        #expect(outcome.status == 0)
        #expect(try titles(outcome) == ["Title of quince"])
        #expect(outcome.said("the index of texts is not used, so this takes longer and finds the same"))
      }
      // The daemon makes it anew, and goes on.
      try folder.write("Another\n\nA quince.\n", to: "another.txt")
      let run = try Outcome(["run", "--once"], in: folder)
      #expect(run.status == 0)
      #expect(run.said("the index of texts is made anew"))
      #expect(try TextIndexReader(stateFolder: folder.state).segments() == [])
      #expect(try Outcome(["search", "quince", "--count"], in: folder).output == ["2"])
    }
  }

  @Test func worksWhileADaemonRunsAndChangesNothing() throws {
    try withWorkFolder { folder in
      try fill(folder)
      let daemon = try DaemonProcess(arguments: ["run"], folder: folder)
      try daemon.message(containing: "watching")
      #expect(try Outcome(["search", "quince", "--count"], in: folder).output == ["1"])
      daemon.send(SIGTERM)
      #expect(try daemon.end() == 0)
      try index(folder, upTo: 4)
      let before = try contents(folder)
      #expect(try Outcome(["search", "quince OR apple", "--count"], in: folder).output == ["2"])
      #expect(try contents(folder) == before)
    }
  }

  private func contents(_ folder: WorkFolder) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.state) where name.hasSuffix(".db") {
      contents[name] = try Data(contentsOf: URL(fileURLWithPath: folder.state + "/" + name))
    }
    return contents
  }

  @Test func indexesNothingWhereThatIsSwitchedOff() throws {
    try withWorkFolder { folder in
      try folder.writeSettings("search: no\n")
      try fill(folder)
      #expect(access(folder.state + "/search.db", F_OK) != 0)
      #expect(try Outcome(["search", "quince", "--count"], in: folder).output == ["1"])
    }
  }

  @Test func mistakesAreTold() throws {
    try withWorkFolder { folder in
      let none = try Outcome(["search", "apple"], in: folder)
      #expect(none.status == 2)
      #expect(none.said("There is no database"))
      let wrong = try Outcome(["search", "apple pear"], in: folder)
      #expect(wrong.status == 2)
      #expect(try Outcome(["search", "$nowhere"], in: folder).status == 2)
      #expect(try Outcome(["search", "apple", "--limit", "0"], in: folder).status == 2)
      #expect(try Outcome(["search", "a", "--since", "2025-02-01", "--until", "2025-01-01"], in: folder).status == 2)
    }
  }
}
