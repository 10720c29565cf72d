// Everything here runs on the inbox queue.
extension InboxWatcher {
  /// Names read at a time, before events and the consumer have their turn.
  private static let sliceBudget = 256

  func startSweepIfDue() {
    assertOnQueue()
    guard let due = machine.sweepAt, due <= now, !machine.isSweeping, machine.canWalk else { return }
    handle(.sweepStarted)
    isSweepComplete = true
    sweepNumber += 1
    options.onSweep?()
    guard findInbox() else { return endSweep(isComplete: false) }
    watches.beginSweep()
    polled.beginSweep()
    sweepStart = now
    if inotify < 0, let reason = polled.reason(at: []) { polled.insert([], reason) }
    sweep = FolderWalk(folder, from: [])
  }

  /// Looks whether the inbox is still the folder at its path. Returns whether there is one.
  private func findInbox() -> Bool {
    assertOnQueue()
    do {
      if try folder.refresh() { stopWatching(watches.removeAll()) }
      if isLost {
        isLost = false
        isOver("lost")
      }
      return true
    } catch {
      loseInbox(error.message)
      return false
    }
  }

  /// The inbox is no longer there; the next sweep looks for it.
  func loseInbox(_ message: String) {
    assertOnQueue()
    stopWatching(watches.removeAll())
    (folderWalks, pollWalks) = ([], [])
    if sweep != nil { endSweep(isComplete: false) }
    if !isLost {
      isLost = true
      // It may be there again already.
      handle(.sweepRequested)
    }
    tell(.inboxLost(message), key: "lost")
  }

  private func endSweep(isComplete: Bool) {
    assertOnQueue()
    sweep = nil
    wasSweepComplete = isComplete
    if !isLost { forgetProblems(isComplete: isComplete) }
    if isComplete {
      stopWatching(watches.endSweep())
      polled.endSweep()
      lastSweep = (now - sweepStart, Self.wallClock / 1_000_000)
    }
    handle(.sweepEnded)
    schedulePoll(taken: polled.isEverything ? now - sweepStart : .zero)
  }

  /// Lets the walks go on, one slice at a time, while there is room for what they find.
  func continueWalks() {
    assertOnQueue()
    guard !isSliceQueued, sweep != nil || !folderWalks.isEmpty || !pollWalks.isEmpty, machine.canWalk else { return }
    isSliceQueued = true
    queue.async { [weak self] in
      guard let self else { return }
      isSliceQueued = false
      walk()
      afterStep()
    }
  }

  /// New folders first: there, files are still being announced to nobody.
  func walk() {
    assertOnQueue()
    var budget = Self.sliceBudget
    while budget > 0, machine.canWalk {
      guard let walk = folderWalks.last ?? pollWalks.last ?? sweep, let step = walk.next(budget: &budget) else {
        return
      }
      switch step {
      case .entered(let path, let descriptor):
        isOver("unreadable " + (path.isEmpty ? folder.path : InboxPath.display(path)))
        budget -= 1
        watch(path, folder: descriptor)
      case .found(let path, let status):
        found(path, status)
      case .failed(let path, let error):
        fail(path, error)
      case .tooDeep(let path):
        let name = InboxPath.display(path)
        tell(.tooDeep(folder: name), key: "deep " + name)
      case .ended:
        if folderWalks.popLast() != nil { continue }
        if pollWalks.popLast() == nil {
          endSweep(isComplete: isSweepComplete)
        } else if pollWalks.isEmpty {
          schedulePoll(taken: now - pollStart)
        }
      }
    }
  }

  private func fail(_ path: [UInt8], _ error: SystemError) {
    assertOnQueue()
    isSweepComplete = false
    let name = path.isEmpty ? folder.path : InboxPath.display(path)
    tell(.folderUnreadable(folder: name, message: error.message), key: "unreadable " + name)
  }
}
