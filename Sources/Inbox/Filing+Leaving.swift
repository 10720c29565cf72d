import FailPoints
import Glibc

// `.leaving/` lies in the inbox, where anybody who may drop a file may put something in the way: none of it may stop a move.
extension Filing {
  /// How many names are tried in a folder. What lies under the first may be left over from an older ledger, whose ids
  /// began at 1 too.
  private static let maximumLeavingNames = 4

  /// What lies under the names that a move uses on its way out.
  struct Left {
    var file: Place?
    /// Something else: a new arrival moved in the stead of the file, or a leftover.
    var strangers: [Place] = []
    /// Why a folder could not be looked into.
    var refusal: SystemError?
  }

  /// Where the file of a move may be on its way out, in the order in which they are used: `.leaving/<ledger id>`; where
  /// that cannot be, a hidden name beside the file.
  func leavingLocations(of move: PendingMove) -> [FileLocation] {
    let folder = move.path.folderBytes
    let beside = folder.isEmpty ? [] : folder + [slash]
    let names = (0..<Self.maximumLeavingNames).map { "\(move.ledgerID)" + ($0 == 0 ? "" : "~\($0)") }
    let paths =
      names.map { Self.leaving + [slash] + Array($0.utf8) } + names.map { beside + Array(".leaving-\($0)".utf8) }
    return paths.map { FileLocation(base: .inbox, path: $0) }
  }

  /// `nil` where something else lies under that name, where the folder may not be used or made, or where others could take
  /// files out of it and put some into it: `leavingProblem` says which then.
  func leavingFolder() throws(SystemError) -> Descriptor? {
    do throws(SystemError) {
      let (folder, made) = try inbox.makeFolder(Self.leaving, mode: 0o700)
      if !made.isEmpty { touch(FileLocation(base: .inbox, path: [])) }
      let problem = made.isEmpty ? try whyNotOurs(folder) : nil
      state.withLock { $0.leavingProblem = problem }
      return problem == nil ? folder : nil
    } catch {
      guard isInTheWay(error.code) else { throw error }
      let problem =
        error.code == ENOTDIR || error.code == ELOOP || error.code == EEXIST
        ? "something that is no folder lies there" : SystemError.text(error.code)
      state.withLock { $0.leavingProblem = problem }
      return nil
    }
  }

  /// Why the folder cannot be used through which files leave the inbox, as far as one has tried to; `nil` where it can be.
  /// Any thread. What is in its way is nobody's but who put it there: nothing of it is moved or changed, and files leave
  /// under hidden names beside themselves.
  package var leavingProblem: String? { state.withLock { $0.leavingProblem } }

  /// The owner of the inbox, and root, can do with everything in it what they like. Whoever else owns the folder, or may write into it, got there by dropping it.
  private func whyNotOurs(_ folder: Descriptor) throws(SystemError) -> String? {
    let status = try BaseFolder.status(folder.number, InboxPath.display(Self.leaving))
    let own = geteuid()
    let trusted = [own, 0, try BaseFolder.status(inbox.descriptor, inbox.path).owner]
    guard trusted.contains(status.owner) else { return "it belongs to another user (number \(status.owner))" }
    guard status.isOpenToOthers else { return nil }
    if status.owner == own, fchmod(folder.number, 0o700) == 0 { return nil }
    return "others than its owner may write into it"
  }

  /// Moves the file to the first of its `leavingLocations` that can be had, and on from there.
  ///
  /// - Parameter afterCrash: a power cut may have taken back that it left, and not what was copied of it.
  func leave(
    _ move: PendingMove, from place: Place, to target: Target?, afterCrash: Bool
  ) throws(SystemError) -> FilingOutcome {
    var failure = SystemError("move \(move.path.display) out of the inbox", code: EXDEV)
    for location in leavingLocations(of: move) {
      let folder = location.folderPath == Self.leaving ? try leavingFolder() : try inbox.openFolder(location.folderPath)
      guard let folder else { continue }
      let there = Place(folder: folder, location: location)
      if FailPoint.leavingRenaming.allows, renameNoReplace(place.folder, place.name, folder, there.name) {
        FailPoint.leavingRenamed.pass()
        touch(place.parent, there.parent)
        if let outcome = try verify(move, at: there) { return outcome }
        return try moveOn(move, from: there, to: target, afterCrash: afterCrash)
      }
      failure = SystemError("move \(move.path.display) to \(location.display)")
      guard isInTheWay(failure.code) || failure.code == ENOENT else { throw failure }
      // Otherwise it is the folder that went.
      if failure.code == ENOENT, try place.folder.status(of: place.name) == nil { return .gone }
    }
    throw failure
  }

  /// Whether an errno says that this place cannot be had, so that the next is to be tried.
  private func isInTheWay(_ code: Int32) -> Bool {
    [EEXIST, ENOTDIR, EISDIR, ELOOP, EACCES, EPERM, EXDEV].contains(code)
  }

  func lookInLeaving(for move: PendingMove) throws(SystemError) -> Left {
    var left = Left()
    for location in leavingLocations(of: move) {
      do throws(SystemError) {
        guard let place = try openPlace(location), let status = try place.folder.status(of: place.name) else {
          continue
        }
        if move.isAbout(status) {
          left.file = place
          return left
        }
        if status.kind != .folder { left.strangers.append(place) }
      } catch {
        guard isInTheWay(error.code) else { throw error }
        left.refusal = error
      }
    }
    return left
  }

  /// The outcome of the first; the watcher announces the others.
  func giveBack(_ strangers: [Place], of move: PendingMove) throws(SystemError) -> FilingOutcome? {
    var outcome: FilingOutcome?
    for place in strangers {
      guard let status = try place.folder.status(of: place.name) else { continue }
      let given = try giveBack(move, place, status)
      outcome = outcome ?? given
    }
    return outcome
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
}
