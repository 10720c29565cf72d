import Dispatch
import Inbox
import OperatingSystem
import Synchronization

/// Tells systemd's watchdog that the daemon works, as long as the inbox queue answers. Owner: a queue of
/// its own, since a reload of many rules may take long.
final class Watchdog: Sendable {
  private let timer: Mutex<any DispatchSourceTimer>

  init?(_ service: ServiceManager, watcher: InboxWatcher) {
    guard let interval = service.watchdogInterval else { return nil }
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "watchdog"))
    timer.schedule(deadline: .now(), repeating: (interval / 3).dispatchInterval)
    timer.setEventHandler {
      watcher.ping { service.isAlive() }
    }
    timer.activate()
    self.timer = Mutex(timer)
  }

  func cancel() { timer.withLock { $0.cancel() } }
}
