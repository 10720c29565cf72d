import CLinux
import Glibc

// The way to a target on another mount, from a file that lies in `.leaving/`.
extension Filing {
  /// A copy that has its name, but is not known to be on disk; until it is, the file it was made of stays.
  struct Copy {
    let move: PendingMove
    let original: FileLocation
    /// A second name of the copy. While it is there, a start after a crash knows that the copy is this file's.
    let temporary: FileLocation
    let destination: FileLocation

    init(_ move: PendingMove, _ original: Place, _ temporary: Place, _ destination: Place) {
      self.move = move
      self.original = original.location
      self.temporary = temporary.location
      self.destination = destination.location
    }
  }

  func copy(_ move: PendingMove, from place: Place, into target: Target) throws(SystemError) -> FilingOutcome {
    let temporary = Place(folder: target.folder, location: target.location(target.temporary(move)))
    if let destination = try finishedCopy(temporary, of: move, in: target) {
      return keepUntilSync(Copy(move, place, temporary, destination))
    }
    guard let source = try openForCopying(move, place) else { return .done(place.location) }
    try write(source, move, to: temporary)
    guard let destination = try publish(temporary, in: target) else {
      return .failed(message: "cannot move \(move.path.display) to \(target.base.path): every name for it is taken")
    }
    return keepUntilSync(Copy(move, place, temporary, destination))
  }

  /// `nil` for what stays in `.leaving/`: it cannot be read, is no regular file, or is too large for a rejected one.
  private func openForCopying(_ move: PendingMove, _ place: Place) throws(SystemError) -> Descriptor? {
    if case .reject = move.action, move.fingerprint.size > maximumRejectedCopyBytes { return nil }
    guard try place.folder.status(of: place.name)?.kind == .regular else { return nil }
    let number = place.name.withCString {
      openat(place.folder.number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }
    if number >= 0 { return Descriptor(number) }
    if errno == EACCES || errno == EPERM { return nil }
    throw SystemError("open \(place.location.display)")
  }

  private func write(_ source: Descriptor, _ move: PendingMove, to temporary: Place) throws(SystemError) {
    unlink(temporary)
    let number = temporary.name.withCString {
      openat(temporary.folder.number, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o660)
    }
    guard number >= 0 else { throw SystemError("write \(temporary.location.display)") }
    let file = Descriptor(number)
    do throws(SystemError) {
      try copyBytes(source, move, to: file)
      let times = [timespec](repeating: Self.time(move.fingerprint.mtime), count: 2)
      guard futimens(file.number, times) == 0 else { throw SystemError("date \(temporary.location.display)") }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private func copyBytes(_ source: Descriptor, _ move: PendingMove, to file: Descriptor) throws(SystemError) {
    var buffer = [UInt8](repeating: 0, count: 128 * 1024)
    var left = move.fingerprint.size
    while left > 0 {
      let count = read(source.number, &buffer, min(buffer.count, Int(left)))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("copy \(move.path.display)") }
      // Shorter than it was: somebody cut it off. What is left is a new state of it, seen at the next try.
      guard count > 0 else { throw SystemError("copy \(move.path.display), which changed", code: EAGAIN) }
      try writeAll(buffer[..<count], to: file, move.path.display)
      left -= Int64(count)
    }
  }

  private static func time(_ nanoseconds: Int64) -> timespec {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return rest < 0
      ? timespec(tv_sec: Int(seconds) - 1, tv_nsec: Int(rest) + 1_000_000_000)
      : timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
  }

  /// Gives the copy the first free name. It keeps the temporary one too; where the file system has no hard links it
  /// does not, and a crash before `sync()` can leave two copies in the archive.
  private func publish(_ temporary: Place, in target: Target) throws(SystemError) -> Place? {
    for name in target.candidates {
      let there = Place(folder: target.folder, location: target.location(name))
      if link(temporary, there)
        || (hasNoLinks(errno) && renameNoReplace(target.folder, temporary.name, target.folder, name))
      {
        touch(target.parent)
        return there
      }
      guard errno == EEXIST else { throw SystemError("name the copy \(there.location.display)") }
    }
    return nil
  }

  private func hasNoLinks(_ code: Int32) -> Bool { [EPERM, EOPNOTSUPP, EMLINK, ENOSYS].contains(code) }

  private func link(_ from: Place, _ to: Place) -> Bool {
    from.name.withCString { old in
      to.name.withCString { linkat(from.folder.number, old, to.folder.number, $0, 0) }
    } == 0
  }

  /// The copy that an earlier try has named, known by its having the inode of the temporary name.
  private func finishedCopy(_ temporary: Place, of move: PendingMove, in target: Target) throws(SystemError) -> Place? {
    guard let copied = try temporary.folder.status(of: temporary.name), copied.linkCount > 1 else { return nil }
    for name in target.candidates {
      guard try target.folder.status(of: name)?.fingerprint.inode == copied.fingerprint.inode else { continue }
      return Place(folder: target.folder, location: target.location(name))
    }
    return nil
  }

  private func keepUntilSync(_ copy: Copy) -> FilingOutcome {
    state.withLock { $0.copies.append(copy) }
    return .done(copy.destination)
  }
}

extension Filing {
  /// With more than this many copies or folders in a group, whole file systems are synced instead of each.
  private static let maximumSeparateSyncs = 16

  /// Makes the moves since the last call durable: once a group, before its ledger rows are `done`. What was copied to
  /// another mount is deleted in the inbox here, not before.
  ///
  /// - Throws: `SystemError`; then the rows stay pending, and the next call tries again.
  package func sync() throws(SystemError) {
    let (touched, copies) = state.withLock { ($0.touched, $0.copies) }
    try sync(copies)
    try sync(folders: touched.filter { $0.base != .inbox })
    for copy in copies { try deleteOriginal(copy) }
    // Deleting has touched more of them.
    try sync(folders: state.withLock { $0.touched }.filter { $0.base == .inbox })
    state.withLock { $0 = State() }
  }

  private func deleteOriginal(_ copy: Copy) throws(SystemError) {
    if let place = try openPlace(copy.original), let status = try place.folder.status(of: place.name) {
      if !copy.move.isAbout(status) {
        // Written to after it was read: a new state, to be read from the inbox.
        _ = try giveBack(copy.move, place, status)
      } else if !unlink(place), errno != ENOENT {
        throw SystemError("delete \(copy.original.display)")
      }
      touch(place.parent)
    }
    if let temporary = try openPlace(copy.temporary) { unlink(temporary) }
  }

  private func sync(_ copies: [Copy]) throws(SystemError) {
    if copies.count > Self.maximumSeparateSyncs {
      for base in Set(copies.map(\.destination.base)) { try syncFileSystem(self.base(base)) }
      return
    }
    for copy in copies {
      // A copy that somebody took away again is not lost here: its original would be, so it stays.
      let number = copy.destination.path.withCString {
        watchword_open_beneath(base(copy.destination.base).descriptor, $0, UInt64(O_RDONLY))
      }
      guard number >= 0 else { throw SystemError("sync \(copy.destination.display)") }
      let file = Descriptor(number)
      guard fsync(file.number) == 0 else { throw SystemError("sync \(copy.destination.display)") }
    }
  }

  private func sync(folders: Set<FileLocation>) throws(SystemError) {
    if folders.count > Self.maximumSeparateSyncs {
      for base in Set(folders.map(\.base)) { try syncFileSystem(self.base(base)) }
      return
    }
    for location in folders {
      // A folder that is gone has nothing to be made durable.
      guard let folder = try base(location.base).openFolder(location.path) else { continue }
      guard fsync(folder.number) == 0 else { throw SystemError("sync the folder \(location.display)") }
    }
  }

  private func syncFileSystem(_ base: BaseFolder) throws(SystemError) {
    guard watchword_sync_file_system(base.descriptor) == 0 else {
      throw SystemError("sync the file system of \(base.path)")
    }
  }
}
