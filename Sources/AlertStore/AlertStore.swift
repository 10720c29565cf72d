import Dispatch
import GRDB
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
  }

  package let databasePath: String
  let pool: DatabasePool
  private let queue: DispatchQueue
  private let commits: GroupCommit<Job>
  private let progress: Mutex<Progress>
  let nearCopies: NearCopies

  /// Opens the state, and makes it where there is none. Blocks until the database is checked and migrated, and the newest
  /// articles are known.
  ///
  /// - Parameter storyWindow: an article is a near copy of those only that arrived at most so long before it.
  /// - Throws: `AlertStoreError`.
  package static func open(stateFolder: String, storyWindow: Duration = .seconds(72 * 3600)) throws -> AlertStore {
    let folder = try StateFolder(creating: stateFolder)
    let lock = try StateLock(folder)
    try folder.makeDatabaseFilePrivate()
    try folder.refuseIrregularFiles()
    do {
      let pool = try openDatabase(folder.databasePath)
      try folder.sync()
      let nearCopies = NearCopies(window: storyWindow)
      try pool.read(nearCopies.reload)
      return AlertStore(pool: pool, lock: lock, nearCopies: nearCopies, path: folder.databasePath)
    } catch {
      throw AlertStoreError(error, database: folder.databasePath)
    }
  }

  private init(pool: DatabasePool, lock: StateLock, nearCopies: NearCopies, path: String) {
    self.databasePath = path
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
        try pool.writeWithoutTransaction(emptyWriteAheadLog)
        try pool.close()
      } catch {
        throw AlertStoreError(error, database: databasePath)
      }
    }
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
      return try inTransaction { recorder in try submissions.map { .success(try recorder.record($0)) } }
    } catch  where !error.concernsOneSubmission {
      return submissions.map { _ in .failure(error) }
    } catch {
      return recordEachApart(submissions)
    }
  }

  private func recordEachApart(_ submissions: [Submission]) -> [Result<Receipt, AlertStoreError>] {
    do {
      return try inTransaction { recorder in
        try submissions.map { submission in
          do {
            return .success(try recorder.inSavepoint { try recorder.record(submission) })
          } catch {
            let error = AlertStoreError(error, database: databasePath)
            guard error.concernsOneSubmission else { throw error }
            return .failure(error)
          }
        }
      }
    } catch {
      return submissions.map { _ in .failure(error) }
    }
  }

  private func inTransaction<T>(_ body: (Recorder) throws -> T) throws(AlertStoreError) -> T {
    let mark = nearCopies.mark
    do {
      return try pool.writeWithoutTransaction { database in
        var result: T?
        try database.inTransaction(.immediate) {
          result = try body(Recorder(database: database, nearCopies: nearCopies))
          return .commit
        }
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
        let frames = try database.checkpoint(.passive).walFrameCount
        // Readers that never let go keep the log growing; wait for them for as long as the busy timeout allows.
        if frames > WriteAheadLog.maximumFrames { try database.checkpoint(.truncate) }
      }
    } catch {
      // Nothing is lost: all of it is in the log, SQLite itself tries again inside a commit, and an error of the disk
      // comes up there, where somebody is told.
    }
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
