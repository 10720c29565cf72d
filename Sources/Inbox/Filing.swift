import FailPoints
import Glibc
import Synchronization

/// Moves files out of the inbox once their ledger row is committed. Nothing is ever replaced, and a file is known by
/// its inode, size and mtime, never by its content.
///
/// Every move can be made again from wherever a crash left it, by the same call. Moves are durable after `sync()`.
/// One owner calls it, one call at a time.
package final class Filing: Sendable {
  /// On the way out; hidden, so the watcher leaves it alone.
  static let leaving = Array(".leaving".utf8)

  package var inboxPath: String { inbox.path }

  let inbox: BaseFolder
  let archive: BaseFolder
  let rejected: BaseFolder
  /// A rejected file that is larger is not copied to another mount.
  let maximumRejectedCopyBytes: Int64
  let state = Mutex(State())

  /// What the next `sync()` has to do.
  struct State {
    var touched: Set<FileLocation> = []
    var copies: [Copy] = []
    /// Folders that many moves of a group have in common, open from one to the next.
    var archiveFolder: (parent: FileLocation, descriptor: Descriptor)?
    var originFolder: (parent: FileLocation, descriptor: Descriptor)?
    var leavingProblem: String?
  }

  package init(
    inbox: BaseFolder, archive: BaseFolder, rejected: BaseFolder, maximumRejectedCopyBytes: Int64 = 64 * 1024 * 1024
  ) {
    self.inbox = inbox
    self.archive = archive
    self.rejected = rejected
    self.maximumRejectedCopyBytes = maximumRejectedCopyBytes
  }

  package func archive(
    _ path: InboxPath, _ fingerprint: FileFingerprint, ledgerID: Int64, hashPrefix: String, day: ArchiveDay
  ) -> FilingOutcome {
    let action = PendingMove.Action.archive(hashPrefix: hashPrefix, day: day)
    return carryOut(PendingMove(ledgerID: ledgerID, path: path, fingerprint: fingerprint, action: action))
  }

  /// - Parameter reasonJSON: goes into `….reason.json` beside the file.
  package func reject(
    _ path: InboxPath, _ fingerprint: FileFingerprint, ledgerID: Int64, reasonJSON: [UInt8]
  ) -> FilingOutcome {
    let action = PendingMove.Action.reject(reasonJSON: reasonJSON)
    return carryOut(PendingMove(ledgerID: ledgerID, path: path, fingerprint: fingerprint, action: action))
  }

  package func delete(_ path: InboxPath, _ fingerprint: FileFingerprint, ledgerID: Int64) -> FilingOutcome {
    carryOut(PendingMove(ledgerID: ledgerID, path: path, fingerprint: fingerprint, action: .delete))
  }

  /// At the start: finishes what a ledger row says is pending, wherever the file lies now. Call `sync()` afterwards.
  ///
  /// A `.replaced` outside the inbox may, after a crash, also be an older file of that name that another ledger row put
  /// there: it is no new arrival when a row with its inode, size and mtime is done.
  package func settle(pending: [PendingMove]) -> [FilingOutcome] {
    pending.map { carryOut($0, afterCrash: true) }
  }

  /// Makes or finishes a move. First at the place where the file was read, then wherever an earlier try may have left
  /// it.
  package func carryOut(_ move: PendingMove, afterCrash: Bool = false) -> FilingOutcome {
    do throws(SystemError) {
      let target = try prepareTarget(of: move)
      let outcome = try carryOut(move, to: target, afterCrash: afterCrash)
      if let target { try finishReason(of: move, in: target, outcome) }
      return outcome
    } catch {
      return .failed(message: error.message)
    }
  }

  private func carryOut(_ move: PendingMove, to target: Target?, afterCrash: Bool) throws(SystemError) -> FilingOutcome
  {
    var arrival: FoundElsewhere?
    if let place = try openOrigin(move.location), let status = try place.folder.status(of: place.name) {
      if move.isAbout(status), isUnchanged(move, status) {
        return try moveOut(move, from: place, to: target, afterCrash: afterCrash)
      }
      if status.kind != .folder { arrival = move.found(at: move.location, status) }
    }
    let left = try lookInLeaving(for: move)
    if let place = left.file { return try moveOn(move, from: place, to: target, afterCrash: afterCrash) }
    if let outcome = try giveBack(left.strangers, of: move) { return outcome }
    if let target, let destination = try alreadyThere(move, in: target, afterCrash) { return .done(destination) }
    // Deleted, and the crash came before the ledger was told; what came in since under that name is announced.
    if afterCrash, case .delete = move.action, left.refusal == nil, arrival.map({ $0.location.base == .inbox }) ?? true
    {
      return .done(nil)
    }
    if let arrival { return .replaced(arrival) }
    if afterCrash, let target, let status = try target.folder.status(of: target.candidates[0]) {
      let location = target.location(target.candidates[0])
      // A new arrival that was moved in the stead of the file; a crash came before it was given back.
      if status.kind != .folder { return .replaced(move.found(at: location, status)) }
    }
    // It may lie where nobody may look.
    if let refusal = left.refusal { throw refusal }
    return .gone
  }

  /// From where it was read.
  func moveOut(
    _ move: PendingMove, from place: Place, to target: Target?, afterCrash: Bool = false
  ) throws(SystemError) -> FilingOutcome {
    if let target, let outcome = try rename(move, from: place, into: target) { return outcome }
    return try leave(move, from: place, to: target, afterCrash: afterCrash)
  }

  /// From `.leaving/`.
  func moveOn(
    _ move: PendingMove, from place: Place, to target: Target?, afterCrash: Bool = false
  ) throws(SystemError) -> FilingOutcome {
    guard let target else { return try remove(move, place) }
    if let outcome = try rename(move, from: place, into: target) { return outcome }
    return try copy(move, from: place, into: target, afterCrash: afterCrash)
  }

  /// Step 3 of the way from file to done, on one mount: the file takes the first free name. `nil` where the target lies
  /// on another mount.
  func rename(_ move: PendingMove, from place: Place, into target: Target) throws(SystemError) -> FilingOutcome? {
    for name in target.candidates {
      if FailPoint.archiveRenaming.allows, renameNoReplace(place.folder, place.name, target.folder, name) {
        FailPoint.archiveRenamed.pass()
        touch(place.parent, target.parent)
        let there = Place(folder: target.folder, location: target.location(name))
        return try verify(move, at: there) ?? .done(there.location)
      }
      switch errno {
      case EEXIST: continue
      case EXDEV: return nil
      default:
        let error = SystemError("move \(move.path.display) to \(target.base.path)")
        // Otherwise it is the target's folder that went.
        if meansGone(error.code), try place.folder.status(of: place.name) == nil { return .gone }
        throw error
      }
    }
    return .failed(message: "cannot move \(move.path.display) to \(target.base.path): every name for it is taken")
  }

  /// Whether what was moved is what was read; `nil` says yes. Otherwise it is given back.
  func verify(_ move: PendingMove, at place: Place) throws(SystemError) -> FilingOutcome? {
    guard let status = try place.folder.status(of: place.name) else { return .gone }
    return move.isAbout(status) ? nil : try giveBack(move, place, status)
  }

  private func remove(_ move: PendingMove, _ place: Place) throws(SystemError) -> FilingOutcome {
    // What somebody still writes to is read once more when it is closed.
    if let status = try place.folder.status(of: place.name), status.kind == .regular, isOpenForWriting(place) {
      return try giveBack(move, place, status)
    }
    guard FailPoint.originalDeleting.allows, unlink(place) else {
      throw SystemError("delete \(place.location.display)")
    }
    FailPoint.originalDeleted.pass()
    touch(place.parent)
    return .done(nil)
  }

  private func alreadyThere(
    _ move: PendingMove, in target: Target, _ afterCrash: Bool
  ) throws(SystemError) -> FileLocation? {
    for name in target.candidates {
      guard let status = try target.folder.status(of: name) else { continue }
      if move.isAbout(status) { return target.location(name) }
    }
    guard afterCrash else { return nil }
    // A copy whose original is gone, for the crash came between that and the ledger's `done`. The names that are this row's
    // alone come first.
    for name in target.candidates.reversed() {
      guard let status = try target.folder.status(of: name), move.isCopied(by: status) else { continue }
      unlink(Place(folder: target.folder, location: target.location(target.temporary(move))))
      return target.location(name)
    }
    return nil
  }
}
