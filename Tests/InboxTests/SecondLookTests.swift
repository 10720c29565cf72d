import Glibc
import Testing

@testable import Inbox

/// Files that are written to after they were moved.
struct SecondLookTests {
  @Test(arguments: [FilingFolders.Kind.archive, .reject])
  func fileThatIsWrittenToAfterItWasMovedIsGivenBack(kind: FilingFolders.Kind) throws {
    let folders = try FilingFolders()
    let writer = try folders.inbox.open("sub/x.txt", makingFolder: "sub")
    writer.append("one")
    let move = try folders.move("sub/x.txt", kind)
    let location = try moved(folders, move)
    try folders.filing.makeDurable()
    let file = MovedFile(ledgerID: move.ledgerID, path: move.path, location: location, fingerprint: move.fingerprint)
    #expect(folders.filing.lookAgain(at: [file]).isEmpty, "it has not been written to")
    writer.append(" and more")
    let outcomes = folders.filing.lookAgain(at: [file])
    let outcome = try #require(outcomes.first?.outcome)
    guard case .replaced(let found) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(found.location == FileLocation(base: .inbox, path: Array("sub/x.txt".utf8)))
    #expect(folders.inbox.text("sub/x.txt") == "one and more")
    #expect(folders.filing.lookAgain(at: [file]).isEmpty, "it lies there no more")
    #expect(folders.rejected.files().isEmpty, "the reason of a state that is no more")
  }

  @Test func aFileThatWasTakenOutOrReplacedIsLeftAlone() throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt", "one")
    let move = try folders.move("x.txt", .archive)
    let location = try moved(folders, move)
    let path = String(decoding: location.path, as: UTF8.self)
    try folders.archive.write("other.txt", "quite another file")
    try folders.archive.move(path, "taken.txt")
    try folders.archive.move("other.txt", path)
    let file = MovedFile(ledgerID: move.ledgerID, path: move.path, location: location, fingerprint: move.fingerprint)
    #expect(folders.filing.lookAgain(at: [file]).isEmpty)
    #expect(folders.archive.text(path) == "quite another file")
  }

  @Test func whereTheNameIsTakenAgainItComesBackUnderAnother() throws {
    let folders = try FilingFolders()
    let writer = try folders.inbox.open("x.txt")
    let move = try folders.move("x.txt", .archive)
    let location = try moved(folders, move)
    try folders.inbox.write("x.txt", "a new one")
    writer.append("late")
    let file = MovedFile(ledgerID: move.ledgerID, path: move.path, location: location, fingerprint: move.fingerprint)
    #expect(folders.filing.lookAgain(at: [file]).count == 1)
    #expect(folders.inbox.text("x.txt") == "a new one")
    #expect(folders.inbox.text("x~\(move.ledgerID).txt") == "late")
  }

  @Test func whereTheInboxCannotHaveItItIsToBeReadWhereItLies() throws {
    let folders = try FilingFolders()
    let writer = try folders.inbox.open("sub/x.txt", makingFolder: "sub")
    let move = try folders.move("sub/x.txt", .archive)
    let location = try moved(folders, move)
    rmdir(folders.inbox.path + "/sub")
    writer.append("late")
    let file = MovedFile(ledgerID: move.ledgerID, path: move.path, location: location, fingerprint: move.fingerprint)
    guard case .replaced(let found)? = folders.filing.lookAgain(at: [file]).first?.outcome else {
      Issue.record("it was not seen")
      return
    }
    #expect(found.location == location)
  }

  @Test func afterARestartTheFilesAreFound() throws {
    let folders = try FilingFolders()
    try folders.inbox.write(Array("caf".utf8) + [0xE9], "one")
    let path = try #require(InboxPath(bytes: Array("caf".utf8) + [0xE9]))
    let status = try #require(try BaseFolder(path: folders.inbox.path).status(at: path.bytes))
    let move = PendingMove(
      ledgerID: 9, path: path, fingerprint: status.fingerprint,
      action: .archive(hashPrefix: "abcdefabcdef", day: ArchiveDay(year: 2025, month: 4, day: 24)))
    let location = try moved(folders, move)
    let found = folders.filing.findMoved([move])
    #expect(found.map(\.location) == [location])
    #expect(found.first?.fingerprint == move.fingerprint)
  }

  @Test func whatSomebodyStillWritesToIsNotDeleted() throws {
    let folders = try FilingFolders()
    var writer: OpenFile? = try folders.inbox.open("x.txt")
    writer?.append("one")
    let move = try folders.move("x.txt", .delete)
    guard case .replaced(let found) = folders.filing.carryOut(move) else {
      Issue.record("it was deleted")
      return
    }
    #expect(found.location == FileLocation(base: .inbox, path: Array("x.txt".utf8)))
    writer = nil
    #expect(folders.filing.carryOut(move) == .done(nil))
  }

  @Test func eachFileIsDueOnceAndEarlyWhereThereIsNoRoom() throws {
    let path = try #require(InboxPath("x"))
    let print = FileFingerprint(device: 0, inode: 0, size: 0, mtime: 0, ctime: 0)
    func file(_ id: Int) -> MovedFile {
      MovedFile(
        ledgerID: Int64(id), path: path, location: FileLocation(base: .archive, path: []), fingerprint: print)
    }
    var list = SecondLookList(maximumWaiting: 10)
    var seen: [Int64] = []
    for id in 0..<1000 {
      seen += list.add([file(id)], now: .seconds(id)).map(\.ledgerID)
      #expect(list.count <= 10)
      if id % 7 == 0 { seen += list.due(minimumAge: .seconds(5), now: .seconds(id)).map(\.ledgerID) }
    }
    seen += list.due(minimumAge: .seconds(5), now: .seconds(5000)).map(\.ledgerID)
    #expect(seen == (0..<1000).map(Int64.init))
    #expect(list.count == 0)
    _ = list.add([file(1)], now: .seconds(1))
    let early = list.due(minimumAge: .seconds(5), now: .seconds(3))
    #expect(early.isEmpty)
  }

  private func moved(_ folders: FilingFolders, _ move: PendingMove) throws -> FileLocation {
    guard case .done(let location?) = folders.filing.carryOut(move) else { throw SystemError("move", code: 0) }
    return location
  }
}

extension TemporaryFolder {
  fileprivate func open(_ relative: String, makingFolder folder: String) throws -> OpenFile {
    makeFolder(folder)
    return try open(relative)
  }
}
