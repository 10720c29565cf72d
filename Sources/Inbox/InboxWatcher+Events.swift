import CLinux
import FileSystems
import Glibc

// Everything here runs on the inbox queue.
extension InboxWatcher {
  private static let folderMask = UInt32(
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE_SELF | IN_EXCL_UNLINK | IN_ONLYDIR)

  /// Reads what the kernel announced, some of it at a time, so that walks and the consumer have their turn.
  func readEvents() {
    assertOnQueue()
    guard inotify >= 0 else { return }
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    for _ in 0..<8 {
      let count = read(inotify, &buffer, buffer.count)
      if count <= 0 {
        let error = SystemError("read what inotify announces")
        if count < 0, error.code != EAGAIN, error.code != EINTR {
          tell(.watchFailed(error.message), key: "read")
          handle(.overflow)
        }
        break
      }
      for event in InotifyEvent.decode(buffer[..<count]) { handle(event) }
    }
    afterStep()
  }

  func handle(_ event: InotifyEvent) {
    assertOnQueue()
    if event.has(IN_Q_OVERFLOW) {
      overflowCount += 1
      tell(.queueOverflow, key: nil)
      handle(.overflow)
      return
    }
    guard let path = watches.path(of: event.watch) else { return }
    if event.name.isEmpty {
      handleFolderItself(event, path)
    } else if !InboxPath.isHidden(event.name) {
      guard let child = InboxPath.joining(path, event.name) else {
        return tell(.tooDeep(folder: InboxPath.display(path)), key: "deep " + InboxPath.display(path))
      }
      if event.has(IN_ISDIR) { handleFolder(event, child) } else { handleFile(event, child) }
    }
  }

  private func handleFolderItself(_ event: InotifyEvent, _ path: [UInt8]) {
    let hasLeft = event.has(IN_DELETE_SELF) || event.has(IN_MOVE_SELF) || event.has(IN_UNMOUNT)
    if path.isEmpty, hasLeft || event.has(IN_IGNORED) {
      loseInbox(SystemError.text(ENOENT))
    } else if event.has(IN_IGNORED) {
      watches.remove(event.watch)
    } else if event.has(IN_UNMOUNT) {
      // The folder beneath the mount is there again, and is watched by nobody.
      handle(.sweepRequested)
    }
  }

  private func handleFolder(_ event: InotifyEvent, _ path: InboxPath) {
    if event.has(IN_MOVED_FROM) { stopWatching(watches.removeFolder(path.bytes)) }
    guard event.has(IN_CREATE) || event.has(IN_MOVED_TO) else { return }
    if folderWalks.count < maximumFolderWalks {
      folderWalks.append(FolderWalk(folder, from: path.bytes))
    } else {
      handle(.sweepRequested)
    }
  }

  private func handleFile(_ event: InotifyEvent, _ path: InboxPath) {
    if InboxPath.isUnfinishedName(path.nameBytes) { return }
    if event.has(IN_CLOSE_WRITE) || event.has(IN_MOVED_TO) {
      lookAtAnnounced(path)
    } else if event.has(IN_MOVED_FROM) {
      handle(.gone(path))
    } else if event.has(IN_CREATE) {
      lookAt(path, wasCreated: true)
    }
  }

  /// A path that was announced, now or while it was in flight: it is whole if it is still there and nobody has it open for
  /// writing. Two may write to one file, and one may be moved in with its writer still at it.
  func lookAtAnnounced(_ path: InboxPath) {
    assertOnQueue()
    do {
      if let status = try folder.status(at: path.bytes), status.kind != .folder { announced(path, status) }
    } catch {
      cannotLook(at: path, error)
    }
  }

  private func announced(_ path: InboxPath, _ status: FileStatus) {
    if isDone(path, status) { return }
    let isOpen = status.kind == .regular && isOpenForWriting(path)
    handle(isOpen ? .closedButOpen(path, status.fingerprint) : .closed(path))
  }

  /// Whether it was done with before, and is to be left alone.
  private func isDone(_ path: InboxPath, _ status: FileStatus) -> Bool {
    guard let isDone = options.isDone, isDone(path, status.fingerprint) else { return false }
    handle(.gone(path))
    return true
  }

  func lookAtUnsettled() {
    assertOnQueue()
    for path in machine.pathsToLookAt(now: now) { lookAt(path, wasCreated: false) }
  }

  /// Links and special files raise no event but IN_CREATE, and are whole at once; so is a file that was linked in,
  /// which has another name. A file that has only been created is looked at until it is closed or has settled.
  private func lookAt(_ path: InboxPath, wasCreated: Bool) {
    assertOnQueue()
    do {
      guard let status = try folder.status(at: path.bytes), status.kind != .folder else {
        handle(.gone(path))
        return
      }
      if wasCreated, status.kind == .regular, status.linkCount > 1 {
        announced(path, status)
      } else {
        found(path, status)
      }
    } catch {
      handle(.gone(path))
      cannotLook(at: path, error)
    }
  }

  private func cannotLook(at path: InboxPath, _ error: SystemError) {
    let folder = InboxPath.display(path.folderBytes)
    tell(.folderUnreadable(folder: folder, message: error.message), key: "unreadable " + folder)
    if error.isTemporary { handle(.sweepRequested) }
  }

  /// A file that nobody announced.
  func found(_ path: InboxPath, _ status: FileStatus) {
    assertOnQueue()
    if isDone(path, status) { return }
    guard status.kind == .regular else {
      handle(.closed(path))
      return
    }
    var (status, age) = (status, Duration.nanoseconds(Self.wallClock) - .nanoseconds(status.fingerprint.ctime))
    if polled.isOnNetwork(path.folderBytes) {
      guard let fresh = freshStatus(path) else { return }
      // ctime is by the clock of the server there, which need not be right to the second.
      (status, age) = (fresh, age - Self.maximumClockDifference)
    }
    var seen = ArrivalStateMachine.Observation(fingerprint: status.fingerprint, age: age)
    if machine.isStill(path, status.fingerprint, age: age, now: now) {
      seen.isOpenForWriting = isOpenForWriting(path)
    }
    handle(.found(path, seen))
  }

  private static let maximumClockDifference = Duration.seconds(3600)

  /// Opening a file makes the client of a network file system ask the server how it is now. `nil` where it is gone.
  private func freshStatus(_ path: InboxPath) -> FileStatus? {
    do throws(SystemError) {
      let number = path.bytes.withCString { watchword_open_beneath(folder.descriptor, $0, UInt64(O_RDONLY)) }
      // What cannot be opened is looked at as it is, to be rejected with the reason.
      guard number >= 0 else { return try folder.status(at: path.bytes) }
      let file = Descriptor(number)
      return try BaseFolder.status(file.number, path.display)
    } catch {
      cannotLook(at: path, error)
      return nil
    }
  }

  /// Nanoseconds since 1970.
  static var wallClock: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// `false` also where it cannot be known: then the settle time alone decides.
  private func isOpenForWriting(_ path: InboxPath) -> Bool {
    let number = path.bytes.withCString { watchword_open_beneath(folder.descriptor, $0, UInt64(O_RDONLY)) }
    guard number >= 0 else { return false }
    let file = Descriptor(number)
    let answer = watchword_is_open_for_writing(file.number)
    if answer < 0 { noteRefusedLease(errno) }
    return answer == 1
  }

  private func noteRefusedLease(_ code: Int32) {
    // A capability in a user namespace is none for files of others.
    if code == EACCES, leases == .allFiles { leases = .ownFiles }
    if code == EINVAL, case .network = polled.reasonForEverything { leases = .none }
  }

  /// Puts a watch on a folder that is open, and is not listed yet; what cannot be relied on to be announced is polled.
  func watch(_ path: [UInt8], folder descriptor: Int32) {
    assertOnQueue()
    let network = options.fileSystemType(descriptor).flatMap(NetworkFileSystem.name(ofType:))
    if let network { poll(path, .network(network)) }
    guard inotify >= 0 else { return }
    var mask = Self.folderMask
    if path.isEmpty { mask |= UInt32(IN_MOVE_SELF) }
    guard watches.count < options.maximumWatches || watches.watch(of: path) != nil else {
      return poll(path, .watchLimit)
    }
    // By its descriptor, so that it is this folder whatever its path has become.
    let watch = inotify_add_watch(inotify, "/proc/self/fd/\(descriptor)", mask)
    guard watch >= 0 else { return cannotWatch(path, SystemError("watch the folder \(InboxPath.display(path))")) }
    if network == nil { polled.remove(path) }
    if let replaced = watches.insert(watch, at: path) { stopWatching([replaced]) }
  }

  private func cannotWatch(_ path: [UInt8], _ error: SystemError) {
    if error.code != ENOSPC, error.code != ENOMEM {
      tell(.watchFailed(error.message), key: "watch " + (path.isEmpty ? folder.path : InboxPath.display(path)))
    }
    poll(path, .watchLimit)
  }

  func stopWatching(_ numbers: [Int32]) {
    assertOnQueue()
    for number in numbers { inotify_rm_watch(inotify, number) }
  }
}
