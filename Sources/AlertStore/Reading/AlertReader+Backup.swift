import CLinux
import GRDB
import Glibc
import OperatingSystem
import SafeText

/// What a backup holds.
package struct BackupReport: Sendable, Equatable {
  package var bytes: Int64 = 0
  package var files = 0
  package var articles = 0
  package var alerts = 0
}

extension AlertReader {
  /// How far a backup is.
  package enum BackupProgress: Sendable, Equatable {
    /// From 0 to 1.
    case copying(Double)
    case checking
  }

  /// 4 MiB: often enough for a bar.
  private static let pagesPerStep: CInt = 1_024
  private static let spareBytes: Int64 = 16 << 20

  /// Writes what is in the database at this moment into a file of its own, mode 0600, that is checked and on the disk
  /// before it has its name. Blocks; nobody else waits, but until the copying is over the write-ahead log keeps what is
  /// written meanwhile.
  ///
  /// - Parameter replaces: whether a file of that name may be replaced, in one step; otherwise one that is there is an error.
  /// - Throws: `AlertStoreError`, `backup` where the file cannot be written.
  package func backUp(
    to path: String, replaces: Bool, progress: @escaping (BackupProgress) -> Void = { _ in }
  ) throws -> BackupReport {
    try refuseOwnFile(path)
    try refuseHeldFolder(of: path)
    let target = try BackupFile(path, replaces: replaces)
    do {
      try copy(to: target, progress)
      progress(.checking)
      let report = try check(target)
      // A daemon may have started there meanwhile; one that starts between this and the rename is not seen.
      try refuseHeldFolder(of: path)
      try target.finish()
      return report
    } catch {
      target.remove()
      throw error
    }
  }

  /// The database of a daemon that runs must not be replaced, nor what belongs to it, whatever the file is called here.
  private func refuseOwnFile(_ path: String) throws {
    let state = StateFolder.parent(of: databasePath)
    let folder = StateFolder.parent(of: path)
    let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    let isOwn =
      FileIdentity(folder) != nil && FileIdentity(folder) == FileIdentity(state)
      && (StateFolder.ownNames.contains(where: name.hasPrefix) || name == "watchword.lock")
    let target = FileIdentity(path)
    guard !isOwn, target == nil || !StateFolder.files(in: state).contains(where: { FileIdentity($0) == target }) else {
      throw AlertStoreError(
        .backup, "\(path) is a file of the state itself, which a backup must not replace. Choose another name.")
    }
  }

  /// In the state folder of another daemon that runs, a file of whatever name may be its own, and the database surely is.
  private func refuseHeldFolder(of path: String) throws {
    let folder = StateFolder.parent(of: path)
    guard FileIdentity(folder) != FileIdentity(StateFolder.parent(of: databasePath)),
      let holder = StateLockFile(stateFolder: folder)?.holder(inLocks: AlertStore.systemLocks())
    else { return }
    throw AlertStoreError(
      .backup,
      "\(path) lies in the state folder of another daemon that runs (process \(holder)), which a backup must not touch. "
        + "Choose another folder, or stop that daemon first.")
  }

  private func copy(to target: BackupFile, _ progress: @escaping (BackupProgress) -> Void) throws {
    var configuration = Configuration()
    configuration.label = "backup"
    configuration.prepareDatabase { database in
      // A crash leaves a file that has not got its name; it is synced as a whole at the end.
      try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    }
    let copy = try DatabaseQueue(path: target.temporaryPath, configuration: configuration)
    try read { source in
      // The first query begins the snapshot that all steps read: without it each would, and begin anew when something
      // was written in between.
      let pages = try Int64.fetchOne(source, sql: "PRAGMA page_count") ?? 0
      _ = try Int64.fetchOne(source, sql: "SELECT count(*) FROM sqlite_schema")
      try target.refuseUnlessRoom(
        for: pages * (try Int64.fetchOne(source, sql: "PRAGMA page_size") ?? 0) + Self.spareBytes)
      try copy.writeWithoutTransaction { copy in
        try source.backup(to: copy, pagesPerStep: Self.pagesPerStep) { step in
          progress(.copying(Double(step.completedPageCount) / Double(max(1, step.totalPageCount))))
        }
      }
    }
    // One file that needs no others beside it, wherever it is read.
    try copy.writeWithoutTransaction { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
    try copy.close()
  }

  private func check(_ target: BackupFile) throws -> BackupReport {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "backup"
    do {
      let copy = try DatabaseQueue(path: target.temporaryPath, configuration: configuration)
      let report = try copy.read { database in
        let problems = try String.fetchAll(database, sql: "PRAGMA integrity_check(1)")
        guard problems == ["ok"] else {
          throw AlertStoreError(
            .damagedDatabase, "The copy is damaged, so the database is too, or the disk: \(problems.first ?? "")")
        }
        try AlertStore.refuseForeignDatabase(database, target.path)
        var report = BackupReport(bytes: try target.byteCount())
        report.files = try Int.fetchOne(database, sql: "SELECT count(*) FROM ledger") ?? 0
        report.articles = try Int.fetchOne(database, sql: "SELECT count(*) FROM articles") ?? 0
        report.alerts = try Int.fetchOne(database, sql: "SELECT count(*) FROM alerts WHERE kind != 'notice'") ?? 0
        return report
      }
      // Where the check fails the file goes, and its connection with it.
      try copy.close()
      return report
    } catch {
      throw AlertStoreError(error, database: target.path)
    }
  }
}

/// A file that is written under another name beside its own: `NAME.part`, which is held by a lock, so that the leftover
/// of a backup that was interrupted is told from one that is being written.
private final class BackupFile {
  let path: String
  let temporaryPath: String
  private let replaces: Bool
  private let folder: String
  /// Open to the end: closing it would drop the locks that SQLite holds on the file.
  private let descriptor: CInt

  init(_ path: String, replaces: Bool) throws {
    guard !path.isEmpty, !path.hasSuffix("/"), !path.utf8.contains(0) else {
      throw AlertStoreError(.backup, "The backup needs the name of a file.")
    }
    self.path = path
    self.replaces = replaces
    temporaryPath = path + ".part"
    folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    if !replaces { try Self.refuseExisting(path) }
    descriptor = Glibc.open(temporaryPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw Self.failure("\(temporaryPath) cannot be written", SystemCallError("open")) }
    var status = stat()
    let isOurs = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink == 1
    guard isOurs, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw AlertStoreError(.backup, "\(temporaryPath) is being written by another backup, or is no file of one.")
    }
    guard fchmod(descriptor, 0o600) == 0, ftruncate(descriptor, 0) == 0 else {
      let error = SystemCallError("ftruncate")
      close(descriptor)
      throw Self.failure("\(temporaryPath) cannot be written", error)
    }
  }

  deinit { close(descriptor) }

  private static func failure(_ text: String, _ error: SystemCallError) -> AlertStoreError {
    AlertStoreError(.backup, "\(text): \(error).", cause: error)
  }

  private static func refuseExisting(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    throw AlertStoreError(.backup, "\(path) is there already. Choose another name, or replace it with --force.")
  }

  func byteCount() throws -> Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw Self.failure("\(path) cannot be written", SystemCallError("fstat"))
    }
    return Int64(status.st_size)
  }

  func refuseUnlessRoom(for bytes: Int64) throws {
    var status = statvfs()
    guard fstatvfs(descriptor, &status) == 0 else {
      throw Self.failure("\(folder) cannot be used", SystemCallError("fstatvfs"))
    }
    let (free, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
    guard overflow || free >= UInt64(max(0, bytes)) else {
      throw AlertStoreError(
        .backup,
        "The backup needs \(bytes.byteCountText), and there are \(Int64(clamping: free).byteCountText) free in \(folder)."
      )
    }
  }

  /// Makes it durable and gives it its name.
  func finish() throws {
    guard fsync(descriptor) == 0 else { throw Self.failure("\(path) cannot be written", SystemCallError("fsync")) }
    if replaces {
      guard rename(temporaryPath, path) == 0 else {
        throw Self.failure("\(path) cannot be written", SystemCallError("rename"))
      }
    } else if watchword_rename_noreplace(AT_FDCWD, temporaryPath, AT_FDCWD, path) != 0 {
      let error = SystemCallError("rename")
      if error.number == EEXIST { try Self.refuseExisting(path) }
      throw Self.failure("\(path) cannot be written", error)
    }
    let opened = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw Self.failure("\(folder) cannot be synced", SystemCallError("open")) }
    defer { close(opened) }
    guard fsync(opened) == 0 else { throw Self.failure("\(folder) cannot be synced", SystemCallError("fsync")) }
  }

  func remove() {
    for ending in ["", "-wal", "-shm", "-journal"] { unlink(temporaryPath + ending) }
  }
}
