import CLinux
import Glibc

// Folders for which events cannot be relied on: they are looked through at short intervals. But for `status`, everything
// here runs on the inbox queue.
extension InboxWatcher {
  /// How the inbox is watched, and what lies in it. Any thread; calls back on the inbox queue.
  package func status(_ callback: @escaping @Sendable (InboxStatus) -> Void) {
    queue.async { [self] in
      if isStarted {
        // Nobody announces that it is gone, or there again.
        if isLost { handle(.sweepRequested) } else if folder.isDeleted { loseInbox(SystemError.text(ENOENT)) }
        afterStep()
      }
      callback(currentStatus())
    }
  }

  private func currentStatus() -> InboxStatus {
    assertOnQueue()
    var status = InboxStatus()
    if let reason = polled.reasonForEverything { status.mode = .polling(reason: reason.text) }
    status.watchCount = watches.count
    status.polledFolders = polled.paths.map {
      InboxStatus.PolledFolder(path: InboxPath.display($0), reason: polled.reason(at: $0)?.text ?? "")
    }
    status.polledFolderCount = polled.count
    status.readyCount = machine.readyCount
    status.inFlightCount = machine.heldCount - machine.readyCount
    status.unsettledCount = machine.unsettledCount
    status.isComplete =
      machine.knowsAll && wasSweepComplete && folderWalks.isEmpty && !isLost
    status.longestWait = machine.oldestHeld.map { now - $0 }
    status.longestUnsettled = machine.oldestUnsettled.map { now - $0 }
    status.isSweeping = machine.isSweeping
    status.leases = leases
    status.lastSweepDuration = lastSweep?.duration
    status.lastSweepEndMilliseconds = lastSweep?.endMilliseconds
    status.overflowCount = overflowCount
    status.isLost = isLost
    return status
  }

  /// Takes note of a folder that is to be polled, and tells of it once.
  func poll(_ path: [UInt8], _ reason: PolledFolders.Reason) {
    assertOnQueue()
    let isNew = polled.insert(path, reason)
    let name = path.isEmpty ? folder.path : InboxPath.display(path)
    switch reason {
    case .network(let fileSystem):
      guard isNew else { break }
      let problem = InboxProblem.networkFolder(folder: name, fileSystem: fileSystem, interval: options.pollInterval)
      tell(problem, key: "network " + name)
    case .watchLimit: tell(.watchLimit(folder: name, interval: options.pollInterval), key: "limit")
    case .noInotify: break
    }
    if pollAt == nil, pollWalks.isEmpty { schedulePoll(taken: .zero) }
  }

  /// When the next poll may start: a walk that is under way ends first.
  var nextPoll: Duration? { pollWalks.isEmpty && !machine.isSweeping && machine.canWalk ? pollAt : nil }

  func pollIfDue() {
    assertOnQueue()
    guard let due = nextPoll, due <= now else { return }
    pollAt = nil
    if polled.isEmpty { return }
    if polled.isEverything {
      handle(.sweepRequested)
    } else {
      pollStart = now
      pollWalks = polled.paths.map { FolderWalk(folder, from: $0) }
    }
  }

  /// Called at the end of a sweep and of a poll; `taken` is what it took, as far as it polled.
  func schedulePoll(taken: Duration) {
    assertOnQueue()
    guard !polled.isEmpty else {
      pollAt = nil
      return
    }
    pollAt = now + max(options.pollInterval, min(taken * 9, options.sweepInterval))
  }

  /// `nil` where it cannot be known.
  static let fileSystemType: @Sendable (_ folder: Int32) -> UInt32? = { descriptor in
    var type: UInt32 = 0
    return watchword_file_system_type_of(descriptor, &type) == 0 ? type : nil
  }
}
