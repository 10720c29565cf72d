import Glibc
import Testing

@testable import Inbox

/// What others put in the way of a move to another mount, or take away behind it.
@Suite(.enabled(if: FilingFolders.hasOtherMount))
struct FilingObstacleTests {
  enum Obstacle: CaseIterable { case file, link, brokenLink, taken, takenByFolder, takenTwice, closedFolder }

  let folders: FilingFolders
  let destination = "2025/03/09/abcdefabcdef-x.txt"

  init() throws {
    folders = try FilingFolders(elsewhere: true)
    try folders.inbox.write("x.txt", "words")
  }

  /// Returns the files that it put there.
  private func put(_ obstacle: Obstacle, _ outside: TemporaryFolder) throws -> [String] {
    let leaving = folders.inbox.path + "/.leaving"
    switch obstacle {
    case .file: try folders.inbox.write(".leaving")
    case .link: try #require(symlink(outside.path, leaving) == 0)
    case .brokenLink: try #require(symlink("/nowhere/at/all", leaving) == 0)
    case .taken, .takenByFolder, .takenTwice, .closedFolder:
      folders.inbox.makeFolder(obstacle == .takenByFolder ? ".leaving/7/8" : ".leaving")
      if obstacle == .closedFolder { chmod(leaving, 0) }
      if obstacle == .taken || obstacle == .takenTwice { try folders.inbox.write(".leaving/7", "left over") }
      if obstacle == .takenTwice { try folders.inbox.write(".leaving/7~1", "left over too") }
    }
    // For those who have not root's rights.
    for folder in [folders.inbox, folders.archive, folders.rejected] { chmod(folder.path, 0o777) }
    return folders.inbox.files().filter { $0 != "x.txt" }
  }

  @Test(arguments: Obstacle.allCases, [FilingFolders.Kind.archive, .delete])
  func whatLiesInTheWayStopsNoMove(obstacle: Obstacle, kind: FilingFolders.Kind) throws {
    let outside = try TemporaryFolder()
    let others = try put(obstacle, outside)
    let move = try folders.move("x.txt", kind)
    let wanted = kind == .delete ? FilingOutcome.done(nil) : folders.archived("abcdefabcdef-x.txt")
    #expect(try withoutRootRights { folders.filing.carryOut(move) } == (kind == .delete ? wanted : .copied))
    if kind == .archive {
      // After a crash it is found again, wherever it went.
      let afresh = Filing(
        inbox: folders.filing.inbox, archive: folders.filing.archive, rejected: folders.filing.rejected)
      #expect(try withoutRootRights { try afresh.finish(move, afterCrash: true) } == wanted)
      #expect(folders.archive.text(destination) == "words")
    }
    #expect(folders.archive.files() == (kind == .archive ? [destination] : []))
    #expect(folders.inbox.files() == others)
    #expect(outside.files().isEmpty)
    chmod(folders.inbox.path + "/.leaving", 0o700)
  }

  @Test(arguments: [".leaving/7", ".leaving/7~3", ".leaving-7", ".leaving-7~3"])
  func fileIsFoundAmongLeftovers(place: String) throws {
    let move = try folders.move("x.txt")
    folders.inbox.makeFolder(".leaving")
    try folders.inbox.move("x.txt", place)
    let leftover = place == ".leaving/7" ? ".leaving/7~1" : ".leaving/7"
    try folders.inbox.write(leftover, "left over")
    #expect(try folders.filing.finish(move, afterCrash: true) == folders.archived("abcdefabcdef-x.txt"))
    #expect(folders.inbox.files() == [leftover])
  }

  @Test func everyNewArrivalMovedInItsSteadIsGivenBack() throws {
    let move = try folders.move("x.txt")
    unlink(folders.inbox.path + "/x.txt")
    folders.inbox.makeFolder(".leaving")
    for name in [".leaving/7", ".leaving/7~2", ".leaving-7"] { try folders.inbox.write(name, name) }
    guard case .replaced = folders.filing.settle(pending: [move]).first else {
      Issue.record("not replaced")
      return
    }
    #expect(folders.inbox.files() == ["x.txt", "x~7-2.txt", "x~7.txt"])
  }

  @Test func fileThatMayLieInAClosedFolderIsNotGone() throws {
    let move = try folders.move("x.txt")
    _ = try put(.closedFolder, try TemporaryFolder())
    try folders.inbox.move("x.txt", ".leaving/7")
    let outcome = try withoutRootRights { folders.filing.settle(pending: [move]).first }
    guard case .failed(let message) = outcome else {
      Issue.record("not failed")
      return
    }
    #expect(message.contains(".leaving"))
    chmod(folders.inbox.path + "/.leaving", 0o700)
    #expect(try folders.filing.finish(move) == folders.archived("abcdefabcdef-x.txt"))
  }

  enum Stranger: CaseIterable { case file, link, otherUsers, openToOthers }

  /// Of a folder that somebody else has put there, nothing is used and nothing changed.
  @Test(.enabled(if: geteuid() == 0), arguments: Stranger.allCases)
  func leavingThatIsNotOursIsNotUsed(_ stranger: Stranger) throws {
    let leaving = folders.inbox.path + "/.leaving"
    let outside = try TemporaryFolder()
    chown(folders.inbox.path, 12_345, 12_345)
    switch stranger {
    case .file: try folders.inbox.write(".leaving")
    case .link: try #require(symlink(outside.path, leaving) == 0)
    case .otherUsers, .openToOthers:
      folders.inbox.makeFolder(".leaving")
      chmod(leaving, 0o777)
      chown(leaving, stranger == .otherUsers ? 23_456 : 12_345, 12_345)
    }
    #expect(folders.filing.leavingProblem == nil, "nobody has tried yet")
    #expect(folders.filing.carryOut(try folders.move("x.txt")) == .copied)
    let problem = try #require(folders.filing.leavingProblem)
    #expect(folders.inbox.files().contains(".leaving-7"), "\(problem)")
    #expect(try folders.filing.makeDurable()[7] == folders.archived("abcdefabcdef-x.txt"))
    #expect(folders.inbox.files() == (stranger == .file || stranger == .link ? [".leaving"] : []))
    #expect(outside.files().isEmpty)
    let words: [Stranger: String] = [
      .file: "no folder", .link: "no folder", .otherUsers: "another user (number 23456)",
      .openToOthers: "others than its owner may write",
    ]
    #expect(problem.contains(words[stranger] ?? "?"), "\(problem)")
    #expect(unlink(leaving) == 0 || rmdir(leaving) == 0)
    try folders.inbox.write("y.txt", "other words")
    #expect(folders.filing.carryOut(try folders.move("y.txt", id: 8)) == .copied)
    #expect(folders.filing.leavingProblem == nil && folders.inbox.files() == [".leaving/8"])
    try folders.filing.makeDurable()
  }

  @Test func leavingOfOurOwnIsClosedToOthers() throws {
    folders.inbox.makeFolder(".leaving")
    chmod(folders.inbox.path + "/.leaving", 0o777)
    #expect(folders.filing.carryOut(try folders.move("x.txt")) == .copied)
    #expect(folders.inbox.files() == [".leaving/7"] && folders.filing.leavingProblem == nil)
    var status = stat()
    #expect(lstat(folders.inbox.path + "/.leaving", &status) == 0 && status.st_mode & 0o777 == 0o700)
    try folders.filing.makeDurable()
  }

  /// Put there between the move and the copying.
  @Test(arguments: ["nothing", "other words", "WORDS"])
  func onlyWhatWasReadIsCopied(_ text: String) throws {
    let move = try folders.move("x.txt")
    unlink(folders.inbox.path + "/x.txt")
    folders.inbox.makeFolder(".leaving")
    if text != "nothing" { try folders.inbox.write(".leaving/7", text) }
    let location = FileLocation(base: .inbox, path: Array(".leaving/7".utf8))
    let place = try #require(try folders.filing.openPlace(location))
    let target = try #require(try folders.filing.prepareTarget(of: move))
    let outcome = try folders.filing.copy(move, from: place, into: target, afterCrash: false)
    if text == "nothing" {
      #expect(outcome == .gone)
    } else {
      guard case .replaced = outcome else {
        Issue.record("\(outcome)")
        return
      }
      #expect(folders.inbox.text("x.txt") == text, "it is a new arrival")
    }
    #expect(try folders.filing.makeDurable().isEmpty && folders.archive.files().isEmpty)
  }

  @Test(arguments: [1, 40])
  func temporaryCopyThatSomebodyTookStopsNoSync(others: Int) throws {
    let move = try folders.move("x.txt")
    #expect(folders.filing.carryOut(move) == .copied)
    for number in 0..<others {
      try folders.inbox.write("\(number).txt")
      _ = folders.filing.carryOut(try folders.move("\(number).txt", id: Int64(100 + number)))
    }
    let held = folders.filing.state.withLock { $0.copies.count { $0.file != nil } }
    #expect(held == (others < 16 ? others + 1 : 0), "a large group keeps no descriptors")
    try #require(unlink(folders.archive.path + "/2025/03/09/.7.copy") == 0)
    guard case .failed = try folders.filing.makeDurable()[7] else {
      Issue.record("not failed")
      return
    }
    #expect(folders.inbox.files() == [".leaving/7"])
    #expect(folders.archive.files().count == others)
    #expect(folders.filing.state.withLock { $0.touched.isEmpty && $0.copies.isEmpty })
    #expect(try folders.filing.finish(move) == folders.archived("abcdefabcdef-x.txt"))
    #expect(folders.inbox.files().isEmpty)
  }

  @Test func copyTakenBeforeACrashIsMadeAgain() throws {
    let move = try folders.move("x.txt")
    _ = folders.filing.carryOut(move)
    let target = try #require(try folders.filing.prepareTarget(of: move))
    _ = try folders.filing.publish(move, in: target)
    try #require(unlink(folders.archive.path + "/" + destination) == 0)
    let afresh = Filing(inbox: folders.filing.inbox, archive: folders.filing.archive, rejected: folders.filing.rejected)
    #expect(try afresh.finish(move, afterCrash: true) == folders.archived("abcdefabcdef-x.txt"))
    #expect(folders.archive.files() == [destination])
    #expect(folders.inbox.files().isEmpty)
  }
}
