import Glibc
import Testing

@testable import Inbox

/// The three folders, on one mount or with the archive and the rejected files on another.
struct FilingFolders {
  let inbox: TemporaryFolder
  let archive: TemporaryFolder
  let rejected: TemporaryFolder
  let filing: Filing
  let day = ArchiveDay(year: 2025, month: 3, day: 9)

  init(elsewhere: Bool = false, maximumRejectedCopyBytes: Int64 = 1000) throws {
    inbox = try TemporaryFolder()
    archive = try TemporaryFolder(in: elsewhere ? "/dev/shm" : "/tmp")
    rejected = try TemporaryFolder(in: elsewhere ? "/dev/shm" : "/tmp")
    filing = Filing(
      inbox: try BaseFolder(path: inbox.path), archive: try BaseFolder(path: archive.path),
      rejected: try BaseFolder(path: rejected.path), maximumRejectedCopyBytes: maximumRejectedCopyBytes)
  }

  /// Whether /dev/shm is another mount than /tmp, as it is on nearly every Linux.
  static let hasOtherMount: Bool = {
    var (here, there) = (stat(), stat())
    return stat("/tmp", &here) == 0 && stat("/dev/shm", &there) == 0 && here.st_dev != there.st_dev
  }()

  enum Kind: CaseIterable { case archive, reject, delete }

  func move(_ path: String, id: Int64 = 7, _ kind: Kind = .archive) throws -> PendingMove {
    let action: PendingMove.Action =
      switch kind {
      case .archive: .archive(hashPrefix: "abcdefabcdef", day: day)
      case .reject: .reject(reasonJSON: Array("{}".utf8))
      case .delete: .delete
      }
    return PendingMove(
      ledgerID: id, path: try #require(InboxPath(path)), fingerprint: try inbox.fingerprint(path), action: action)
  }

  func archived(_ name: String) -> FilingOutcome {
    .done(FileLocation(base: .archive, path: Array("2025/03/09/\(name)".utf8)))
  }

  func rejectedTo(_ name: String) -> FilingOutcome {
    .done(FileLocation(base: .rejected, path: Array(name.utf8)))
  }
}

extension Filing {
  /// `sync()` where all is expected to become durable. Returns what became of copies.
  @discardableResult
  func makeDurable() throws -> [Int64: FilingOutcome] {
    let result = sync()
    if let failure = result.failure { throw failure }
    return result.copies
  }

  /// A move that is made durable at once.
  func finish(_ move: PendingMove, afterCrash: Bool = false) throws -> FilingOutcome {
    let outcome = carryOut(move, afterCrash: afterCrash)
    return try makeDurable()[move.ledgerID] ?? outcome
  }
}

struct FilingTests {
  @Test(arguments: [false, true])
  func fileIsArchivedUnderItsDayAndHash(elsewhere: Bool) throws {
    let folders = try FilingFolders(elsewhere: elsewhere)
    folders.inbox.makeFolder("reuters")
    try folders.inbox.write("reuters/x.txt", "words")
    let before = try folders.inbox.fingerprint("reuters/x.txt")
    let move = try folders.move("reuters/x.txt")
    #expect(try folders.filing.finish(move) == folders.archived("abcdefabcdef-x.txt"))
    #expect(folders.archive.files() == ["2025/03/09/abcdefabcdef-x.txt"])
    #expect(folders.archive.text("2025/03/09/abcdefabcdef-x.txt") == "words")
    #expect(try folders.archive.fingerprint("2025/03/09/abcdefabcdef-x.txt").mtime == before.mtime)
    #expect(folders.inbox.files().isEmpty)
    #expect(folders.filing.state.withLock { $0.touched.isEmpty && $0.copies.isEmpty })
  }

  @Test(arguments: [false, true])
  func nothingIsReplaced(elsewhere: Bool) throws {
    let folders = try FilingFolders(elsewhere: elsewhere)
    for id in [Int64(1), 2, 2] {
      try folders.inbox.write("x.txt", "words \(id)")
      #expect(folders.filing.carryOut(try folders.move("x.txt", id: id)) != .gone)
      try folders.filing.makeDurable()
    }
    #expect(
      folders.archive.files("2025/03/09") == [
        "abcdefabcdef-x.txt", "abcdefabcdef-x~2-2.txt", "abcdefabcdef-x~2.txt",
      ])
    #expect(folders.archive.text("2025/03/09/abcdefabcdef-x.txt") == "words 1")
  }

  @Test(arguments: [false, true])
  func rejectedFileHasItsReasonBesideIt(elsewhere: Bool) throws {
    let folders = try FilingFolders(elsewhere: elsewhere)
    let long = String(repeating: "ў", count: 125) + ".html"
    try folders.inbox.write(long)
    let path = try #require(InboxPath(long))
    let reason = Array(#"{"code":"too-long"}"#.utf8)
    let carried = folders.filing.reject(path, try folders.inbox.fingerprint(long), ledgerID: 42, reasonJSON: reason)
    let outcome = try folders.filing.makeDurable()[42] ?? carried
    guard case .done(let location?) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(location.base == .rejected && location.display.hasPrefix("42-ў") && location.display.hasSuffix(".html"))
    #expect(folders.rejected.files() == [location.display, location.display + ".reason.json"].sorted())
    #expect(folders.rejected.text(location.display + ".reason.json") == #"{"code":"too-long"}"#)
    #expect(folders.inbox.files().isEmpty)
  }

  @Test func specialFilesAreRejectedByRename() throws {
    let folders = try FilingFolders()
    #expect(symlink("/etc/passwd", folders.inbox.path + "/link") == 0)
    #expect(mkfifo(folders.inbox.path + "/fifo", 0o600) == 0)
    #expect(folders.filing.carryOut(try folders.move("link", id: 1, .reject)) == folders.rejectedTo("1-link"))
    #expect(folders.filing.carryOut(try folders.move("fifo", id: 2, .reject)) == folders.rejectedTo("2-fifo"))
    #expect(folders.rejected.status("1-link")?.kind == .symbolicLink)
    #expect(folders.rejected.status("2-fifo")?.kind == .fifo)
    #expect(folders.inbox.files().isEmpty)
  }

  @Test(arguments: [false, true])
  func deletedFileIsGone(elsewhere: Bool) throws {
    let folders = try FilingFolders(elsewhere: elsewhere)
    try folders.inbox.write("x.txt")
    #expect(folders.filing.carryOut(try folders.move("x.txt", .delete)) == .done(nil))
    #expect(folders.inbox.files().isEmpty)
    #expect(
      folders.filing.carryOut(
        PendingMove(
          ledgerID: 7, path: try #require(InboxPath("x.txt")),
          fingerprint: FileFingerprint(device: 0, inode: 0, size: 0, mtime: 0, ctime: 0), action: .delete)) == .gone)
  }

  @Test(arguments: FilingFolders.Kind.allCases)
  func fileReplacedSinceItWasReadStaysWhereItIs(kind: FilingFolders.Kind) throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt", "old")
    let move = try folders.move("x.txt", kind)
    try folders.inbox.write("y.txt", "new arrival")
    try folders.inbox.move("y.txt", "x.txt")
    let arrival = FoundElsewhere(
      location: move.location, path: move.path, fingerprint: try folders.inbox.fingerprint("x.txt"))
    #expect(folders.filing.carryOut(move) == .replaced(arrival))
    #expect(folders.inbox.text("x.txt") == "new arrival")
    #expect(folders.inbox.files() == ["x.txt"])
    #expect(folders.archive.files().isEmpty && folders.rejected.files().isEmpty)
  }

  /// The file is exchanged after it was looked at and before the rename.
  @Test(arguments: [false, true])
  func fileReplacedInTheLastMomentIsGivenBack(nameIsTakenAgain: Bool) throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt", "old")
    let move = try folders.move("x.txt")
    try folders.inbox.write("y.txt", "new arrival")
    try folders.inbox.move("y.txt", "x.txt")
    let place = try #require(try folders.filing.openPlace(move.location))
    let target = try #require(try folders.filing.prepareTarget(of: move))
    if nameIsTakenAgain {
      // As it is after the rename, and another file came.
      #expect(folders.filing.renameNoReplace(place.folder, place.name, target.folder, target.candidates[0]))
      try folders.inbox.write("x.txt", "third")
      let there = try #require(try folders.filing.openPlace(target.location(target.candidates[0])))
      let status = try #require(try there.folder.status(of: there.name))
      guard case .replaced(let found) = try folders.filing.giveBack(move, there, status) else {
        Issue.record("not replaced")
        return
      }
      #expect(found.path.display == "x~7.txt" && found.location.base == .inbox)
      #expect(folders.inbox.text("x~7.txt") == "new arrival")
      #expect(folders.inbox.text("x.txt") == "third")
    } else {
      guard case .replaced(let found) = try folders.filing.moveOut(move, from: place, to: target) else {
        Issue.record("not replaced")
        return
      }
      #expect(found.path == move.path && found.location == move.location)
      #expect(folders.inbox.text("x.txt") == "new arrival")
    }
    #expect(folders.archive.files().isEmpty)
  }

  @Test func vanishedFileIsGone() throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt")
    let move = try folders.move("x.txt", .reject)
    unlink(folders.inbox.path + "/x.txt")
    #expect(folders.filing.carryOut(move) == .gone)
    #expect(folders.rejected.files().isEmpty)
  }

  @Test func folderSwappedForLinkLeadsNowhere() throws {
    let folders = try FilingFolders()
    let outside = try TemporaryFolder()
    try outside.write("x.txt", "not yours")
    #expect(symlink(outside.path, folders.inbox.path + "/sub") == 0)
    let move = PendingMove(
      ledgerID: 1, path: try #require(InboxPath("sub/x.txt")), fingerprint: try outside.fingerprint("x.txt"),
      action: .archive(hashPrefix: "abcdefabcdef", day: folders.day))
    #expect(folders.filing.carryOut(move) == .gone)
    #expect(outside.files() == ["x.txt"])
  }

  @Test func targetThatCannotBeWrittenLeavesTheFileInTheInbox() throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt")
    try folders.archive.write("2025", "a file where the year's folder should be")
    guard case .failed(let message) = folders.filing.carryOut(try folders.move("x.txt")) else {
      Issue.record("not failed")
      return
    }
    #expect(message.contains("2025/03/09"))
    #expect(folders.inbox.files() == ["x.txt"])
    unlink(folders.archive.path + "/2025")
    #expect(folders.filing.carryOut(try folders.move("x.txt")) == folders.archived("abcdefabcdef-x.txt"))
  }
}
