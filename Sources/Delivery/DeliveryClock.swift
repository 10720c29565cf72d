import Dispatch
import Glibc
import OperatingSystem
import Synchronization

/// The time and the timers of delivery; tests bring their own.
package protocol DeliveryClock: Sendable {
  /// Milliseconds since 1970.
  func now() -> Int64

  /// Runs `work` once on `queue` when `delay` is over, unless the timer is cancelled before.
  func schedule(
    after delay: Duration, on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void
  ) -> any DeliveryTimer
}

package protocol DeliveryTimer: Sendable {
  /// From any thread; more than once does no harm. Work that has begun is not stopped.
  func cancel()
}

/// The machine's wall clock, and Dispatch timers.
package struct SystemDeliveryClock: DeliveryClock {
  package init() {}

  package func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  package func schedule(
    after delay: Duration, on queue: DispatchQueue, _ work: @escaping @Sendable () -> Void
  ) -> any DeliveryTimer {
    let item = DispatchWorkItem(block: work)
    queue.asyncAfter(deadline: .now() + delay.dispatchInterval, execute: item)
    return SystemDeliveryTimer(item)
  }
}

private final class SystemDeliveryTimer: DeliveryTimer {
  private let item: Mutex<DispatchWorkItem?>

  init(_ item: sending DispatchWorkItem) { self.item = Mutex(item) }

  func cancel() {
    item.withLock { item in
      item?.cancel()
      item = nil
    }
  }
}
