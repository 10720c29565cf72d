import FileSystems
import Foundation
import GRDB
import TestSupport
import Testing

@testable import AlertStore

/// What the store refuses to start on, and what it leaves on the disk.
@Suite struct OpeningTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func refusal(_ open: () throws -> Void) -> AlertStoreError? {
    do {
      try open()
      return nil
    } catch {
      return error as? AlertStoreError
    }
  }

  @Test func everyFileIsTheOwnersAlone() async throws {
    let store = try folder.open()
    _ = try await store.submit(Sample().submission())
    #expect(try mode(folder.state) == 0o700)
    for name in ["watchword.db", "watchword.db-wal", "watchword.db-shm", "watchword.lock"] {
      #expect(try mode("\(folder.state)/\(name)") == 0o600, "\(name)")
    }
  }

  @Test func foldersAboveAreMadeToo() throws {
    let store = try AlertStore.open(stateFolder: folder.path + "/a/b/state/")
    #expect(store.databasePath == folder.path + "/a/b/state/watchword.db")
    #expect(try mode(folder.path + "/a") == 0o700)
  }

  @Test func databaseOpenToOthersIsMadePrivate() throws {
    try folder.open().close()
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.state + "/watchword.db")
    _ = try folder.open()
    #expect(try mode(folder.state + "/watchword.db") == 0o600)
  }

  @Test func secondDaemonIsToldWhoHoldsTheState() throws {
    let first = try folder.open()
    let error = refusal { _ = try folder.open() }
    #expect(error?.code == .locked)
    #expect(error?.message.contains("(process \(getpid()))") == true)
    try first.close()
    _ = try folder.open()
  }

  @Test func nameThatIsNoFolderIsRefused() throws {
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder.state))
    #expect(refusal { _ = try folder.open() }?.code == .stateFolder)
    #expect(refusal { _ = try AlertStore.open(stateFolder: "") }?.code == .stateFolder)
  }

  @Test(arguments: ["", "-wal", "-shm", "-journal"])
  func aPipeInThePlaceOfAFileIsRefusedByDaemonAndReader(_ ending: String) throws {
    try folder.open().close()
    let file = folder.state + "/watchword.db" + ending
    unlink(file)
    #expect(mkfifo(file, 0o600) == 0)
    for error in [
      refusal { _ = try folder.open() }, refusal { _ = try AlertReader(stateFolder: folder.state) },
    ] {
      #expect(error?.code == .stateFolder)
      #expect(error?.message.contains("\(file) is not a regular file") == true)
    }
  }

  @Test(arguments: [(0x6969 as UInt32, "NFS"), (0xFF53_4D42, "CIFS"), (0xFE53_4D42, "SMB"), (0x6573_5546, "FUSE")])
  func networkFileSystemIsKnownByItsType(_ type: UInt32, _ name: String) {
    #expect(NetworkFileSystem.name(ofType: type) == name)
  }

  @Test(arguments: [0xEF53 as UInt32, 0x5846_5342, 0x9123_683E, 0x0102_1994, 0x794C_7630, 0x2FC1_2FC1])
  func localFileSystemIsAccepted(_ type: UInt32) { #expect(NetworkFileSystem.name(ofType: type) == nil) }

  @Test func databaseOfANewerVersionIsRefusedByDaemonAndReader() throws {
    let store = try folder.open()
    try store.pool.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('v999')") }
    try store.close()
    #expect(refusal { _ = try folder.open() }?.code == .newerDatabase)
    #expect(refusal { _ = try AlertReader(stateFolder: folder.state) }?.code == .newerDatabase)
  }

  @Test func databaseOfAnotherProgramIsRefused() throws {
    try FileManager.default.createDirectory(atPath: folder.state, withIntermediateDirectories: true)
    let other = try DatabaseQueue(path: folder.state + "/watchword.db")
    try other.write { try $0.execute(sql: "CREATE TABLE t (a)") }
    try other.close()
    #expect(refusal { _ = try folder.open() }?.code == .foreignDatabase)
  }

  @Test func fileThatIsNoDatabaseIsToldAsDamaged() throws {
    try folder.open().close()
    try Data(repeating: 0x41, count: 65_536).write(to: URL(fileURLWithPath: folder.state + "/watchword.db"))
    let error = refusal { _ = try folder.open() }
    #expect(error?.code == .damagedDatabase)
    #expect(error?.isTemporary == false)
    #expect(refusal { _ = try AlertReader(stateFolder: folder.state) }?.code == .damagedDatabase)
    #expect(refusal { _ = try folder.open() }?.code == .damagedDatabase, "the lock was let go of")
  }

  /// Whatever page is overwritten: an error or an answer, and no crash.
  @Test(arguments: 1..<12) func damagedPageCrashesNothing(_ page: UInt64) async throws {
    let store = try folder.open()
    for number in 0..<40 { _ = try await store.submit(Sample(path: "\(number)", body: "\(number)").submission()) }
    try store.close()
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.state + "/watchword.db"))
    try handle.seek(toOffset: page * 4_096)
    try handle.write(contentsOf: Data(repeating: 0xFF, count: 4_096))
    try handle.close()
    do {
      let damaged = try folder.open()
      _ = try damaged.pendingMoves()
      _ = try await damaged.submit(Sample(path: "new", body: "new").submission())
    } catch {
      let error = try #require(error as? AlertStoreError)
      #expect(error.code == .damagedDatabase, "\(error)")
    }
  }

  @Test func readerSaysWhenThereIsNoDatabase() {
    #expect(refusal { _ = try AlertReader(stateFolder: folder.state) }?.code == .noDatabase)
    #expect(!FileManager.default.fileExists(atPath: folder.state))
  }

  private func mode(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return try #require(attributes[.posixPermissions] as? NSNumber).intValue
  }
}
