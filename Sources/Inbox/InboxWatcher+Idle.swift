// Everything here but `whenIdle` runs on the inbox queue.
extension InboxWatcher {
  /// Somebody who waits for there to be nothing left to do.
  struct IdleWait {
    var patience: Duration?
    var began: Duration
    var callback: @Sendable ([InboxPath]) -> Void

    /// When unsettled files alone keep nobody waiting any longer; `nil`: never.
    func ends(unsettledSince since: Duration) -> Duration? { patience.map { max(since, began) + $0 } }
  }

  private static let maximumPathsTold = 100

  /// Calls back once, on the inbox queue, when a whole sweep found nothing left to do and nothing is ready, in flight or
  /// unsettled. Files that stay where they are do not hinder it; a file that somebody has open for writing does. Any thread.
  package func whenIdle(_ callback: @escaping @Sendable () -> Void) {
    whenIdle(patience: nil) { _ in callback() }
  }

  /// The same; but with patience it also calls back when only unsettled files are left, such as somebody has open for
  /// writing, and that has been so for that time, in which none came, went or changed. It is given these paths (the first
  /// 100), none when there is nothing left. Patience is to be longer than the settle time, which looks at them again.
  package func whenIdle(
    patience: Duration?, _ callback: @escaping @Sendable (_ unsettled: [InboxPath]) -> Void
  ) {
    queue.async { [self] in
      guard isStarted else { return }
      idleWaits.append(IdleWait(patience: patience, began: now, callback: callback))
      handle(.sweepRequested)
      afterStep()
    }
  }

  func callBackWhoWaits() {
    assertOnQueue()
    guard !idleWaits.isEmpty, folderWalks.isEmpty else { return }
    let now = now
    switch machine.rest(now: now) {
    case .busy: return
    case .unverified:
      if machine.isQuiet || idleWaits.contains(where: { $0.patience != nil }) { handle(.sweepRequested) }
    case .idle: callBack([]) { _ in true }
    case .unsettled(let since):
      callBack(machine.unsettledPaths(max: Self.maximumPathsTold)) { wait in
        wait.ends(unsettledSince: since).map { $0 <= now } ?? false
      }
    }
  }

  /// When the first of those who wait with patience loses it, as things stand.
  var endOfPatience: Duration? {
    guard !idleWaits.isEmpty, folderWalks.isEmpty, case .unsettled(let since) = machine.rest(now: now) else {
      return nil
    }
    return idleWaits.compactMap { $0.ends(unsettledSince: since) }.min()
  }

  private func callBack(_ unsettled: [InboxPath], _ isMeant: (IdleWait) -> Bool) {
    let meant = idleWaits.filter(isMeant)
    idleWaits.removeAll(where: isMeant)
    for wait in meant { wait.callback(unsettled) }
  }
}
