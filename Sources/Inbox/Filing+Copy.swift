import CLinux
import FailPoints
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
    /// The copy itself, open until it is synced, whoever takes its name away. `nil` in a group that is synced as a whole.
    var file: Descriptor?

    init(_ move: PendingMove, _ original: Place, _ temporary: Place, _ destination: Place, _ file: Descriptor) {
      self.file = file
      self.move = move
      self.original = original.location
      self.temporary = temporary.location
      self.destination = destination.location
    }
  }

  func copy(_ move: PendingMove, from place: Place, into target: Target) throws(SystemError) -> FilingOutcome {
    let temporary = Place(folder: target.folder, location: target.location(target.temporary(move)))
    guard let source = try openForCopying(move, place) else { return .done(place.location) }
    if let (destination, file) = try finishedCopy(temporary, of: move, in: target) {
      if try isWhole(file, of: source, move) {
        return keepUntilSync(Copy(move, place, temporary, destination, file))
      }
      // A power cut has left its names and not its bytes.
      unlink(destination)
    }
    let file = try write(source, move, to: temporary)
    FailPoint.copyWritten.pass()
    guard let destination = try publish(temporary, in: target) else {
      return .failed(message: "cannot move \(move.path.display) to \(target.base.path): every name for it is taken")
    }
    return keepUntilSync(Copy(move, place, temporary, destination, file))
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
  }

  /// Bytes and date: after a crash a copy may be known by its date alone.
  private func isWhole(_ copy: Descriptor, of source: Descriptor, _ move: PendingMove) throws(SystemError) -> Bool {
    let (name, size) = (move.path.display, move.fingerprint.size)
    let found = try BaseFolder.status(copy.number, name).fingerprint
    guard found.size == size, found.mtime == move.fingerprint.mtime else { return false }
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

  /// Gives the copy the first free name. It keeps the temporary one too; where the file system has no hard links it
  /// does not, and a crash before `sync()` can leave two copies in the archive.
  private func publish(_ temporary: Place, in target: Target) throws(SystemError) -> Place? {
    for name in target.candidates {
      let there = Place(folder: target.folder, location: target.location(name))
      guard FailPoint.copyNaming.allows else { throw SystemError("name the copy \(there.location.display)") }
      if link(temporary, there)
        || (hasNoLinks(errno) && renameNoReplace(target.folder, temporary.name, target.folder, name))
      {
        FailPoint.copyNamed.pass()
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

  /// The copy that an earlier try has named, known by its having the inode of the temporary name. Nothing where somebody
  /// took its name away since: then it is copied anew.
  private func finishedCopy(
    _ temporary: Place, of move: PendingMove, in target: Target
  ) throws(SystemError) -> (destination: Place, file: Descriptor)? {
    // What lies there under this name may not be a copy.
    guard try temporary.folder.status(of: temporary.name)?.kind == .regular else { return nil }
    let number = temporary.name.withCString {
      openat(temporary.folder.number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    }
    guard number >= 0 else {
      if meansGone(errno) { return nil }
      throw SystemError("open \(temporary.location.display)")
    }
    let file = Descriptor(number)
    let copied = try BaseFolder.status(file.number, temporary.location.display)
    guard copied.linkCount > 1 else { return nil }
    for name in target.candidates {
      guard try target.folder.status(of: name)?.fingerprint.inode == copied.fingerprint.inode else { continue }
      return (Place(folder: target.folder, location: target.location(name)), file)
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
    return .done(copy.destination)
  }
}
