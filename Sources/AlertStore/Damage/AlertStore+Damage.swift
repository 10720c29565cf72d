import Glibc
import OperatingSystem

/// What a start has found out about the state and done about it.
package struct StateOpening: Sendable {
  /// A database that was set aside for being damaged.
  package struct SetAside: Sendable, Equatable {
    /// Where it is now; its `-wal` and `-shm` lie beside it.
    package let path: String
    /// For people.
    package let reason: String
    /// What could be read from it into the new one.
    package let saved: SavedState
  }

  package let store: AlertStore
  package let setAside: SetAside?
  /// What else a person should know, in sentences.
  package let remarks: [String]
  /// Whether there was a database once, and nothing is left of it.
  package var isLost = false
}

extension AlertStore {
  /// How long all pages of a database are looked at after the machine went down under it. 10 GB would take minutes, and
  /// what is left unseen comes up when it is read.
  static let checkLimit: Duration = .seconds(10)

  /// As `open(stateFolder:)`; but a database that is ours, or none at all, and cannot be read is set aside with all that
  /// belongs to it, and a new one begun. What can be had of it at no risk is taken over: the rules that worked last, the
  /// alerts that somebody has still to be told.
  ///
  /// How closely it is looked at depends on how the last daemon left it (`RunMark`).
  /// - Throws: `AlertStoreError`.
  package static func openSettingDamageAside(
    stateFolder: String, storyWindow: Duration = .seconds(72 * 3600), checkLimit: Duration = checkLimit,
    onMigration: (_ databaseBytes: Int64) -> Void = { _ in }
  ) throws -> StateOpening {
    let folder = try StateFolder(creating: stateFolder)
    let lock = try StateLock(folder)
    let files = DatabaseFiles(path: folder.databasePath)
    var remarks: [String] = []
    try folder.refuseIrregularFiles()
    do {
      if let reason = try damage(files, lock.before, checkLimit, &remarks) {
        return try startAnew(folder, lock, storyWindow, files, because: reason, remarks)
      }
      let isLost = try files.status() == nil && lock.before != .none
      if isLost {
        remarks.append(
          "\(files.path) is gone, and a new one was begun; if that was not meant, `watchword rebuild`, with the daemon "
            + "stopped, reads the archive in again")
      }
      do {
        let store = try open(folder, lock, storyWindow, onMigration)
        return StateOpening(store: store, setAside: nil, remarks: remarks, isLost: isLost)
      } catch let error as AlertStoreError where error.code == .damagedDatabase {
        return try startAnew(folder, lock, storyWindow, files, because: "SQLite cannot read it", remarks)
      }
    } catch {
      throw AlertStoreError(error, database: folder.databasePath)
    }
  }

  /// Why the database counts as damaged; `nil` where it does not.
  private static func damage(
    _ files: DatabaseFiles, _ before: RunMark, _ limit: Duration, _ remarks: inout [String]
  ) throws -> String? {
    guard try files.hasContent() else {
      // SQLite would throw away the log of a database that has nothing in it.
      if try files.hasContent("-wal") { return "it is empty or gone, and its -wal is not" }
      return try files.status() != nil && before != .none ? "it is empty" : nil
    }
    let header = try files.header()
    // A backup that was copied over the damaged file has its inode.
    if case .damaged(let inode, _) = before, inode == files.inode, header?.isOf(before) ?? true {
      return "SQLite found it damaged while the daemon ran"
    }
    var isToBeChecked = before == .none
    let isAnother = header.map { !$0.isOf(before) } ?? false
    if try files.hasContent("-wal") {
      let isSound = try files.hasSoundLog()
      if isAnother {
        isToBeChecked = true
        remarks.append(try setLogAside(files, isSound ? .foreign : .unreadable))
      } else if !isSound {
        // A killed process leaves what it wrote with the kernel: in the same boot this is damage, no trace of a power cut.
        if case .running(let boot, _) = before, boot == RunMark.currentBoot(), !boot.isEmpty {
          return "its -wal, with what was recorded last, is damaged"
        }
        isToBeChecked = true
        remarks.append(try setLogAside(files, .unreadable))
      }
    } else if case .running = before, !isAnother, try files.status("-wal") == nil {
      isToBeChecked = true
      remarks.append(
        "\(files.path)-wal is missing: what was recorded last may be lost; `watchword rebuild`, with the daemon "
          + "stopped, reads the archive in again")
    }
    // A process that is killed leaves all it wrote with the kernel; a machine that goes down may not.
    if case .running(let boot, _) = before {
      isToBeChecked = isToBeChecked || boot != RunMark.currentBoot() || boot.isEmpty || isAnother
    }
    switch try DatabaseProbe(path: files.path).look(fullyFor: isToBeChecked ? limit : nil) {
    case .sound: return nil
    case .soundSoFar:
      remarks.append(
        "\(files.path) was not closed in order; it is too large to be checked wholly at the start, and what was seen of it "
          + "in \(limit.components.seconds) s is right: `watchword doctor` checks all of it")
      return nil
    case .damaged(let reason): return reason
    }
  }

  /// What is wrong with a log that lies beside a database. SQLite would put the pages of a foreign one into it, and write
  /// over an unreadable one.
  private enum WrongLog: String { case foreign, unreadable }

  /// - Returns: what a person should know of it.
  private static func setLogAside(_ files: DatabaseFiles, _ why: WrongLog) throws -> String {
    let path: String
    do {
      path = try files.setAside(why.rawValue, at: time(nil), DatabaseFiles.logEndings) + "-wal"
    } catch let error as SystemCallError {
      throw AlertStoreError(
        .stateFolder,
        "\(files.path)-wal is no log of the database beside it and cannot be set aside: \(error). Move it away.",
        cause: error)
    }
    return switch why {
    case .foreign:
      "\(files.path)-wal was written for another database than the one that lies there now, as when a backup is put back; "
        + "it was set aside as \(path) and may be deleted once nothing is missed"
    case .unreadable:
      "\(files.path)-wal cannot be read, as a power cut may leave it before anything was recorded in it; it was set aside as "
        + "\(path), and the database is used without it. Should files be missed that came in last, `watchword rebuild`, with "
        + "the daemon stopped, reads the archive in again"
    }
  }

  private static func startAnew(
    _ folder: StateFolder, _ lock: StateLock, _ storyWindow: Duration, _ files: DatabaseFiles, because reason: String,
    _ remarks: [String]
  ) throws -> StateOpening {
    let path: String
    do {
      path = try files.setAside("damaged", at: time(nil))
    } catch let error as SystemCallError {
      throw AlertStoreError(
        .damagedDatabase, "\(files.path) is damaged (\(reason)) and cannot be set aside: \(error). Move it away.",
        cause: error)
    }
    try folder.sync()
    let store = try open(folder, lock, storyWindow)
    let saved = PreviousDatabase(path: path)?.carryOver(into: store) ?? SavedState()
    return StateOpening(
      store: store, setAside: StateOpening.SetAside(path: path, reason: reason, saved: saved), remarks: remarks)
  }
}
