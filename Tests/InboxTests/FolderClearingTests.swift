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
    FolderClearing.removeEmptyFolders(of: day, in: base)
    #expect(try names("2025/01") == ["02"])
  }

  @Test func emptyFoldersGoUpToTheYear() throws {
    folder.makeFolder("2025/01/02")
    folder.makeFolder("2024/12/31")
    folder.makeFolder("2024/11")
    for (year, month, day) in [(2025, 1, 2), (2024, 12, 31)] {
      FolderClearing.removeEmptyFolders(of: ArchiveDay(year: year, month: month, day: day), in: base)
    }
    #expect(try names("") == ["2024"])
    #expect(try names("2024") == ["11"])
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
    #expect(outcome.keptBytes == 4_096)
    #expect(try names("") == ["0-b", "13-d.txt", "99999999999999999999-e", "x-c"])
  }
}
