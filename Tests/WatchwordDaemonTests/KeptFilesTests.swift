import AlertStore
import Foundation
import Hashing
import Inbox
import Logging
import Synchronization
import TestSupport
import Testing

@testable import WatchwordDaemon

/// The files that stay in the inbox, as they are known in memory and in the ledger.
@Suite struct KeptFilesTests {
  private let folder: TestSupport.TemporaryFolder
  private let store: AlertStore

  init() throws {
    folder = try TestSupport.TemporaryFolder()
    store = try AlertStore.open(stateFolder: folder("state"))
  }

  private func print(_ number: Int, ctime: Int64 = 5) -> FileFingerprint {
    FileFingerprint(device: 1, inode: UInt64(number), size: 3, mtime: 4, ctime: ctime)
  }

  private func path(_ number: Int) throws -> InboxPath { try #require(InboxPath("sub/\(number).txt")) }

  /// Into the ledger, as a file that stays.
  private func record(_ numbers: Range<Int>, ctime: Int64 = 5) throws {
    let done = DispatchSemaphore(value: 0)
    for number in numbers {
      let path = try path(number)
      let handled = Handled(
        arrival: Arrival(path), fingerprint: print(number, ctime: ctime), heldBytes: 0, arrivedMilliseconds: 1,
        after: .keep, rejection: Rejection(code: "empty", message: "empty"))
      store.submit(.rejected(handled)) { _ in done.signal() }
    }
    for _ in numbers { done.wait() }
  }

  @Test func whatTheLedgerKeepsIsKnownAndNothingElse() throws {
    try record(0..<50)
    let kept = try KeptFiles(store: store, log: Logger(label: "test"))
    for number in 0..<50 { #expect(kept.contains(try path(number), print(number))) }
    #expect(!kept.contains(try path(50), print(50)))
    #expect(!kept.contains(try path(3), print(4)))
    #expect(!kept.contains(try path(3), print(3, ctime: 6)), "it has changed")
    kept.insert(try path(50), print(50))
    #expect(kept.contains(try path(50), print(50)))
    try store.close()
    // All is known: the ledger is not asked.
    #expect(kept.contains(try path(7), print(7)))
    #expect(!kept.contains(try path(60), print(60)))
  }

  @Test func withMoreThanThereIsRoomForTheLedgerIsAsked() throws {
    try record(0..<50)
    let kept = try KeptFiles(store: store, log: Logger(label: "test"), capacity: 10)
    #expect(kept.count <= 10)
    for _ in 0..<3 {
      for number in 0..<50 { #expect(kept.contains(try path(number), print(number)), "\(number)") }
      #expect(kept.count <= 10)
    }
    #expect(!kept.contains(try path(50), print(50)))
    try store.close()
  }

  @Test func anotherStateUnderThePathTakesThePlaceOfTheFirst() throws {
    try record(0..<3)
    try record(1..<2, ctime: 9)
    let kept = try KeptFiles(store: store, log: Logger(label: "test"))
    #expect(kept.count == 3)
    #expect(!kept.contains(try path(1), print(1)))
    #expect(kept.contains(try path(1), print(1, ctime: 9)))
    try store.close()
  }
}
