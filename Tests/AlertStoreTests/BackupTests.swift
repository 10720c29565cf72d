import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import AlertStore

@Suite struct BackupTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func filled(_ count: Int = 20, bodyBytes: Int = 0) async throws -> AlertStore {
    let store = try folder.open()
    let padding = String(repeating: "x", count: bodyBytes)
    for number in 0..<count {
      _ = try await store.submit(
        Sample(path: "\(number)", title: "T \(number)", body: "B \(number) \(padding)").submission())
    }
    return store
  }

  private func error(_ body: () throws -> Void) -> AlertStoreError? {
    do {
      try body()
      return nil
    } catch { return error as? AlertStoreError }
  }

  @Test func copyOfARunningDaemonsDatabaseOpensAndIsWhole() async throws {
    let store = try await filled()
    let file = folder.path + "/backup.db"
    let report = try AlertReader(stateFolder: folder.state).backUp(to: file, replaces: false)
    #expect((report.files, report.articles, report.alerts) == (20, 20, 20))
    let attributes = try FileManager.default.attributesOfItem(atPath: file)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["backup.db", "state"])
    try store.close()

    let restored = folder.path + "/restored"
    try FileManager.default.createDirectory(atPath: restored, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: file, toPath: restored + "/watchword.db")
    let again = try AlertStore.open(stateFolder: restored)
    #expect(try again.ledgerCounts().received == 20)
    #expect(try await again.submitFile(Sample(path: "0", title: "T 0", body: "B 0 ").submission()).state == .duplicate)
    try again.close()
  }

  @Test func nothingOfTheStateItselfIsReplaced() async throws {
    let store = try await filled()
    let state = folder.state
    let linked = folder.path + "/linked"
    let hard = folder.path + "/hard"
    try FileManager.default.createSymbolicLink(atPath: linked, withDestinationPath: state)
    try FileManager.default.linkItem(atPath: state + "/watchword.db", toPath: hard)
    let paths = [
      "\(state)/watchword.db", "\(state)//./watchword.db", "\(linked)/watchword.db", hard, "\(state)/watchword.lock",
      "\(state)/watchword.db-wal", "\(state)/watchword.db-journal", "\(linked)/search.db", "\(state)/search.db-shm",
    ]
    for path in paths {
      let reader = try AlertReader(stateFolder: linked)
      let told = error { _ = try reader.backUp(to: path, replaces: true) }
      #expect(told?.message.contains("file of the state itself") == true, "\(path)")
    }
    _ = try AlertReader(stateFolder: state).backUp(to: "\(state)/other.db", replaces: true)
    #expect(try await store.submitFile(Sample(path: "new", title: "new").submission()).alerts.count == 1)
    try store.close()
  }

  @Test func nothingInTheFolderOfAnotherDaemonThatRunsIsReplaced() async throws {
    try await filled(1).close()
    let reader = try AlertReader(stateFolder: folder.state)
    let elsewhere = folder.path + "/elsewhere"
    let other = try AlertStore.open(stateFolder: elsewhere)
    let before = FileIdentity(elsewhere + "/watchword.db")
    for name in ["watchword.db", "watchword.db-wal", "alerts.jsonl", "new.db"] {
      for replaces in [true, false] {
        let told = error { _ = try reader.backUp(to: "\(elsewhere)/\(name)", replaces: replaces) }
        #expect(told?.code == .backup, "\(name)")
        #expect(told?.message.contains("another daemon that runs (process \(getpid()))") == true, "\(name)")
      }
    }
    #expect(FileIdentity(elsewhere + "/watchword.db") == before)
    #expect(!FileManager.default.fileExists(atPath: elsewhere + "/watchword.db.part"))
    try other.close()
    #expect(try reader.backUp(to: elsewhere + "/watchword.db", replaces: true).articles == 1)
  }

  @Test func aDaemonThatStartsThereWhileItIsWrittenKeepsItsDatabase() async throws {
    try await filled(1).close()
    let elsewhere = folder.path + "/elsewhere"
    try AlertStore.open(stateFolder: elsewhere).close()
    let before = FileIdentity(elsewhere + "/watchword.db")
    let other = Mutex<AlertStore?>(nil)
    let told = error {
      let reader = try AlertReader(stateFolder: folder.state)
      _ = try reader.backUp(to: elsewhere + "/watchword.db", replaces: true) { progress in
        guard case .checking = progress else { return }
        #expect(throws: Never.self) {
          let store = try AlertStore.open(stateFolder: elsewhere)
          other.withLock { $0 = store }
        }
      }
    }
    #expect(told?.message.contains("another daemon that runs") == true)
    #expect(FileIdentity(elsewhere + "/watchword.db") == before)
    #expect(!FileManager.default.fileExists(atPath: elsewhere + "/watchword.db.part"))
    try other.withLock { $0 }?.close()
  }

  /// What is committed while it is being copied is not in it, and holds nothing up.
  @Test func itIsOneMomentThoughArticlesFlow() async throws {
    let store = try await filled(60, bodyBytes: 400_000)
    let reader = try AlertReader(stateFolder: folder.state)
    let steps = Mutex(0)
    let report = try reader.backUp(to: folder.path + "/backup.db", replaces: false) { progress in
      guard case .copying = progress else { return }
      let number = steps.withLock {
        $0 += 1
        return $0
      }
      let isStored = DispatchSemaphore(value: 0)
      do {
        store.submit(try Sample(path: "new \(number)", title: "N \(number)", body: "N \(number)").submission()) { _ in
          isStored.signal()
        }
        isStored.wait()
      } catch { Issue.record(error) }
    }
    #expect(steps.withLock { $0 } > 3)
    #expect(report.articles == 60)
    #expect(try store.number("SELECT count(*) FROM articles") == 60 + steps.withLock { $0 })
  }

  @Test func nothingIsReplacedUnlessAsked() async throws {
    let store = try await filled(1)
    let file = folder.path + "/backup.db"
    try Data("old".utf8).write(to: URL(fileURLWithPath: file))
    let reader = try AlertReader(stateFolder: folder.state)
    let refusal = error { _ = try reader.backUp(to: file, replaces: false) }
    #expect(refusal?.code == .backup)
    #expect(refusal?.message.contains("--force") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == Data("old".utf8))
    #expect(try reader.backUp(to: file, replaces: true).articles == 1)
    try store.close()
  }

  @Test func leftoverOfAnInterruptedBackupIsWrittenOver() async throws {
    let store = try await filled(1)
    let file = folder.path + "/backup.db"
    try Data(repeating: 7, count: 100_000).write(to: URL(fileURLWithPath: file + ".part"))
    #expect(try AlertReader(stateFolder: folder.state).backUp(to: file, replaces: false).articles == 1)
    try store.close()
  }

  @Test func linkInThePlaceOfTheFileIsNotFollowed() async throws {
    let store = try await filled(1)
    let file = folder.path + "/backup.db"
    symlink(folder.path + "/victim", file + ".part")
    #expect(error { _ = try AlertReader(stateFolder: folder.state).backUp(to: file, replaces: true) }?.code == .backup)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/victim"))
    try store.close()
  }

  @Test func damagedDatabaseGivesNoBackup() async throws {
    try await filled(200).close()
    let handle = try FileHandle(forUpdating: URL(fileURLWithPath: folder.state + "/watchword.db"))
    try handle.seek(toOffset: 30 * 4_096)
    try handle.write(contentsOf: Data(repeating: 0xFF, count: 4_096))
    try handle.close()
    let file = folder.path + "/backup.db"
    #expect(
      error { _ = try AlertReader(stateFolder: folder.state).backUp(to: file, replaces: false) }?.code
        == .damagedDatabase)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["state"])
  }
}
