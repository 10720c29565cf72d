import Dispatch
import Synchronization

/// Collects work while the last of it is on its way to the disk, and hands it on in groups. Nothing waits when idle.
///
/// Owner: the serial queue that it is given, on which alone `process` runs; the pending work is behind a `Mutex`.
final class GroupCommit<Item: Sendable>: Sendable {
  private struct Pending {
    var items: [(item: Item, bytes: Int)] = []
    var isScheduled = false
  }

  private let queue: DispatchQueue
  private let maximumItems: Int
  private let maximumBytes: Int
  private let pending = Mutex(Pending())

  init(queue: DispatchQueue, maximumItems: Int = 512, maximumBytes: Int = 8 << 20) {
    self.queue = queue
    self.maximumItems = maximumItems
    self.maximumBytes = maximumBytes
  }

  /// From any thread. The caller bounds how much it has in flight; this takes all it gets.
  func add(_ item: Item, bytes: Int, process: @escaping @Sendable ([Item], _ isLast: Bool) -> Void) {
    let mustSchedule = pending.withLock { pending in
      pending.items.append((item, bytes))
      defer { pending.isScheduled = true }
      return !pending.isScheduled
    }
    if mustSchedule { queue.async { self.drain(process) } }
  }

  private func drain(_ process: ([Item], Bool) -> Void) {
    while let (group, isLast) = nextGroup() { process(group, isLast) }
  }

  /// In the order of `add`; `nil`, and no longer scheduled, when nothing is pending.
  private func nextGroup() -> (group: [Item], isLast: Bool)? {
    pending.withLock { pending in
      guard !pending.items.isEmpty else {
        pending.isScheduled = false
        return nil
      }
      var count = 0
      var bytes = 0
      // One item of any size, then as many as fit.
      for (_, itemBytes) in pending.items.prefix(maximumItems) {
        let (sum, overflow) = bytes.addingReportingOverflow(itemBytes)
        if count > 0, overflow || sum > maximumBytes { break }
        bytes = sum
        count += 1
      }
      let group = pending.items.prefix(count).map(\.item)
      pending.items.removeFirst(count)
      return (group, pending.items.isEmpty)
    }
  }
}
