import Dispatch
import Glibc
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
    queue.asyncAfter(deadline: .now() + .milliseconds(Int(clamping: delay.wholeMilliseconds)), execute: item)
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

extension Duration {
  /// Rounded up, so that a short delay never becomes none; at least 0, at most ten years.
  var wholeMilliseconds: Int64 {
    let longest: Int64 = 10 * 366 * 86_400
    let (seconds, attoseconds) = components
    if seconds < 0 || attoseconds < 0 { return 0 }
    if seconds >= longest { return longest * 1000 }
    let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000
    return seconds * 1000 + (attoseconds + attosecondsPerMillisecond - 1) / attosecondsPerMillisecond
  }
}
