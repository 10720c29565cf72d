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
    if let place = try openPlace(move.location), let status = try place.folder.status(of: place.name) {
      if move.isAbout(status) { return try moveOut(move, from: place, to: target) }
      if status.kind != .folder { arrival = move.found(at: move.location, status) }
    }
    for location in leavingLocations(of: move) {
      guard let place = try openPlace(location), let status = try place.folder.status(of: place.name) else { continue }
      if !move.isAbout(status) { return try giveBack(move, place, status) }
      return try moveOn(move, from: place, to: target)
    }
    if let target, let destination = try alreadyThere(move, in: target) { return .done(destination) }
    if let arrival { return .replaced(arrival) }
    if afterCrash, let target, let status = try target.folder.status(of: target.candidates[0]) {
      let location = target.location(target.candidates[0])
      // A new arrival that was moved in the stead of the file; a crash came before it was given back.
      if status.kind != .folder { return .replaced(move.found(at: location, status)) }
    }
    return .gone
  }

  /// From where it was read.
  func moveOut(_ move: PendingMove, from place: Place, to target: Target?) throws(SystemError) -> FilingOutcome {
    if let target, let outcome = try rename(move, from: place, into: target) { return outcome }
    return try leave(move, from: place, to: target)
  }

  /// From `.leaving/`.
  private func moveOn(_ move: PendingMove, from place: Place, to target: Target?) throws(SystemError) -> FilingOutcome {
    guard let target else { return try remove(place) }
    if let outcome = try rename(move, from: place, into: target) { return outcome }
    return try copy(move, from: place, into: target)
  }

  /// Step 3 of the way from file to done, on one mount: the file takes the first free name. `nil` where the target lies
  /// on another mount.
  func rename(_ move: PendingMove, from place: Place, into target: Target) throws(SystemError) -> FilingOutcome? {
    for name in target.candidates {
      if renameNoReplace(place.folder, place.name, target.folder, name) {
        touch(place.parent, target.parent)
        let there = Place(folder: target.folder, location: target.location(name))
        return try verify(move, at: there) ?? .done(there.location)
      }
      switch errno {
      case EEXIST: continue
      case EXDEV: return nil
      case let code where meansGone(code): return .gone
      default: throw SystemError("move \(move.path.display) to \(target.base.path)")
      }
    }
    return .failed(message: "cannot move \(move.path.display) to \(target.base.path): every name for it is taken")
  }

  /// To `.leaving/<ledger id>`; where even that is another mount, to a hidden name beside the file.
  private func leave(_ move: PendingMove, from place: Place, to target: Target?) throws(SystemError) -> FilingOutcome {
    for location in leavingLocations(of: move) {
      let folder = location.folderPath == Self.leaving ? try leavingFolder() : try inbox.openFolder(location.folderPath)
      guard let folder else { continue }
      let there = Place(folder: folder, location: location)
      if renameNoReplace(place.folder, place.name, folder, there.name) {
        touch(place.parent, there.parent)
        if let outcome = try verify(move, at: there) { return outcome }
        return try moveOn(move, from: there, to: target)
      }
      if errno == EXDEV { continue }
      if meansGone(errno) { return .gone }
      throw SystemError("move \(move.path.display) to \(there.location.display)")
    }
    throw SystemError("move \(move.path.display) out of the inbox", code: EXDEV)
  }

  /// Whether what was moved is what was read; `nil` says yes. Otherwise it is given back.
  private func verify(_ move: PendingMove, at place: Place) throws(SystemError) -> FilingOutcome? {
    guard let status = try place.folder.status(of: place.name) else { return .gone }
    return move.isAbout(status) ? nil : try giveBack(move, place, status)
  }

  /// Somebody put a new file under that name in between. Back to the inbox with it, where it is announced and whoever
  /// still writes it will be heard; under a similar name where its own is taken again.
  func giveBack(_ move: PendingMove, _ place: Place, _ status: FileStatus) throws(SystemError) -> FilingOutcome {
    let folder = move.path.folderBytes
    for name in ArchiveName.candidates(prefix: nil, name: Array(move.path.nameBytes), ledgerID: move.ledgerID) {
      guard let path = InboxPath.joining(folder, name) else { continue }
      let home = FileLocation(base: .inbox, path: path.bytes)
      guard let origin = try openPlace(home) else { break }
      if renameNoReplace(place.folder, place.name, origin.folder, origin.name) {
        touch(place.parent, origin.parent)
        return .replaced(FoundElsewhere(location: home, path: path, fingerprint: status.fingerprint))
      }
      if errno != EEXIST { break }
    }
    return .replaced(move.found(at: place.location, status))
  }

  private func remove(_ place: Place) throws(SystemError) -> FilingOutcome {
    guard unlink(place) else { throw SystemError("delete \(place.location.display)") }
    touch(place.parent)
    return .done(nil)
  }

  private func alreadyThere(_ move: PendingMove, in target: Target) throws(SystemError) -> FileLocation? {
    let copied = try target.folder.status(of: target.temporary(move))
    for name in target.candidates {
      guard let status = try target.folder.status(of: name) else { continue }
      if move.isAbout(status) { return target.location(name) }
      guard let copied, copied.fingerprint.inode == status.fingerprint.inode else { continue }
      // Copied and given its name; only the temporary one is left over.
      unlink(Place(folder: target.folder, location: target.location(target.temporary(move))))
      return target.location(name)
    }
    return nil
  }
}
