import Foundation
import GRDB
import Glibc
import Percolation
import TestSupport
import Testing

@testable import TextIndex

@Suite struct IndexFileTests {
  private func filled(_ count: Int = 40, perSegment: Int64 = 10) throws -> (Archive, TextIndexWriter) {
    let archive = try Archive()
    let writer = try TextIndexWriter(stateFolder: archive.state)
    for number in 0..<count { try archive.add("word\(number) and\(number % 7) plum") }
    while (writer.indexedUpTo ?? 0) < Int64(count) { try archive.index(perSegment, writer) }
    return (archive, writer)
  }

  @Test func wordsOfAPageAreReadBack() throws {
    let entries = [
      WordEntry(folded: Array("plum".utf8), surface: Array("PLUM".utf8), documents: [0, 1, 300]),
      WordEntry(folded: Array("plum".utf8), surface: Array("plum".utf8), documents: [70_000]),
      WordEntry(folded: Array("plums".utf8), surface: Array("plums".utf8), documents: [2]),
    ]
    var page: [UInt8] = []
    var last: [UInt8] = []
    for entry in entries {
      WordPage.append(entry, after: last, to: &page)
      last = entry.folded
    }
    var reader = WordPageReader(page)
    for entry in entries {
      #expect(try reader.next())
      var documents: [UInt32] = []
      try reader.forEachDocument(below: 100_000) { documents.append($0) }
      #expect(WordEntry(folded: reader.folded, surface: reader.surface, documents: documents) == entry)
    }
    #expect(try !reader.next())
  }

  /// No bytes make it read beyond the end, or documents that cannot be.
  @Test func pagesOfAnyBytesAreReadSafely() {
    var random = SplitMix64(seed: 77)
    var damaged = 0
    for _ in 0..<20_000 {
      let page = (0..<random.below(40)).map { _ in UInt8(random.chance(50) ? random.below(4) : random.below(256)) }
      var reader = WordPageReader(page)
      do throws(DamagedPage) {
        while try reader.next() {
          if random.chance(50) {
            try reader.skipDocuments()
          } else {
            var last: Int64 = -1
            try reader.forEachDocument(below: 64) { document in
              #expect(document < 64 && Int64(document) > last)
              last = Int64(document)
            }
          }
        }
      } catch {
        damaged += 1
      }
    }
    #expect(damaged > 1_000 && damaged < 20_000)
  }

  @Test func isKeptAndGoesOn() throws {
    let (archive, writer) = try filled()
    #expect(writer.segments.map(\.ids) == [1...10, 11...20, 21...30, 31...40])
    let again = try TextIndexWriter(stateFolder: archive.state)
    #expect(again.segments == writer.segments)
    for segment in again.segments { try again.verify(segment) }
    var status = stat()
    #expect(stat(archive.state + "/search.db", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func segmentsArePutTogether() throws {
    let (archive, writer) = try filled(200)
    let before = try archive.candidates(rule("word17*")).ids
    #expect(try writer.merge())
    #expect(try !writer.merge())
    #expect(writer.segments.map(\.ids) == [1...160, 161...170, 171...180, 181...190, 191...200])
    #expect(writer.segments.first?.articles == 160)
    for segment in writer.segments { try writer.verify(segment) }
    #expect(try archive.candidates(rule("word17*")).ids == before)
    #expect(before == [180, 179, 178, 177, 176, 175, 174, 173, 172, 171, 18])
  }

  @Test func puttingTogetherCanBeGivenUp() throws {
    let (archive, writer) = try filled(200)
    let before = writer.segments
    var asked = 0
    #expect(
      try !writer.merge {
        asked += 1
        return asked > 20
      })
    #expect(writer.segments == before)
    #expect(try TextIndexWriter(stateFolder: archive.state).segments == before)
    #expect(try archive.candidates(rule("word171")).ids == [172])
  }

  /// Somebody who searches has read which segments there are before they were put together.
  @Test func aSegmentThatIsGoneIsReadFromTheDatabase() throws {
    let (archive, writer) = try filled(200)
    let reader = try TextIndexReader(stateFolder: archive.state)
    let candidates = try SearchCandidates(
      NeededWords(of: rule("word3"), lists: [:]), index: reader, ids: archive.ids,
      arrived: .min..<(.max), contentHashes: archive.hashes)
    #expect(try writer.merge())
    var ids: Set<Int64> = []
    while let piece = candidates.next() {
      switch piece {
      case .range(let range): ids.formUnion(range)
      case .articles(let some): ids.formUnion(some)
      }
    }
    #expect(candidates.problem == nil)
    #expect(ids == Set(1...160))
  }

  @Test func forgetsWhatIsGone() throws {
    let (archive, writer) = try filled()
    try writer.forget(upTo: 25)
    #expect(writer.segments.map(\.ids) == [21...30, 31...40])
    try writer.forget(upTo: 5)
    try writer.forget(from: 31)
    #expect(writer.segments.map(\.ids) == [21...30])
    #expect(try archive.candidates(rule("word0")).ids.count == 30)
    let pages = try DatabaseQueue(path: archive.state + "/search.db").read {
      try Int64.fetchAll($0, sql: "SELECT DISTINCT segment FROM pages UNION SELECT DISTINCT segment FROM samples")
    }
    #expect(pages == writer.segments.map(\.id))
  }

  // MARK: - What is wrong with it

  @Test func anIndexOfAnotherDatabaseIsNotUsed() throws {
    let (archive, _) = try filled(20)
    let other = try Archive()
    for _ in 0..<20 { other.leaveOut() }
    for number in 0..<40 { try other.add("word\(number)") }
    try FileManager.default.copyItem(atPath: archive.state + "/search.db", toPath: other.state + "/search.db")
    // The ids that the index knows have no articles there: nothing speaks against it, and nothing is lost.
    #expect(try other.candidates(rule("word3")).ids.count == 40)
    let third = try Archive()
    for number in 0..<30 { try third.add("word\(number + 1)") }
    try FileManager.default.copyItem(atPath: archive.state + "/search.db", toPath: third.state + "/search.db")
    try DatabaseQueue(path: third.state + "/search.db").write {
      try $0.execute(sql: "UPDATE samples SET content_hash = x'00' WHERE article_id = 20")
    }
    let (found, problem) = try third.candidates(rule("word3"))
    #expect(problem?.code == .unusable)
    #expect(found.contains(3) && found.count >= 21)
  }

  /// Whatever is changed in the file, it is used as it is, or not at all; and a new one can be made in its place.
  @Test func aDamagedFileLosesNothing() throws {
    let (archive, _) = try filled(60)
    let path = archive.state + "/search.db"
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let queries = try ["word3", "plum", "and3 AND word10", "*ord12"].map(rule)
    let expected = queries.map { archive.matches($0) }
    var random = SplitMix64(seed: 5)
    var noticed = 0
    for round in 0..<150 {
      var bytes = whole
      switch round % 3 {
      case 0: for _ in 0...random.below(3) { bytes[random.below(bytes.count)] ^= UInt8(1 << random.below(8)) }
      case 1: bytes = bytes.prefix(random.below(bytes.count))
      default:
        let start = random.below(bytes.count - 600)
        for index in start..<start + 1 + random.below(500) { bytes[index] = UInt8(random.below(256)) }
      }
      try bytes.write(to: URL(fileURLWithPath: path))
      for (query, expected) in zip(queries, expected) {
        let (found, problem) = try archive.candidates(query)
        #expect(Set(expected).isSubset(of: found), "round \(round): \(query.head.queryText)")
        if problem != nil || found.count == 60 { noticed += 1 }
      }
      do throws(TextIndexError) {
        let writer = try TextIndexWriter(stateFolder: archive.state)
        for segment in writer.segments { try writer.verify(segment) }
      } catch {
        try TextIndexWriter.remove(stateFolder: archive.state)
        #expect(try TextIndexWriter(stateFolder: archive.state).segments.isEmpty)
      }
    }
    #expect(noticed > 100)
  }

  /// A page that could be one, with another article in it.
  @Test func aChangedPageIsNoticed() throws {
    let (archive, _) = try filled(20)
    try DatabaseQueue(path: archive.state + "/search.db").write {
      try $0.execute(sql: "UPDATE pages SET words = CAST(substr(words, 1, length(words) - 1) || x'00' AS BLOB)")
    }
    #expect(try archive.candidates(rule("*ord3")).problem?.code == .unusable)
  }

  @Test func anotherVersionsFileIsUnusable() throws {
    let (archive, _) = try filled()
    try DatabaseQueue(path: archive.state + "/search.db").write {
      try $0.execute(sql: "UPDATE about SET analysis = analysis + 1")
    }
    #expect(throws: TextIndexError.self) { try TextIndexReader(stateFolder: archive.state) }
    do throws(TextIndexError) {
      _ = try TextIndexWriter(stateFolder: archive.state)
      Issue.record("it was opened")
    } catch {
      #expect(error.code == .unusable)
    }
  }

  @Test func aFileThatIsNoneIsRefused() throws {
    let archive = try Archive()
    #expect(mkfifo(archive.state + "/search.db", 0o600) == 0)
    #expect(throws: TextIndexError.self) { try TextIndexReader(stateFolder: archive.state) }
    #expect(throws: TextIndexError.self) { try TextIndexWriter(stateFolder: archive.state) }
  }
}
