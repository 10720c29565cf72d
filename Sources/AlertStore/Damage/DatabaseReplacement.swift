import Foundation
import GRDB
import Glibc
import OperatingSystem

/// A new database, made in a folder of its own beside the one in force, whose place it takes when it is complete. Until
/// then the old one is as it was; it is never deleted. Holds the state's lock: no daemon runs meanwhile.
///
/// Interrupted, it is gone on with by the next one.
package final class DatabaseReplacement: Sendable {
  /// The new one.
  package let store: AlertStore
  /// Whether an earlier one was interrupted, and this goes on with what it had.
  package let isResumed: Bool
  /// The one in force; `nil` where there is none, or nothing of it can be read.
  package let inForce: PreviousDatabase?
  /// Those that were set aside, newest first.
  package let setAside: [PreviousDatabase]
  private let folder: StateFolder
  private let workFolder: String
  private let lock: StateLock

  /// The folder beneath the state's in which it is made.
  package static let folderName = "rebuild"

  /// - Throws: `AlertStoreError`, `locked` while a daemon runs.
  package init(stateFolder: String, storyWindow: Duration = .seconds(72 * 3600)) throws {
    folder = try StateFolder(creating: stateFolder)
    lock = try StateLock(folder)
    try folder.refuseIrregularFiles()
    workFolder = folder.path + "/" + Self.folderName
    // What is in force may only be replaced if it is ours, or unreadable.
    if try DatabaseFiles(path: folder.databasePath).hasContent() {
      _ = try DatabaseProbe(path: folder.databasePath).look(fullyFor: nil)
    }
    isResumed = try DatabaseFiles(path: workFolder + "/watchword.db").hasContent()
    let opening = try AlertStore.openSettingDamageAside(stateFolder: workFolder, storyWindow: storyWindow)
    store = opening.store
    inForce = PreviousDatabase(path: folder.databasePath)
    setAside = try SetAsideDatabases.paths(stateFolder: folder.path).reversed().compactMap {
      PreviousDatabase(path: $0)
    }
  }

  /// Puts the new database into the place of the old one.
  ///
  /// - Returns: where the old one is now; `nil` where there was none.
  /// - Throws: `AlertStoreError`; the new one is still in its folder then.
  package func finish() throws -> String? {
    try store.close()
    let old = DatabaseFiles(path: folder.databasePath)
    let new = DatabaseFiles(path: workFolder + "/watchword.db")
    guard try !new.hasContent("-wal") else {
      throw AlertStoreError(
        .busy, "Another program reads \(new.path). Close it, and run the command again.", isTemporary: true)
    }
    do {
      let isThere = try DatabaseFiles.endings.contains { try old.status($0) != nil }
      let path = isThere ? try old.setAside("before-rebuild", at: time(nil)) : nil
      guard rename(workFolder + "/watchword.db", folder.databasePath) == 0 else {
        throw SystemCallError("rename \(workFolder)/watchword.db")
      }
      try folder.sync()
      _ = lock.leave(.closed(run: nil))
      // What is left of the folder is its lock, and files with nothing in them; nothing is lost where they stay.
      for name in ["watchword.lock", "watchword.db-wal", "watchword.db-shm"] { unlink("\(workFolder)/\(name)") }
      rmdir(workFolder)
      return path
    } catch let error as SystemCallError {
      throw AlertStoreError(
        .stateFolder,
        "The new database is complete, and could not take its place: \(error). Run the command again when that is mended.",
        cause: error)
    }
  }
}

/// Databases that were set aside in a state folder.
package enum SetAsideDatabases {
  /// Their paths, oldest first.
  ///
  /// - Throws: `AlertStoreError` where the folder cannot be listed: what they know would be taken for lost.
  package static func paths(stateFolder: String) throws(AlertStoreError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: stateFolder)
    } catch {
      throw AlertStoreError(
        .stateFolder, "The state folder \(stateFolder) cannot be listed: \(error.localizedDescription)", cause: error)
    }
    let found = names.compactMap { name -> (stamp: Substring, name: String)? in
      guard !DatabaseFiles.endings.dropFirst().contains(where: name.hasSuffix) else { return nil }
      let beginning = ["watchword.db.damaged-", "watchword.db.before-rebuild-"].first(where: name.hasPrefix)
      return beginning.map { (name.dropFirst($0.count), name) }
    }
    return found.sorted { ($0.stamp, $0.name) < ($1.stamp, $1.name) }.map { "\(stateFolder)/\($0.name)" }
  }
}

extension AlertStore {
  /// Whether a file of the archive is in the ledger: as having come to its place there, or, where that was not recorded
  /// any more, as that very file.
  ///
  /// - Parameters:
  ///   - hashPrefix, destination: as in `PreviousDatabase.arrival`.
  ///   - file: its path is not looked at.
  package func hasArchived(hashPrefix: String, destination: String, file: LedgerFingerprint) throws -> Bool {
    guard let range = HashRange(hexadecimal: hashPrefix) else { return false }
    return try read { database in
      try Bool.fetchOne(
        database.cachedStatement(
          sql: """
            SELECT EXISTS (SELECT 1 FROM ledger
              WHERE id IN (\(LedgerFile.idsSQL("hash BETWEEN ? AND ?")))
                AND (destination = ? OR (move != 'done' AND inode = ? AND size_bytes = ? AND mtime_ns = ?)))
            """),
        arguments: [
          range.lowest, range.highest, range.lowest, range.highest, destination, Int64(bitPattern: file.inode),
          file.sizeBytes,
          file.mtimeNanoseconds,
        ]) ?? false
    }
  }
}
