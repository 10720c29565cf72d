import Glibc

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
      if try files.status() == nil, lock.before != .none {
        remarks.append(
          "\(files.path) is gone, and a new one was begun; if that was not meant, `watchword rebuild`, with the daemon "
            + "stopped, reads the archive in again")
      }
      do {
        return StateOpening(store: try open(folder, lock, storyWindow, onMigration), setAside: nil, remarks: remarks)
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
    if case .damaged(let inode) = before, inode == files.inode { return "SQLite found it damaged while the daemon ran" }
    var isToBeChecked = before == .none
    if case .running(let boot) = before {
      // A process that is killed leaves all it wrote with the kernel; a machine that goes down may not.
      isToBeChecked = boot != RunMark.currentBoot() || boot.isEmpty
      if try files.status("-wal") == nil {
        isToBeChecked = true
        remarks.append(
          "\(files.path)-wal is missing: what was recorded last may be lost; `watchword rebuild`, with the daemon "
            + "stopped, reads the archive in again")
      } else if try files.hasContent("-wal"), !hasLogHeader(files.path + "-wal") {
        return "its -wal, with what was recorded last, is damaged"
      }
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

  /// Whether a write-ahead log begins as SQLite's do.
  private static func hasLogHeader(_ path: String) -> Bool {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { Glibc.close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4)
    guard Glibc.read(descriptor, &bytes, 4) == 4 else { return false }
    return bytes[0] == 0x37 && bytes[1] == 0x7F && bytes[2] == 0x06 && (bytes[3] == 0x82 || bytes[3] == 0x83)
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
