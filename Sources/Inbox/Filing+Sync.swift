import CLinux
import FailPoints
import Glibc

extension Filing {
  /// With more than this many copies or folders in a group, whole file systems are synced instead of each.
  static let maximumSeparateSyncs = 16

  /// Makes the moves since the last call durable: once a group, before its ledger rows are `done`. What was copied to
  /// another mount is deleted in the inbox here, not before. A copy that somebody took out of the archive at once is
  /// synced like any other, for it was delivered there.
  ///
  /// - Throws: `SystemError`; then the rows stay pending. The next call tries again, but for a copy that cannot be
  ///   synced: it is made anew at the next start, from its original, which stays.
  package func sync() throws(SystemError) {
    state.withLock { ($0.archiveFolder, $0.originFolder) = (nil, nil) }
    var failure = try syncCopies()
    let (touched, copies) = state.withLock { ($0.touched, $0.copies) }
    let targets = touched.filter { $0.base != .inbox }
    try sync(folders: targets)
    state.withLock { $0.touched.subtract(targets) }
    var left: [Copy] = []
    for copy in copies {
      do throws(SystemError) {
        try deleteOriginal(copy)
      } catch {
        failure = failure ?? error
        left.append(copy)
      }
    }
    state.withLock { $0.copies = left }
    // Deleting has touched more of them: a temporary name that came back with a power cut would stay for ever.
    try sync(folders: state.withLock { $0.touched })
    state.withLock { $0.touched = [] }
    if let failure { throw failure }
  }

  /// Returns why the first of those that are not durable is not; they are struck from the list.
  private func syncCopies() throws(SystemError) -> SystemError? {
    let copies = state.withLock { $0.copies }
    if copies.contains(where: { $0.file == nil }) {
      do throws(SystemError) {
        for base in Set(copies.map(\.destination.base)) { try syncFileSystem(self.base(base)) }
        return nil
      } catch {
        for copy in copies { try disown(copy) }
        state.withLock { $0.copies = [] }
        return error
      }
    }
    var failure: SystemError?
    var durable: [Copy] = []
    for copy in copies {
      guard let file = copy.file else { continue }
      if FailPoint.copySyncing.allows, fsync(file.number) == 0 {
        FailPoint.copySynced.pass()
        durable.append(copy)
        continue
      }
      failure = failure ?? SystemError("sync \(copy.destination.display)")
      try disown(copy)
    }
    state.withLock { $0.copies = durable }
    return failure
  }

  /// The kernel tells of a failed write once, and the next sync would succeed: so this is no finished copy any more.
  private func disown(_ copy: Copy) throws(SystemError) {
    guard let temporary = try openPlace(copy.temporary) else { return }
    // Its other name too, or it would lie in the archive beside the one that is made anew.
    if let destination = try openPlace(copy.destination),
      let made = try temporary.folder.status(of: temporary.name),
      let named = try destination.folder.status(of: destination.name), made.fingerprint.inode == named.fingerprint.inode
    {
      unlink(destination)
    }
    unlink(temporary)
  }

  private func deleteOriginal(_ copy: Copy) throws(SystemError) {
    if let place = try openPlace(copy.original), let status = try place.folder.status(of: place.name) {
      if !copy.move.isAbout(status) || isOpenForWriting(place) {
        // Written to after it was read, or soon: a new state, to be read from the inbox.
        _ = try giveBack(copy.move, place, status)
      } else if !FailPoint.originalDeleting.allows || (!unlink(place) && errno != ENOENT) {
        throw SystemError("delete \(copy.original.display)")
      }
      FailPoint.originalDeleted.pass()
      touch(place.parent)
    }
    if let temporary = try openPlace(copy.temporary), unlink(temporary) { touch(temporary.parent) }
    FailPoint.temporaryDeleted.pass()
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
