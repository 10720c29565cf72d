import Foundation
import Testing

@testable import Inbox

@Suite struct FolderClearingTests {
  private let folder: TemporaryFolder
  private let base: BaseFolder

  init() throws {
    folder = try TemporaryFolder()
    base = try BaseFolder(path: folder.path)
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + "/" + path).sorted()
  }

  private let ours = "0123456789ab-report.txt"

  @Test func daysAreFoundOldestFirst() throws {
    for day in [
      "2025/01/02", "2024/12/31", "2025/02/31", "2025/1/3", "2025/01/x1", "2025/01/+3", "other/01/01", "2025/01/01",
    ] {
      folder.makeFolder(day)
    }
    let days = try FolderClearing.days(in: base).map { String(decoding: $0.path, as: UTF8.self) }
    #expect(days == ["2024/12/31", "2025/01/01", "2025/01/02"])
  }

  @Test func onlyFilesThatWerePutAwayGo() throws {
    let day = ArchiveDay(year: 2025, month: 1, day: 2)
    folder.makeFolder("2025/01/02/sub")
    folder.makeFolder("2025/01/02/0123456789ab-folder")
    for name in [ours, "0123456789ab-b.txt", "notes.txt", "0123456789aX-c.txt", "0123-d.txt", ".0123456789ab-hidden"] {
      try folder.write("2025/01/02/" + name)
    }
    try folder.write("2025/01/02/sub/0123456789ab-e.txt")
    try folder.write("outside.txt")
    symlink(folder.path + "/outside.txt", folder.path + "/2025/01/02/0123456789ab-link")
    let clearing = FolderClearing(archive: base, day: day)
    var outcome = clearing.step(names: 2) { _ in true }
    #expect(!outcome.isDone)
    var deleted = outcome.deleted
    while !outcome.isDone {
      outcome = clearing.step(names: 2) { _ in true }
      deleted += outcome.deleted
      #expect(outcome.problem == nil)
    }
    #expect(deleted == 2)
    #expect(
      try names("2025/01/02") == [
        ".0123456789ab-hidden", "0123-d.txt", "0123456789aX-c.txt", "0123456789ab-folder", "0123456789ab-link",
        "notes.txt", "sub",
      ])
    #expect(try names("2025/01/02/sub") == ["0123456789ab-e.txt"])
    try FolderClearing.removeEmptyFolders(of: day, in: base)
    #expect(try names("2025/01") == ["02"])
  }

  @Test func emptyFoldersGoUpToTheYear() throws {
    folder.makeFolder("2025/01/02")
    folder.makeFolder("2024/12/31")
    folder.makeFolder("2024/11")
    for (year, month, day) in [(2025, 1, 2), (2024, 12, 31)] {
      try FolderClearing.removeEmptyFolders(of: ArchiveDay(year: year, month: month, day: day), in: base)
    }
    #expect(try names("") == ["2024"])
    #expect(try names("2024") == ["11"])
  }

  @Test func whatCannotBeRemovedIsSaid() throws {
    let day = ArchiveDay(year: 2025, month: 1, day: 2)
    try FolderClearing.removeIndex(of: day, in: base)
    try FolderClearing.removeEmptyFolders(of: day, in: base)
    folder.makeFolder("2025/01")
    folder.makeFolder(".arrivals/2025-01-02")
    try folder.write("2025/01/02")
    #expect(throws: SystemError.self) { try FolderClearing.removeIndex(of: day, in: base) }
    #expect(throws: SystemError.self) { try FolderClearing.removeEmptyFolders(of: day, in: base) }
    #expect(try names("2025/01") == ["02"])
  }

  @Test func dayThatIsALinkIsNotEntered() throws {
    folder.makeFolder("elsewhere")
    try folder.write("elsewhere/" + ours)
    folder.makeFolder("2025/01")
    symlink(folder.path + "/elsewhere", folder.path + "/2025/01/02")
    let outcome = FolderClearing(archive: base, day: ArchiveDay(year: 2025, month: 1, day: 2)).step(names: 9) { _ in
      true
    }
    #expect(outcome.deleted == 0)
    #expect(try names("elsewhere") == [ours])
  }

  @Test func rejectedFilesAreKnownByTheirLedgerID() throws {
    for name in ["12-a.txt", "12-a.txt.reason.json", "0-b", "x-c", "13-d.txt", "99999999999999999999-e"] {
      try folder.write(name)
    }
    let clearing = FolderClearing(rejected: base)
    var seen: Set<Int64> = []
    let outcome = clearing.step(names: 100) {
      seen.insert($0.ledgerID ?? 0)
      return $0.ledgerID == 12
    }
    #expect(outcome.isDone)
    #expect(seen == [12, 13])
    #expect(outcome.deleted == 2)
    #expect(outcome.deletedBytes == 8_192)
    #expect(outcome.keptBytes == 4_096)
    #expect(try names("") == ["0-b", "13-d.txt", "99999999999999999999-e", "x-c"])
  }

  /// A file whose reason went first would be nobody's.
  @Test func reasonIsShownAloneOnlyWhereItsFileHasGone() throws {
    try folder.write("12-a.txt")
    try folder.write("12-a.txt.reason.json", "why")
    try folder.write("13-gone.txt.reason.json", "because")
    symlink("/etc/hostname", folder.path + "/14-link.txt.reason.json")
    try folder.write("14-link.txt")
    folder.makeFolder("15-folder.txt.reason.json")
    try folder.write("15-folder.txt")
    let clearing = FolderClearing(rejected: base)
    var reasons: [String: String] = [:]
    var names: [String] = []
    let outcome = clearing.step(names: 100) { file in
      names.append(file.name)
      reasons[file.name] = clearing.reason(of: file).map { String(decoding: $0, as: UTF8.self) } ?? "none"
      return false
    }
    #expect(outcome.deleted == 0)
    #expect(reasons == ["12-a.txt": "why", "13-gone.txt": "because", "14-link.txt": "none", "15-folder.txt": "none"])
    #expect(names.sorted() == reasons.keys.sorted(), "each once")
    let all = FolderClearing(rejected: base).step(names: 100) { _ in true }
    #expect(all.deleted == 5)
    #expect(try self.names("") == ["14-link.txt.reason.json", "15-folder.txt.reason.json"])
  }

  @Test func reasonNamesTheFileBesideWhichItLies() throws {
    let long = String(repeating: "n", count: 250) + ".txt"
    for name in ["12-a.txt", "12-a~12.txt", "12-b.txt", "12-\(String(repeating: "n", count: 236)).txt"] {
      try folder.write(name)
    }
    var found: [String: [Bool]] = [:]
    _ = FolderClearing(rejected: base).step(names: 100) { file in
      found[file.name] = ["agency/a.txt", "b.txt", long, "a%FF.txt", "", "/"].map { file.isOf(path: $0) }
      return false
    }
    #expect(found["12-a.txt"] == [true, false, false, true, false, false])
    #expect(found["12-a~12.txt"] == [true, false, false, true, false, false])
    #expect(found["12-b.txt"] == [false, true, false, true, false, false])
    #expect(found.keys.contains { $0.hasPrefix("12-nnn") && found[$0] == [false, false, true, true, false, false] })
  }
}
