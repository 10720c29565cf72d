/// How many files the watcher knows of that nobody has read yet.
package struct InboxWaiting: Sendable, Equatable {
  /// Whole, and not taken yet.
  package var ready: Int
  /// Being written, or found a moment ago.
  package var unsettled: Int
  package var isBeingSwept: Bool
}

extension InboxWatcher {
  /// What waits now. Calls back on the inbox queue, behind what waits there. Any thread.
  package func whatWaits(_ callback: @escaping @Sendable (InboxWaiting) -> Void) {
    queue.async { [self] in
      callback(
        InboxWaiting(
          ready: machine.readyCount, unsettled: machine.unsettledCount, isBeingSwept: machine.isSweeping))
    }
  }
}
