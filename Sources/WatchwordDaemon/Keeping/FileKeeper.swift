import AlertStore
import Inbox

/// Clears away files that were put away, a few at a time. Owner: the queue `keeping`.
struct FileKeeper {
  struct Step {
    var deleted = 0
    var deletedBytes: Int64 = 0
    var isDone = false
    var problem: String?
  }

  /// How many names a step reads; a few milliseconds.
  static let namesAStep = 500

  private let surroundings: Keeper.Surroundings
  private var plan: ArchivePlan?
  private var sizes: [Int64: Int64] = [:]
  private var clearing: FolderClearing?
  /// Of the folder that is being gone through.
  private var deletedBytes: Int64 = 0
  private var keptBytes: Int64 = 0

  init(_ surroundings: Keeper.Surroundings) { self.surroundings = surroundings }

  mutating func forgetPlans() { (plan, clearing) = (nil, nil) }

  mutating func step(_ task: KeepingTask, _ policy: KeepingPolicy) -> Step {
    do {
      switch task {
      case .archive: return try stepArchive(policy)
      case .rejected: return try stepRejected(policy)
      default: return Step(isDone: true)
      }
    } catch {
      forgetPlans()
      return Step(isDone: true, problem: (error as? SystemError)?.message ?? "\(error)")
    }
  }

  private mutating func stepArchive(_ policy: KeepingPolicy) throws -> Step {
    var plan = try plan ?? makePlan(policy)
    guard let next = plan.next else {
      sizes = plan.sizes
      forgetPlans()
      return Step(isDone: true)
    }
    let day: Int64
    let wanted: Int64
    switch next {
    case .clear(let number): (day, wanted) = (number, .max)
    case .measure(let number): (day, wanted) = (number, 0)
    case .trim(let number, let bytes): (day, wanted) = (number, bytes)
    }
    // Before the first is deleted, so that none is missed that was not lost.
    if clearing == nil, wanted > 0 { record(day, hasRest: true) }
    let outcome = walk(
      clearing ?? FolderClearing(archive: surroundings.archive, day: ArchiveDay(dayNumber: day))
    ) { (_, deleted) in deleted < wanted }
    if outcome.isDone {
      switch next {
      case .clear: plan.cleared()
      case .measure: plan.measured(bytes: keptBytes)
      case .trim: plan.trimmed(keptBytes: keptBytes)
      }
      clearing = nil
      if wanted > 0 { ended(day) }
    }
    self.plan = plan
    return Step(deleted: outcome.deleted, deletedBytes: outcome.deletedBytes, problem: outcome.problem?.message)
  }

  /// A day from which files were deleted was gone through.
  private func ended(_ number: Int64) {
    let day = ArchiveDay(dayNumber: number)
    guard keptBytes == 0 else { return }
    record(number, hasRest: false)
    do throws(SystemError) {
      try FolderClearing.removeIndex(of: day, in: surroundings.archive)
      try FolderClearing.removeEmptyFolders(of: day, in: surroundings.archive)
    } catch {
      surroundings.log.warning("\(error.message); nothing depends on it, and it may be deleted")
    }
  }

  private func record(_ day: Int64, hasRest: Bool) {
    let cleared = ClearedDay(day: day, milliseconds: surroundings.wallClock(), hasRest: hasRest)
    surroundings.store.submit(.cleared(cleared)) { [log = surroundings.log] result in
      guard case .failure(let error) = result else { return }
      log.warning("\(error.message) What is cleared away from the archive will seem to be missing")
    }
  }

  private func makePlan(_ policy: KeepingPolicy) throws -> ArchivePlan {
    let now = surroundings.wallClock()
    let today = ArchiveDay(unixSeconds: now / 1_000).dayNumber
    // A day is over at its end.
    let before = policy.archive.map { today - Int64(($0 + .seconds(86_399)) / .seconds(86_400)) }
    // What came in by a clock that stood at its beginning may be young.
    let days = try FolderClearing.days(in: surroundings.archive).map(\.dayNumber)
      .filter { $0 * 86_400_000 >= ClockTrust.earliest }
    return ArchivePlan(
      days: days, today: today, before: before,
      maximumBytes: policy.archiveBytes, unfinished: try surroundings.store.daysOfUnfinishedMoves(), sizes: sizes)
  }

  private mutating func stepRejected(_ policy: KeepingPolicy) throws -> Step {
    guard let age = policy.rejected else { return Step(isDone: true) }
    let before = surroundings.wallClock() - Int64(age / .milliseconds(1))
    var failure: (any Error)?
    let store = surroundings.store
    let folder = clearing ?? FolderClearing(rejected: surroundings.rejected)
    let outcome = walk(folder) { file, _ in
      guard file.changedMilliseconds < before, let id = file.ledgerID else { return false }
      do {
        switch try store.whereabouts(ledgerID: id) {
        case .unfinished: return false
        case .put(let place) where place == "\(FileLocation.Base.rejected.rawValue)/\(file.name)": return true
        // Of a row that was cleared away, or of another database: whoever has put a file there has said why.
        case .put, .unknown:
          return folder.reason(of: file).flatMap { ReasonFile(json: $0) }.map { file.isOf(path: $0.file) } ?? false
        }
      } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    if outcome.isDone { clearing = nil }
    return Step(
      deleted: outcome.deleted, deletedBytes: outcome.deletedBytes, isDone: outcome.isDone,
      problem: outcome.problem?.message)
  }

  /// Some files of the folder that is being gone through, or of another from its beginning.
  private mutating func walk(
    _ walk: FolderClearing, mayDelete: (FolderClearing.File, _ deletedBytes: Int64) -> Bool
  ) -> FolderClearing.Outcome {
    if clearing == nil { (deletedBytes, keptBytes) = (0, 0) }
    clearing = walk
    var deleted = deletedBytes
    let outcome = walk.step(names: Self.namesAStep) { file in
      guard mayDelete(file, deleted) else { return false }
      deleted += file.bytes
      return true
    }
    deletedBytes = deleted
    keptBytes += outcome.keptBytes
    return outcome
  }
}
