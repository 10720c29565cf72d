import Glibc
import Testing

@testable import Inbox

/// Pending moves at the start, with the file in each place where a crash can have left it.
struct FilingAfterCrashTests {
  @Test(arguments: [false, true], FilingFolders.Kind.allCases)
  func fileStillInTheInboxIsMoved(elsewhere: Bool, kind: FilingFolders.Kind) throws {
    let folders = try FilingFolders(elsewhere: elsewhere)
    try folders.inbox.write("x.txt")
    let wanted =
      switch kind {
      case .archive: folders.archived("abcdefabcdef-x.txt")
      case .reject: folders.rejectedTo("7-x.txt")
      case .delete: FilingOutcome.done(nil)
      }
    #expect(try folders.filing.finish(try folders.move("x.txt", kind), afterCrash: true) == wanted)
    #expect(folders.inbox.files().isEmpty)
  }

  @Test(arguments: [false, true], FilingFolders.Kind.allCases)
  func fileInLeavingIsMovedOn(elsewhere: Bool, kind: FilingFolders.Kind) throws {
    let folders = try FilingFolders(elsewhere: elsewhere)
    try folders.inbox.write("x.txt", "words")
    let move = try folders.move("x.txt", kind)
    folders.inbox.makeFolder(".leaving")
    try folders.inbox.move("x.txt", ".leaving/7")
    try folders.inbox.write("x.txt", "a later file of that name")
    guard case .done(let location) = try folders.filing.finish(move, afterCrash: true) else {
      Issue.record("not done")
      return
    }
    #expect((location == nil) == (kind == .delete))
    #expect(folders.inbox.files() == ["x.txt"])
    #expect(folders.archive.files().count == (kind == .archive ? 1 : 0))
    #expect(folders.rejected.files().count == (kind == .reject ? 2 : 0))
  }

  @Test(arguments: [FilingFolders.Kind.archive, .reject])
  func fileAtItsDestinationIsDone(kind: FilingFolders.Kind) throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt")
    let move = try folders.move("x.txt", kind)
    let before = folders.filing.carryOut(move)
    if kind == .reject { unlink(folders.rejected.path + "/7-x.txt.reason.json") }
    #expect(folders.filing.settle(pending: [move]) == [before])
    #expect(folders.archive.files().count == (kind == .archive ? 1 : 0))
    #expect(folders.rejected.files().count == (kind == .reject ? 2 : 0))
  }

  @Test func fileUnderItsSecondNameIsDone() throws {
    let folders = try FilingFolders()
    folders.archive.makeFolder("2025/03/09")
    try folders.archive.write("2025/03/09/abcdefabcdef-x.txt", "an older file of that name")
    try folders.inbox.write("x.txt")
    let move = try folders.move("x.txt")
    #expect(folders.filing.carryOut(move) == folders.archived("abcdefabcdef-x~7.txt"))
    #expect(folders.filing.settle(pending: [move]) == [folders.archived("abcdefabcdef-x~7.txt")])
  }

  @Test func strangerAtTheDestinationIsAnArrival() throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt")
    let move = try folders.move("x.txt")
    unlink(folders.inbox.path + "/x.txt")
    folders.archive.makeFolder("2025/03/09")
    try folders.archive.write("2025/03/09/abcdefabcdef-x.txt", "moved in the stead of another")
    guard case .replaced(let found) = folders.filing.settle(pending: [move]).first else {
      Issue.record("not replaced")
      return
    }
    #expect(found.location.base == .archive && found.path == move.path)
    // It can be read and filed from there.
    guard case .file(let content) = InboxReader(folder: folders.filing.archive).read(at: found.location.path) else {
      Issue.record("not read")
      return
    }
    let next = PendingMove(
      ledgerID: 8, path: found.path, location: found.location, fingerprint: content.fingerprint,
      action: .archive(hashPrefix: "0123456789ab", day: folders.day))
    #expect(folders.filing.carryOut(next) == folders.archived("0123456789ab-x.txt"))
    #expect(folders.archive.files("2025/03/09") == ["0123456789ab-x.txt"])
  }

  @Test func fileThatIsNowhereIsGone() throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt")
    let move = try folders.move("x.txt")
    unlink(folders.inbox.path + "/x.txt")
    #expect(folders.filing.settle(pending: [move]) == [.gone])
  }

  /// Deleted before a crash, and dropped again since.
  @Test func deletedFileIsDoneThoughAnotherHasItsName() throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt", "old")
    let move = try folders.move("x.txt", .delete)
    #expect(folders.filing.carryOut(move) == .done(nil))
    try folders.inbox.write("x.txt", "new arrival")
    #expect(folders.filing.settle(pending: [move]) == [.done(nil)])
    #expect(folders.inbox.text("x.txt") == "new arrival")
  }

  @Test func strangerInLeavingIsGivenBack() throws {
    let folders = try FilingFolders()
    try folders.inbox.write("x.txt", "old")
    let move = try folders.move("x.txt", .delete)
    folders.inbox.makeFolder(".leaving")
    try folders.inbox.write("y.txt", "new arrival")
    try folders.inbox.move("y.txt", ".leaving/7")
    unlink(folders.inbox.path + "/x.txt")
    guard case .replaced = folders.filing.settle(pending: [move]).first else {
      Issue.record("not replaced")
      return
    }
    #expect(folders.inbox.files() == ["x.txt"])
    #expect(folders.inbox.text("x.txt") == "new arrival")
  }
}

/// The archive on another mount: with a crash after each step.
@Suite(.enabled(if: FilingFolders.hasOtherMount))
struct FilingAcrossMountsTests {
  let folders: FilingFolders
  let destination = "2025/03/09/abcdefabcdef-x.txt"

  init() throws {
    folders = try FilingFolders(elsewhere: true)
    try folders.inbox.write("x.txt", "words")
  }

  @Test func copyIsNamedAndOriginalDeletedOnceItIsSynced() throws {
    let move = try folders.move("x.txt")
    #expect(folders.filing.carryOut(move) == .copied)
    #expect(folders.inbox.files() == [".leaving/7"])
    #expect(folders.archive.files() == ["2025/03/09/.7.copy"])
    #expect(try folders.filing.makeDurable() == [7: folders.archived("abcdefabcdef-x.txt")])
    #expect(folders.inbox.files().isEmpty)
    #expect(folders.archive.files() == [destination])
  }

  /// Another `Filing` is what starts after the crash.
  private func settleAfresh(_ move: PendingMove) throws -> FilingOutcome {
    try Filing(inbox: folders.filing.inbox, archive: folders.filing.archive, rejected: folders.filing.rejected)
      .finish(move, afterCrash: true)
  }

  /// As it is after the copy has got its name, with its folder's sync or without.
  private func nameWithoutDeleting(_ move: PendingMove) throws {
    #expect(folders.filing.carryOut(move) == .copied)
    let target = try #require(try folders.filing.prepareTarget(of: move))
    #expect(try folders.filing.publish(move, in: target)?.display == destination)
  }

  @Test func halfCopyIsMadeAnew() throws {
    let move = try folders.move("x.txt")
    folders.inbox.makeFolder(".leaving")
    try folders.inbox.move("x.txt", ".leaving/7")
    folders.archive.makeFolder("2025/03/09")
    try folders.archive.write("2025/03/09/.7.copy", "wo")
    #expect(try settleAfresh(move) == folders.archived("abcdefabcdef-x.txt"))
    #expect(folders.archive.files() == [destination])
    #expect(folders.archive.text(destination) == "words")
    #expect(folders.inbox.files().isEmpty)
  }

  @Test func namedCopyIsNotMadeTwice() throws {
    let move = try folders.move("x.txt")
    try nameWithoutDeleting(move)
    #expect(try settleAfresh(move) == folders.archived("abcdefabcdef-x.txt"))
    #expect(folders.archive.files() == [destination])
    #expect(folders.inbox.files().isEmpty)
  }

  /// On the inbox's file system a power cut took back more than on the archive's.
  @Test func namedCopyIsNotMadeTwiceWhereTheOriginalNeverLeft() throws {
    let move = try folders.move("x.txt")
    try nameWithoutDeleting(move)
    try folders.inbox.move(".leaving/7", "x.txt")
    #expect(try settleAfresh(move) == folders.archived("abcdefabcdef-x.txt"))
    #expect(folders.archive.files() == [destination])
    #expect(folders.inbox.files().isEmpty)
  }

  @Test func copyWhoseOriginalIsDeletedIsDone() throws {
    let move = try folders.move("x.txt")
    try nameWithoutDeleting(move)
    unlink(folders.inbox.path + "/.leaving/7")
    #expect(try settleAfresh(move) == folders.archived("abcdefabcdef-x.txt"))
    #expect(folders.archive.files() == [destination])
  }

  @Test func originalWrittenToAfterItWasCopiedIsGivenBack() throws {
    let move = try folders.move("x.txt")
    #expect(folders.filing.carryOut(move) == .copied)
    try folders.inbox.write(".leaving/7", ", and more")
    try folders.filing.makeDurable()
    #expect(folders.inbox.files() == ["x.txt"])
    #expect(folders.inbox.text("x.txt") == "words, and more")
    #expect(folders.archive.text(destination) == "words")
  }

  @Test func whatCannotBeCopiedStaysInLeavingWithItsReasonInRejected() throws {
    let wanted = FilingOutcome.done(FileLocation(base: .inbox, path: Array(".leaving/7".utf8)))
    #expect(mkfifo(folders.inbox.path + "/fifo", 0o600) == 0)
    let move = try folders.move("fifo", .reject)
    for _ in 0..<2 {
      #expect(try settleAfresh(move) == wanted)
      #expect(folders.rejected.files() == ["7-fifo.reason.json"])
      #expect(folders.inbox.files() == [".leaving/7", "x.txt"])
    }
  }

  @Test func rejectedFileTooLargeToCopyStaysInLeaving() throws {
    try folders.inbox.write("large", String(repeating: "x", count: 1001))
    let location = FileLocation(base: .inbox, path: Array(".leaving/7".utf8))
    #expect(folders.filing.carryOut(try folders.move("large", .reject)) == .done(location))
    #expect(folders.rejected.files() == ["7-large.reason.json"])
  }

  @Test func largeGroupIsSyncedToo() throws {
    for number in 0..<40 {
      try folders.inbox.write("\(number).txt", "words \(number)")
      _ = folders.filing.carryOut(try folders.move("\(number).txt", id: Int64(100 + number)))
    }
    #expect(try folders.filing.makeDurable().count == 40)
    // Another test that starts a program has for a moment all open for writing that is open here: such a file is given back.
    let left = folders.inbox.files().filter { $0 != "x.txt" }
    #expect(left.count < 5 && !left.contains { $0.hasPrefix(".leaving") })
    #expect(folders.archive.files().count == 40)
  }

  /// Copied, durable, the original deleted, the temporary name too; only the ledger has not heard of it.
  @Test(.enabled(if: FilingFolders.hasOtherMount), arguments: [FilingFolders.Kind.archive, .reject], [false, true])
  func copyThatIsWhollyDoneIsKnown(kind: FilingFolders.Kind, isDroppedAgain: Bool) throws {
    let folders = try FilingFolders(elsewhere: true)
    try folders.inbox.write("x.txt", "words")
    let move = try folders.move("x.txt", kind)
    let outcome = try folders.filing.finish(move)
    if isDroppedAgain { try folders.inbox.write("x.txt", "words") }
    #expect(folders.filing.settle(pending: [move]) == [outcome])
  }

  /// Another file that happens to be of its size and date.
  @Test func fileThatOnlyLooksLikeTheCopyIsNotTakenForIt() throws {
    let move = try folders.move("x.txt")
    try nameWithoutDeleting(move)
    let path = folders.archive.path + "/" + destination
    #expect(truncate(path, 0) == 0)
    try folders.archive.write(destination, "words".uppercased())
    let (seconds, rest) = move.fingerprint.mtime.quotientAndRemainder(dividingBy: 1_000_000_000)
    let times = [timespec](repeating: timespec(tv_sec: Int(seconds), tv_nsec: Int(rest)), count: 2)
    #expect(utimensat(AT_FDCWD, path, times, 0) == 0)
    #expect(try settleAfresh(move) == folders.archived("abcdefabcdef-x~7.txt"))
    #expect(folders.archive.text("2025/03/09/abcdefabcdef-x~7.txt") == "words")
    #expect(folders.inbox.files().isEmpty)
  }

  @Test func copyThatTookAFreeNameIsKnownByThatName() throws {
    folders.archive.makeFolder("2025/03/09")
    try folders.archive.write(destination, "other")
    let move = try folders.move("x.txt")
    #expect(folders.filing.carryOut(move) == .copied)
    let target = try #require(try folders.filing.prepareTarget(of: move))
    #expect(try folders.filing.publish(move, in: target) != nil)
    #expect(try settleAfresh(move) == folders.archived("abcdefabcdef-x~7.txt"))
    #expect(folders.archive.files() == [destination, "2025/03/09/abcdefabcdef-x~7.txt"])
  }
}
