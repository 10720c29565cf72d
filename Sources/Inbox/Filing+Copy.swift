import CLinux
import FailPoints
import Glibc

// The way to a target on another mount, from a file that lies in `.leaving/`.
extension Filing {
  /// A file that is on its way to another mount. Until its copy is durable under its name, the file stays.
  struct Copy {
    enum Step {
      /// Under its temporary name, perhaps in memory only.
      case written
      /// Its bytes and its date are on the disk.
      case synced
      /// It has its name, but a rejected one may lack its reason.
      case named(FileLocation)
      /// Only the folder is to be synced, and the original to be deleted.
      case finished(FileLocation)
    }

    let move: PendingMove
    let original: FileLocation
    var step: Step
    /// The copy itself, open until it is synced. `nil` in a group that is synced as a whole.
    var file: Descriptor?
  }

  /// - Parameter afterCrash: whether an earlier run may have made the copy, and named it.
  func copy(
    _ move: PendingMove, from place: Place, into target: Target, afterCrash: Bool
  ) throws(SystemError) -> FilingOutcome {
    let source: Descriptor
    switch try openForCopying(move, place) {
    case .open(let file): source = file
    case .settled(let outcome): return outcome
    }
    let temporary = Place(folder: target.folder, location: target.location(target.temporary(move)))
    if afterCrash, let destination = try finishedCopy(of: source, move, in: target) {
      unlink(temporary)
      touch(target.parent)
      return keepUntilSync(Copy(move: move, original: place.location, step: .named(destination)))
    }
    let file = try write(source, move, to: temporary)
    FailPoint.copyWritten.pass()
    touch(target.parent)
    return keepUntilSync(Copy(move: move, original: place.location, step: .written, file: file))
  }

  private enum Source {
    case open(Descriptor)
    /// There is nothing to copy.
    case settled(FilingOutcome)
  }

  /// What cannot be read, is no regular file, or is too large for a rejected one stays in `.leaving/`. Whoever may write into
  /// the inbox may have put another file into its place at any moment: the one that is open is the one that counts.
  private func openForCopying(_ move: PendingMove, _ place: Place) throws(SystemError) -> Source {
    guard let there = try place.folder.status(of: place.name) else { return .settled(.gone) }
    guard move.isAbout(there) else { return .settled(try giveBack(move, place, there)) }
    if case .reject = move.action, move.fingerprint.size > maximumRejectedCopyBytes {
      return .settled(.done(place.location))
    }
    guard there.kind == .regular else { return .settled(.done(place.location)) }
    let number = place.name.withCString {
      openat(place.folder.number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }
    guard number >= 0 else {
      if errno == EACCES || errno == EPERM { return .settled(.done(place.location)) }
      throw SystemError("open \(place.location.display)")
    }
    let file = Descriptor(number)
    // Seen as what it is at the next try.
    guard move.isAbout(try BaseFolder.status(file.number, place.location.display)) else {
      throw SystemError("copy \(move.path.display), which changed", code: EAGAIN)
    }
    return .open(file)
  }

  private func write(_ source: Descriptor, _ move: PendingMove, to temporary: Place) throws(SystemError) -> Descriptor {
    unlink(temporary)
    guard FailPoint.copyMaking.allows else { throw SystemError("write \(temporary.location.display)") }
    let number = temporary.name.withCString {
      openat(temporary.folder.number, $0, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o660)
    }
    guard number >= 0 else { throw SystemError("write \(temporary.location.display)") }
    let file = Descriptor(number)
    FailPoint.copyMade.pass()
    do throws(SystemError) {
      try copyBytes(source, move, to: file)
      let times = [timespec](repeating: Self.time(move.fingerprint.mtime), count: 2)
      guard futimens(file.number, times) == 0 else { throw SystemError("date \(temporary.location.display)") }
    } catch {
      unlink(temporary)
      throw error
    }
    return file
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
      guard FailPoint.copyWriting.allows else { throw SystemError("write \(move.path.display)") }
      try writeAll(buffer[..<count], to: file, move.path.display)
      left -= Int64(count)
    }
    // What was written meanwhile may be in the copy in part.
    guard move.isAbout(try BaseFolder.status(source.number, move.path.display)) else {
      throw SystemError("copy \(move.path.display), which changed", code: EAGAIN)
    }
  }

  private func isWhole(_ copy: Descriptor, of source: Descriptor, _ move: PendingMove) throws(SystemError) -> Bool {
    let (name, size) = (move.path.display, move.fingerprint.size)
    var offset: Int64 = 0
    while offset < size {
      let (one, other) = (try bytes(of: source, at: offset, name), try bytes(of: copy, at: offset, name))
      // Shorter than it was: somebody cut it off.
      guard !one.isEmpty, one == other else { return false }
      offset += Int64(one.count)
    }
    return true
  }

  /// As many as there are, up to 128 KiB; moves no file position.
  private func bytes(of file: Descriptor, at offset: Int64, _ name: String) throws(SystemError) -> ArraySlice<UInt8> {
    var buffer = [UInt8](repeating: 0, count: 128 * 1024)
    var done = 0
    while done < buffer.count {
      let count = buffer.withUnsafeMutableBytes { bytes in
        // `done` is below the buffer's count, and pread(2) writes at most what is left behind it.
        pread(file.number, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset) + off_t(done))
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw SystemError("compare \(name) with its copy") }
      if count == 0 { break }
      done += count
    }
    return buffer[..<done]
  }

  private static func time(_ nanoseconds: Int64) -> timespec {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return rest < 0
      ? timespec(tv_sec: Int(seconds) - 1, tv_nsec: Int(rest) + 1_000_000_000)
      : timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))
  }

  /// Gives a copy the first free name. `nil` where every name is taken.
  func publish(_ move: PendingMove, in target: Target) throws(SystemError) -> FileLocation? {
    let temporary = Place(folder: target.folder, location: target.location(target.temporary(move)))
    for name in target.candidates {
      let there = Place(folder: target.folder, location: target.location(name))
      if FailPoint.copyNaming.allows, rename(temporary, to: there) {
        FailPoint.copyNamed.pass()
        touch(target.parent)
        return there.location
      }
      guard errno == EEXIST else { throw SystemError("name the copy \(there.location.display)") }
    }
    return nil
  }

  /// False with errno set. Replaces nothing, also across a network, where only a link is sure not to.
  private func rename(_ temporary: Place, to there: Place) -> Bool {
    if renameNoReplace(temporary.folder, temporary.name, there.folder, there.name) { return true }
    guard [EINVAL, ENOSYS, EOPNOTSUPP].contains(errno) else { return false }
    return link(temporary, there) && unlink(temporary)
  }

  private func link(_ from: Place, _ to: Place) -> Bool {
    from.name.withCString { old in
      to.name.withCString { linkat(from.folder.number, old, to.folder.number, $0, 0) }
    } == 0
  }

  /// The copy that an earlier run has named, and so has synced before: known by its bytes and its date. The names that are
  /// this row's alone come first.
  private func finishedCopy(
    of source: Descriptor, _ move: PendingMove, in target: Target
  ) throws(SystemError) -> FileLocation? {
    for name in target.candidates.reversed() {
      guard let status = try target.folder.status(of: name), move.isCopied(by: status) else { continue }
      let number = name.withCString {
        openat(target.folder.number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
      }
      guard number >= 0 else {
        if meansGone(errno) { continue }
        throw SystemError("open \(target.location(name).display)")
      }
      if try isWhole(Descriptor(number), of: source, move) { return target.location(name) }
    }
    return nil
  }

  private func keepUntilSync(_ copy: Copy) -> FilingOutcome {
    state.withLock { state in
      state.copies.append(copy)
      // Whole file systems are synced then: no need to keep a descriptor for each.
      guard state.copies.count > Self.maximumSeparateSyncs else { return }
      for index in state.copies.indices { state.copies[index].file = nil }
    }
    return .copied
  }
}

extension PendingMove {
  /// Whether a file can be its copy, going by size and date: a copy is dated like its original, to the nanosecond.
  func isCopied(by status: FileStatus) -> Bool {
    status.kind == .regular && status.fingerprint.size == fingerprint.size
      && status.fingerprint.mtime == fingerprint.mtime
  }
}
