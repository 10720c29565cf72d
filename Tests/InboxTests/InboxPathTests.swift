import Testing

@testable import Inbox

struct InboxPathTests {
  @Test(arguments: ["", "/a", "a/", "a//b", ".", "..", "a/../b", "a/./b"])
  func pathsThatLeadElsewhereAreNone(text: String) {
    #expect(InboxPath(text) == nil)
  }

  @Test func boundsAreKept() {
    #expect(InboxPath(bytes: [0x61, 0]) == nil)
    #expect(InboxPath(String(repeating: "x", count: 256)) == nil)
    #expect(InboxPath(String(repeating: "x", count: 255)) != nil)
    let deep = (0..<InboxPath.maximumDepth).map { _ in "d" }.joined(separator: "/")
    #expect(InboxPath(deep) != nil)
    #expect(InboxPath(deep + "/d") == nil)
    let long = (0..<20).map { _ in String(repeating: "x", count: 250) }.joined(separator: "/")
    #expect(InboxPath(long) == nil)
  }

  @Test func partsAreNamed() throws {
    let path = try #require(InboxPath("reuters/world/x.txt"))
    #expect(path.name == "x.txt")
    #expect(path.source == "reuters")
    #expect(path.folderBytes == Array("reuters/world".utf8))
    let top = try #require(InboxPath("x.txt"))
    #expect(top.name == "x.txt")
    #expect(top.source == nil)
    #expect(top.folderBytes.isEmpty)
  }

  @Test func onlyComponentsThatAreNotUTF8ArePercentEncoded() throws {
    let path = try #require(InboxPath(bytes: Array("Тошкент 5%/a%\u{20}".utf8) + [0xff, 0x0a] + Array("z.txt".utf8)))
    #expect(path.display == "Тошкент 5%/a%25%20%FF%0Az.txt")
    #expect(path.name == "a%25%20%FF%0Az.txt")
    #expect(path.source == "Тошкент 5%")
  }

  @Test(arguments: [
    ("x.txt", false), (".x.txt", true), ("x.tmp", true), ("x.part", true), ("x.swp", true), ("x~", true),
    ("a.tmp/x.txt", false), (".a/x.txt", true), ("a/.b/x.txt", true), ("xtmp", false), ("x.tmp.txt", false),
  ])
  func unfinishedAndHiddenNamesAreIgnored(text: String, isIgnored: Bool) throws {
    #expect(try #require(InboxPath(text)).isIgnored == isIgnored)
  }
}

struct ArchiveNameTests {
  private func names(_ name: String, reserving: Int = 0) -> [String] {
    ArchiveName.candidates(prefix: "0123456789ab", name: Array(name.utf8), ledgerID: 42, reserving: reserving)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func nextNamesCarryTheLedgerIdBeforeTheEnding() {
    #expect(
      names("x.txt").prefix(3) == ["0123456789ab-x.txt", "0123456789ab-x~42.txt", "0123456789ab-x~42-2.txt"])
    #expect(names("README").prefix(2) == ["0123456789ab-README", "0123456789ab-README~42"])
    #expect(names("a.very-long-ending-that-is-none")[1] == "0123456789ab-a.very-long-ending-that-is-none~42")
  }

  @Test(arguments: ["x", "ў", "日", "🗞"])
  func longNamesAreCutBetweenScalarsAndKeepTheirEnding(scalar: String) {
    for padding in 0..<5 {
      let name = String(repeating: "-", count: padding) + String(repeating: scalar, count: 250 / scalar.utf8.count)
      for made in ArchiveName.candidates(prefix: "0123456789ab", name: Array((name + ".html").utf8), ledgerID: 7) {
        #expect(made.count <= 255 && made.count > 255 - 4)
        #expect(String(validating: made, as: UTF8.self)?.hasSuffix(".html") == true)
      }
    }
  }

  @Test func roomIsLeftForTheReason() {
    #expect(names(String(repeating: "x", count: 255), reserving: 12)[0].utf8.count == 243)
  }

  @Test func namesThatAreNotUTF8AreCutToo() {
    let made = ArchiveName.candidates(prefix: "p", name: [UInt8](repeating: 0x80, count: 255), ledgerID: 7)
    #expect(made.allSatisfy { $0.count <= 255 && $0.count > 240 })
  }

  @Test(arguments: [
    (Int64(0), "1970/01/01"), (951_782_400, "2000/02/29"), (1_735_689_599, "2024/12/31"),
    (1_735_689_600, "2025/01/01"), (-1, "1969/12/31"), (Int64.max, "9999/12/31"), (Int64.min, "0001/01/01"),
  ])
  func daysAreThoseOfTheCalendar(seconds: Int64, path: String) {
    #expect(String(decoding: ArchiveDay(unixSeconds: seconds).path, as: UTF8.self) == path)
  }

  @Test(arguments: [
    (Int64.min, "0001/01/01"), (-1_000_000, "0001/01/01"), (-1, "1969/12/31"), (0, "1970/01/01"),
    (3_000_000, "9999/12/31"), (.max, "9999/12/31"),
  ])
  func everyNumberOfADayIsADay(number: Int64, path: String) {
    #expect(String(decoding: ArchiveDay(dayNumber: number).path, as: UTF8.self) == path)
  }

  /// What an index of the archive says of an arrival need not be of that day.
  @Test(arguments: [
    (Int64.min, Int64(86_400_000)), (-1, 86_400_000), (86_399_999, 86_400_000), (86_400_000, 86_400_000),
    (90_000_000, 90_000_000), (172_799_999, 172_799_999), (172_800_000, 172_799_999), (.max, 172_799_999),
  ])
  func arrivalIsWithinTheDayOfTheFolder(milliseconds: Int64, wanted: Int64) {
    #expect(ArchiveDay(year: 1970, month: 1, day: 2).clamping(milliseconds: milliseconds) == wanted)
    let first = ArchiveDay(year: 1, month: 1, day: 1)
    #expect(first.clamping(milliseconds: .min) == -62_135_596_800_000)
    #expect(first.clamping(milliseconds: milliseconds) <= -62_135_510_400_001)
  }
}

struct WatchTableTests {
  private func path(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func foldersThatMoveTakeTheirWatchesAlong() {
    var table = WatchTable()
    for (watch, name) in [(1, ""), (2, "a"), (3, "a/b"), (4, "ab")] {
      #expect(table.insert(Int32(watch), at: path(name)) == nil)
    }
    #expect(table.removeFolder(path("a")).sorted() == [2, 3])
    #expect(table.path(of: 4) == path("ab"))
    #expect(table.removeFolder(path("a")).isEmpty)
  }

  @Test func theSameFolderElsewhereIsThereOnly() {
    var table = WatchTable()
    _ = table.insert(2, at: path("a"))
    #expect(table.insert(2, at: path("b")) == nil)
    #expect(table.path(of: 2) == path("b"))
    #expect(table.removeFolder(path("a")).isEmpty, "nothing is left at the old path")
    #expect(table.count == 1)
  }

  @Test func anotherFolderAtThatPathReplaces() {
    var table = WatchTable()
    _ = table.insert(2, at: path("a"))
    #expect(table.insert(3, at: path("a")) == 2)
    #expect(table.path(of: 2) == nil)
    #expect(table.path(of: 3) == path("a"))
  }

  @Test func sweepForgetsFoldersThatItDidNotMeet() {
    var table = WatchTable()
    _ = table.insert(1, at: [])
    _ = table.insert(2, at: path("a"))
    table.beginSweep()
    _ = table.insert(1, at: [])
    #expect(table.endSweep() == [2])
    #expect(table.count == 1)
  }
}

struct InotifyEventTests {
  @Test func eventsAreReadOneAfterTheOther() {
    let first: [UInt8] = [1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0x61, 0xff, 0, 0]
    let second: [UInt8] = [0xff, 0xff, 0xff, 0xff, 0, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let events = InotifyEvent.decode((first + second + first.dropLast())[...])
    #expect(
      events == [
        InotifyEvent(watch: 1, mask: 8, name: [0x61, 0xff]), InotifyEvent(watch: -1, mask: 0x4000, name: []),
      ])
  }
}
