import CLinux
import FailPoints
import Glibc

extension Filing {
  /// With more than this many copies or folders in a group, whole file systems are synced instead of each.
  static let maximumSeparateSyncs = 16

  /// What one `sync()` came to.
  package struct SyncResult: Sendable {
    /// What became of the moves whose outcome was `.copied`, by their ledger ids. What is missing here waits for the next
    /// call; what `.failed` can be made again.
    package var copies: [Int64: FilingOutcome] = [:]
    /// Why not everything is durable: the rows stay pending, and the next call tries again.
    package var failure: SystemError?
  }

  /// Makes the moves since the last call durable: once a group, before its ledger rows are `done`. What was copied to
  /// another mount gets its name here, once its bytes are on the disk: what a reader finds in the archive is whole, also
  /// after a power cut. Only then is the original deleted. A copy that somebody took out of the archive at once counts like
  /// any other, for it was delivered there.
  package func sync() -> SyncResult {
    state.withLock { ($0.archiveFolder, $0.originFolder) = (nil, nil) }
    var result = SyncResult()
    syncCopies(&result)
    do throws(SystemError) {
      nameCopies(&result)
      let targets = state.withLock { $0.touched.filter { $0.base != .inbox } }
      try sync(folders: targets)
      state.withLock { $0.touched.subtract(targets) }
      deleteOriginals(&result)
      try sync(folders: state.withLock { $0.touched })
      state.withLock { $0.touched = [] }
    } catch {
      result.failure = result.failure ?? error
    }
    return result
  }

  /// Those that are not durable are struck from the list: the kernel tells of a failed write once, and the next sync of
  /// the same file would succeed. They are to be made anew.
  private func syncCopies(_ result: inout SyncResult) {
    let copies = state.withLock { $0.copies }
    let isWhole = copies.contains { $0.file == nil && $0.isUnsynced }
    var failure: SystemError?
    if isWhole {
      do throws(SystemError) {
        for base in Set(copies.filter(\.isUnsynced).compactMap { destinations(of: $0.move)?.parent.base }) {
          try syncFileSystem(self.base(base))
        }
      } catch {
        failure = error
      }
    }
    var left: [Copy] = []
    for var copy in copies {
      if copy.isUnsynced {
        if let problem = isWhole ? failure : syncAlone(copy) {
          result.copies[copy.move.ledgerID] = disown(copy, because: problem)
          continue
        }
        copy.step = .synced
        copy.file = nil
      }
      left.append(copy)
    }
    state.withLock { $0.copies = left }
  }

  private func syncAlone(_ copy: Copy) -> SystemError? {
    guard let file = copy.file, FailPoint.copySyncing.allows, fsync(file.number) == 0 else {
      return SystemError("sync the copy of \(copy.move.path.display)")
    }
    FailPoint.copySynced.pass()
    return nil
  }

  private func disown(_ copy: Copy, because error: SystemError) -> FilingOutcome {
    do throws(SystemError) {
      if let target = try target(of: copy.move) {
        unlink(Place(folder: target.folder, location: target.location(target.temporary(copy.move))))
      }
    } catch {
      // Hidden where it lies, and the next try deletes it before it writes.
    }
    return .failed(message: error.message)
  }

  /// Where a move leads, opened anew: a group may have more of them than a process may have descriptors.
  private func target(of move: PendingMove) throws(SystemError) -> Target? {
    guard let (parent, names) = destinations(of: move) else { return nil }
    let base = base(parent.base)
    guard let folder = try base.openFolder(parent.path) else { return nil }
    return Target(base: base, folder: folder, parent: parent, candidates: names)
  }

  private func nameCopies(_ result: inout SyncResult) {
    var left: [Copy] = []
    for var copy in state.withLock({ $0.copies }) {
      do throws(SystemError) {
        if case .synced = copy.step {
          guard let target = try target(of: copy.move) else {
            throw SystemError("name the copy of \(copy.move.path.display)", code: ENOENT)
          }
          guard let destination = try publish(copy.move, in: target) else {
            throw SystemError("name the copy of \(copy.move.path.display)", code: EEXIST)
          }
          copy.step = .named(destination)
        }
      } catch {
        // The next try begins with the copy.
        result.copies[copy.move.ledgerID] = disown(copy, because: error)
        continue
      }
      do throws(SystemError) {
        if case .named(let destination) = copy.step {
          if let target = try target(of: copy.move) { try finishReason(of: copy.move, in: target, .done(destination)) }
          copy.step = .finished(destination)
        }
      } catch {
        result.failure = result.failure ?? error
      }
      left.append(copy)
    }
    state.withLock { $0.copies = left }
  }

  /// Of copies that are durable under their names.
  private func deleteOriginals(_ result: inout SyncResult) {
    var left: [Copy] = []
    for copy in state.withLock({ $0.copies }) {
      guard case .finished(let destination) = copy.step else {
        left.append(copy)
        continue
      }
      do throws(SystemError) {
        try deleteOriginal(copy)
        result.copies[copy.move.ledgerID] = .done(destination)
      } catch {
        result.failure = result.failure ?? error
        left.append(copy)
      }
    }
    state.withLock { $0.copies = left }
  }

  private func deleteOriginal(_ copy: Copy) throws(SystemError) {
    guard let place = try openPlace(copy.original), let status = try place.folder.status(of: place.name) else { return }
    if !copy.move.isAbout(status) || isOpenForWriting(place) {
      // Written to after it was read, or soon: a new state, to be read from the inbox.
      _ = try giveBack(copy.move, place, status)
    } else if !FailPoint.originalDeleting.allows || (!unlink(place) && errno != ENOENT) {
      throw SystemError("delete \(copy.original.display)")
    }
    FailPoint.originalDeleted.pass()
    touch(place.parent)
  }

  private func sync(folders: Set<FileLocation>) throws(SystemError) {
    if folders.count > Self.maximumSeparateSyncs {
      for base in Set(folders.map(\.base)) { try syncFileSystem(self.base(base)) }
      return
    }
    for location in folders {
      // A folder that is gone has nothing to be made durable.
      guard let folder = try base(location.base).openFolder(location.path) else { continue }
      guard FailPoint.folderSyncing.allows, fsync(folder.number) == 0 else {
        throw SystemError("sync the folder \(location.display)")
      }
      FailPoint.folderSynced.pass()
    }
  }

  private func syncFileSystem(_ base: BaseFolder) throws(SystemError) {
    guard FailPoint.fileSystemSyncing.allows, watchword_sync_file_system(base.descriptor) == 0 else {
      throw SystemError("sync the file system of \(base.path)")
    }
    FailPoint.fileSystemSynced.pass()
  }
}

extension Filing.Copy {
  fileprivate var isUnsynced: Bool { if case .written = step { true } else { false } }
}
