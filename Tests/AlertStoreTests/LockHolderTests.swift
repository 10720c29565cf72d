import Foundation
import TestSupport
import Testing

@testable import AlertStore

/// Who holds a state, as the kernel's table of locks and the lock file say it together.
@Suite struct LockHolderTests {
  private let folder: TemporaryFolder
  private let file: StateLockFile

  init() throws {
    folder = try TemporaryFolder()
    try "4711\nrunning b\n".write(toFile: folder.path + "/watchword.lock", atomically: false, encoding: .utf8)
    file = try #require(StateLockFile(stateFolder: folder.path))
  }

  private func holder(_ lines: String...) -> Int32? { file.holder(inLocks: lines.joined(separator: "\n")) }

  @Test func itIsWhoTheFileNamesOrWhoHasItOnThatDevice() {
    let place = "\(file.device):\(file.inode)"
    let elsewhere = "ff:7f:\(file.inode)"
    #expect(holder("1: FLOCK  ADVISORY  WRITE 4711 \(place) 0 EOF") == 4711)
    // Some file systems have one number for stat(2) and another for the table.
    #expect(holder("1: FLOCK  ADVISORY  WRITE 4711 \(elsewhere) 0 EOF") == 4711)
    #expect(
      holder("1: FLOCK ADVISORY WRITE 12 \(elsewhere) 0 EOF", "2: FLOCK ADVISORY WRITE 4711 \(elsewhere) 0 EOF") == 4711
    )
    // In a container it has another number.
    #expect(holder("1: FLOCK ADVISORY WRITE 12 \(elsewhere) 0 EOF", "2: FLOCK ADVISORY WRITE 13 \(place) 0 EOF") == 13)
    #expect(holder("1: FLOCK  ADVISORY  WRITE 12 \(elsewhere) 0 EOF") == nil, "a file of another file system")
    #expect(holder("1: -> FLOCK  ADVISORY  WRITE 4711 \(place) 0 EOF") == nil, "it waits")
    #expect(holder("1: FLOCK  ADVISORY  READ 4711 \(place) 0 EOF") == nil)
    #expect(holder("1: POSIX  ADVISORY  WRITE 4711 \(place) 0 EOF") == nil)
    #expect(holder("1: FLOCK  ADVISORY  WRITE 0 \(place) 0 EOF") == nil, "nobody who can be seen")
    #expect(holder("1: FLOCK  ADVISORY  WRITE 4711 \(file.device):\(file.inode)1 0 EOF") == nil)
    #expect(holder("", "1: FLOCK", "nonsense of six words or seven or", "1: FLOCK A WRITE 4711 : 0 EOF") == nil)
  }

  @Test func theOneOfARunningStoreIsFoundAndNoOther() throws {
    let state = folder.path + "/state"
    #expect(try AlertStore.holder(ofStateFolder: state) == nil)
    let store = try AlertStore.open(stateFolder: state)
    #expect(try AlertStore.holder(ofStateFolder: state) == getpid())
    #expect(try AlertStore.holder(ofStateFolder: state + "/") == getpid())
    try store.close()
    #expect(try AlertStore.holder(ofStateFolder: state) == nil)
    #expect(throws: AlertStoreError.self) { try AlertStore.holder(ofStateFolder: "") }
  }

  @Test func devicesAreWrittenAsTheKernelDoes() {
    #expect(StateLockFile.text(ofDevice: 0x0801) == "08:01")
    #expect(StateLockFile.text(ofDevice: 0xFE02) == "fe:02")
    #expect(StateLockFile.text(ofDevice: 0x0010_3007) == "30:107")
  }
}
