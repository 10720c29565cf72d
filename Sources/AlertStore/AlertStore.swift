import Dispatch
import FailPoints
import GRDB
import Glibc
import Synchronization

/// The daemon's state: what came in, what matched, who has been told. One writer a state folder.
///
/// Everything is written by one connection, on the serial queue `store`, in group commits that are on the disk before
/// anybody is told so. Reading happens on connections of its own and never waits for writing.
package final class AlertStore: Sendable {
  package typealias Completion = @Sendable (Result<Receipt, AlertStoreError>) -> Void

  private struct Job: Sendable {
    let submission: Submission
    let completion: Completion
  }

  /// What the store queue alone looks at and changes; the lock is never contended.
  private struct Progress {
    /// Held while the store is open.
    var lock: StateLock?
    var isClosed: Bool { lock == nil }
    var bytesSinceCheckpoint = 0
    /// A log of more frames is worth waiting for readers.
    var framesToWait = WriteAheadLog.maximumFrames
    var isDamaged = false
    var onDamage: (@Sendable (AlertStoreError) -> Void)?
  }

  package let databasePath: String
  let pool: DatabasePool
  private let queue: DispatchQueue
  private let commits: GroupCommit<Job>
  private let progress: Mutex<Progress>
  let nearCopies: NearCopies
  /// Of the database that is open. What is committed to a file that has lost its name would be lost.
  private let identity: FileIdentity?
  /// As `RunMark.run`.
  private let run: UInt32?

  /// Opens the state, and makes it where there is none. Blocks until the database is checked and migrated, and the newest
  /// articles are known.
  ///
  /// - Parameters:
  ///   - storyWindow: an article is a near copy of those only that arrived at most so long before it.
  ///   - onMigration: called before a database of an older version is migrated, with its size in bytes.
  /// - Throws: `AlertStoreError`.
  package static func open(
    stateFolder: String, storyWindow: Duration = .seconds(72 * 3600),
    onMigration: (_ databaseBytes: Int64) -> Void = { _ in }
  ) throws -> AlertStore {
    let folder = try StateFolder(creating: stateFolder)
    return try open(folder, try StateLock(folder), storyWindow, onMigration)
  }

  /// For whoever has the lock already.
  static func open(
    _ folder: StateFolder, _ lock: StateLock, _ storyWindow: Duration, _ onMigration: (Int64) -> Void = { _ in }
  ) throws -> AlertStore {
    try folder.makeDatabaseFilePrivate()
    try folder.refuseIrregularFiles()
    do {
      FailPoint.storeOpening.pass()
      let pool = try openDatabase(folder.databasePath, onMigration)
      try folder.sync()
      let nearCopies = NearCopies(window: storyWindow)
      try pool.read(nearCopies.reload)
      let run = try beginRun(pool, folder, lock)
      FailPoint.storeOpened.pass()
      return AlertStore(pool: pool, lock: lock, run: run, nearCopies: nearCopies, path: folder.databasePath)
    } catch {
      throw AlertStoreError(error, database: folder.databasePath)
    }
  }

  private init(pool: DatabasePool, lock: StateLock, run: UInt32?, nearCopies: NearCopies, path: String) {
    self.databasePath = path
    self.run = run
    identity = FileIdentity(path)
    self.nearCopies = nearCopies
    self.pool = pool
    progress = Mutex(Progress(lock: lock))
    queue = DispatchQueue(label: "store", qos: .userInitiated)
    commits = GroupCommit(queue: queue)
  }

  /// Records a submission. From any thread; never blocks.
  ///
  /// `completion` is called once, on the store queue, when what was submitted is on the disk, or with the reason why
  /// nothing of it was recorded. It must be short: the next commit waits for it. How much is in flight is the caller's
  /// to bound.
  package func submit(_ submission: Submission, completion: @escaping Completion) {
    commits.add(Job(submission: submission, completion: completion), bytes: submission.estimatedBytes) {
      self.commit($0, isLast: $1)
    }
  }

  /// Records what was submitted before, moves it from the write-ahead log into the database, and lets go of the
  /// folder's database. Later submissions fail with `closed`. Not from a completion.
  package func close() throws {
    dispatchPrecondition(condition: .notOnQueue(queue))
    try queue.sync {
      // Let go of last, so that no second daemon opens what this one is still writing.
      guard let lock = progress.withLock({ exchange(&$0.lock, with: nil) }) else { return }
      defer { extendLifetime(lock) }
      do {
        FailPoint.closing.pass()
        try pool.writeWithoutTransaction(emptyWriteAheadLog)
        try pool.close()
        let isDamaged = progress.withLock(\.isDamaged)
        // Where that cannot be written, the next start checks more than it must.
        if !isDamaged { _ = lock.leave(.closed(run: run)) }
        FailPoint.closed.pass()
      } catch {
        throw AlertStoreError(error, database: databasePath)
      }
    }
  }

  /// Calls back once, on any thread, when SQLite finds the database damaged, or at once where it has. What comes then
  /// is for a person and the next start, which sets it aside: a mark for it is on the disk by then.
  package func whenDamaged(_ body: @escaping @Sendable (AlertStoreError) -> Void) {
    progress.withLock { $0.onDamage = body }
  }

  /// From any thread.
  func noteDamage(_ error: AlertStoreError) {
    guard error.code == .damagedDatabase || error.code == .replacedDatabase else { return }
    let (lock, body) = progress.withLock { progress in
      defer { progress.isDamaged = true }
      return progress.isDamaged ? (nil, nil) : (progress.lock, progress.onDamage)
    }
    // The file that has the name now is another one.
    if error.code == .damagedDatabase, let lock, let inode = DatabaseFiles(path: databasePath).inode {
      _ = lock.leave(.damaged(inode: inode, run: run))
    }
    body?(error)
  }

  /// One transaction apart from all submissions, for what is carried over between databases. Blocks; not from a
  /// completion.
  func writeApart<T: Sendable>(_ body: (Database) throws -> T) throws -> T {
    dispatchPrecondition(condition: .notOnQueue(queue))
    return try queue.sync { try inTransaction { try body($0.database) } }
  }

  // MARK: On the store queue

  /// As far as readers let it; what they hold stays in the log and is as durable there.
  private func emptyWriteAheadLog(_ database: Database) throws {
    try database.execute(sql: "PRAGMA busy_timeout = 0")
    do {
      try database.checkpoint(.truncate)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      // Another program reads at this moment.
    }
  }

  private func commit(_ jobs: [Job], isLast: Bool) {
    dispatchPrecondition(condition: .onQueue(queue))
    let results: [Result<Receipt, AlertStoreError>]
    if progress.withLock(\.isClosed) {
      let closed = AlertStoreError(.closed, "The store \(databasePath) is closed.")
      results = jobs.map { _ in .failure(closed) }
    } else {
      results = record(jobs.map(\.submission))
    }
    for (job, result) in zip(jobs, results) { job.completion(result) }
    checkpointIfDue(added: jobs.reduce(0) { $0 + $1.submission.estimatedBytes }, isIdle: isLast)
  }

  /// One transaction for all; if that fails because of one of them, one in which that one is left out.
  private func record(_ submissions: [Submission]) -> [Result<Receipt, AlertStoreError>] {
    do {
      return try inTransaction { recorder in
        try counted(recorder, try submissions.map { .success(try recorder.record($0)) })
      }
    } catch  where !error.concernsOneSubmission {
      noteDamage(error)
      return submissions.map { _ in .failure(error) }
    } catch {
      return recordEachApart(submissions)
    }
  }

  private func recordEachApart(_ submissions: [Submission]) -> [Result<Receipt, AlertStoreError>] {
    do {
      return try inTransaction { recorder in
        let results: [Result<Receipt, AlertStoreError>] = try submissions.map { submission in
          do {
            return .success(try recorder.inSavepoint { try recorder.record(submission) })
          } catch {
            let error = AlertStoreError(error, database: databasePath)
            guard error.concernsOneSubmission else { throw error }
            return .failure(error)
          }
        }
        return try counted(recorder, results)
      }
    } catch {
      noteDamage(error)
      return submissions.map { _ in .failure(error) }
    }
  }

  /// The same, with what was recorded added to the totals.
  private func counted(
    _ recorder: Recorder, _ results: [Result<Receipt, AlertStoreError>]
  ) throws -> [Result<Receipt, AlertStoreError>] {
    try recorder.add(StoreTotals(of: results))
    return results
  }

  /// Any thread. What loses its name right after this is as if it had been deleted later: nobody can tell the two apart.
  func refuseIfReplaced() throws {
    guard let identity else { return }
    let now: FileIdentity?
    do {
      now = try DatabaseFiles(path: databasePath).status().map { FileIdentity($0) }
    } catch {
      // What cannot be looked at is not gone.
      return
    }
    guard now != identity else { return }
    throw AlertStoreError(
      .replacedDatabase,
      "\(databasePath) was \(now == nil ? "deleted or moved away" : "replaced") while the daemon runs; it takes no more "
        + "files, and those that come wait in the inbox. Put the file back that was there, or the one that is to be used, "
        + "without a -wal and a -shm beside it, and start the daemon.")
  }

  private func inTransaction<T>(_ body: (Recorder) throws -> T) throws(AlertStoreError) -> T {
    let mark = nearCopies.mark
    do {
      return try pool.writeWithoutTransaction { database in
        var result: T?
        try FailPoint.transactionBeginning.check()
        try database.inTransaction(.immediate) {
          FailPoint.transactionBegun.pass()
          result = try body(Recorder(database: database, nearCopies: nearCopies))
          try refuseIfReplaced()
          try FailPoint.committing.check()
          return .commit
        }
        FailPoint.committed.pass()
        // What is in a file that the next start will not find is not taken for done.
        try refuseIfReplaced()
        nearCopies.confirm()
        guard let result else { throw AlertStoreError(.database, "A transaction ended without its result.") }
        return result
      }
    } catch {
      nearCopies.takeBack(to: mark)
      throw AlertStoreError(error, database: databasePath)
    }
  }

  /// Moves the write-ahead log into the database after those who wait have been told, rather than inside a commit.
  private func checkpointIfDue(added bytes: Int, isIdle: Bool) {
    let isDue = progress.withLock { progress in
      progress.bytesSinceCheckpoint += bytes
      let limit = isIdle ? WriteAheadLog.idleCheckpointBytes : WriteAheadLog.busyCheckpointBytes
      guard !progress.isClosed, progress.bytesSinceCheckpoint >= limit else { return false }
      progress.bytesSinceCheckpoint = 0
      return true
    }
    guard isDue else { return }
    do {
      try pool.writeWithoutTransaction { database in
        try FailPoint.checkpointing.check()
        let frames = try database.checkpoint(.passive).walFrameCount
        FailPoint.checkpointed.pass()
        // Readers that never let go keep the log growing; wait for them for as long as the busy timeout allows. One
        // that holds it for long, a backup, is waited for again only when the log is twice as large.
        let isWorthWaiting = progress.withLock { progress in
          guard frames > progress.framesToWait else {
            if frames <= WriteAheadLog.maximumFrames { progress.framesToWait = WriteAheadLog.maximumFrames }
            return false
          }
          progress.framesToWait = 2 * frames
          return true
        }
        if isWorthWaiting { try Self.restartWriteAheadLog(database) }
      }
    } catch {
      // Nothing is lost: all of it is in the log, SQLite itself tries again inside a commit, and an error of the disk
      // comes up there, where somebody is told.
    }
  }
}

extension AlertStore {
  /// Readers that come and go one after another keep the log growing: waits a little for a moment without any. One that
  /// never lets go must not keep articles waiting; the log grows then, and `StateFigures` shows it.
  fileprivate static func restartWriteAheadLog(_ database: Database) throws {
    try database.execute(sql: "PRAGMA busy_timeout = \(WriteAheadLog.patienceMilliseconds)")
    defer {
      do {
        try database.execute(sql: "PRAGMA busy_timeout = \(WriteAheadLog.busyMilliseconds)")
      } catch {
        // A pragma that only sets a number; were it to fail, the next one sets it again.
      }
    }
    try database.checkpoint(.truncate)
  }
}

extension FailPoint {
  /// Fails as SQLite does when its file cannot be written.
  func check() throws {
    guard let code = failure else { return }
    throw DatabaseError(resultCode: code == ENOSPC ? .SQLITE_FULL : .SQLITE_IOERR)
  }
}

extension Recorder {
  func inSavepoint<T>(_ body: () throws -> T) throws -> T {
    var result: T?
    let mark = nearCopies.mark
    do {
      try database.inSavepoint {
        result = try body()
        return .commit
      }
    } catch {
      nearCopies.takeBack(to: mark)
      throw error
    }
    guard let result else { throw AlertStoreError(.database, "A savepoint ended without its result.") }
    return result
  }
}
